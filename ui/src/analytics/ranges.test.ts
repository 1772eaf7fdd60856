import { expect, test } from "vitest";

import { fittingGranularity, rangeOf } from "./ranges";

const NOW = new Date("2026-11-22T12:07:31Z").getTime();

test("named ranges begin at a quarter of an hour", () => {
  expect(rangeOf({ range: "24h", from: "", to: "" }, NOW)).toEqual({ startTime: "2026-11-21T12:00:00.000Z" });
  expect(rangeOf({ range: "", from: "", to: "" }, NOW)).toEqual({});
  expect(rangeOf({ range: "7d", from: "2026-01-01", to: "" }, NOW)).toEqual({ startTime: "2026-11-15T12:00:00.000Z" });
});

test("days hold their last one, either side may be open, and nonsense is no range", () => {
  const { startTime, endTime } = rangeOf({ range: "days", from: "2026-11-20", to: "2026-11-20" }, NOW);
  expect(new Date(endTime ?? 0).getTime() - new Date(startTime ?? 0).getTime()).toBe(86_400_000);
  expect(rangeOf({ range: "days", from: "2026-11-20", to: "" }, NOW)).not.toHaveProperty("endTime");
  expect(rangeOf({ range: "days", from: "<script>", to: "x" }, NOW)).toEqual({});
});

test("hours for a short range, else days", () => {
  expect(fittingGranularity({}, "2026-11-20T12:00:00Z", NOW)).toBe("HOUR");
  expect(fittingGranularity({}, "2026-11-02T12:00:00Z", NOW)).toBe("DAY");
  expect(fittingGranularity({ startTime: "2026-11-21T12:00:00Z" }, "2026-11-02T12:00:00Z", NOW)).toBe("HOUR");
});
