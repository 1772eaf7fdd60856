import { Alert, Button, Flex, SegmentedControl, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";

import { useAddressed } from "../parts/addressing";
import { Copyable } from "../parts/Copyable";
import { useProject } from "../projects/project";
import { text } from "../text";
import { DeliveryToken } from "./DeliveryToken";
import { Setting } from "./Setting";
import { Snippet } from "./Snippet";
import { contentSnippet, contentUrl, edgeSnippet, edgeUrl, nextSnippet, type Values } from "./snippets";
import { environmentsQuery } from "./tokens";

const words = text.settings.quickstart;
type Guide = keyof typeof words.guides;
const GUIDES = (Object.keys(words.guides) as Guide[]).map((value) => ({ value, label: words.guides[value] }));
const USUAL = "production";
const SNIPPETS = { edge: edgeSnippet, next: nextSnippet, content: contentSnippet };

export function QuickstartPage() {
  const project = useProject();
  const [addressed, setAddressed] = useAddressed("guide");
  const guide: Guide = GUIDES.some(({ value }) => value === addressed) ? (addressed as Guide) : "edge";
  const stackKey = project.connectedStackApiKey ?? "";
  const { data: environments = [] } = useQuery({ ...environmentsQuery(stackKey), enabled: stackKey !== "" });
  const [chosen, setChosen] = useState("");
  const [token, setToken] = useState("");
  const environment = chosen || (environments.includes(USUAL) ? USUAL : (environments[0] ?? ""));
  const { origin, protocol, hostname } = window.location;
  const values: Values = { projectUid: project.uid, origin, stackKey, token, environment };
  const isInsecure = protocol === "http:" && !["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  return (
    <>
      <Text c="dimmed" size="sm" mb="lg" maw={760}>
        {words.hint}
      </Text>
      {isInsecure && (
        <Alert color="orange" mb="lg" maw={760}>
          {words.insecure}
        </Alert>
      )}
      <Setting title={words.values}>
        <Stack gap="xs">
          <Value label={words.projectUid} value={project.uid} />
          <Value label={words.edgeUrl} value={edgeUrl(origin)} />
          {stackKey && <Value label={words.contentUrl} value={contentUrl(origin)} />}
          {stackKey && <Value label={words.stackKey} value={stackKey} />}
        </Stack>
      </Setting>
      <SegmentedControl aria-label={words.guide} data={GUIDES} value={guide} onChange={(value) => setAddressed(value === "edge" ? "" : value)} mb="md" />
      <Setting title={words[guide].title} hint={words[guide].steps}>
        {guide === "content" && !stackKey ? (
          <Stack align="flex-start">
            <Text size="sm">{words.noStack}</Text>
            <Button component={Link} to={`/projects/${project.uid}/settings/details`} variant="default">
              {words.toDetails}
            </Button>
          </Stack>
        ) : (
          <>
            {guide === "content" && (
              <DeliveryToken
                stackKey={stackKey}
                environments={environments}
                environment={environment}
                onEnvironment={(name) => {
                  setChosen(name);
                  setToken("");
                }}
                token={token}
                onToken={setToken}
              />
            )}
            <Snippet code={SNIPPETS[guide](values)} label={words[guide].title} />
          </>
        )}
      </Setting>
    </>
  );
}

function Value({ label, value }: { label: string; value: string }) {
  return (
    <Flex direction={{ base: "column", xs: "row" }} align={{ base: "flex-start", xs: "center" }} gap={{ base: 0, xs: "md" }}>
      <Text size="sm" c="dimmed" w={120} style={{ flexShrink: 0 }}>
        {label}
      </Text>
      <Copyable value={value} label={label} />
    </Flex>
  );
}
