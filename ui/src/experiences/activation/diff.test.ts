import { expect, test } from "vitest";

import { newMetric, newVariant, type Plan } from "../configuration/plan";
import { changesBetween, crowdWords } from "./diff";

const NAMES = { audience: (uid: string) => `audience ${uid}`, event: (uid: string) => `event ${uid}` };
const TARGET = { audiences: [], combination: "OR" as const };

function variant(shortUid: string | null, name: string, audiences: string[] = [], share: number | "" = "") {
  return { ...newVariant(), shortUid, name, audiences, share };
}

function plan(variants: Plan["variants"], members: Partial<Plan> = {}): Plan {
  return { variants, split: "CUSTOM_PERCENTAGE", metrics: [], isSelective: false, target: TARGET, ...members };
}

test("the first version is new altogether", () => {
  const changes = changesBetween(null, plan([variant("0", "Tours", ["a", "b"])]), "SEGMENTED", NAMES);
  expect(changes).toEqual([{ kind: "new", subject: "Tours", details: ["For visitors in “audience a” or “audience b”."] }]);
});

test("nothing is said where nothing changed", () => {
  const same = plan([variant("0", "Tours", ["a", "b"])]);
  const shuffled = plan([variant("0", "Tours", ["b", "a"])]);
  expect(changesBetween(same, shuffled, "SEGMENTED", NAMES)).toEqual([]);
});

test("variants come, go, are renamed and get other audiences", () => {
  const before = plan([variant("0", "Old", ["a"]), variant("1", "Gone", ["a"])]);
  const after = plan([variant(null, "Fresh", ["c"]), variant("0", "Renamed", ["b"])]);
  expect(changesBetween(before, after, "SEGMENTED", NAMES)).toEqual([
    { kind: "gone", subject: "Gone", details: ["Whoever saw it gets another variant or the original content."] },
    { kind: "new", subject: "Fresh", details: ["For visitors in “audience c”."] },
    {
      kind: "changed",
      subject: "Renamed",
      details: ["Renamed; it was “Old”.", "Was for visitors in “audience a”; now for visitors in “audience b”."],
    },
  ]);
});

test("another order of the same variants is told once", () => {
  const [one, two] = [variant("0", "One", ["a"]), variant("1", "Two", ["b"])];
  const changes = changesBetween(plan([one, two]), plan([two, one]), "SEGMENTED", NAMES);
  expect(changes).toEqual([{ kind: "changed", subject: "Order", details: ["Who fits several now gets the first of: “Two”, “One”."] }]);
});

test("of one audience, any and all are the same", () => {
  const before = plan([variant("0", "One", ["a"])]);
  const after = plan([{ ...variant("0", "One", ["a"]), combination: "AND" }]);
  expect(changesBetween(before, after, "SEGMENTED", NAMES)).toEqual([]);
});

test("shares, the way of sharing out, the target group and metrics of a test", () => {
  const before = plan([variant("0", "A", [], 50), variant("1", "B", [], 50)], {
    metrics: [{ ...newMetric(), event: "e", name: "Booked" }],
  });
  const after = plan([variant("0", "A", [], 30), variant("1", "B", [], 70)], {
    isSelective: true,
    target: { audiences: ["a"], combination: "OR" },
    metrics: [{ ...newMetric(), event: "f", name: "Signed up" }],
  });
  expect(changesBetween(before, after, "AB_TEST", NAMES)).toEqual([
    { kind: "changed", subject: "A", details: ["From 50 % to 30 % of the visitors."] },
    { kind: "changed", subject: "B", details: ["From 50 % to 70 % of the visitors."] },
    { kind: "changed", subject: "Target group", details: ["Was for everyone; now for visitors in “audience a”."] },
    { kind: "new", subject: "Signed up", details: ["Counts “event f”."] },
    { kind: "gone", subject: "Booked", details: ["Not measured any more."] },
    { kind: "changed", subject: "Primary metric", details: ["“Signed up” now decides the test."] },
  ]);
});

test("all of several audiences", () => {
  expect(crowdWords({ audiences: ["a", "b"], combination: "AND" }, NAMES)).toBe("visitors in all of “audience a” and “audience b”");
});
