import { expect, test } from "vitest";

import type { TimeSeries } from "../results";
import { linesOf } from "./series";

const point = (time: string, impressions: number, conversions: number, converted: number) => ({
  time, variants: [{ shortUid: "0", impressions, conversions: { e: conversions }, converted: { e: converted } }],
});
const found = { series: [point("2026-11-22T00:00:00Z", 40, 2, 1), point("2026-11-22T01:00:00Z", 0, 0, 3)] } as unknown as TimeSeries;
const values = (shown: string) => linesOf(found, [{ shortUid: "0", name: "A" }], shown).lines[0]?.points.map(([, value]) => value);

test("impressions, conversions, and rates of those who came then", () => {
  expect(values("")).toEqual([40, 0]);
  expect(values("converted:e")).toEqual([1, 3]);
  expect(values("rate:e")).toEqual([5, null]);
});

test("what is not known is a gap", () => {
  expect(values("converted:gone")).toEqual([null, null]);
});
