import { Anchor, Badge, Code, Drawer, Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "react-router";

import { Copyable } from "../parts/Copyable";
import { shownAge } from "../parts/times";
import { useProject } from "../projects/project";
import { text } from "../text";
import type { Experience } from "./experience";
import { StatusBadge } from "./StatusBadge";

const said = text.experiences.info;

interface Props {
  experience: Experience;
  opened: boolean;
  onClose: () => void;
}

/** What developers ask for, and how the experience stands with the connected stack. */
export function InformationDrawer({ experience, opened, onClose }: Props) {
  const { uid, shortUid, priority } = experience;
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      title={<Text fw={600}>{text.experiences.information}</Text>}
      closeButtonProps={{ "aria-label": text.app.close }}
    >
      <Stack gap="md">
        <Fact label={said.uid}>
          <Copyable value={uid} label={said.uid} testId="experience-uid" />
        </Fact>
        <Fact label={said.shortUid}>
          <Copyable value={shortUid} label={said.shortUid} testId="experience-short-uid" />
        </Fact>
        <Fact label={said.priority}>
          <Text size="sm" data-testid="experience-priority">
            {priority}
          </Text>
        </Fact>
        <Fact label={said.type}>
          <Text size="sm">{text.experiences.types[experience.__type].label}</Text>
        </Fact>
        <Fact label={said.status}>
          <StatusBadge status={experience.status} />
        </Fact>
        <Moment label={said.created} time={experience.createdAt} name={experience.createdByUserName} />
        <Moment label={said.updated} time={experience.updatedAt} name={experience.updatedByUserName} />
        {experience.activatedAt && (
          <Moment label={said.activated} time={experience.activatedAt} name={experience.activatedByUserName ?? ""} />
        )}
        <Title order={3} size="h5" mt="xs">
          {said.cms}
        </Title>
        <Mirror experience={experience} />
      </Stack>
    </Drawer>
  );
}

function Mirror({ experience }: { experience: Experience }) {
  const project = useProject();
  const mirror = experience._cms;
  if (!mirror) {
    return (
      <Text size="sm" c="dimmed" data-testid="experience-sync-status">
        {project.connectedStackApiKey ? said.notYet : said.noStack}
      </Text>
    );
  }
  const age = mirror.lastSyncAttemptAt ? shownAge(mirror.lastSyncAttemptAt) : "";
  return (
    <>
      <Fact label={said.sync}>
        <Badge variant="light" color="teal" tt="none" styles={{ label: { color: "var(--mantine-color-text)" } }} data-testid="experience-sync-status">
          {said.inSync(age)}
        </Badge>
      </Fact>
      <Fact label={said.group}>
        <Group gap="xs">
          <Copyable value={mirror.variantGroup} label={said.group} />
          <Anchor component={Link} to={`/projects/${experience.project}/content/groups?group=${mirror.variantGroup}`} size="sm" data-testid="variant-group-url">
            {said.open}
          </Anchor>
        </Group>
      </Fact>
      <Fact label={said.alias}>
        <Group gap={6}>
          {Object.keys(mirror.variants).map((variant) => (
            <Code key={variant}>{`cs_personalize_${experience.shortUid}_${variant}`}</Code>
          ))}
        </Group>
      </Fact>
    </>
  );
}

function Moment({ label, time, name }: { label: string; time: string; name: string }) {
  return (
    <Fact label={label}>
      <Text size="sm">{said.person(name, shownAge(time))}</Text>
    </Fact>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <Text size="xs" c="dimmed" mb={2}>
        {label}
      </Text>
      {children}
    </div>
  );
}
