import type { ExperienceType } from "../experience";
import { text } from "../../text";
import type { Plan } from "./plan";
import { isWhole } from "./shares";

/** What keeps a form from being saved: a sentence for each field, by "name/<key>", "audiences/<key>" … */
export type Problems = Readonly<Record<string, string>>;

const FEWEST_TESTED = 2;

export function problemsOf(plan: Plan, type: ExperienceType): Problems {
  const found: Record<string, string> = {};
  const said = text.experiences.problems;
  for (const { key, name, audiences } of plan.variants) {
    if (!name.trim()) found[`name/${key}`] = said.variantName;
    if (type === "SEGMENTED" && audiences.length === 0) found[`audiences/${key}`] = said.audiences;
  }
  if (type === "SEGMENTED") return found;
  if (plan.split === "CUSTOM_PERCENTAGE" && !isWhole(plan.variants.map(({ share }) => share))) found.split = said.sum;
  if (plan.isSelective && plan.target.audiences.length === 0) found.target = said.audiences;
  const measured = new Set<string>();
  for (const { key, event, name } of plan.metrics) {
    if (!name.trim()) found[`metric/${key}`] = said.metricName;
    if (!event) found[`event/${key}`] = said.event;
    else if (measured.has(event)) found[`event/${key}`] = said.eventTwice;
    else measured.add(event);
  }
  return found;
}

/** The same, and what keeps it from being shown to visitors. */
export function problemsOfActivating(plan: Plan, type: ExperienceType): Problems {
  const said = text.experiences.problems;
  const found = { ...problemsOf(plan, type) };
  if (type === "SEGMENTED" && plan.variants.length === 0) found.variants = said.noVariant;
  if (type === "AB_TEST" && plan.variants.length < FEWEST_TESTED) found.variants = said.oneVariant;
  return found;
}
