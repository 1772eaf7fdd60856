"""Audience definitions: trees of rules, how they are written, and whether a visitor matches them."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from lenticular.domain import conditions, options
from lenticular.domain.attributes import (
    AttributeKind,
    AttributeReference,
    Preset,
    Resolved,
    Visitor,
    Vocabulary,
    resolve,
)
from lenticular.domain.conditions import AudienceOptions, Condition, Context, Options
from lenticular.domain.documents import Reader
from lenticular.domain.lytics import LyticsAttribute
from lenticular.domain.options import VALUE_CONDITIONS

_EQUALITY = frozenset({Condition.STRING_EQUALS})
_TEXT = frozenset({Condition.STRING_EQUALS, Condition.CONTAINS_SUBSTRING})
_TIME = frozenset({Condition.BEFORE_TIME, Condition.AFTER_TIME, Condition.BETWEEN_TIME})

_ALLOWED: Mapping[str, frozenset[Condition]] = {
    Preset.DEVICE_TYPE: _EQUALITY,
    Preset.OPERATING_SYSTEM: _EQUALITY,
    Preset.COUNTRY: _EQUALITY,
    Preset.REGION: _EQUALITY,
    Preset.CITY: _EQUALITY,
    Preset.QUERY_PARAMETERS: frozenset({Condition.JSON_MATCH}),
    Preset.REFERRER: _TEXT,
    Preset.DATE_AND_TIME: _TIME,
    LyticsAttribute.AUDIENCE: frozenset({Condition.IS_MEMBER_OF}),
    LyticsAttribute.FLOW_STATE: frozenset({Condition.IS_IN_FLOW_STATE}),
}
_CASELESS = frozenset({Preset.DEVICE_TYPE, Preset.OPERATING_SYSTEM, Preset.COUNTRY, Preset.REGION, Preset.CITY})
_OBJECT_ID = re.compile(r"[0-9a-fA-F]{24}")
_LEGACY_CUSTOM = "UserAttributeReference"


class Combination(StrEnum):
    """Whether all of several things must hold, or any."""

    AND = "AND"
    OR = "OR"


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition on one attribute."""

    attribute: AttributeReference
    condition: Condition
    options: Options
    invert: bool


