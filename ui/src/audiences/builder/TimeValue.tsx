import { Group, Select, Stack } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { useState } from "react";

import { zone as zoneHere } from "../../parts/times";
import { text } from "../../text";
import { inZone, momentParts, written, type Zone, zoneOf } from "./moments";
import type { TimeOptions } from "./wire";

const words = text.audiences.builder;

interface Props {
  options: TimeOptions;
  onChange: (options: TimeOptions) => void;
}

/** A point in time, or when a period begins and ends, and in whose zone. */
export function TimeValue({ options, onChange }: Props) {
  // Before there is a time, the rule itself cannot say in which zone it will be.
  const [chosen, setChosen] = useState<Zone | null>(null);
  const isTimed = Boolean(options.value || options.startTime || options.endTime);
  const zone = isTimed ? zoneOf(options) : (chosen ?? zoneOf(options));
  const set = (name: "value" | "startTime" | "endTime") => (wall: string | null) =>
    onChange({ ...options, [name]: written(wall, zone) });
  const zones = [
    { value: "visitor", label: words.zones.visitor },
    { value: "utc", label: words.zones.utc },
    { value: "here", label: words.zones.here(zoneHere) },
  ];
  if (!zones.some(({ value }) => value === zone)) zones.push({ value: zone, label: words.zones.offset(zone) });
  return (
    <Stack gap="xs" flex="1 1 180px" miw={0}>
      <Group gap="xs">
        {options.value == null ? (
          <>
            <Moment label={words.from} moment={options.startTime} onChange={set("startTime")} />
            <Moment label={words.until} moment={options.endTime} onChange={set("endTime")} />
          </>
        ) : (
          <Moment label={words.at} moment={options.value} onChange={set("value")} />
        )}
      </Group>
      <Select
        aria-label={words.zone}
        size="xs"
        data={zones}
        value={zone}
        onChange={(next) => {
          setChosen(next as Zone);
          onChange(inZone(options, next as Zone));
        }}
        allowDeselect={false}
      />
    </Stack>
  );
}

interface MomentProps {
  label: string;
  moment: string | null | undefined;
  onChange: (wall: string | null) => void;
}

function Moment({ label, moment, onChange }: MomentProps) {
  return (
    <DateTimePicker
      aria-label={label}
      placeholder={label}
      valueFormat="D MMM YYYY HH:mm"
      value={momentParts(moment ?? "")?.wall ?? null}
      onChange={onChange}
      flex="1 1 150px"
    />
  );
}
