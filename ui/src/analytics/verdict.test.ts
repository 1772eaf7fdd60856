import { expect, test } from "vitest";

import type { Health, MetricResult, Summary, VariantResult } from "./results";
import { verdictOf } from "./verdict";

const NOW = new Date("2026-11-22T12:00:00Z").getTime();
const ago = (days: number) => new Date(NOW - days * 86_400_000 - 3_600_000).toISOString();

function variant(shortUid: string, name: string, conversions: number, uplift: MetricResult["uplift"] = null): VariantResult {
  const metric = {
    event: "e", eventKey: "booking", name: "Booking", __type: "Primary", conversions, conversionRate: 5, interval: null,
    probabilityToBeBest: 0.5, expectedLoss: 0.1, uplift, withoutCrossovers: { conversions, conversionRate: 5 },
  } as MetricResult;
  return { shortUid, name, impressions: 406, metrics: [metric], withoutCrossovers: { impressions: 406 } };
}

const base: Summary = {
  experience: "x", version: "v", impressions: 812, visitors: 812, crossovers: 0,
  variants: [variant("0", "Book now", 0), variant("1", "Reserve", 0)],
  leadingVariant: null, reason: { code: "NOT_ENOUGH_DATA", message: "" }, sufficientData: false, level: 0.95,
  baseline: "0", daysUntilDecision: null, sampleRatio: null, firstActivatedAt: ago(9), startTime: null, endTime: null,
  lastUpdatedAt: null,
};
const leading = (status: "LEADING" | "LEADING_SIGNIFICANTLY" | "HAS_WON", probabilityToBeBest: number): Partial<Summary> => ({
  reason: null, sufficientData: true, leadingVariant: { shortUid: "1", status, probabilityToBeBest },
});
const say = (changed: Partial<Summary>, health?: Partial<Health>) =>
  verdictOf({ ...base, ...changed }, health as Health | undefined, { isActive: true, isBandit: false }, NOW);

test("not enough data says how far it is", () => {
  expect(say({})?.sentence).toBe("No winner yet: 9 of 14 days, 812 of 1,000 impressions");
  const some = say({ variants: [variant("0", "A", 5), variant("1", "B", 7)] });
  expect(some?.sentence).toBe("No winner yet: 9 of 14 days, 812 of 1,000 impressions, or 12 of 30 conversions");
  expect(some?.progress.map(({ share }) => share)).toEqual([9 / 14, 0.812]);
});

test("ahead, clearly ahead, won", () => {
  expect(say({ ...leading("LEADING", 0.595), firstActivatedAt: ago(20) })?.sentence).toBe(
    "“Reserve” is ahead, no winner yet: 59.5\u00a0% likely to be best, 95\u00a0% needed",
  );
  expect(say(leading("LEADING", 0.595))?.sentence).toContain("95\u00a0% needed, 9 of 14 days");
  expect(say(leading("LEADING_SIGNIFICANTLY", 0.97))?.sentence).toBe("“Reserve” leads clearly, no winner yet: 9 of 14 days");
  const won = say({ ...leading("HAS_WON", 0.97), firstActivatedAt: ago(14) });
  expect(won?.sentence).toBe("“Reserve” has won: 97\u00a0% likely to be best after 14 days");
  expect(won?.tone).toBe("won");
});

test("a forecast only where there is one", () => {
  expect(say({ ...leading("LEADING", 0.6), daysUntilDecision: 1 })?.notes).toEqual([
    "At this pace, a winner may be found in about 1 day.",
  ]);
  expect(say(leading("LEADING", 0.6))?.notes[0]).toContain("within a year");
  expect(say({ ...leading("LEADING", 0.6), startTime: ago(3) })?.notes).toEqual([]);
});

test("a winner that the stricter reading does not settle says so", () => {
  const reading = (isDecided: boolean) => ({ alwaysValid: { isDecided } }) as MetricResult["uplift"];
  const won = (isDecided: boolean) =>
    say({ ...leading("HAS_WON", 0.97), variants: [variant("0", "A", 5), variant("1", "B", 7, reading(isDecided))] });
  expect(won(false)?.notes[0]).toContain("not settled yet");
  expect(won(true)?.notes[0]).toContain("Settled");
});

test("nobody, nothing to win, nobody ahead", () => {
  const of = (code: string) => say({ reason: { code, message: "?" } });
  expect(of("NO_DATA")).toMatchObject({ tone: "none", notes: ["Nobody has seen a variant yet."] });
  expect(of("NO_METRIC")?.notes[0]).toContain("no metric");
  expect(of("NO_LEADER")).toMatchObject({ tone: "open", sentence: "No winner yet: 9 of 14 days" });
  expect(of("SEGMENTED")).toBeNull();
});

test("a problem with the counting comes before any winner", () => {
  const found = say({ ...leading("HAS_WON", 0.99), firstActivatedAt: ago(20) }, { status: "PROBLEM" });
  expect(found).toMatchObject({ tone: "untrusted", headline: "Do not decide by these figures yet" });
  expect(found?.notes[1]).toContain("has won");
  expect(say({}, { status: "WARNING" })?.tone).toBe("open");
});
