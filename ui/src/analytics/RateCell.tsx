import { Stack, Text } from "@mantine/core";

import { text } from "../text";
import { IntervalBar } from "./IntervalBar";
import { percent } from "./numbers";
import type { Interval } from "./results";
import type { Scale } from "./scale";

interface Props {
  rate: number | null;
  interval: Interval | null;
  scale: Scale;
}

/** A conversion rate with its interval drawn. */
export function RateCell({ rate, interval, scale }: Props) {
  const between = interval && text.analytics.table.between(percent(interval.low), percent(interval.high));
  return (
    <Stack gap={2}>
      <Text size="sm" fw={600} className="tabular">
        {percent(rate)}
      </Text>
      {interval && between && rate !== null && (
        <IntervalBar label={between} interval={interval} value={rate} scale={scale} colour="iris" />
      )}
    </Stack>
  );
}
