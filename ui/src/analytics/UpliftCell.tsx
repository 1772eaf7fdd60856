import { Stack, Text } from "@mantine/core";

import { text } from "../text";
import { IntervalBar } from "./IntervalBar";
import { points, signedPercent } from "./numbers";
import type { Uplift } from "./results";
import type { Scale } from "./scale";

const words = text.analytics.table;

/** An uplift with its interval drawn around 0; green or red only where that leaves out 0. */
export function UpliftCell({ uplift, scale }: { uplift: Uplift; scale: Scale }) {
  const { relative, absolute } = uplift;
  const colour = relative.low > 0 ? "teal" : relative.high < 0 ? "red" : "gray";
  const between = words.between(signedPercent(relative.low), signedPercent(relative.high));
  return (
    <Stack gap={2}>
      <Text size="sm" fw={600} className="tabular">
        {signedPercent(relative.middle)}
      </Text>
      <IntervalBar
        label={`${between} · ${words.between(points(absolute.low), points(absolute.high))}`}
        interval={relative}
        value={relative.middle}
        scale={scale}
        colour={colour}
        hasZero
      />
      <Text size="xs" c="dimmed" className="tabular">
        {between}
      </Text>
    </Stack>
  );
}
