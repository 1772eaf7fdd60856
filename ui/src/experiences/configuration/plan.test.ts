import { expect, test } from "vitest";

import type { Version } from "../experience";
import { text } from "../../text";
import { bodyOf, bodyOfVersion, isSame, newVariant, planOf } from "./plan";
import { problemsOf, problemsOfActivating } from "./problems";

const LYTICS = "a".repeat(32);
const SEGMENTED = {
  uid: "v", status: "DRAFT",
  variants: [
    { __type: "SegmentedVariant", name: "Tours", audiences: ["b".repeat(24)], lyticsAudiences: [LYTICS], audienceCombinationType: "AND", shortUid: "3" },
  ],
} as unknown as Version;
const TEST = {
  uid: "v", status: "DRAFT", variantSplit: "CUSTOM_PERCENTAGE",
  variants: [
    { __type: "ABTestVariant", name: "A", trafficDistribution: 30, shortUid: "0" },
    { __type: "ABTestVariant", name: "B", trafficDistribution: 70, shortUid: "1" },
  ],
  metrics: [{ event: "e", name: "Booked", __type: "Primary" }],
  targeting: { audience: { audiences: ["c".repeat(24)], audienceCombinationType: "OR" } },
} as unknown as Version;
const EMPTY_TEST = { uid: "v", status: "DRAFT", variants: [], variantSplit: "EQUALLY_SPLIT", metrics: [], targeting: {} } as unknown as Version;

test("a segmented version goes through the form unchanged", () => {
  expect(bodyOf(planOf(SEGMENTED, "SEGMENTED"), "SEGMENTED", "DRAFT").variants).toEqual([
    { name: "Tours", audiences: ["b".repeat(24)], lyticsAudiences: [LYTICS], audienceCombinationType: "AND", shortUid: "3" },
  ]);
});

test("a test goes through the form unchanged", () => {
  expect(bodyOf(planOf(TEST, "AB_TEST"), "AB_TEST", "ACTIVE")).toEqual({
    status: "ACTIVE",
    variants: [{ name: "A", trafficDistribution: 30, shortUid: "0" }, { name: "B", trafficDistribution: 70, shortUid: "1" }],
    variantSplit: "CUSTOM_PERCENTAGE",
    metrics: [{ event: "e", name: "Booked" }],
    targeting: { audience: { audiences: ["c".repeat(24)], audienceCombinationType: "OR", lyticsAudiences: [] } },
  });
});

test("an empty draft begins with the rows it needs, none of which has a short uid", () => {
  const plan = planOf(EMPTY_TEST, "AB_TEST");
  expect(plan.variants.map(({ shortUid }) => shortUid)).toEqual([null, null]);
  expect(bodyOf(plan, "AB_TEST", "DRAFT").variants.map((variant) => "shortUid" in variant)).toEqual([false, false]);
});

test("equal shares are sent whatever was typed before", () => {
  const plan = { ...planOf(TEST, "AB_TEST"), split: "EQUALLY_SPLIT" as const };
  expect(bodyOf(plan, "AB_TEST", "DRAFT").variants).toMatchObject([{ trafficDistribution: 50 }, { trafficDistribution: 50 }]);
});

test("a row keeps its key when it gets its short uid", () => {
  const plan = { ...planOf(EMPTY_TEST, "AB_TEST") };
  expect(planOf(TEST, "AB_TEST", plan).variants.map(({ key }) => key)).toEqual(plan.variants.map(({ key }) => key));
});

test("changing the status sends everything as it is", () => {
  expect(bodyOfVersion(TEST, "PAUSED")).toMatchObject({ status: "PAUSED", variantSplit: "CUSTOM_PERCENTAGE" });
  expect(bodyOfVersion(SEGMENTED, "PAUSED")).toEqual({ status: "PAUSED", variants: SEGMENTED.variants });
});

test("only what is said counts as a change", () => {
  const plan = planOf(TEST, "AB_TEST");
  expect(isSame(plan, planOf(TEST, "AB_TEST"), "AB_TEST")).toBe(true);
  expect(isSame(plan, { ...plan, isSelective: false }, "AB_TEST")).toBe(false);
});

test("names and audiences are needed", () => {
  const row = newVariant();
  const said = text.experiences.problems;
  expect(problemsOf({ ...planOf(SEGMENTED, "SEGMENTED"), variants: [row] }, "SEGMENTED")).toEqual({
    [`name/${row.key}`]: "Please enter a variant name",
    [`audiences/${row.key}`]: "Please select at least one audience",
  });
  expect(problemsOfActivating({ ...planOf(SEGMENTED, "SEGMENTED"), variants: [] }, "SEGMENTED")).toEqual({ variants: said.noVariant });
});

test("the shares of a test make 100, an event is measured once", () => {
  const plan = planOf(TEST, "AB_TEST");
  const [first] = plan.metrics;
  if (!first) throw new Error("no metric");
  const wrong = { ...plan, variants: plan.variants.slice(1), metrics: [first, { ...first, key: "again" }] };
  const said = text.experiences.problems;
  expect(problemsOf(plan, "AB_TEST")).toEqual({});
  expect(problemsOf(wrong, "AB_TEST")).toEqual({ split: said.sum, "event/again": said.eventTwice });
  expect(problemsOfActivating(wrong, "AB_TEST").variants).toBe(said.oneVariant);
});
