import { expect, test } from "vitest";

import { findingsById } from "../trying/findings";
import { finished, missing, placed } from "./problems";
import { type Definition, fromWire, toWire, type WireRule } from "./wire";

const country = (value: string): WireRule => ({
  __type: "Rule",
  attribute: { __type: "PresetAttributeReference", ref: "COUNTRY" },
  attributeMatchOptions: { __type: "StringMatchOptions", value },
  attributeMatchCondition: "STRING_EQUALS",
  invertCondition: false,
});
const group = (...rules: Definition["rules"]): Definition => ({ __type: "RuleCombination", combinationType: "OR", rules });
const half = fromWire(group(country("US"), group(country(""), country("DE"))));

test("an unfinished rule is named, and left out of a trial", () => {
  const found = missing(half);
  expect([...found.values()]).toEqual(["Pick a country."]);
  expect(toWire(finished(half, found))).toEqual(group(country("US"), group(country("DE"))));
});

test("what is found is told to the rule it is about, though others were left out", () => {
  const tried = finished(half, missing(half));
  const finding = (value: string) => ({ value, source: "described", result: true, note: null });
  const found = findingsById(tried, {
    combinationType: "OR", result: true, rules: [finding("a"), { combinationType: "OR", result: true, rules: [finding("b")] }],
  });
  expect([...found.values()].map(({ value }) => value)).toEqual(["a", "b"]);
  expect(found.has([...missing(half).keys()][0] ?? "")).toBe(false);
});

test("a problem finds its rule by the pointer", () => {
  const problem = (pointer: string) => ({ pointer, code: "", message: pointer });
  const inner = half.rules[1];
  const rule = inner && "rules" in inner ? inner.rules[1] : undefined;
  const { byId, others } = placed(half, [
    problem("/definition/rules/1/rules/1/attributeMatchOptions/value"), problem("/definition/rules/1/combinationType"),
    problem("/definition"), problem("/name"), problem("/definition/rules/9"),
  ]);
  expect([...byId.keys()]).toEqual([rule?.id, inner?.id]);
  expect(others.map(({ pointer }) => pointer)).toEqual(["/definition", "/name", "/definition/rules/9"]);
});
