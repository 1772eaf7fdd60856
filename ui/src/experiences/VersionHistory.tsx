import { Badge, Button, Drawer, Group, Paper, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "react-router";

import { ErrorNotice } from "../parts/ErrorNotice";
import { shownAge, shownTime } from "../parts/times";
import { text } from "../text";
import { ChangeList } from "./activation/ChangeList";
import { changesBetween } from "./activation/diff";
import { planOf } from "./configuration/plan";
import { type Experience, type Version, versionsQuery } from "./experience";
import { useNames } from "./names";
import { StatusBadge } from "./StatusBadge";

const said = text.experiences.versions;

interface Props {
  experience: Experience;
  opened: boolean;
  onClose: () => void;
}

/** Every version of an experience, what each changed, and which one visitors see. */
export function VersionHistory({ experience, opened, onClose }: Props) {
  const { data: versions, error } = useQuery({ ...versionsQuery(experience.project, experience.uid), enabled: opened });
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      title={<Text fw={600}>{text.experiences.history}</Text>}
      closeButtonProps={{ "aria-label": text.app.close }}
    >
      <ErrorNotice error={error} />
      <Stack component="ol" p={0} m={0} style={{ listStyle: "none" }}>
        {versions?.map((version, index) => (
          <li key={version.uid}>
            <Entry experience={experience} version={version} before={versions[index + 1]} onClose={onClose} />
          </li>
        ))}
      </Stack>
    </Drawer>
  );
}

interface EntryProps {
  experience: Experience;
  version: Version;
  before: Version | undefined;
  onClose: () => void;
}

function Entry({ experience, version, before, onClose }: EntryProps) {
  const names = useNames(experience.project);
  const navigate = useNavigate();
  const type = experience.__type;
  const changes = changesBetween(before ? planOf(before, type) : null, contentOf(version, type), type, names);
  const isLive = version.status === "ACTIVE";

  function show() {
    onClose();
    void navigate(`/projects/${experience.project}/experiences/${experience.uid}/configuration?version=${version.uid}`);
  }

  return (
    <Paper
      p="md"
      radius="md"
      data-testid="version-entry"
      style={isLive ? { borderColor: "var(--mantine-color-teal-6)", borderWidth: 2 } : undefined}
    >
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Group gap="xs">
          <Text fw={600}>{text.experiences.version(version.versionNumber)}</Text>
          <StatusBadge status={version.status} />
          {isLive && (
            <Badge variant="filled" color="teal.9" tt="none" radius="sm">
              {said.live}
            </Badge>
          )}
        </Group>
        <Button variant="default" size="compact-sm" flex="none" onClick={show} aria-label={`${said.show}: ${text.experiences.version(version.versionNumber)}`}>
          {said.show}
        </Button>
      </Group>
      <Text size="xs" c="dimmed" mt={4} title={shownTime(version.updatedAt)}>
        {said.updated(version.updatedByUserName, shownAge(version.updatedAt))}
        {version.firstActivatedAt && ` · ${said.activated(shownTime(version.firstActivatedAt))}`}
      </Text>
      <Text size="xs" fw={550} mt="sm" mb={6}>
        {before ? said.since(before.versionNumber) : said.beginning}
      </Text>
      <ChangeList changes={changes} />
    </Paper>
  );
}

/** A draft without variants says nothing yet; the rows that its form begins with are no part of it. */
function contentOf(version: Version, type: Experience["__type"]) {
  const plan = planOf(version, type);
  return { ...plan, variants: plan.variants.filter(({ shortUid }) => shortUid !== null) };
}
