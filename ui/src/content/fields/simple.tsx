// The kinds of field for which one input of the browser is enough.
import { NumberInput, Switch, Textarea, TextInput } from "@mantine/core";

import { text } from "../../text";
import { localMoment, wireMoment } from "../values";
import type { InputProps } from "./form";

const LONG = 80;

/** What an input says besides its value. */
export function described({ field, label, error }: InputProps) {
  const description = field.field_metadata?.instruction || undefined;
  return { label, error, description, withAsterisk: field.mandatory === true };
}

export function TextField(props: InputProps) {
  const { field, value, onChange } = props;
  const held = typeof value === "string" ? value : "";
  const about = field.field_metadata ?? {};
  const placeholder = about.placeholder || undefined;
  const isLong = about.multiline || about.markdown || about.allow_rich_text || held.length > LONG || held.includes("\n");
  const shared = { ...described(props), placeholder, value: held };
  if (!isLong) return <TextInput {...shared} onChange={(event) => onChange(event.currentTarget.value)} />;
  const hint = about.allow_rich_text ? text.content.field.html : about.markdown ? text.content.field.markdown : undefined;
  return (
    <Textarea
      {...shared}
      description={shared.description ?? hint}
      autosize
      minRows={2}
      maxRows={16}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

export function NumberField(props: InputProps) {
  const { value, onChange } = props;
  return (
    <NumberInput
      {...described(props)}
      value={typeof value === "number" ? value : ""}
      onChange={(next) => onChange(typeof next === "number" ? next : next === "" ? null : Number(next))}
    />
  );
}

export function BooleanInput(props: InputProps) {
  const { label, error, description } = described(props);
  return (
    <Switch
      label={label}
      error={error}
      description={description}
      mt={6}
      checked={props.value === true}
      onChange={(event) => props.onChange(event.currentTarget.checked)}
    />
  );
}

export function DateInput(props: InputProps) {
  const isDay = props.field.field_metadata?.hide_time === true;
  return (
    <TextInput
      {...described(props)}
      type={isDay ? "date" : "datetime-local"}
      value={localMoment(props.value, isDay)}
      onChange={(event) => props.onChange(wireMoment(event.currentTarget.value, isDay))}
    />
  );
}
