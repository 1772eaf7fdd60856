import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { fitted, startingValue } from "./conditions";
import { countRules, type Definition, fieldName, fromWire, isGroup, operatorName, parameterName, parameterPointer, toWire, type WireRule } from "./wire";

const SAMPLE = "../src/lenticular/cli/sample/personalize/audiences/audiences.json";

function rule(ref: string, rest: Partial<WireRule>, kind: WireRule["attribute"]["__type"] = "PresetAttributeReference"): WireRule {
  return {
    __type: "Rule",
    attribute: { __type: kind, ref },
    attributeMatchCondition: "STRING_EQUALS",
    invertCondition: false,
    ...rest,
  };
}

function all(...rules: Definition["rules"]): Definition {
  return { __type: "RuleCombination", combinationType: "AND", rules };
}

const text = (value: string) => ({ __type: "StringMatchOptions" as const, value });
const tier = "66702e03d84509d0106bec05";
const parameter = (isOutside: boolean, isInside: boolean) =>
  rule("QUERY_PARAMETERS", {
    attributeMatchCondition: "JSON_MATCH",
    invertCondition: isOutside,
    attributeMatchOptions: {
      __type: "JSONMatchOptions",
      pointer: "/utm~1source~0x",
      matchCondition: "CONTAINS_SUBSTRING",
      matchOptions: text("news"),
      invertCondition: isInside,
    },
  });

const SHAPES: Record<string, Definition> = {
  "no rules": all(),
  "text, negated": all(rule("COUNTRY", { attributeMatchOptions: text("US"), invertCondition: true })),
  "nothing to compare with": all(
    ...(["HAS_ANY_VALUE", "IS_TRUE", "IS_FALSE"] as const).map((attributeMatchCondition) =>
      rule(tier, { attributeMatchCondition }, "CustomAttributeReference"),
    ),
  ),
  "a number": all(
    rule(
      tier,
      { attributeMatchCondition: "NUMBER_LESS_THAN", invertCondition: true, attributeMatchOptions: { __type: "NumberMatchOptions", value: -0.5 } },
      "CustomAttributeReference",
    ),
  ),
  "a time with an offset": all(
    rule("DATE_AND_TIME", {
      attributeMatchCondition: "AFTER_TIME",
      attributeMatchOptions: { __type: "DateTimeMatchOptions", value: "2023-09-28T18:40:10+00:00", useVisitorTimezone: true },
    }),
  ),
  "a period": all(
    rule("DATE_AND_TIME", {
      attributeMatchCondition: "BETWEEN_TIME",
      attributeMatchOptions: {
        __type: "DateTimeMatchOptions", startTime: "2024-11-29T00:00:00", endTime: "2024-11-29T23:59:59", useVisitorTimezone: false,
      },
    }),
  ),
  "parameters, negated in every way": all(parameter(false, false), parameter(true, false), parameter(false, true), parameter(true, true)),
  "Lytics": all(
    rule(
      "LYTICS_AUDIENCE",
      { attributeMatchCondition: "IS_MEMBER_OF", attributeMatchOptions: { __type: "AudienceMatchOptions", value: "a".repeat(32) } },
      "LyticsAttributeReference",
    ),
    rule(
      "LYTICS_FLOW_STATE",
      { attributeMatchCondition: "IS_IN_FLOW_STATE", attributeMatchOptions: { __type: "FlowStateMatchOptions", flowId: "7", flowState: "won" } },
      "LyticsAttributeReference",
    ),
  ),
  "groups in groups": all(rule("CITY", { attributeMatchOptions: text("chicago,IL,US") }), {
    __type: "RuleCombination",
    combinationType: "OR",
    rules: [all(rule("REGION", { attributeMatchOptions: text("US-AZ") })), all()],
  }),
};

describe("a definition comes back from the builder as it was", () => {
  const sample = JSON.parse(readFileSync(SAMPLE, "utf-8")) as { name: string; definition: Definition }[];
  test.each(sample)("$name", ({ definition }) => expect(toWire(fromWire(definition))).toEqual(definition));
  test.each(Object.entries(SHAPES))("%s", (_, definition) => expect(toWire(fromWire(definition))).toEqual(definition));
});

test("a negation, wherever it is written, is one operator", () => {
  const operators = fromWire(SHAPES["parameters, negated in every way"] as Definition).rules.map((one) => !isGroup(one) && one.operator);
  expect(operators).toEqual(["CONTAINS_SUBSTRING", "NOT CONTAINS_SUBSTRING", "NOT CONTAINS_SUBSTRING", "CONTAINS_SUBSTRING"]);
});

test("names of parameters and their pointers", () => {
  expect(parameterName("/utm~1source~0x")).toBe("utm/source~x");
  expect(parameterPointer("utm/source~x")).toBe("/utm~1source~0x");
  expect(parameterName("/a/b")).toBe("/a/b");
  expect(parameterName("")).toBe("");
});

test("every rule counts, at any depth", () => expect(countRules(fromWire(SHAPES["groups in groups"] as Definition))).toBe(2));

describe("another condition", () => {
  const field = fieldName("CustomAttributeReference", tier);
  const from = (operator: string, value = startingValue(field, operator)) => ({ field, operator, value });

  test("keeps a text that is a number", () => {
    const changed = fitted({ ...from("STRING_EQUALS", { comparison: text("12") }), operator: "NUMBER_GREATER_THAN" });
    expect(changed.value.comparison).toEqual({ __type: "NumberMatchOptions", value: 12 });
  });
  test("keeps a time as the beginning of a period", () => {
    const time = { __type: "DateTimeMatchOptions" as const, value: "2026-01-01T00:00:00", useVisitorTimezone: false };
    const changed = fitted({ ...from("AFTER_TIME", { comparison: time }), operator: operatorName("BETWEEN_TIME", true) });
    expect(changed.value.comparison).toEqual({
      __type: "DateTimeMatchOptions", startTime: "2026-01-01T00:00:00", endTime: "", useVisitorTimezone: false,
    });
  });
  test("drops what is not compared", () => {
    expect(fitted({ ...from("STRING_EQUALS", { comparison: text("x") }), operator: "IS_TRUE" }).value).toEqual({});
  });
  test("leaves what fits", () => {
    const fits = from("CONTAINS_SUBSTRING", { comparison: text("x") });
    expect(fitted(fits)).toBe(fits);
  });
});
