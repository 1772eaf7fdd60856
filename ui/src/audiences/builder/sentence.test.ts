import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { sentence } from "./sentence";
import type { Definition, WireRule } from "./wire";

const SAMPLE = "../src/lenticular/cli/sample/personalize/audiences/audiences.json";
const NAMES = {
  attributes: new Map([
    ["6a1c5e0f7d2b4c9035e8a101", "Average Order Value"],
    ["6a1c5e0f7d2b4c9035e8a102", "Loyalty Tier"],
  ]),
  lytics: new Map([["a".repeat(32), "Big spenders"]]),
  regions: new Map([["US-AZ", "Arizona"]]),
};

const group = (combinationType: "AND" | "OR", ...rules: Definition["rules"]): Definition => ({
  __type: "RuleCombination",
  combinationType,
  rules,
});
const text = (value: string) => ({ __type: "StringMatchOptions" as const, value });
function rule(ref: string, condition: WireRule["attributeMatchCondition"], options?: WireRule["attributeMatchOptions"], isNegated = false): WireRule {
  const kind = ref.startsWith("LYTICS") ? "LyticsAttributeReference" : /^[A-Z_]+$/.test(ref) ? "PresetAttributeReference" : "CustomAttributeReference";
  return {
    __type: "Rule",
    attribute: { __type: kind, ref },
    attributeMatchCondition: condition,
    invertCondition: isNegated,
    ...(options ? { attributeMatchOptions: options } : {}),
  };
}

test("the audiences of the sample shop", () => {
  const sample = JSON.parse(readFileSync(SAMPLE, "utf-8")) as { definition: Definition }[];
  expect(sample.map(({ definition }) => sentence(definition, NAMES))).toEqual([
    "Visitors whose Average Order Value is greater than 1,000 or whose Loyalty Tier is “gold”.",
    "Visitors whose query parameter utm_campaign is “black-friday” and who come between 27 Nov 2026, 00:00 and 30 Nov 2026, 23:59:59 (their time).",
    "Visitors whose device type is Mobile.",
    "Visitors whose country is United States.",
  ]);
});

test.each<[Definition, string]>([
  [group("AND"), "Everybody."],
  [group("OR"), "Nobody."],
  [
    group("AND", rule("CITY", "STRING_EQUALS", text("new york city,NY,US"), true), rule("REGION", "STRING_EQUALS", text("US-AZ"))),
    "Visitors whose city is not New York City, NY, United States and whose region is Arizona.",
  ],
  [
    group(
      "AND",
      rule("COUNTRY", "STRING_EQUALS", text("DE")),
      group("OR", rule("DEVICE_TYPE", "STRING_EQUALS", text("TABLET")), rule("OPERATING_SYSTEM", "STRING_EQUALS", text("IOS"), true)),
      rule("REFERRER", "CONTAINS_SUBSTRING", text("google")),
    ),
    "Visitors whose country is Germany, (whose device type is Tablet or whose operating system is not iOS) and whose referrer contains “google”.",
  ],
  [
    group("AND", rule("LYTICS_AUDIENCE", "IS_MEMBER_OF", { __type: "AudienceMatchOptions", value: "a".repeat(32) }, true)),
    "Visitors who are not in the Lytics audience “Big spenders”.",
  ],
  [
    group("AND", rule("DATE_AND_TIME", "BEFORE_TIME", { __type: "DateTimeMatchOptions", value: "2026-01-01T08:30:00+02:00", useVisitorTimezone: false }, true)),
    "Visitors who come at or after 1 Jan 2026, 08:30 UTC+02:00.",
  ],
  [
    group("AND", rule("6a1c5e0f7d2b4c9035e8a102", "HAS_ANY_VALUE", undefined, true), rule("6a1c5e0f7d2b4c9035e8a199", "IS_TRUE")),
    "Visitors whose Loyalty Tier has no value and whose … is true.",
  ],
  [group("AND", rule("COUNTRY", "STRING_EQUALS", text(""))), "Visitors whose country is …"],
])("%#", (definition, expected) => expect(sentence(definition, NAMES)).toBe(expected));
