// What is wrong with rules: what is not finished yet, and what the server refused, by the rule's id. Pure.
import type { Problem } from "../../api/failures";
import { text } from "../../text";
import { shapeOf } from "./conditions";
import { type BuilderGroup, type BuilderRule, fieldReference, isGroup, operatorParts, PARAMETERS_FIELD } from "./wire";

const words = text.audiences.missing;
const PICKED: Readonly<Record<string, string>> = {
  COUNTRY: words.country,
  REGION: words.region,
  CITY: words.city,
  DEVICE_TYPE: words.device,
  OPERATING_SYSTEM: words.system,
};

export type Problems = ReadonlyMap<string, string>;

/** What is missing in a rule, or null. */
export function missingIn(rule: BuilderRule, knownFields?: ReadonlySet<string>): string | null {
  const { pointer, comparison } = rule.value;
  if (knownFields && !knownFields.has(rule.field)) return words.attribute;
  if (rule.field === PARAMETERS_FIELD && (!pointer || pointer === "/")) return words.parameter;
  switch (shapeOf(operatorParts(rule.operator).condition)) {
    case "text":
      if (comparison?.__type === "StringMatchOptions" && comparison.value !== "") return null;
      return PICKED[fieldReference(rule.field).ref] ?? words.text;
    case "number":
      return comparison?.__type === "NumberMatchOptions" && Number.isFinite(comparison.value) ? null : words.number;
    case "time":
      return comparison?.__type === "DateTimeMatchOptions" && comparison.value ? null : words.time;
    case "period":
      if (comparison?.__type !== "DateTimeMatchOptions" || !comparison.startTime || !comparison.endTime) return words.period;
      return comparison.endTime.slice(0, 19) < comparison.startTime.slice(0, 19) ? words.reversed : null;
    case "member":
      return comparison?.__type === "AudienceMatchOptions" && comparison.value ? null : words.lytics;
    case "flow":
      return comparison?.__type === "FlowStateMatchOptions" && comparison.flowId && comparison.flowState ? null : words.flow;
    default:
      return null;
  }
}

/** Every rule that is not finished. */
export function missing(group: BuilderGroup, knownFields?: ReadonlySet<string>): Problems {
  const found = leaves(group).map((rule) => [rule.id ?? "", missingIn(rule, knownFields)] as const);
  return new Map(found.filter((entry): entry is [string, string] => entry[1] !== null));
}

/** The group without its unfinished rules; every part keeps its id. */
export function finished(group: BuilderGroup, problems: Problems): BuilderGroup {
  const rules = group.rules
    .filter((rule) => isGroup(rule) || !problems.has(rule.id ?? ""))
    .map((rule) => (isGroup(rule) ? finished(rule, problems) : rule));
  return { ...group, rules };
}

/** What the server said, by the id of the rule or group that its JSON pointer leads to, and what lies elsewhere. */
export function placed(group: BuilderGroup, problems: readonly Problem[]): { byId: Map<string, string>; others: Problem[] } {
  const byId = new Map<string, string>();
  const others: Problem[] = [];
  for (const problem of problems) {
    const id = idAt(group, problem.pointer);
    if (id === null) others.push(problem);
    else byId.set(id, [byId.get(id), problem.message].filter(Boolean).join(" "));
  }
  return { byId, others };
}

function idAt(group: BuilderGroup, pointer: string): string | null {
  let part: BuilderGroup | BuilderRule = group;
  const [, start, ...tokens] = pointer.split("/");
  if (start !== "definition" || tokens[0] !== "rules") return null;
  for (let at = 0; tokens[at] === "rules" && isGroup(part); at += 2) {
    const next: BuilderGroup | BuilderRule | undefined = part.rules[Number(tokens[at + 1])];
    if (!next) break;
    part = next;
  }
  return part === group ? null : (part.id ?? null);
}

function leaves(group: BuilderGroup): BuilderRule[] {
  return group.rules.flatMap((rule) => (isGroup(rule) ? leaves(rule) : [rule]));
}
