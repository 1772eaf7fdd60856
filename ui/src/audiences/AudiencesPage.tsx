import { Anchor, Badge, Button, Group, Paper, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconPlus, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { Link } from "react-router";

import { EmptyState } from "../parts/EmptyState";
import { ErrorNotice } from "../parts/ErrorNotice";
import { type Column, LongList } from "../parts/LongList";
import { PageHeader } from "../parts/PageHeader";
import { SearchField } from "../parts/SearchField";
import { useSearch } from "../parts/searching";
import { shownAge, shownTime } from "../parts/times";
import { UsedBy } from "../parts/uses";
import { useProjectUid } from "../projects/project";
import { Waiting } from "../session/Signed";
import { text } from "../text";
import { type AnyAudience, audiencesQuery, isLytics } from "./audiences";
import { useVocabulary } from "./builder/context";
import { sentence } from "./builder/sentence";
import { useAudienceUses } from "./uses";

const words = text.audiences.list;
/** Where there is no room for a column of sentences, they stand below the names. */
const NARROW = "(max-width: 48em)";
const NO_NAMES = new Map<string, string>();

interface Row {
  audience: AnyAudience;
  rules: string;
  /** What a search looks through. */
  searched: string;
}

export default function AudiencesPage() {
  const uid = useProjectUid();
  const { data, error, refetch } = useQuery(audiencesQuery(uid));
  const rows = useRows(data);
  const [sought, seek] = useSearch();
  const shown = useMemo(() => {
    const parts = sought.toLowerCase().split(/\s+/).filter(Boolean);
    return rows.filter(({ searched }) => parts.every((part) => searched.includes(part)));
  }, [rows, sought]);
  const columns = useColumns(uid);
  const create = (
    <Button component={Link} to="new" leftSection={<IconPlus size={16} />}>
      {words.create}
    </Button>
  );
  return (
    <>
      <PageHeader title={text.audiences.title} hint={text.audiences.hint} actions={rows.length > 0 && create} />
      <ErrorNotice error={error} onRetry={() => void refetch()} />
      {!data && !error && <Waiting />}
      {data && rows.length === 0 && (
        <EmptyState
          icon={<IconUsers size={28} />}
          title={words.empty.title}
          action={
            <Button component={Link} to="new" mt="sm">
              {words.empty.action}
            </Button>
          }
        >
          {words.empty.body}
        </EmptyState>
      )}
      {rows.length > 0 && (
        <>
          <Group justify="space-between" mb="sm">
            <SearchField value={sought} onChange={seek} placeholder={words.search} w={{ base: "100%", xs: 320 }} />
            <Text size="sm" c="dimmed" role="status">
              {words.count(shown.length, rows.length)}
            </Text>
          </Group>
          {shown.length > 0 ? (
            <Paper style={{ overflow: "hidden" }}>
              <LongList
                label={words.label}
                columns={columns}
                rows={shown}
                rowKey={({ audience }) => audience.uid}
                rowHeight={69}
                testId={() => "audience-row"}
              />
            </Paper>
          ) : (
            <EmptyState icon={<IconUsers size={28} />} title={words.none.title}>
              {words.none.body}
            </EmptyState>
          )}
        </>
      )}
    </>
  );
}

function useRows(audiences: readonly AnyAudience[] | undefined): Row[] {
  const vocabulary = useVocabulary();
  return useMemo(() => {
    const names = {
      attributes: vocabulary?.attributes ?? NO_NAMES,
      lytics: vocabulary?.lytics ?? NO_NAMES,
      regions: NO_NAMES,
    };
    return (audiences ?? []).map((audience) => {
      const rules = isLytics(audience) ? words.lyticsRules : sentence(audience.definition, names);
      return { audience, rules, searched: `${audience.name}\n${audience.description}\n${rules}`.toLowerCase() };
    });
  }, [audiences, vocabulary]);
}

function useColumns(projectUid: string): Column<Row>[] {
  const uses = useAudienceUses(projectUid);
  const isNarrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  return useMemo(() => {
    const columns: Column<Row>[] = [
      {
        key: "name",
        label: words.name,
        width: isNarrow ? undefined : "28%",
        render: ({ audience, rules }: Row) => <Name audience={audience} rules={isNarrow ? rules : undefined} />,
      },
      {
        key: "rules",
        label: words.rules,
        render: ({ rules }: Row) => (
          <Text size="sm" lineClamp={2} c="dimmed" miw={180} title={rules}>
            {rules}
          </Text>
        ),
      },
      {
        key: "uses",
        label: words.usedIn,
        width: 130,
        render: ({ audience }: Row) => {
          const found = uses.get(audience.uid) ?? [];
          return <UsedBy uses={found} label={words.uses(found.length)} none={words.unused} />;
        },
      },
      {
        key: "updated",
        label: words.updated,
        width: 150,
        render: ({ audience }: Row) => !isLytics(audience) && <Updated at={audience.updatedAt} by={audience.updatedByUserName} />,
      },
    ];
    return isNarrow ? columns.filter(({ key }) => key === "name" || key === "uses") : columns;
  }, [isNarrow, uses]);
}

function Name({ audience, rules }: { audience: AnyAudience; rules?: string }) {
  return (
    <div style={{ minWidth: 140 }}>
      {isLytics(audience) ? (
        <Group gap={6}>
          <Text size="sm" fw={600}>
            {audience.name}
          </Text>
          <Badge size="sm" variant="light" color="grape">
            {words.lytics}
          </Badge>
        </Group>
      ) : (
        <Anchor component={Link} to={audience.uid} size="sm" fw={600} lineClamp={2} style={{ overflowWrap: "anywhere" }}>
          {audience.name}
        </Anchor>
      )}
      {audience.description && !rules && (
        <Text size="xs" c="dimmed" lineClamp={1}>
          {audience.description}
        </Text>
      )}
      {rules && (
        <Text size="xs" c="dimmed" lineClamp={2}>
          {rules}
        </Text>
      )}
    </div>
  );
}

function Updated({ at, by }: { at: string; by: string }) {
  return (
    <div title={shownTime(at)}>
      <Text size="sm">{shownAge(at)}</Text>
      <Text size="xs" c="dimmed" lineClamp={1}>
        {words.by(by)}
      </Text>
    </div>
  );
}
