import { Button, Group, Pagination, Select, Stack, Text } from "@mantine/core";
import { IconFileText, IconPlus } from "@tabler/icons-react";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { Link, useSearchParams } from "react-router";

import { EmptyState } from "../../parts/EmptyState";
import { ErrorNotice } from "../../parts/ErrorNotice";
import { SearchField } from "../../parts/SearchField";
import { useSearch } from "../../parts/searching";
import { Waiting } from "../../session/Signed";
import { text } from "../../text";
import type { PublishState } from "../publishing/publishing";
import { contentTypesQuery, environmentsQuery, localesQuery, type Place } from "../stack";
import { entriesQuery, PAGE_SIZE, type Wanted } from "./entries";
import { EntryTable } from "./EntryTable";

const FILTER_WIDTH = { base: "100%", xs: 205 };
const STATES: readonly PublishState[] = ["none", "current", "older"];

/** The entries of a content type. */
export function EntriesPage({ place }: { place: Place }) {
  const { data: types } = useSuspenseQuery(contentTypesQuery(place));
  const { data: locales } = useSuspenseQuery(localesQuery(place));
  const { data: environments } = useSuspenseQuery(environmentsQuery(place));
  const [sought, seek] = useSearch();
  const [address, setAddress] = useSearchParams();
  const type = types.find(({ uid }) => uid === address.get("type")) ?? types[0];
  const wanted: Wanted = {
    typeUid: type?.uid ?? "",
    locale: address.get("locale") ?? locales[0]?.code ?? "",
    sought: address.get("q") ?? "",
    state: STATES.find((state) => state === address.get("state")) ?? "",
    page: Math.max(1, Number(address.get("page")) || 1),
  };
  const { data, error, refetch } = useQuery({ ...entriesQuery(place, wanted), enabled: type !== undefined });
  // A search may leave fewer pages than the one that is shown.
  const isBeyond = data !== undefined && data.entries.length === 0 && data.count > 0;
  useEffect(() => {
    if (isBeyond) setAddress((present) => without(present, "page"), { replace: true });
  }, [isBeyond, setAddress]);
  if (!type) return <EmptyState icon={<IconFileText size={28} />} title={text.content.entries.none}>{text.content.noTypes}</EmptyState>;

  // Another filter begins at the first page.
  const filter = (name: string, value: string | null) =>
    setAddress((present) => {
      const next = without(present, name === "page" ? name : "page");
      if (value) next.set(name, value);
      else next.delete(name);
      return next;
    }, { replace: true });
  const isFiltered = wanted.sought !== "" || wanted.state !== "";
  const create = (
    <Button component={Link} to={`${type.uid}/new?locale=${wanted.locale}`} leftSection={<IconPlus size={16} />}>
      {text.content.entries.create}
    </Button>
  );
  return (
    <Stack>
      <Group align="flex-end" gap="sm">
        <Select w={FILTER_WIDTH} label={text.content.entries.type} data={types.map(({ uid, title }) => ({ value: uid, label: title }))} value={type.uid} onChange={(value) => filter("type", value)} allowDeselect={false} searchable={types.length > 10} />
        {locales.length > 1 && (
          <Select w={FILTER_WIDTH} label={text.content.entries.language} data={locales.map(({ code, name }) => ({ value: code, label: name }))} value={wanted.locale} onChange={(value) => filter("locale", value)} allowDeselect={false} />
        )}
        <Select
          w={FILTER_WIDTH}
          label={text.content.entries.state}
          placeholder={text.content.entries.anyState}
          data={STATES.map((state) => ({ value: state, label: text.content.entries.states[state] }))}
          value={wanted.state || null}
          onChange={(value) => filter("state", value)}
          clearable
        />
        <SearchField value={sought} onChange={seek} label={text.app.search} flex={1} miw={160} />
        {create}
      </Group>
      <ErrorNotice error={error} onRetry={() => void refetch()} />
      {!data && !error && <Waiting />}
      {data && data.count === 0 && (
        <EmptyState
          icon={<IconFileText size={28} />}
          title={isFiltered ? text.content.entries.noMatch : text.content.entries.none}
          action={isFiltered ? <Button variant="default" onClick={() => setAddress({ type: type.uid })}>{text.content.entries.clear}</Button> : create}
        >
          {isFiltered ? text.content.entries.noMatchBody : text.content.entries.noneBody(type.title)}
        </EmptyState>
      )}
      {data && data.count > 0 && (
        <>
          <EntryTable place={place} typeUid={type.uid} locale={wanted.locale} entries={data.entries} environments={environments} locales={locales} />
          <Group justify="space-between">
            <Text size="sm" c="dimmed" role="status">{text.content.entries.count(data.count)}</Text>
            {data.count > PAGE_SIZE && (
              <Pagination
                total={Math.ceil(data.count / PAGE_SIZE)}
                value={wanted.page}
                onChange={(page) => filter("page", page > 1 ? String(page) : null)}
                aria-label={text.content.entries.pages}
              />
            )}
          </Group>
        </>
      )}
    </Stack>
  );
}

function without(address: URLSearchParams, name: string): URLSearchParams {
  const next = new URLSearchParams(address);
  next.delete(name);
  return next;
}
