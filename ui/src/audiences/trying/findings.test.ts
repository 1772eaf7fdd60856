import { expect, test } from "vitest";

import { shownValue } from "./findings";

test("what a rule saw is said as people say it", () => {
  const regions = new Map([["US-AZ", "Arizona"]]);
  const said = (value: unknown, ref: string) => shownValue(value, ref, regions);
  expect(said("US-AZ", "REGION")).toBe("Arizona");
  expect(said("DE", "COUNTRY")).toBe("Germany");
  expect(said("gold", "6a1c")).toBe("“gold”");
  expect(said("2026-11-22T14:00:00.000Z", "DATE_AND_TIME")).toMatch(/UTC$/);
  expect(said({ utm_source: "mail" }, "QUERY_PARAMETERS")).toBe("utm_source = mail");
  expect(said(null, "COUNTRY")).toBeNull();
  expect(said({}, "QUERY_PARAMETERS")).toBeNull();
});
