import type { components } from "../../api/management";
import { text } from "../../text";
import type { Crowd, Plan } from "../configuration/plan";
import type { ExperienceType } from "../experience";

type Rule = components["schemas"]["Rule"];
type Definition = components["schemas"]["RuleCombination-Output"];

/** The part of an audience that decides whether anybody can be in it. */
export interface Judged {
  uid: string;
  name: string;
  /** Null for an audience of a CDP, which decides for itself. */
  definition: Definition | null;
}

export interface Warning {
  key: string;
  message: string;
}

// A time in the visitor's zone has passed everywhere after so long.
const ALL_ZONES_MS = 26 * 3_600_000;
const said = text.experiences.warnings;

/** What of a version will do nothing, as far as its own definition and its audiences tell. */
export function warningsOf(
  plan: Plan,
  type: ExperienceType,
  audiences: ReadonlyMap<string, Judged>,
  now: number,
): Warning[] {
  const crowds: Crowd[] = type === "SEGMENTED" ? plan.variants : plan.isSelective ? [plan.target] : [];
  const found = audienceWarnings(crowds, audiences, now);
  if (type === "SEGMENTED") return [...found, ...hiddenWarnings(plan)];
  if (plan.metrics.length === 0) found.push({ key: "metrics", message: said.noMetric });
  return found;
}

/** Whether anybody can be in an audience so defined: any of no rules is nobody, and a period may be over. */
export function canMatch({ combinationType, rules }: Definition, now: number): boolean {
  const could = rules.map((rule) => (rule.__type === "Rule" ? !isOver(rule, now) : canMatch(rule, now)));
  return combinationType === "AND" ? could.every(Boolean) : could.some(Boolean);
}

function isOver({ attributeMatchCondition, attributeMatchOptions, invertCondition }: Rule, now: number): boolean {
  if (invertCondition || attributeMatchOptions?.__type !== "DateTimeMatchOptions") return false;
  const { value, endTime } = attributeMatchOptions;
  const end = { BEFORE_TIME: value, BETWEEN_TIME: endTime }[attributeMatchCondition as string];
  return Boolean(end) && new Date(end ?? "").getTime() + ALL_ZONES_MS < now;
}

function audienceWarnings(crowds: readonly Crowd[], audiences: ReadonlyMap<string, Judged>, now: number): Warning[] {
  const uids = new Set(crowds.flatMap((crowd) => crowd.audiences));
  return [...uids].flatMap((uid): Warning[] => {
    const audience = audiences.get(uid);
    if (!audience) return [{ key: uid, message: said.missing(uid) }];
    return audience.definition && !canMatch(audience.definition, now) ? [{ key: uid, message: said.nobody(audience.name) }] : [];
  });
}

/** Variants that nobody gets because everybody whom they are for gets one above them. */
function hiddenWarnings({ variants }: Plan): Warning[] {
  const taken = new Set<string>();
  return variants.flatMap(({ key, name, audiences, combination }): Warning[] => {
    const isAny = combination === "OR" || audiences.length === 1;
    const isTaken = (uid: string) => taken.has(uid);
    const isHidden = audiences.length > 0 && (isAny ? audiences.every(isTaken) : audiences.some(isTaken));
    if (isAny) for (const uid of audiences) taken.add(uid);
    return isHidden ? [{ key, message: said.hidden(name) }] : [];
  });
}
