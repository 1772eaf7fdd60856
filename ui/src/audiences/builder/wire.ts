// The definition of an audience as the API has it, and as the builder edits it. Pure.
import type { RuleGroupType, RuleType } from "react-querybuilder";

import type { components } from "../../api/management";

export type Definition = components["schemas"]["RuleCombination-Output"];
export type WireRule = components["schemas"]["Rule"];
export type Condition = components["schemas"]["Condition"];
type Kind = components["schemas"]["Attribute"]["__type"];
type Options = NonNullable<WireRule["attributeMatchOptions"]>;
export type ParameterOptions = components["schemas"]["JSONMatchOptions"];
export type TimeOptions = components["schemas"]["DateTimeMatchOptions"];
/** What a condition compares with; of a query parameter, what its value is compared with. */
export type Comparison = Exclude<Options, ParameterOptions>;

/** What the builder keeps of a rule beside its field and operator. */
export interface Given {
  /** Where in the query parameters to look (RFC 6901); undefined for every other attribute. */
  pointer?: string;
  /** Whether the negation is written inside the parameter's condition; kept so that nothing changes unasked. */
  isInnerInverted?: boolean;
  comparison?: Comparison;
}

export type BuilderRule = RuleType<string, string, Given>;
export type BuilderGroup = RuleGroupType<BuilderRule>;

const NEGATION = "NOT ";

let parts = 0;

/** Only unlike any other on the page; randomUUID() is not there on a page without TLS. */
function freshId(): string {
  parts += 1;
  return `part-${parts}`;
}

/** The name of an attribute in the builder: its kind and its ref. */
export function fieldName(kind: Kind, ref: string): string {
  return `${kind}/${ref}`;
}

export function fieldReference(field: string): { __type: Kind; ref: string } {
  const [kind = "", ref = ""] = field.split("/", 2);
  return { __type: kind as Kind, ref };
}

export const PARAMETERS_FIELD = fieldName("PresetAttributeReference", "QUERY_PARAMETERS");

/** A condition and its negation are two operators, as people read them: "is", "is not". */
export function operatorName(condition: Condition, isNegated: boolean): string {
  return isNegated ? NEGATION + condition : condition;
}

export function operatorParts(operator: string): { condition: Condition; isNegated: boolean } {
  const isNegated = operator.startsWith(NEGATION);
  return { condition: (isNegated ? operator.slice(NEGATION.length) : operator) as Condition, isNegated };
}

export function isGroup(rule: BuilderRule | BuilderGroup): rule is BuilderGroup {
  return "rules" in rule;
}

/** The builder's form of a definition; every part gets an id, so that the builder can tell them apart. */
export function fromWire(definition: Definition): BuilderGroup {
  return {
    id: freshId(),
    combinator: definition.combinationType,
    rules: definition.rules.map((rule) => ("rules" in rule ? fromWire(rule) : ruleFromWire(rule))),
  };
}

export function toWire(group: BuilderGroup): Definition {
  return {
    __type: "RuleCombination",
    combinationType: group.combinator === "OR" ? "OR" : "AND",
    rules: group.rules.map((rule) => (isGroup(rule) ? toWire(rule) : ruleToWire(rule))),
  };
}

function ruleFromWire(rule: WireRule): BuilderRule {
  const { attribute, attributeMatchOptions: options } = rule;
  const field = fieldName(attribute.__type, attribute.ref);
  const shared = { id: freshId(), field };
  if (options?.__type === "JSONMatchOptions") {
    const isNegated = rule.invertCondition !== options.invertCondition;
    const value: Given = { pointer: options.pointer, isInnerInverted: options.invertCondition };
    if (options.matchOptions) value.comparison = options.matchOptions;
    return { ...shared, operator: operatorName(options.matchCondition, isNegated), value };
  }
  const value: Given = options ? { comparison: options } : {};
  return { ...shared, operator: operatorName(rule.attributeMatchCondition, rule.invertCondition), value };
}

function ruleToWire(rule: BuilderRule): WireRule {
  const { condition, isNegated } = operatorParts(rule.operator);
  const { pointer, comparison, isInnerInverted = false } = rule.value;
  const attribute = fieldReference(rule.field);
  if (rule.field === PARAMETERS_FIELD) {
    const options: ParameterOptions = {
      __type: "JSONMatchOptions",
      pointer: pointer ?? "",
      matchCondition: condition,
      invertCondition: isInnerInverted,
    };
    if (comparison) options.matchOptions = comparison as ParameterOptions["matchOptions"];
    return {
      __type: "Rule",
      attribute,
      attributeMatchOptions: options,
      attributeMatchCondition: "JSON_MATCH",
      invertCondition: isNegated !== isInnerInverted,
    };
  }
  const wire: WireRule = { __type: "Rule", attribute, attributeMatchCondition: condition, invertCondition: isNegated };
  return comparison ? { ...wire, attributeMatchOptions: comparison } : wire;
}

/** How many rules there are at any depth. */
export function countRules(group: BuilderGroup): number {
  return group.rules.reduce((sum, rule) => sum + (isGroup(rule) ? countRules(rule) : 1), 0);
}

/** The name of a query parameter in a JSON pointer, or the pointer where it is no plain name. */
export function parameterName(pointer: string): string {
  const [, name, ...deeper] = pointer.split("/");
  return name === undefined || deeper.length > 0 ? pointer : name.replaceAll("~1", "/").replaceAll("~0", "~");
}

export function parameterPointer(name: string): string {
  return `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
