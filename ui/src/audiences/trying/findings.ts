// What the server says of a tried definition: the shape of its explanation, by the ids of the builder's rules. Pure.
import { shownMoment } from "../builder/moments";
import { presetValue } from "../builder/sentence";
import { type BuilderGroup, isGroup } from "../builder/wire";

/** An instant as the server writes the time of a visit. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

export interface RuleFinding {
  value: unknown;
  source: string;
  result: boolean;
  note: string | null;
}

/** What was found of a group, and of all in it; a decision tells more of each rule than a trial does. */
export interface GroupFinding<Rule = RuleFinding> {
  combinationType: "AND" | "OR";
  result: boolean;
  rules: (Rule | GroupFinding<Rule>)[];
}

export type Findings = ReadonlyMap<string, RuleFinding>;

/** The finding of every rule, by its id; `group` is what was tried. */
export function findingsById(group: BuilderGroup, found: GroupFinding): Findings {
  const entries = new Map<string, RuleFinding>();
  group.rules.forEach((rule, index) => {
    const finding = found.rules[index];
    if (!finding) return;
    if (isGroup(rule)) {
      if ("rules" in finding) for (const [id, inner] of findingsById(rule, finding)) entries.set(id, inner);
    } else if (!("rules" in finding)) entries.set(rule.id ?? "", finding);
  });
  return entries;
}

/** A value of an attribute that a rule saw, as a person writes it; null where there was none. */
export function shownValue(value: unknown, ref: string, regions: ReadonlyMap<string, string>): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") {
    return INSTANT.test(value) ? `${shownMoment(value.replace(/\.\d+/, ""))} UTC` : presetValue(ref, value, { regions });
  }
  if (typeof value !== "object") return String(value);
  const members = Object.entries(value).map(([name, entry]) => `${name} = ${String(entry)}`);
  return members.length > 0 ? members.join(", ") : null;
}
