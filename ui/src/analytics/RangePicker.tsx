import { Group, Select, Text } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import { useMemo } from "react";
import { useSearchParams } from "react-router";

import { shownTime } from "../parts/times";
import { text } from "../text";
import { CUSTOM, rangeOf } from "./ranges";
import type { Range } from "./results";

const words = text.analytics.range;
const CHOICES = [
  { value: "all", label: words.all },
  { value: "24h", label: words.day },
  { value: "7d", label: words.week },
  { value: "30d", label: words.month },
  { value: CUSTOM, label: words.custom },
];
const QUARTER_MS = 900_000;

/** The range of time in the address, as the API takes it. */
export function useRange(): { range: Range; isWhole: boolean } {
  const [parameters] = useSearchParams();
  const [name, from, to] = ["range", "from", "to"].map((key) => parameters.get(key) ?? "") as [string, string, string];
  const quarter = Math.floor(Date.now() / QUARTER_MS);
  return useMemo(() => {
    const range = rangeOf({ range: name, from, to }, quarter * QUARTER_MS);
    return { range, isWhole: !range.startTime && !range.endTime };
  }, [name, from, to, quarter]);
}

/** Choose the range of time that the figures are of. */
export function RangePicker({ firstActivatedAt }: { firstActivatedAt: string }) {
  const [parameters, setParameters] = useSearchParams();
  const { range, isWhole } = useRange();
  const name = parameters.get("range") ?? "all";
  const set = (changed: Record<string, string>) =>
    setParameters(
      (present) => {
        const next = new URLSearchParams(present);
        for (const [key, value] of Object.entries(changed)) {
          if (value) next.set(key, value);
          else next.delete(key);
        }
        return next;
      },
      { replace: true },
    );
  return (
    <Group align="flex-end" gap="sm">
      <Select
        label={words.label}
        data={CHOICES}
        value={CHOICES.some(({ value }) => value === name) ? name : "all"}
        onChange={(value) => set({ range: value === "all" ? "" : (value ?? ""), from: "", to: "" })}
        allowDeselect={false}
        w={180}
        data-testid="analytics-range"
      />
      {name === CUSTOM && (
        <DatePickerInput
          type="range"
          label={words.days}
          value={[parameters.get("from") || null, parameters.get("to") || null]}
          onChange={([from, to]) => set({ from: from ?? "", to: to ?? "" })}
          minDate={firstActivatedAt.slice(0, 10)}
          maxDate={new Date().toISOString().slice(0, 10)}
          valueFormat="D MMM YYYY"
          allowSingleDateInRange
          clearable
          miw={240}
        />
      )}
      {!isWhole && (
        <Text size="sm" c="dimmed" pb={8}>
          {words.note(range.startTime ? shownTime(range.startTime) : words.start, range.endTime ? shownTime(range.endTime) : words.now)}
        </Text>
      )}
    </Group>
  );
}
