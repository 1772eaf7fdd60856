import { Group, MultiSelect, Select } from "@mantine/core";

import { useAddressed, useAddressedList } from "../parts/addressing";
import { SearchField } from "../parts/SearchField";
import { text } from "../text";
import type { Filter } from "./filtering";

const said = text.experiences;
const STATUSES = (["DRAFT", "ACTIVE", "PAUSED"] as const).map((value) => ({ value, label: said.statuses[value] }));
const TYPES = (["SEGMENTED", "AB_TEST"] as const).map((value) => ({ value, label: said.types[value].label }));
// The edge, too, takes so many tags at once.
const MAX_TAGS = 10;

/** The filter that the address holds, without the search. */
export function useFilter(): Omit<Filter, "search"> {
  const [status] = useAddressed("status");
  const [type] = useAddressed("type");
  const [tags] = useAddressedList("tag");
  return { status, type, tags };
}

interface Props {
  /** Every tag that is in use. */
  tags: readonly string[];
  sought: string;
  onSeek: (words: string) => void;
}

export function Filters({ tags: known, sought, onSeek }: Props) {
  const [status, setStatus] = useAddressed("status");
  const [type, setType] = useAddressed("type");
  const [tags, setTags] = useAddressedList("tag");
  return (
    <Group gap="sm" mb="md" align="flex-start">
      <SearchField
        value={sought}
        onChange={onSeek}
        placeholder={said.list.search}
        flex={{ base: "1 1 100%", sm: "1 1 220px" }}
        maw={{ sm: 360 }}
      />
      <Select
        aria-label={said.list.status}
        placeholder={said.list.anyStatus}
        data={STATUSES}
        value={status || null}
        onChange={(value) => setStatus(value ?? "")}
        clearable
        flex="1 1 120px"
        maw={{ sm: 160 }}
      />
      <Select
        aria-label={said.list.type}
        placeholder={said.list.anyType}
        data={TYPES}
        value={type || null}
        onChange={(value) => setType(value ?? "")}
        clearable
        flex="1 1 120px"
        maw={{ sm: 160 }}
      />
      <MultiSelect
        aria-label={said.list.tags}
        placeholder={tags.length ? "" : said.list.anyTag}
        data={[...new Set([...known, ...tags])]}
        value={tags}
        onChange={setTags}
        maxValues={MAX_TAGS}
        searchable
        clearable
        flex={{ base: "1 1 100%", sm: "1 1 180px" }}
        maw={{ sm: 320 }}
      />
    </Group>
  );
}
