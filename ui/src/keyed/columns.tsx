import { ActionIcon, Badge, Code, Group, Stack, Text, Tooltip } from "@mantine/core";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import type { ReactNode } from "react";

import type { Column } from "../parts/LongList";
import { shownAge, shownTime } from "../parts/times";
import { type Use, UsedBy } from "../parts/uses";
import { text } from "../text";
import { called, type Keyed, type Kind } from "./kind";

/** A row of a list: something of the project's own, or what every project has, which nobody changes. */
interface Row {
  uid: string;
  name?: string;
  description: string;
}

interface Doing<Listed> {
  /** The row as something of the project's own; null for what every project has. */
  ownOf: (row: Listed) => Keyed | null;
  uses: ReadonlyMap<string, Use[]>;
  onEdit: (uid: string) => void;
  onDelete: (uid: string) => void;
}

/** What a list shows of attributes or events; on a phone everything stands below the name. */
export function columnsFor<Listed extends Row>(words: Kind["words"], isNarrow: boolean, doing: Doing<Listed>): Column<Listed>[] {
  const { ownOf, uses, onEdit, onDelete } = doing;
  const usedBy = ({ uid }: Keyed) => {
    const users = uses.get(uid) ?? [];
    return <UsedBy uses={users} label={words.usedBy(users.length)} none={words.unused} />;
  };
  const own = (show: (thing: Keyed) => ReactNode) => (row: Listed) => {
    const thing = ownOf(row);
    return thing && show(thing);
  };
  const key = (row: Listed) => <Key thing={ownOf(row)} />;
  const actions: Column<Listed> = {
    key: "actions",
    label: "",
    width: 88,
    render: own((thing) => (
      <Group gap={4} wrap="nowrap" justify="flex-end">
        <Action tip={words.edit} label={words.editOne(called(thing))} Icon={IconPencil} onClick={() => onEdit(thing.uid)} />
        <Action tip={text.app.remove} label={words.deleteOne(called(thing))} Icon={IconTrash} onClick={() => onDelete(thing.uid)} />
      </Group>
    )),
  };
  const { columns } = words;
  if (isNarrow) {
    const all = (row: Listed) => (
      <Stack gap={4} align="flex-start">
        {row.name && <Name>{row.name}</Name>}
        {key(row)}
        <Description>{row.description}</Description>
        {own(usedBy)(row)}
      </Stack>
    );
    return [{ key: "all", label: columns.name ?? columns.key, render: all }, actions];
  }
  return [
    ...(columns.name ? [{ key: "name", label: columns.name, width: "19%", render: ({ name = "" }: Listed) => <Name>{name}</Name> }] : []),
    { key: "key", label: columns.key, width: columns.name ? "17%" : "28%", render: key },
    { key: "description", label: columns.description, render: ({ description }) => <Description>{description}</Description> },
    { key: "usedBy", label: columns.usedBy, width: 125, render: own(usedBy) },
    { key: "updated", label: columns.updated, width: 130, render: own((thing) => <Changed thing={thing} />) },
    actions,
  ];
}

function Name({ children }: { children: string }) {
  return (
    <Text fw={550} size="sm" style={{ overflowWrap: "anywhere" }}>
      {children}
    </Text>
  );
}

function Key({ thing }: { thing: Keyed | null }) {
  if (thing) return <Code style={{ overflowWrap: "anywhere" }}>{thing.key}</Code>;
  return (
    <Badge variant="light" color="gray" tt="none" fw={500}>
      {text.attributes.presetKey}
    </Badge>
  );
}

function Description({ children }: { children: string }) {
  return (
    <Text size="sm" c="dimmed" lineClamp={2} style={{ overflowWrap: "anywhere" }}>
      {children}
    </Text>
  );
}

function Changed({ thing: { updatedAt, updatedByUserName } }: { thing: Keyed }) {
  return (
    <Text size="sm" c="dimmed" title={`${shownTime(updatedAt)}, ${updatedByUserName}`}>
      {shownAge(updatedAt)}
    </Text>
  );
}

interface ActionProps {
  tip: string;
  label: string;
  Icon: typeof IconPencil;
  onClick: () => void;
}

function Action({ tip, label, Icon, onClick }: ActionProps) {
  return (
    <Tooltip label={tip}>
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label} onClick={onClick}>
        <Icon size={18} />
      </ActionIcon>
    </Tooltip>
  );
}
