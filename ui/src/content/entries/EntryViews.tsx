import { Group, SegmentedControl, Select } from "@mantine/core";

import { text } from "../../text";
import type { Locale } from "../stack";

const VIEWS = ["edit", "compare", "preview"] as const;

interface Props {
  part: string;
  locale: string;
  locales: readonly Locale[];
  onGo: (locale: string, part: string) => void;
}

/** In which language, and how, an entry is looked at. */
export function EntryViews({ part, locale, locales, onGo }: Props) {
  const view = part === "compare" || part === "preview" ? part : "edit";
  return (
    <Group justify="space-between" mb="lg" gap="sm">
      <SegmentedControl
        value={view}
        onChange={(next) => onGo(locale, next === "edit" ? "entry" : next)}
        data={VIEWS.map((value) => ({ value, label: text.content.entry.views[value] }))}
        aria-label={text.content.entry.view}
      />
      {locales.length > 1 && (
        <Select
          aria-label={text.content.entries.language}
          data={locales.map(({ code, name }) => ({ value: code, label: name }))}
          value={locale}
          onChange={(code) => code && onGo(code, part)}
          allowDeselect={false}
        />
      )}
    </Group>
  );
}
