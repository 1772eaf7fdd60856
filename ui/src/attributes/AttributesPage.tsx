import { Alert, Button, Group, Paper, SegmentedControl, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconPlus, IconTags } from "@tabler/icons-react";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { audiencesQuery } from "../audiences/audiences";
import { columnsFor } from "../keyed/columns";
import { KeyedDialogs } from "../keyed/KeyedDialogs";
import { useAddressed } from "../parts/addressing";
import { EmptyState } from "../parts/EmptyState";
import { LongList } from "../parts/LongList";
import { PageHeader } from "../parts/PageHeader";
import { SearchField } from "../parts/SearchField";
import { useSearch } from "../parts/searching";
import { useProjectUid } from "../projects/project";
import { text } from "../text";
import { type Attribute, attributeKind, attributesQuery, isCustom } from "./attributes";
import { type Kind, listed, usesOf } from "./listing";

const words = text.attributes;
const KINDS = [
  { value: "all", label: words.all },
  { value: "custom", label: words.custom },
  { value: "preset", label: words.preset },
];

export default function AttributesPage() {
  const projectUid = useProjectUid();
  const { data: attributes } = useSuspenseQuery(attributesQuery(projectUid));
  const { data: audiences } = useQuery(audiencesQuery(projectUid));
  const [sought, seek] = useSearch();
  const [kind, setKind] = useAddressed("type");
  const [, setCreated] = useAddressed("new");
  const [, onEdit] = useAddressed("edit");
  const [, onDelete] = useAddressed("delete");
  const isNarrow = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const uses = useMemo(() => usesOf(audiences ?? [], projectUid), [audiences, projectUid]);
  const rows = listed(attributes, (kind || "all") as Kind, sought);
  const columns = columnsFor(words, isNarrow, { ownOf: (row: Attribute) => (isCustom(row) ? row : null), uses, onEdit, onDelete });
  const hasOwn = attributes.some(isCustom);
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setCreated("1")}>
      {words.create}
    </Button>
  );
  return (
    <>
      <PageHeader title={words.title} hint={words.hint} actions={create} />
      <Group mb="md" gap="sm">
        <SearchField value={sought} onChange={seek} w={{ base: "100%", xs: 280 }} />
        <SegmentedControl
          aria-label={words.kind}
          data={KINDS}
          value={kind || "all"}
          onChange={(value) => setKind(value === "all" ? "" : value)}
        />
      </Group>
      {!hasOwn && kind !== "custom" && !sought && (
        <Alert variant="light" icon={<IconTags size={20} />} title={words.none.title} mb="md">
          <Text size="sm" maw={720}>
            {words.none.body}
          </Text>
        </Alert>
      )}
      <Paper p={{ base: 4, xs: "xs" }}>
        {rows.length > 0 && <LongList label={words.list} columns={columns} rows={rows} rowKey={({ uid }) => uid} />}
        {rows.length === 0 && (hasOwn || sought) && (
          <Text c="dimmed" ta="center" py="xl" role="status">
            {text.app.nothingFound}
          </Text>
        )}
        {rows.length === 0 && !hasOwn && !sought && (
          <EmptyState icon={<IconTags size={28} />} title={words.none.title} action={create}>
            {words.none.body}
          </EmptyState>
        )}
      </Paper>
      <KeyedDialogs kind={attributeKind} projectUid={projectUid} things={attributes.filter(isCustom)} uses={uses} />
    </>
  );
}