@dataclass(frozen=True, slots=True)
class RuleCombination:
    """Rules and groups of rules: all of them under AND (an empty one matches everybody), any under OR (nobody)."""

    combination: Combination
    rules: tuple["Rule | RuleCombination", ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one rule for one visitor: the value it saw, the condition's outcome, and the result.

    `outcome` is before inversion; None if the value could not be compared, which makes the result false either way.
    """

    rule: Rule
    resolved: Resolved
    outcome: bool | None
    result: bool


@dataclass(frozen=True, slots=True)
class CombinationFinding:
    """What became of a combination and of everything in it, in order."""

    combination: RuleCombination
    findings: tuple["Finding | CombinationFinding", ...]
    result: bool


def matches(combination: RuleCombination, visitor: Visitor, ruleset: Vocabulary) -> bool:
    """Tell whether the visitor matches, looking no further than needed."""
    results = (
        matches(rule, visitor, ruleset)
        if isinstance(rule, RuleCombination)
        else examine_rule(rule, visitor, ruleset).result
        for rule in combination.rules
    )
    return all(results) if combination.combination is Combination.AND else any(results)


def examine(combination: RuleCombination, visitor: Visitor, ruleset: Vocabulary) -> CombinationFinding:
    """Return what became of every rule, also of those that the result does not depend on."""
    findings = tuple(
        examine(rule, visitor, ruleset) if isinstance(rule, RuleCombination) else examine_rule(rule, visitor, ruleset)
        for rule in combination.rules
    )
    results = (finding.result for finding in findings)
    result = all(results) if combination.combination is Combination.AND else any(results)
    return CombinationFinding(combination, findings, result)


def examine_rule(rule: Rule, visitor: Visitor, ruleset: Vocabulary) -> Finding:
    """Return what became of one rule."""
    resolved = resolve(rule.attribute, visitor, ruleset)
    context = Context(ignores_case(rule.attribute), visitor.timezone, ruleset.lytics_audiences)
    outcome = conditions.evaluate(rule.condition, rule.options, resolved.value, context)
    return Finding(rule, resolved, outcome, conditions.invert_if(rule.invert, outcome) is True)


def ignores_case(attribute: AttributeReference) -> bool:
    """Tell whether texts are compared with an attribute regardless of case: names of places, devices and systems."""
    return attribute.kind is AttributeKind.PRESET and attribute.ref in _CASELESS


def referred_attributes(combination: RuleCombination) -> tuple[str, ...]:
    """Return the uids of the custom attributes in the rules at any depth, in the order first seen."""
    found = (rule.attribute for rule in _leaves(combination))
    return tuple(dict.fromkeys(attribute.ref for attribute in found if attribute.kind is AttributeKind.CUSTOM))


def referred_lytics_audiences(combination: RuleCombination) -> tuple[str, ...]:
    """Return the uids of the Lytics audiences in the rules at any depth, in the order first seen."""
    found = (rule.options for rule in _leaves(combination))
    return tuple(dict.fromkeys(option.value for option in found if isinstance(option, AudienceOptions)))


def _leaves(combination: RuleCombination) -> Iterator[Rule]:
    for rule in combination.rules:
        if isinstance(rule, RuleCombination):
            yield from _leaves(rule)
        else:
            yield rule


def to_document(combination: RuleCombination) -> dict[str, object]:
    """Return the canonical JSON of a definition, as the wire shows it."""
    return {
        "__type": "RuleCombination",
        "combinationType": combination.combination.value,
        "rules": [
            to_document(rule) if isinstance(rule, RuleCombination) else _rule_document(rule)
            for rule in combination.rules
        ],
    }


def _rule_document(rule: Rule) -> dict[str, object]:
    document: dict[str, object] = {"__type": "Rule", "attribute": reference_document(rule.attribute)}
    if (option_document := options.to_document(rule.condition, rule.options)) is not None:
        document["attributeMatchOptions"] = option_document
    return {**document, "attributeMatchCondition": rule.condition.value, "invertCondition": rule.invert}


def reference_document(reference: AttributeReference) -> dict[str, object]:
    """Return the canonical JSON of a reference to an attribute."""
    return {"__type": reference.kind.value, "ref": reference.ref}


def parse_definition(
    document: object,
    *,
    attribute_uids: Collection[str] | None,
    lytics_uids: Collection[str] | None,
    max_rules: int | None = None,
    max_depth: int = 10,
) -> RuleCombination:
    """Return the definition that a JSON document holds; raise Invalid with every problem, pointers from the document.

    With uids given, rules may name only those attributes and Lytics audiences; None leaves them unchecked. `max_rules`
    bounds the rules at any depth (RULE_COUNT_EXCEEDED), `max_depth` the combinations inside one another, the outermost
    included.
    """
    reader = Reader()
    parser = _Parser(reader, attribute_uids, lytics_uids, max_depth)
    combination = parser.combination(document, "", depth=1)
    if max_rules is not None and combination is not None and parser.rule_count > max_rules:
        reader.report("", "RULE_COUNT_EXCEEDED", f"has {parser.rule_count} rules; an audience may have {max_rules}")
    reader.raise_problems()
    if combination is None:  # unreachable, but the types cannot say that None comes with a problem
        raise ValueError(document)
    return combination


@dataclass(slots=True)
class _Parser:
    """Reads one definition; counts its rules."""

    reader: Reader
    attribute_uids: Collection[str] | None
    lytics_uids: Collection[str] | None
    max_depth: int
    rule_count: int = 0

    def combination(self, value: object, pointer: str, *, depth: int) -> RuleCombination | None:
        """Read a combination and everything in it; None if it cannot be made sense of, which is then reported."""
        if depth > self.max_depth:
            self.reader.report(pointer, "NESTING_TOO_DEEP", f"lies deeper than {self.max_depth} groups in one another")
            return None
        document = self.reader.mapping(value, pointer)
        if document is None:
            return None
        if document.get("__type", "RuleCombination") != "RuleCombination":
            self.reader.report(f"{pointer}/__type", "NOT_VALID_ENUM", "must be RuleCombination")
        kind = self.reader.member(Combination, document.get("combinationType"), f"{pointer}/combinationType")
        entries = self.reader.sequence(document.get("rules"), f"{pointer}/rules", "RULES_NOT_ARRAY")
        found = [self._entry(entry, f"{pointer}/rules/{index}", depth) for index, entry in enumerate(entries or ())]
        return None if kind is None else RuleCombination(kind, tuple(rule for rule in found if rule is not None))

    def _entry(self, value: object, pointer: str, depth: int) -> Rule | RuleCombination | None:
        document = self.reader.mapping(value, pointer)
        if document is None:
            return None
        kind = document.get("__type", "RuleCombination" if "rules" in document else "Rule")
        if kind == "RuleCombination":
            return self.combination(document, pointer, depth=depth + 1)
        if kind == "Rule":
            return self._rule(document, pointer)
        self.reader.report(f"{pointer}/__type", "NOT_VALID_ENUM", "must be one of Rule, RuleCombination")
        return None

    def _rule(self, document: Mapping[str, object], pointer: str) -> Rule | None:
        self.rule_count += 1
        attribute = self._reference(document.get("attribute"), f"{pointer}/attribute")
        invert = self.reader.truth(document.get("invertCondition"), f"{pointer}/invertCondition")
        where = f"{pointer}/attributeMatchCondition"
        condition = self.reader.member(Condition, document.get("attributeMatchCondition"), where)
        if condition is None:
            return None
        if attribute is not None and condition not in _allowed(attribute):
            self.reader.report(where, "CONDITION_NOT_ALLOWED", f"{condition} does not apply to {attribute.ref}")
        option = options.parse_options(
            condition,
            document.get("attributeMatchOptions"),
            f"{pointer}/attributeMatchOptions",
            self.reader,
            lytics_uids=self.lytics_uids,
        )
        return None if attribute is None else Rule(attribute, condition, option, invert)

    def _reference(self, value: object, pointer: str) -> AttributeReference | None:
        document = self.reader.mapping(value, pointer)
        if document is None:
            return None
        written = document.get("__type")
        name = AttributeKind.CUSTOM.value if written == _LEGACY_CUSTOM else written
        kind = self.reader.member(AttributeKind, name, f"{pointer}/__type")
        where = f"{pointer}/ref"
        match kind:
            case None:
                return None
            case AttributeKind.CUSTOM:
                ref = self._custom(document.get("ref"), where)
            case AttributeKind.PRESET:
                ref = self.reader.member(Preset, document.get("ref"), where)
            case AttributeKind.LYTICS:
                ref = self.reader.member(LyticsAttribute, document.get("ref"), where)
        return None if ref is None else AttributeReference(kind, str(ref))

    def _custom(self, value: object, pointer: str) -> str | None:
        uid = self.reader.text(value, pointer)
        if uid is None:
            return None
        if not _OBJECT_ID.fullmatch(uid):
            self.reader.report(pointer, f"{uid} is not a valid ObjectId", "must be the uid of a custom attribute")
        elif self.attribute_uids is not None and uid not in self.attribute_uids:
            self.reader.report(pointer, "ATTRIBUTE_NOT_FOUND", f"the project has no custom attribute {uid}")
        return uid


def _allowed(attribute: AttributeReference) -> frozenset[Condition]:
    return VALUE_CONDITIONS if attribute.kind is AttributeKind.CUSTOM else _ALLOWED[attribute.ref]
