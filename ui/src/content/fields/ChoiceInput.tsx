import { MultiSelect, Select } from "@mantine/core";

import { text } from "../../text";
import type { InputProps } from "./form";
import { described } from "./simple";

/** A field that takes one of the values that its definition lists. */
export function ChoiceInput(props: InputProps) {
  const { field, value, onChange } = props;
  const choices = field.enum?.choices ?? [];
  const data = choices.map((choice) => ({ value: String(choice.value), label: choice.key || String(choice.value) }));
  // A number stays a number.
  const original = (chosen: string) => choices.find((choice) => String(choice.value) === chosen)?.value ?? chosen;
  const shared = { ...described(props), data, placeholder: text.content.field.choose, searchable: data.length > 8 };
  if (field.multiple) {
    const held = Array.isArray(value) ? value.map(String) : [];
    return <MultiSelect {...shared} value={held} onChange={(chosen) => onChange(chosen.map(original))} clearable />;
  }
  const held = value === null || value === undefined || value === "" ? null : String(value);
  return <Select {...shared} value={held} onChange={(chosen) => onChange(chosen === null ? null : original(chosen))} clearable />;
}
