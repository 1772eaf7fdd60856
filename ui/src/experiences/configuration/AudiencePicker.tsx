import { Button, Group, MultiSelect, SegmentedControl } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMemo, useState } from "react";

import { CreateAudience } from "../../audiences/CreateAudience";
import { text } from "../../text";
import { useAudiences } from "../names";
import type { Combination, Crowd } from "./plan";

interface Props {
  projectUid: string;
  value: Crowd;
  onChange: (crowd: Pick<Crowd, "audiences" | "combination">) => void;
  error?: string;
}

const said = text.experiences;
// More names than anybody reads: typing finds the rest.
const SHOWN = 60;
const MATCHES = [
  { value: "OR", label: said.variants.any },
  { value: "AND", label: said.variants.all },
];

/** Whom something is for: audiences, found by typing or made on the spot, and whether one of them is enough. */
export function AudiencePicker({ projectUid, value, onChange, error }: Props) {
  const [isCreating, setIsCreating] = useState(false);
  const { audiences, combination } = value;
  const data = useOptions(projectUid, audiences);
  return (
    <Group gap="sm" mt="sm" align="flex-start">
      <SegmentedControl
        aria-label={said.variants.match}
        data={MATCHES}
        value={combination}
        onChange={(chosen) => onChange({ audiences, combination: chosen as Combination })}
      />
      <MultiSelect
        aria-label={said.audiences.label}
        placeholder={audiences.length ? "" : said.audiences.placeholder}
        data={data}
        value={audiences}
        onChange={(uids) => onChange({ audiences: uids, combination })}
        limit={SHOWN}
        searchable
        hidePickedOptions
        nothingFoundMessage={said.audiences.nothing}
        error={error && <span data-testid="audiences-select-validation-msg">{error}</span>}
        flex="1 1 240px"
      />
      <Button variant="subtle" leftSection={<IconPlus size={16} />} onClick={() => setIsCreating(true)} px="xs">
        {said.audiences.create}
      </Button>
      {isCreating && (
        <CreateAudience
          opened
          onClose={() => setIsCreating(false)}
          onCreated={({ uid }) => {
            setIsCreating(false);
            onChange({ audiences: [...audiences, uid], combination });
          }}
        />
      )}
    </Group>
  );
}

/** The audiences to choose from, with those that are chosen but gone. */
function useOptions(projectUid: string, chosen: readonly string[]) {
  const known = useAudiences(projectUid);
  return useMemo(() => {
    const all = [...(known?.values() ?? [])];
    const options = (isOwn: boolean) =>
      all.filter(({ definition }) => (definition !== null) === isOwn).map(({ uid, name }) => ({ value: uid, label: name }));
    const gone = chosen.filter((uid) => known && !known.has(uid)).map((uid) => ({ value: uid, label: said.audiences.missing(uid) }));
    const lytics = options(false);
    if (lytics.length === 0) return [...options(true), ...gone];
    return [
      { group: said.audiences.own, items: [...options(true), ...gone] },
      { group: said.audiences.lytics, items: lytics },
    ];
  }, [known, chosen]);
}
