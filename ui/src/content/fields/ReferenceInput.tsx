import { Group, Input, Select, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { text } from "../../text";
import { takesMany, targetsOf } from "../schema";
import { contentTypesQuery } from "../stack";
import { type InputProps, useEntryForm } from "./form";
import { MoveButtons, moved } from "./MoveButtons";
import { candidatesQuery, type Reference, referencesOf, referredQuery, wireReferences } from "./references";
import { described } from "./simple";

/** The entries that a field refers to, in their order, and a search that adds one. */
export function ReferenceInput(props: InputProps) {
  const { field, label, value, onChange } = props;
  const { place, locale } = useEntryForm();
  const [typed, setTyped] = useState("");
  const [sought] = useDebouncedValue(typed, 200);
  const references = referencesOf(field, value);
  const { data: types } = useQuery(contentTypesQuery(place));
  const { data: candidates } = useQuery(candidatesQuery(place, targetsOf(field), locale, sought));
  const { data: referred } = useQuery(referredQuery(place, references, locale));
  const known = [...(referred ?? []), ...(candidates ?? [])];
  const titleOf = (uid: string) => known.find((one) => one.uid === uid)?.title ?? uid;
  const typeOf = (uid: string) => (targetsOf(field).length > 1 ? (types?.find((type) => type.uid === uid)?.title ?? uid) : "");
  const isFull = !takesMany(field) && references.length > 0;
  const change = (next: readonly Reference[]) => onChange(wireReferences(field, next));
  const add = (uid: string | null) => {
    const chosen = candidates?.find((one) => one.uid === uid);
    if (chosen) change([...references, { uid: chosen.uid, typeUid: chosen.typeUid }]);
    setTyped("");
  };
  const offered = (candidates ?? []).filter(({ uid }) => !references.some((one) => one.uid === uid));
  return (
    <Input.Wrapper {...described(props)} labelElement="div">
      <Stack gap={4} mt={4}>
        {references.map((reference, index) => (
          <Group key={`${reference.typeUid}/${reference.uid}`} justify="space-between" wrap="nowrap" gap="xs">
            <Text size="sm" truncate>
              {titleOf(reference.uid)} <Text span size="xs" c="dimmed">{typeOf(reference.typeUid)}</Text>
            </Text>
            <MoveButtons
              label={titleOf(reference.uid)}
              index={index}
              count={references.length}
              onMove={(to) => change(moved(references, index, to))}
              onRemove={() => change(references.toSpliced(index, 1))}
            />
          </Group>
        ))}
        {!isFull && (
          <Select
            aria-label={text.content.field.addTo(label)}
            placeholder={text.content.field.searchEntries}
            data={offered.map((one) => ({ value: one.uid, label: [one.title, typeOf(one.typeUid)].filter(Boolean).join(" · ") }))}
            value={null}
            onChange={add}
            searchable
            searchValue={typed}
            onSearchChange={setTyped}
            filter={({ options }) => options}
            nothingFoundMessage={text.content.field.noReferences}
          />
        )}
      </Stack>
    </Input.Wrapper>
  );
}
