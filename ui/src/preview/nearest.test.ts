import { expect, test } from "vitest";

import type { ChoiceFinding, ExperienceFinding, GroupFinding, RuleFinding } from "./explanation";
import { missesOf, nearestOf } from "./nearest";

const rule = (value: string, result: boolean) => ({ value, result }) as unknown as RuleFinding;
const group = (combinationType: "AND" | "OR", ...rules: (RuleFinding | GroupFinding)[]): GroupFinding => ({
  combinationType, rules, result: combinationType === "AND" ? rules.every((one) => one.result) : rules.some((one) => one.result),
});
const audiences = {
  us: { uid: "us", name: "US", definition: group("AND", rule("country", false)) },
  sale: { uid: "sale", name: "Sale", definition: group("AND", rule("campaign", true), rule("time", false), rule("tier", false)) },
  rich: { uid: "rich", name: "Rich", definition: group("OR", group("AND", rule("a", false), rule("b", false)), rule("gold", false)) },
  phone: { uid: "phone", name: "Phone", definition: group("AND", rule("device", true)) },
  none: { uid: "none", name: "None", definition: group("OR") },
};
const choice = (type: "AND" | "OR", ...uids: (keyof typeof audiences | "gone")[]): ChoiceFinding => {
  const found = uids.map((uid) => ({ uid, name: uid, result: uid !== "gone" && audiences[uid].definition.result }));
  const result = type === "AND" ? found.every((one) => one.result) : found.some((one) => one.result);
  return { result, audienceCombinationType: type, audiences: found, lyticsAudiences: [] };
};
const values = (found: ChoiceFinding) => missesOf(found, audiences)?.map(({ rule: miss }) => miss?.value);

test("all that fails of AND, the least of OR", () => {
  expect(values(choice("AND", "us", "sale"))).toEqual(["country", "time", "tier"]);
  expect(values(choice("OR", "sale", "us"))).toEqual(["country"]);
  expect(values(choice("OR", "rich"))).toEqual(["gold"]);
  expect(values(choice("AND", "us", "phone"))).toEqual(["country"]);
  expect(values(choice("OR", "phone"))).toEqual([]);
});

test("what nobody can match is no miss", () => {
  expect(values(choice("AND", "us", "gone"))).toBeUndefined();
  expect(values(choice("OR", "gone", "us"))).toEqual(["country"]);
  expect(values(choice("OR", "none"))).toBeUndefined();
});

test("a Lytics audience is missed as a whole", () => {
  const found = { ...choice("OR"), lyticsAudiences: [{ uid: "l", name: "Fans", result: false }] };
  expect(missesOf(found, audiences)).toEqual([{ audience: "Fans", rule: null }]);
});

test("the nearest variant, the first of equals; nothing where a variant is shown", () => {
  const variants = [
    { shortUid: "0", name: "Far", ...choice("AND", "sale") },
    { shortUid: "1", name: "Near", ...choice("OR", "us") },
    { shortUid: "2", name: "As near", ...choice("OR", "rich") },
  ];
  const experience = { reason: "NO_AUDIENCE_MATCHED", variants, targeting: null } as unknown as ExperienceFinding;
  expect(nearestOf(experience, audiences)).toMatchObject({ variant: "Near", misses: [{ audience: "us" }] });
  expect(nearestOf({ ...experience, reason: "AUDIENCE_MATCHED" }, audiences)).toBeNull();
  const targeted = { ...experience, reason: "NOT_TARGETED" as const, targeting: choice("AND", "us") };
  expect(nearestOf(targeted, audiences)).toMatchObject({ variant: null, misses: [{ audience: "us" }] });
});
