// Which conditions an attribute takes, and what each compares with. Pure.
import { text } from "../../text";
import {
  type BuilderGroup, type BuilderRule, type Comparison, type Condition, fieldName, fieldReference, isGroup, operatorName,
  operatorParts, PARAMETERS_FIELD,
} from "./wire";

export type Shape = "none" | "text" | "number" | "time" | "period" | "member" | "flow";

const VALUE_CONDITIONS: readonly Condition[] = [
  "STRING_EQUALS", "CONTAINS_SUBSTRING", "HAS_ANY_VALUE", "NUMBER_EQUAL_TO", "NUMBER_GREATER_THAN", "NUMBER_LESS_THAN",
  "IS_TRUE", "IS_FALSE", "BEFORE_TIME", "AFTER_TIME", "BETWEEN_TIME",
];
const CONDITIONS: Readonly<Record<string, readonly Condition[]>> = {
  COUNTRY: ["STRING_EQUALS"],
  REGION: ["STRING_EQUALS"],
  CITY: ["STRING_EQUALS"],
  DEVICE_TYPE: ["STRING_EQUALS"],
  OPERATING_SYSTEM: ["STRING_EQUALS"],
  QUERY_PARAMETERS: VALUE_CONDITIONS,
  REFERRER: ["CONTAINS_SUBSTRING", "STRING_EQUALS"],
  DATE_AND_TIME: ["AFTER_TIME", "BEFORE_TIME", "BETWEEN_TIME"],
  LYTICS_AUDIENCE: ["IS_MEMBER_OF"],
  LYTICS_FLOW_STATE: ["IS_IN_FLOW_STATE"],
};
const SHAPES: Readonly<Partial<Record<Condition, Shape>>> = {
  STRING_EQUALS: "text",
  CONTAINS_SUBSTRING: "text",
  NUMBER_EQUAL_TO: "number",
  NUMBER_GREATER_THAN: "number",
  NUMBER_LESS_THAN: "number",
  BEFORE_TIME: "time",
  AFTER_TIME: "time",
  BETWEEN_TIME: "period",
  IS_MEMBER_OF: "member",
  IS_IN_FLOW_STATE: "flow",
};
export const PRESETS = [
  "COUNTRY", "REGION", "CITY", "DEVICE_TYPE", "OPERATING_SYSTEM", "QUERY_PARAMETERS", "REFERRER", "DATE_AND_TIME",
] as const;
export const LYTICS = ["LYTICS_AUDIENCE", "LYTICS_FLOW_STATE"] as const;
export const FIRST_FIELD = fieldName("PresetAttributeReference", PRESETS[0]);

export function shapeOf(condition: Condition): Shape {
  return SHAPES[condition] ?? "none";
}

export function conditionsOf(field: string): readonly Condition[] {
  const { __type: kind, ref } = fieldReference(field);
  return kind === "CustomAttributeReference" ? VALUE_CONDITIONS : (CONDITIONS[ref] ?? VALUE_CONDITIONS);
}

/** Every condition of an attribute, each followed by its negation, in words. */
export function operatorsOf(field: string): { name: string; value: string; label: string }[] {
  return conditionsOf(field).flatMap((condition) =>
    [false, true].map((isNegated) => {
      const name = operatorName(condition, isNegated);
      return { name, value: name, label: operatorLabel(condition, isNegated) };
    }),
  );
}

export function operatorLabel(condition: Condition, isNegated: boolean): string {
  return text.audiences.operators[condition][isNegated ? 1 : 0] ?? condition;
}

export function firstOperator(field: string): string {
  return operatorName(conditionsOf(field)[0] ?? "STRING_EQUALS", false);
}

/** What a new rule starts with. */
export function startingValue(field: string, operator: string): BuilderRule["value"] {
  const comparison = starting(operatorParts(operator).condition);
  return { ...(field === PARAMETERS_FIELD ? { pointer: "" } : {}), ...(comparison ? { comparison } : {}) };
}

/** The rule with something to compare with that its condition takes, keeping what was typed where that makes sense. */
export function fitted(rule: BuilderRule): BuilderRule {
  const { condition } = operatorParts(rule.operator);
  const { comparison: present, ...rest } = rule.value;
  const wanted = starting(condition);
  if (!wanted) return present ? { ...rule, value: rest } : rule;
  if (present?.__type === wanted.__type && isPeriod(present) === isPeriod(wanted)) return rule;
  return { ...rule, value: { ...rest, comparison: carried(present, wanted) } };
}

/** Every rule of a group fitted; what fits already stays the same object. */
export function fittedGroup(group: BuilderGroup): BuilderGroup {
  const rules = group.rules.map((rule) => (isGroup(rule) ? fittedGroup(rule) : fitted(rule)));
  return rules.every((rule, index) => rule === group.rules[index]) ? group : { ...group, rules };
}

function starting(condition: Condition): Comparison | undefined {
  switch (shapeOf(condition)) {
    case "text":
      return { __type: "StringMatchOptions", value: "" };
    case "number":
      return { __type: "NumberMatchOptions", value: Number.NaN };
    case "time":
      return { __type: "DateTimeMatchOptions", value: "", useVisitorTimezone: true };
    case "period":
      return { __type: "DateTimeMatchOptions", startTime: "", endTime: "", useVisitorTimezone: true };
    case "member":
      return { __type: "AudienceMatchOptions", value: "" };
    case "flow":
      return { __type: "FlowStateMatchOptions", flowId: "", flowState: "" };
    default:
      return undefined;
  }
}

function isPeriod(comparison: Comparison): boolean {
  return "startTime" in comparison && comparison.startTime != null;
}

function carried(from: Comparison | undefined, to: Comparison): Comparison {
  if (from?.__type === "StringMatchOptions" && to.__type === "NumberMatchOptions" && from.value.trim()) {
    return { ...to, value: Number(from.value) };
  }
  if (from?.__type === "NumberMatchOptions" && to.__type === "StringMatchOptions" && !Number.isNaN(from.value)) {
    return { ...to, value: String(from.value) };
  }
  if (from?.__type === "DateTimeMatchOptions" && to.__type === "DateTimeMatchOptions") {
    const { useVisitorTimezone } = from;
    return isPeriod(from)
      ? { __type: "DateTimeMatchOptions", value: from.startTime ?? "", useVisitorTimezone }
      : { __type: "DateTimeMatchOptions", startTime: from.value ?? "", endTime: "", useVisitorTimezone };
  }
  return to;
}
