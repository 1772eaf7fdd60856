import { Anchor, Badge, Group, Paper, Stack, Text, Tooltip, useMatches } from "@mantine/core";
import { Link } from "react-router";

import { type Column, LongList } from "../parts/LongList";
import { shownAge, shownTime } from "../parts/times";
import { text } from "../text";
import type { Experience } from "./experience";
import { StatusBadge } from "./StatusBadge";

const said = text.experiences;
const SHOWN_TAGS = 2;

const COLUMNS: readonly Column<Experience>[] = [
  { key: "priority", label: said.list.priority, width: 80, render: ({ priority }) => <Text size="sm" ta="center" maw={40}>{priority}</Text> },
  { key: "name", label: said.list.name, render: (row) => <Name row={row} /> },
  { key: "status", label: said.list.status, width: 185, render: (row) => <State row={row} /> },
  { key: "type", label: said.list.type, width: 105, render: (row) => <Text size="sm">{said.types[row.__type].label}</Text> },
  { key: "tags", label: said.list.tags, width: 200, render: ({ tags }) => <Tags tags={tags} /> },
  { key: "updated", label: said.list.updated, width: 145, render: (row) => <Updated row={row} /> },
];

// On a phone each experience is one block: what the columns say stands below its name.
const NARROW: readonly Column<Experience>[] = [
  {
    key: "name",
    label: said.list.name,
    render: (row) => (
      <Stack gap={6}>
        <Name row={row} />
        <Group gap="xs">
          <State row={row} />
          <Text size="xs" c="dimmed">
            {said.types[row.__type].label}
          </Text>
          <Tags tags={row.tags} />
        </Group>
      </Stack>
    ),
  },
  { key: "priority", label: said.list.priority, width: 70, render: ({ priority }) => <Text size="sm">{priority}</Text> },
];

export function ExperienceList({ rows }: { rows: readonly Experience[] }) {
  const columns = useMatches({ base: NARROW, md: COLUMNS }, { getInitialValueInEffect: false });
  return (
    <Paper style={{ overflow: "hidden" }}>
      <LongList label={said.title} columns={columns} rows={rows} rowKey={({ uid }) => uid} testId={() => "experience-row"} />
    </Paper>
  );
}

function Name({ row }: { row: Experience }) {
  return (
    <div style={{ minWidth: 0 }}>
      <Anchor component={Link} to={row.uid} fw={550} size="sm" style={{ overflowWrap: "anywhere" }}>
        {row.name}
      </Anchor>
      {row.description && (
        <Text size="xs" c="dimmed" lineClamp={1}>
          {row.description}
        </Text>
      )}
    </div>
  );
}

function State({ row }: { row: Experience }) {
  return (
    <Group gap={6} wrap="nowrap">
      <StatusBadge status={row.status} />
      {row.hasDraft && row.status !== "DRAFT" && (
        <Text size="xs" c="dimmed">
          {said.list.draftWaiting}
        </Text>
      )}
    </Group>
  );
}

function Tags({ tags }: { tags: readonly string[] }) {
  const more = tags.slice(SHOWN_TAGS);
  return (
    <Group gap={4}>
      {tags.slice(0, SHOWN_TAGS).map((tag) => (
        <Badge key={tag} variant="default" radius="sm" tt="none" fw={450} maw={90}>
          {tag}
        </Badge>
      ))}
      {more.length > 0 && (
        <Tooltip label={more.join(", ")}>
          <Text size="xs" c="dimmed">
            +{more.length}
          </Text>
        </Tooltip>
      )}
    </Group>
  );
}

function Updated({ row }: { row: Experience }) {
  return (
    <div title={shownTime(row.updatedAt)}>
      <Text size="sm">{shownAge(row.updatedAt)}</Text>
      <Text size="xs" c="dimmed" truncate maw={150}>
        {said.list.by(row.updatedByUserName)}
      </Text>
    </div>
  );
}
