// A definition in plain words. Pure.
import { text } from "../../text";
import { cityName, countryName, regionName } from "../places/names";
import { operatorLabel } from "./conditions";
import { momentParts, shownMoment } from "./moments";
import { type Comparison, type Condition, type Definition, parameterName, type TimeOptions, type WireRule } from "./wire";

/** What the uids and codes in rules are called. */
export interface Names {
  attributes: ReadonlyMap<string, string>;
  lytics: ReadonlyMap<string, string>;
  regions: ReadonlyMap<string, string>;
}

const words = text.audiences.sentence;

/** Who belongs to an audience, in one sentence. */
export function sentence(definition: Definition, names: Names): string {
  if (definition.rules.length === 0) return definition.combinationType === "AND" ? words.everybody : words.nobody;
  const told = words.start + joined(definition, names);
  return told.endsWith(words.gap) ? told : `${told}.`;
}

function joined(group: Definition, names: Names): string {
  const isAll = group.combinationType === "AND";
  if (group.rules.length === 0) return isAll ? words.everybodyGroup : words.nobodyGroup;
  const clauses = group.rules.map((rule) => ("rules" in rule ? nested(rule, names, group) : clause(rule, names)));
  const last = clauses.pop() ?? "";
  return clauses.length === 0 ? last : clauses.join(", ") + (isAll ? words.and : words.or) + last;
}

function nested(group: Definition, names: Names, around: Definition): string {
  const inner = joined(group, names);
  const needsNone = group.rules.length < 2 || group.combinationType === around.combinationType || around.rules.length === 1;
  return needsNone ? inner : `(${inner})`;
}

/** What one rule asks: "whose country is Germany". */
export function clause(rule: WireRule, names: Names): string {
  const { attributeMatchOptions: options, attribute } = rule;
  if (options?.__type === "JSONMatchOptions") {
    const isNegated = rule.invertCondition !== options.invertCondition;
    const subject = words.parameter(parameterName(options.pointer) || words.gap);
    return compared(subject, options.matchCondition, isNegated, options.matchOptions ?? undefined, quoted);
  }
  const { attributeMatchCondition: condition, invertCondition: isNegated } = rule;
  if (options?.__type === "AudienceMatchOptions") {
    const name = options.value ? quoted(names.lytics.get(options.value) ?? options.value) : words.gap;
    return isNegated ? words.noMember(name) : words.member(name);
  }
  if (options?.__type === "FlowStateMatchOptions") {
    const told = [quoted(options.flowId), quoted(options.flowState)] as const;
    return isNegated ? words.noFlow(...told) : words.flow(...told);
  }
  if (attribute.ref === "DATE_AND_TIME" && options?.__type === "DateTimeMatchOptions") {
    return `${words.visit[condition]?.[isNegated ? 1 : 0] ?? condition} ${times(options)}`;
  }
  const own = attribute.__type === "CustomAttributeReference" ? names.attributes.get(attribute.ref) : presetName(attribute.ref);
  return compared(words.whose(own ?? words.gap), condition, isNegated, options ?? undefined, (value) =>
    attribute.__type === "PresetAttributeReference" ? presetValue(attribute.ref, value, names) : quoted(value),
  );
}

function compared(
  subject: string,
  condition: Condition,
  isNegated: boolean,
  comparison: Comparison | undefined,
  shown: (value: string) => string,
): string {
  const start = `${subject} ${operatorLabel(condition, isNegated)}`;
  switch (comparison?.__type) {
    case "StringMatchOptions":
      return `${start} ${shown(comparison.value)}`;
    case "NumberMatchOptions":
      return `${start} ${Number.isFinite(comparison.value) ? comparison.value.toLocaleString("en") : words.gap}`;
    case "DateTimeMatchOptions":
      return `${start} ${times(comparison)}`;
    default:
      return start;
  }
}

function times(options: TimeOptions): string {
  const ends = options.value == null ? [options.startTime, options.endTime] : [options.value];
  return ends.map((moment) => (moment ? shownMoment(moment) : words.gap)).join(words.and) + zone(options);
}

function zone(options: TimeOptions): string {
  const offset = momentParts(options.value || options.startTime || "")?.offset ?? "";
  if (!offset) return options.useVisitorTimezone ? words.zones.visitor : words.zones.utc;
  return offset.toLowerCase() === "z" || offset === "+00:00" ? words.zones.utc : `${words.zones.utc}${offset}`;
}

function presetName(ref: string): string {
  const name = text.audiences.attributes[ref] ?? ref;
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** A value that a rule about a preset attribute names, or saw. */
export function presetValue(ref: string, value: string, names: Pick<Names, "regions">): string {
  if (!value) return words.gap;
  switch (ref) {
    case "COUNTRY":
      return countryName(value);
    case "REGION":
      return regionName(value, names.regions);
    case "CITY":
      return cityName(value);
    case "DEVICE_TYPE":
      return text.audiences.devices[value.toUpperCase()] ?? value;
    case "OPERATING_SYSTEM":
      return text.audiences.systems[value.toUpperCase()] ?? value;
    default:
      return quoted(value);
  }
}

function quoted(value: string): string {
  return value ? `“${value}”` : words.gap;
}
