import { Alert, Button, Group, Paper, SegmentedControl, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconPlus, IconTags } from "@tabler/icons-react";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { audiencesQuery } from "../audiences/audiences";
import { useAddressed } from "../parts/addressing";
import { EmptyState } from "../parts/EmptyState";
import { LongList } from "../parts/LongList";
import { PageHeader } from "../parts/PageHeader";
import { SearchField } from "../parts/SearchField";
import { useProjectUid } from "../projects/project";
import { text } from "../text";
import { DeleteAttribute, EditAttribute } from "./AttributeDialogs";
import { AttributeForm } from "./AttributeForm";
import { attributesQuery, isCustom } from "./attributes";
import { columnsFor } from "./columns";
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
  const [sought] = useAddressed("q");
  const [kind, setKind] = useAddressed("type");
  const [created, setCreated] = useAddressed("new");
  const [edited, setEdited] = useAddressed("edit");
  const [deleted, setDeleted] = useAddressed("delete");
  const isNarrow = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const uses = useMemo(() => usesOf(audiences ?? [], projectUid), [audiences, projectUid]);
  const rows = listed(attributes, (kind || "all") as Kind, sought);
  const columns = columnsFor(isNarrow, { uses, onEdit: ({ uid }) => setEdited(uid), onDelete: ({ uid }) => setDeleted(uid) });
  const hasOwn = attributes.some(isCustom);
  const doomed = attributes.filter(isCustom).find(({ uid }) => uid === deleted);
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setCreated("1")}>
      {words.create}
    </Button>
  );
  return (
    <>
      <PageHeader title={words.title} hint={words.hint} actions={create} />
      <Group mb="md" gap="sm">
        <SearchField w={{ base: "100%", xs: 280 }} />
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
      {created && (
        <AttributeForm projectUid={projectUid} uses={[]} onReload={() => undefined} onClose={() => setCreated("")} />
      )}
      {edited && (
        <EditAttribute projectUid={projectUid} uid={edited} uses={uses.get(edited) ?? []} onClose={() => setEdited("")} />
      )}
      {doomed && (
        <DeleteAttribute
          projectUid={projectUid}
          attribute={doomed}
          uses={uses.get(doomed.uid) ?? []}
          onClose={() => setDeleted("")}
        />
      )}
    </>
  );
}
