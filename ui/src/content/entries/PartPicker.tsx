import { NavLink, Paper, Select, Text } from "@mantine/core";

import { text } from "../../text";
import type { VariantChoice } from "./choices";

interface Props {
  variants: readonly VariantChoice[];
  /** "entry" for the entry itself, or a variant's uid. */
  part: string;
  onGo: (part: string) => void;
}

/** The entry itself and its variants, by group: a list where there is room, else one field. */
export function PartPicker({ variants, part, onGo }: Props) {
  const groups = [...new Set(variants.map(({ group }) => group))];
  const stateOf = ({ document }: VariantChoice) => (document ? text.content.entry.written : text.content.entry.notWritten);
  const ofGroup = (group: string) => variants.filter((one) => one.group === group);
  return (
    <>
      <Select
        hiddenFrom="lg"
        label={text.content.entry.what}
        value={part}
        onChange={(next) => next && onGo(next)}
        allowDeselect={false}
        data={[
          { value: "entry", label: text.content.entry.base },
          ...groups.map((group) => ({
            group: group || " ",
            items: ofGroup(group).map((one) => ({ value: one.uid, label: `${one.name} (${stateOf(one)})` })),
          })),
        ]}
      />
      <Paper p="xs" component="nav" visibleFrom="lg" aria-label={text.content.entry.what}>
        <Part label={text.content.entry.base} isActive={part === "entry"} onGo={() => onGo("entry")} />
        {groups.map((group) => (
          <div key={group}>
            <Text size="xs" c="dimmed" fw={600} px="sm" pt="sm" pb={4}>{group}</Text>
            {ofGroup(group).map((one) => (
              <Part key={one.uid} label={one.name} description={stateOf(one)} isActive={part === one.uid} onGo={() => onGo(one.uid)} />
            ))}
          </div>
        ))}
      </Paper>
    </>
  );
}

function Part({ label, description, isActive, onGo }: { label: string; description?: string; isActive: boolean; onGo: () => void }) {
  return (
    <NavLink
      component="button"
      label={label}
      description={description}
      active={isActive}
      aria-current={isActive ? "page" : undefined}
      onClick={onGo}
      styles={{ root: { borderRadius: "var(--mantine-radius-md)" } }}
    />
  );
}
