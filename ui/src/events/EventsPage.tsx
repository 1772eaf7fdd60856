import { Button, Paper, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconBolt, IconPlus } from "@tabler/icons-react";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { experiencesQuery } from "../experiences/experience";
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
import { type Event, eventKind, eventsQuery } from "./events";
import { listed, usesOf } from "./listing";

const words = text.events;

export default function EventsPage() {
  const projectUid = useProjectUid();
  const { data: events } = useSuspenseQuery(eventsQuery(projectUid));
  const { data: experiences } = useQuery(experiencesQuery(projectUid));
  const [sought, seek] = useSearch();
  const [, setCreated] = useAddressed("new");
  const [, onEdit] = useAddressed("edit");
  const [, onDelete] = useAddressed("delete");
  const isNarrow = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const uses = useMemo(() => usesOf(experiences ?? [], projectUid), [experiences, projectUid]);
  const rows = listed(events, sought);
  const columns = columnsFor(words, isNarrow, { ownOf: (row: Event) => row, uses, onEdit, onDelete });
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setCreated("1")}>
      {words.create}
    </Button>
  );
  return (
    <>
      <PageHeader title={words.title} hint={words.hint} actions={events.length > 0 && create} />
      {events.length === 0 ? (
        <EmptyState icon={<IconBolt size={28} />} title={words.none.title} action={create}>
          {words.none.body}
        </EmptyState>
      ) : (
        <>
          <SearchField value={sought} onChange={seek} w={{ base: "100%", xs: 280 }} mb="md" />
          <Paper p={{ base: 4, xs: "xs" }}>
            {rows.length > 0 ? (
              <LongList label={words.list} columns={columns} rows={rows} rowKey={({ uid }) => uid} />
            ) : (
              <Text c="dimmed" ta="center" py="xl" role="status">
                {text.app.nothingFound}
              </Text>
            )}
          </Paper>
        </>
      )}
      <KeyedDialogs kind={eventKind} projectUid={projectUid} things={events} uses={uses} />
    </>
  );
}
