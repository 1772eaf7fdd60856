import { expect, test } from "vitest";

import { count } from "../numbers";
import { optionOf } from "./lines";

const look = { isDark: false, isNarrow: false };

test("points lie on an axis of time, a single one stands over its moment", () => {
  const at = Date.UTC(2026, 10, 22, 12);
  const drawn = (points: [number, number][]) => optionOf({ lines: [{ name: "A", points }], format: count }, look);
  expect(drawn([[at, 1], [at + 3_600_000, 2]])).toMatchObject({ xAxis: { type: "time" }, series: [{ data: [[at, 1], [at + 3_600_000, 2]] }] });
  expect(drawn([[at, 1]])).toMatchObject({ xAxis: { type: "category" }, series: [{ data: [1] }] });
});
