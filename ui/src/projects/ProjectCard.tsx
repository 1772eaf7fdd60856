import { Anchor, Badge, Card, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { IconDatabase } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import { text } from "../text";
import { membersQuery } from "./members";
import type { Project } from "./project";
import { shownStack, type Stack as ContentStack } from "./stacks";

const words = text.projects;

/** One project: what it is, what its content comes from, and how much there is in it. The whole card leads there. */
export function ProjectCard({ project, stacks, organization }: { project: Project; stacks?: readonly ContentStack[]; organization?: string }) {
  const { data: members } = useQuery(membersQuery(project.uid));
  return (
    <Card component="article" padding="lg" h="100%" style={{ position: "relative" }} data-testid={`project-${project.uid}`}>
      <Stack gap="sm" h="100%">
        <Stack gap={4}>
          <Title order={2} size="h4" lineClamp={2} style={{ overflowWrap: "anywhere" }}>
            <Anchor component={Link} to={`/projects/${project.uid}`} inherit c="var(--mantine-color-text)" underline="hover">
              {/* Stretched over the card, so that one can click anywhere on it. */}
              <span style={{ position: "absolute", inset: 0, borderRadius: "var(--mantine-radius-lg)" }} aria-hidden />
              {project.name}
            </Anchor>
          </Title>
          {organization && (
            <Text size="xs" c="dimmed">
              {organization}
            </Text>
          )}
          {project.description && (
            <Text size="sm" c="dimmed" lineClamp={2} style={{ overflowWrap: "anywhere" }}>
              {project.description}
            </Text>
          )}
        </Stack>
        <Badge
          variant="light"
          color={project.connectedStackApiKey ? "iris" : "gray"}
          tt="none"
          fw={500}
          leftSection={<IconDatabase size={13} />}
          maw="100%"
        >
          {shownStack(project.connectedStackApiKey, stacks)}
        </Badge>
        <SimpleGrid cols={3} spacing="xs" mt="auto" pt="xs" component="dl" mb={0}>
          <Fact count={project.activeExperienceCount ?? 0} label={words.facts.experiences} />
          <Fact count={project.audienceCount ?? 0} label={words.facts.audiences} />
          <Fact count={members?.length} label={words.facts.users} />
        </SimpleGrid>
      </Stack>
    </Card>
  );
}

function Fact({ count, label }: { count: number | undefined; label: string }) {
  return (
    <Stack gap={0} justify="flex-end" style={{ flexDirection: "column-reverse" }}>
      <Text size="xs" c="dimmed" component="dt">
        {label}
      </Text>
      <Text fw={650} size="lg" component="dd" m={0} className="tabular">
        {count ?? "–"}
      </Text>
    </Stack>
  );
}
