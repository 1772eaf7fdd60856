"""Audiences and visitors without our types: what every peer's mapping starts from.

Facts are what an audience can ask about, flat: custom attributes by key, presets by name, query parameters as
`query_<name>`, the instant as `now` in seconds. The workload spells places and devices in one case and its instants
are whole seconds in UTC, so an equality of texts and a comparison of numbers say what our conditions do.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from enum import Enum
from typing import Any

from lenticular.domain import audiences, dates
from lenticular.domain.attributes import AttributeKind, AttributeReference, Preset, Visitor
from lenticular.domain.audiences import Combination, Rule, RuleCombination
from lenticular.domain.conditions import (
    Condition,
    JSONOptions,
    NumberOptions,
    PeriodOptions,
    StringOptions,
    TimeOptions,
)
from lenticular.domain.dates import Moment
from lenticular.domain.experiences import SegmentedVariant
from lenticular.domain.ruleset import Ruleset


class Test(Enum):
    """What a leaf asks of a fact; of an absent fact every answer is no before inversion."""

    EQUALS = "equals"
    CONTAINS = "contains"
    IS_PRESENT = "is present"
    IS_TRUE = "is true"
    IS_FALSE = "is false"
    ABOVE = "above"
    BELOW = "below"
    NUMBER = "number equals"


COMPARISONS = frozenset({Test.ABOVE, Test.BELOW, Test.NUMBER})


@dataclass(frozen=True, slots=True)
class Leaf:
    """One question. Inverting changes nothing where a number is compared that is absent: the answer stays no."""

    fact: str
    test: Test
    value: str | int
    is_inverted: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Leaves and groups: all of them, or any."""

    is_all: bool
    members: tuple["Leaf | Group", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A variant and its audiences, by position: all of them, or any."""

    variant: str
    is_all: bool
    audiences: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A ruleset of segmented experiences: its audiences, and by priority the variants of each experience."""

    audiences: tuple[Group, ...]
    experiences: tuple[tuple[Choice, ...], ...]


def outline(ruleset: Ruleset) -> Outline:
    """Return a ruleset's outline; raises TypeError or ValueError for what not every peer can express."""
    positions = {uid: position for position, uid in enumerate(ruleset.audiences)}
    return Outline(
        audiences=tuple(_group(audience.definition, ruleset) for audience in ruleset.audiences.values()),
        experiences=tuple(
            tuple(_choice(variant, positions) for variant in experience.version.variants)
            for experience in ruleset.experiences
        ),
    )


def facts(visitor: Visitor) -> dict[str, Any]:
    """Return what is known of a visitor; what is not known is absent."""
    found: dict[str, Any] = {**visitor.stored_attributes, **visitor.live_attributes}
    for preset in (
        Preset.COUNTRY,
        Preset.REGION,
        Preset.CITY,
        Preset.DEVICE_TYPE,
        Preset.OPERATING_SYSTEM,
        Preset.REFERRER,
    ):
        value = getattr(visitor, preset.lower())
        if value is not None:
            found[preset.lower()] = value
    found |= {f"query_{name}": value for name, value in visitor.query_parameters.items()}
    found["now"] = int(visitor.now.timestamp())
    return found


def asked(facts: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return those of the facts that have certain names."""
    return {name: facts[name] for name in names if name in facts}


def leaves(group: Group) -> Iterator[Leaf]:
    """Yield the leaves of a group at any depth."""
    for member in group.members:
        if isinstance(member, Group):
            yield from leaves(member)
        else:
            yield member


def fact_names(found: Outline) -> list[str]:
    """Return the names of all facts that audiences ask about, sorted."""
    return sorted({leaf.fact for audience in found.audiences for leaf in leaves(audience)})


def _choice(variant: object, positions: Mapping[str, int]) -> Choice:
    if not isinstance(variant, SegmentedVariant):
        raise TypeError("A/B tests have no outline: each engine splits visitors by a hash of its own")
    return Choice(
        variant.short_uid,
        variant.combination is Combination.AND,
        tuple(positions[uid] for uid in variant.audiences),
    )


def _group(combination: RuleCombination, ruleset: Ruleset) -> Group:
    return Group(
        combination.combination is Combination.AND,
        tuple(
            _group(rule, ruleset) if isinstance(rule, RuleCombination) else _member(rule, ruleset)
            for rule in combination.rules
        ),
    )


def _member(rule: Rule, ruleset: Ruleset) -> Leaf | Group:
    fact, invert = _fact(rule.attribute, ruleset), rule.invert
    match rule.condition, rule.options:
        case (Condition.STRING_EQUALS, StringOptions(value)):
            return Leaf(fact, Test.EQUALS, value, invert)
        case (Condition.CONTAINS_SUBSTRING, StringOptions(value)):
            return Leaf(fact, Test.CONTAINS, value, invert)
        case (Condition.JSON_MATCH, JSONOptions(pointer, Condition.STRING_EQUALS, StringOptions(value), False)):
            return Leaf(f"query_{pointer[1:]}", Test.EQUALS, value, invert)
        case (Condition.BEFORE_TIME, TimeOptions(bound, False)):
            return Leaf(fact, Test.BELOW, _seconds(bound), invert)
        case (Condition.AFTER_TIME, TimeOptions(bound, False)):
            return Leaf(fact, Test.ABOVE, _seconds(bound), invert)
        case (Condition.BETWEEN_TIME, PeriodOptions(start, end, False)):
            first, last = _seconds(start), _seconds(end)
            if invert:
                return Group(False, (Leaf(fact, Test.BELOW, first, False), Leaf(fact, Test.ABOVE, last, False)))
            return Group(True, (Leaf(fact, Test.ABOVE, first - 1, False), Leaf(fact, Test.BELOW, last + 1, False)))
        case (condition, NumberOptions(value)) if isinstance(value, int):
            return Leaf(fact, _NUMBER_TESTS[condition], value, invert)
        case (condition, None):
            return Leaf(fact, _PLAIN_TESTS[condition], "", invert)
    raise ValueError(f"not every engine can express {audiences.to_document(RuleCombination(Combination.AND, (rule,)))}")


_NUMBER_TESTS = {
    Condition.NUMBER_GREATER_THAN: Test.ABOVE,
    Condition.NUMBER_LESS_THAN: Test.BELOW,
    Condition.NUMBER_EQUAL_TO: Test.NUMBER,
}
_PLAIN_TESTS = {
    Condition.HAS_ANY_VALUE: Test.IS_PRESENT,
    Condition.IS_TRUE: Test.IS_TRUE,
    Condition.IS_FALSE: Test.IS_FALSE,
}


def _fact(reference: AttributeReference, ruleset: Ruleset) -> str:
    if reference.kind is AttributeKind.CUSTOM:
        return ruleset.attribute_keys[reference.ref]
    return "now" if reference.ref == Preset.DATE_AND_TIME else reference.ref.lower()


def _seconds(bound: Moment) -> int:
    return dates.earliest(bound, UTC) // 1_000_000
