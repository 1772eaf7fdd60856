import { ActionIcon, Code, Group, Stack, Text, Tooltip } from "@mantine/core";
import { IconPencil, IconTrash } from "@tabler/icons-react";

import type { Column } from "../parts/LongList";
import { shownAge, shownTime } from "../parts/times";
import { type Use, UsedBy } from "../parts/uses";
import { text } from "../text";
import type { Event } from "./events";

const words = text.events;

interface Doing {
  uses: Map<string, Use[]>;
  onEdit: (event: Event) => void;
  onDelete: (event: Event) => void;
}

/** What the list shows of an event; on a phone all stands below the key. */
export function columnsFor(isNarrow: boolean, doing: Doing): Column<Event>[] {
  const actions: Column<Event> = { key: "actions", label: "", width: 88, render: (row) => <Actions row={row} {...doing} /> };
  if (isNarrow) return [{ key: "key", label: words.columns.key, render: (row) => <Narrow row={row} uses={doing.uses} /> }, actions];
  return [
    { key: "key", label: words.columns.key, width: "28%", render: (row) => <Key row={row} /> },
    { key: "description", label: words.columns.description, render: (row) => <Description row={row} /> },
    { key: "usedBy", label: words.columns.usedBy, width: 140, render: (row) => <Uses uses={doing.uses.get(row.uid) ?? []} /> },
    { key: "updated", label: words.columns.updated, width: 140, render: (row) => <Changed row={row} /> },
    actions,
  ];
}

function Key({ row }: { row: Event }) {
  return <Code style={{ overflowWrap: "anywhere" }}>{row.key}</Code>;
}

function Description({ row }: { row: Event }) {
  return (
    <Text size="sm" c="dimmed" lineClamp={2} style={{ overflowWrap: "anywhere" }}>
      {row.description}
    </Text>
  );
}

function Changed({ row }: { row: Event }) {
  return (
    <Text size="sm" c="dimmed" title={`${shownTime(row.updatedAt)}, ${row.updatedByUserName}`}>
      {shownAge(row.updatedAt)}
    </Text>
  );
}

function Uses({ uses }: { uses: readonly Use[] }) {
  return <UsedBy uses={uses} label={words.usedBy(uses.length)} none={words.unused} />;
}

function Narrow({ row, uses }: { row: Event; uses: Map<string, Use[]> }) {
  return (
    <Stack gap={4} align="flex-start">
      <Key row={row} />
      <Description row={row} />
      <Uses uses={uses.get(row.uid) ?? []} />
    </Stack>
  );
}

function Actions({ row, onEdit, onDelete }: Doing & { row: Event }) {
  return (
    <Group gap={4} wrap="nowrap" justify="flex-end">
      <Tooltip label={words.edit}>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={words.editOne(row.key)} onClick={() => onEdit(row)}>
          <IconPencil size={18} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={text.app.remove}>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={words.deleteOne(row.key)} onClick={() => onDelete(row)}>
          <IconTrash size={18} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
