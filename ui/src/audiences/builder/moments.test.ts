import { expect, test } from "vitest";

import { inZone, momentParts, shownMoment, written, zoneOf } from "./moments";

const at = (value: string, useVisitorTimezone = false) => ({ __type: "DateTimeMatchOptions" as const, value, useVisitorTimezone });

test("a moment is a wall clock time and an offset", () => {
  expect(momentParts("2026-11-27T08:05:00+0200")).toEqual({ wall: "2026-11-27 08:05:00", offset: "+0200" });
  expect(momentParts("2026-11-27T08:05")).toEqual({ wall: "2026-11-27 08:05:00", offset: "" });
  expect(momentParts("soon")).toBeNull();
});

test("whose zone a rule means", () => {
  expect(zoneOf(at("2026-11-27T00:00:00", true))).toBe("visitor");
  expect(zoneOf(at("2026-11-27T00:00:00"))).toBe("utc");
  expect(zoneOf(at("2026-11-27T00:00:00Z", true))).toBe("utc");
  expect(zoneOf(at("2026-11-27T00:00:00+13:45"))).toBe("+13:45");
});

test("another zone keeps what the clock says", () => {
  expect(inZone(at("2026-11-27T08:05:00+02:00"), "visitor")).toEqual(at("2026-11-27T08:05:00", true));
  expect(zoneOf(inZone(at("2026-07-01T12:00:00"), "here"))).toMatch(/here|utc/);
  expect(written("2026-11-27 08:05:00", "-03:30")).toBe("2026-11-27T08:05:00-03:30");
  expect(written(null, "utc")).toBe("");
});

test("as a person reads it", () => {
  expect(shownMoment("2026-11-27T00:00:00")).toBe("27 Nov 2026, 00:00");
  expect(shownMoment("2026-11-30T23:59:59Z")).toBe("30 Nov 2026, 23:59:59");
});
