import { ActionIcon, Badge, Code, Group, Stack, Text, Tooltip } from "@mantine/core";
import { IconPencil, IconTrash } from "@tabler/icons-react";

import type { Column } from "../parts/LongList";
import { shownAge, shownTime } from "../parts/times";
import { type Use, UsedBy } from "../parts/uses";
import { text } from "../text";
import { type Attribute, type CustomAttribute, isCustom } from "./attributes";

const words = text.attributes;

interface Doing {
  uses: Map<string, Use[]>;
  onEdit: (attribute: CustomAttribute) => void;
  onDelete: (attribute: CustomAttribute) => void;
}

/** What the list shows of an attribute; on a phone the key and the description stand below the name. */
export function columnsFor(isNarrow: boolean, doing: Doing): Column<Attribute>[] {
  const actions: Column<Attribute> = { key: "actions", label: "", width: 88, render: (row) => <Actions row={row} {...doing} /> };
  const usedBy: Column<Attribute> = {
    key: "usedBy",
    label: words.columns.usedBy,
    width: 110,
    render: (row) => (isCustom(row) ? <Uses uses={doing.uses.get(row.uid) ?? []} /> : null),
  };
  if (isNarrow) return [{ key: "name", label: words.columns.name, render: (row) => <Narrow row={row} uses={doing.uses} /> }, actions];
  return [
    { key: "name", label: words.columns.name, width: "19%", render: (row) => <Name row={row} /> },
    { key: "key", label: words.columns.key, width: "17%", render: (row) => <Key row={row} /> },
    { key: "description", label: words.columns.description, render: (row) => <Description row={row} /> },
    usedBy,
    { key: "updated", label: words.columns.updated, width: 130, render: (row) => <Changed row={row} /> },
    actions,
  ];
}

function Name({ row }: { row: Attribute }) {
  return (
    <Text fw={550} size="sm" style={{ overflowWrap: "anywhere" }}>
      {row.name}
    </Text>
  );
}

function Key({ row }: { row: Attribute }) {
  if (isCustom(row)) return <Code style={{ overflowWrap: "anywhere" }}>{row.key}</Code>;
  return (
    <Badge variant="light" color="gray" tt="none" fw={500}>
      {words.presetKey}
    </Badge>
  );
}

function Description({ row }: { row: Attribute }) {
  return (
    <Text size="sm" c="dimmed" lineClamp={2} style={{ overflowWrap: "anywhere" }}>
      {row.description}
    </Text>
  );
}

function Changed({ row }: { row: Attribute }) {
  if (!isCustom(row)) return null;
  return (
    <Text size="sm" c="dimmed" title={`${shownTime(row.updatedAt)}, ${row.updatedByUserName}`}>
      {shownAge(row.updatedAt)}
    </Text>
  );
}

function Uses({ uses }: { uses: readonly Use[] }) {
  return <UsedBy uses={uses} label={words.usedBy(uses.length)} none={words.unused} />;
}

function Narrow({ row, uses }: { row: Attribute; uses: Map<string, Use[]> }) {
  return (
    <Stack gap={4} align="flex-start">
      <Name row={row} />
      <Key row={row} />
      <Description row={row} />
      {isCustom(row) && <Uses uses={uses.get(row.uid) ?? []} />}
    </Stack>
  );
}

function Actions({ row, onEdit, onDelete }: Doing & { row: Attribute }) {
  if (!isCustom(row)) return null;
  return (
    <Group gap={4} wrap="nowrap" justify="flex-end">
      <Tooltip label={words.edit}>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={words.editOne(row.name)} onClick={() => onEdit(row)}>
          <IconPencil size={18} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={text.app.remove}>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={words.deleteOne(row.name)} onClick={() => onDelete(row)}>
          <IconTrash size={18} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
