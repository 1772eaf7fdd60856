import { expect, test } from "vitest";

import { newVariant, type Plan } from "../configuration/plan";
import { canMatch, type Judged, warningsOf } from "./warnings";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const COUNTRY = {
  __type: "Rule" as const, attribute: { __type: "PresetAttributeReference" as const, ref: "COUNTRY" },
  attributeMatchCondition: "STRING_EQUALS" as const, invertCondition: false,
};
const FINE: Judged["definition"] = { __type: "RuleCombination", combinationType: "AND", rules: [COUNTRY] };
const EMPTY: Judged["definition"] = { __type: "RuleCombination", combinationType: "OR", rules: [] };

function period(endTime: string): NonNullable<Judged["definition"]> {
  const attributeMatchOptions = { __type: "DateTimeMatchOptions" as const, startTime: "2020-01-01", endTime, useVisitorTimezone: true };
  return { ...FINE, __type: "RuleCombination", combinationType: "AND", rules: [{ ...COUNTRY, attributeMatchCondition: "BETWEEN_TIME", attributeMatchOptions }] };
}

function planOf(...audiences: string[][]): Plan {
  const variants = audiences.map((uids, index) => ({ ...newVariant(), name: `Variant ${index}`, audiences: uids }));
  return { variants, split: "EQUALLY_SPLIT", metrics: [], isSelective: false, target: { audiences: [], combination: "OR" } };
}

function said(plan: Plan, type: "SEGMENTED" | "AB_TEST" = "SEGMENTED") {
  const known: [string, Judged][] = [
    ["fine", { uid: "fine", name: "Fine", definition: FINE }],
    ["empty", { uid: "empty", name: "Empty", definition: EMPTY }],
    ["cdp", { uid: "cdp", name: "CDP", definition: null }],
  ];
  return warningsOf(plan, type, new Map(known), NOW).map(({ key }) => key);
}

test("an audience that fits somebody needs no warning", () => expect(said(planOf(["fine"], ["cdp"]))).toEqual([]));

test("a deleted audience, and one that fits nobody", () => expect(said(planOf(["gone"], ["empty"]))).toEqual(["gone", "empty"]));

test("any of nothing fits nobody, also deep inside; all of nothing fits everybody", () => {
  if (!FINE || !EMPTY) throw new Error("never");
  expect(canMatch({ ...FINE, rules: [COUNTRY, EMPTY] }, NOW)).toBe(false);
  expect(canMatch({ ...EMPTY, rules: [COUNTRY, EMPTY] }, NOW)).toBe(true);
  expect(canMatch({ ...FINE, rules: [] }, NOW)).toBe(true);
});

test("a time that is over everywhere fits nobody", () => {
  expect(canMatch(period("2026-11-20T00:00:00"), NOW)).toBe(false);
  expect(canMatch(period("2026-11-22T00:00:00"), NOW)).toBe(true);
});

test("a variant below one for the same visitors is never shown", () => {
  const plan = planOf(["fine"], ["fine"], ["cdp"]);
  expect(said(plan)).toEqual([plan.variants[1]?.key]);
});

test("all of several audiences hide nothing, but are hidden by one of them", () => {
  const [first, second] = planOf(["fine", "cdp"], ["fine"]).variants;
  if (!first || !second) throw new Error("never");
  const both = { ...first, combination: "AND" as const };
  expect(said({ ...planOf(), variants: [both, second] })).toEqual([]);
  expect(said({ ...planOf(), variants: [second, both] })).toEqual([both.key]);
});

test("a test without a metric has no winner", () => expect(said(planOf([], []), "AB_TEST")).toEqual(["metrics"]));
