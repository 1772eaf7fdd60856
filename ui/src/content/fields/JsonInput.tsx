import { Textarea } from "@mantine/core";
import { useEffect, useState } from "react";

import { text } from "../../text";
import { plainText, richText } from "../values";
import type { InputProps } from "./form";
import { described } from "./simple";

/** Rich text: plain paragraphs as text, all else, and other JSON, as it is. */
export function JsonInput(props: InputProps) {
  const isEmpty = props.value === null || props.value === undefined;
  const words = isEmpty && props.field.field_metadata?.allow_json_rte ? "" : plainText(props.value);
  if (words !== null) return <PlainParagraphs {...props} words={words} />;
  return <RawJson {...props} />;
}

function PlainParagraphs({ words, ...props }: InputProps & { words: string }) {
  const [typed, setTyped] = useState(words);
  // Blank lines at the end are no paragraph yet, but belong to what is being typed.
  useEffect(() => setTyped((present) => (settled(present) === settled(words) ? present : words)), [words]);
  const change = (next: string) => {
    setTyped(next);
    props.onChange(next.trim() ? richText(next.trim()) : null);
  };
  const { description = text.content.field.plain, ...about } = described(props);
  return (
    <Textarea {...about} description={description} autosize minRows={3} maxRows={16} value={typed} onChange={(event) => change(event.currentTarget.value)} />
  );
}

function settled(words: string): string {
  return words.replaceAll(/\n{2,}/g, "\n\n").trim();
}

function RawJson(props: InputProps) {
  const given = props.value === null || props.value === undefined ? "" : JSON.stringify(props.value, null, 2);
  const [typed, setTyped] = useState(given);
  useEffect(() => setTyped((present) => (isSame(present, given) ? present : given)), [given]);
  const isBroken = typed.trim() !== "" && parsed(typed) === undefined;
  const change = (next: string) => {
    setTyped(next);
    const value = next.trim() === "" ? null : parsed(next);
    if (value !== undefined) props.onChange(value);
  };
  const { description = text.content.field.json, error, ...about } = described(props);
  return (
    <Textarea
      {...about}
      description={description}
      error={isBroken ? text.content.field.notJson : error}
      autosize
      minRows={3}
      maxRows={16}
      spellCheck={false}
      styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 13 } }}
      value={typed}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}

function isSame(typed: string, given: string): boolean {
  const value = parsed(typed);
  return value === undefined || (given !== "" && JSON.stringify(value) === JSON.stringify(parsed(given)));
}

function parsed(typed: string): unknown {
  try {
    return JSON.parse(typed) as unknown;
  } catch {
    return undefined;
  }
}
