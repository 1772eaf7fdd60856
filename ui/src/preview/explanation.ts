// The explanation of a decision as the API tells it, and what follows from it. Pure.
import type { components } from "../api/management";
import type { WireRule } from "../audiences/builder/wire";
import type { GroupFinding as TriedGroup, RuleFinding as TriedRule } from "../audiences/trying/findings";

export type Decision = components["schemas"]["ExplainedDecision"];

export interface RuleFinding extends TriedRule {
  attribute: WireRule["attribute"] & { key?: string | null };
  condition: WireRule["attributeMatchCondition"];
  options: WireRule["attributeMatchOptions"];
  inverted: boolean;
}

export type GroupFinding = TriedGroup<RuleFinding>;

export interface AudienceResult {
  uid: string;
  name: string | null;
  result: boolean;
  slug?: string | null;
}

export interface ChoiceFinding {
  result: boolean;
  audienceCombinationType: "AND" | "OR";
  audiences: AudienceResult[];
  lyticsAudiences: AudienceResult[];
}

export interface DrawFinding {
  result: boolean;
  slot: number | null;
  ranges: [number, number][];
}

export type VariantFinding = { shortUid: string; name: string } & (ChoiceFinding | DrawFinding);

export interface ExperienceFinding {
  uid: string;
  shortUid: string;
  name: string;
  version: { uid: string; number: number };
  activeVariantShortUid: string | null;
  reason: Decision["reason"];
  withheldVariantShortUid: string | null;
  holdouts: { owner: string; slots: number; slot: number | null; result: boolean }[];
  earlierVariantShortUid: string | null;
  targeting: ChoiceFinding | null;
  variants: VariantFinding[];
}

export interface AudienceFinding {
  uid: string;
  name: string;
  definition: GroupFinding;
}

export interface Explanation {
  notes: string[];
  experiences: ExperienceFinding[];
  audiences: Record<string, AudienceFinding>;
}

export function isGroup(finding: RuleFinding | GroupFinding): finding is GroupFinding {
  return "rules" in finding;
}

export function isChoice(variant: ChoiceFinding | DrawFinding): variant is ChoiceFinding {
  return "audiences" in variant;
}

/** The rule as the audience has it. */
export function ruleOf({ attribute, condition, options, inverted }: RuleFinding): WireRule {
  const { key: _key, ...reference } = attribute;
  const rule = { __type: "Rule", attribute: reference, attributeMatchCondition: condition, invertCondition: inverted };
  return { ...rule, attributeMatchOptions: options } as WireRule;
}

/** The regions that a rule names or saw. */
export function regionsIn({ attribute, options, value }: RuleFinding): string[] {
  if (attribute.ref !== "REGION") return [];
  const named = options?.__type === "StringMatchOptions" ? options.value : "";
  return [named, value].filter((code): code is string => typeof code === "string" && code !== "");
}

/** Percent of the numbers from 0 to 9,999 that are a variant's. */
export function shareOf({ ranges }: DrawFinding): number {
  return ranges.reduce((sum, [start, end]) => sum + (end - start), 0) / 100;
}
