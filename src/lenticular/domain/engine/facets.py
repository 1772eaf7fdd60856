"""Facets: the single values of a visitor that rules look at, and the literals that rules say of them.

A *facet* is an attribute of a visitor, or what a JSON pointer finds among the parameters of the page; where a rule
reads times in the visitor's zone, that zone is part of the facet. A *literal* is a rule of a facet: a condition with
its options, inverted or not. Inversion is in the literal because a value that cannot be compared is false either way.
"""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import NamedTuple

from lenticular.domain import conditions
from lenticular.domain.attributes import AttributeKind, AttributeReference, Preset, Visitor, Vocabulary
from lenticular.domain.audiences import Rule, RuleCombination, ignores_case
from lenticular.domain.conditions import Condition, Context, JSONOptions, Options, PeriodOptions, TimeOptions
from lenticular.domain.dates import Moment
from lenticular.domain.lytics import AUDIENCES_KEY, FLOWS_KEY, LIVE_AUDIENCES_KEY, LyticsAttribute


class Origin(Enum):
    """Where the value of a facet is found."""

    FIELD = "a field of Visitor"
    PARAMETER = "a pointer into query_parameters"
    CUSTOM = "a key of the live or else the stored attributes"
    LYTICS = "the live or else the stored audiences of Lytics"


class Facet(NamedTuple):
    """A value of a visitor: the field, pointer or key, and what comparing it depends on beside."""

    origin: Origin
    name: str
    ignores_case: bool = False
    is_zoned: bool = False


class Literal(NamedTuple):
    """What a rule says of a facet."""

    facet: Facet
    condition: Condition
    options: Options
    is_inverted: bool


_CLOCK, _PARAMETERS = "now", "query_parameters"
_FIELDS: Mapping[str, str] = {
    Preset.DEVICE_TYPE: "device_type",
    Preset.OPERATING_SYSTEM: "operating_system",
    Preset.QUERY_PARAMETERS: _PARAMETERS,
    Preset.REFERRER: "referrer",
    Preset.COUNTRY: "country",
    Preset.REGION: "region",
    Preset.CITY: "city",
    Preset.DATE_AND_TIME: _CLOCK,
}


def literal(rule: Rule, names: Vocabulary) -> Literal | bool:
    """Return what a rule says, or its constant result if no visitor can have the attribute."""
    condition, options, is_inverted = rule.condition, rule.options, rule.invert
    facet = _facet(rule.attribute, names)
    if facet is None:
        outcome = conditions.evaluate(condition, options, None, Context(False, None, names.lytics_audiences))
        return conditions.invert_if(is_inverted, outcome) is True
    if facet.name == _PARAMETERS and condition is Condition.JSON_MATCH and isinstance(options, JSONOptions):
        is_inverted = options.invert is not is_inverted
        found = Literal(Facet(Origin.PARAMETER, options.pointer), options.condition, options.options, is_inverted)
    else:
        found = Literal(facet, condition, options, is_inverted)
    is_zoned = _reads_zone(found.options, found.facet)
    return found._replace(facet=found.facet._replace(is_zoned=True)) if is_zoned else found


def value(facet: Facet, visitor: Visitor) -> object:
    """Return the visitor's value of a facet, None if there is none, as `attributes.resolve` would."""
    match facet.origin:
        case Origin.FIELD:
            return getattr(visitor, facet.name) or None
        case Origin.PARAMETER:
            return conditions.find(facet.name, visitor.query_parameters or None)
        case Origin.LYTICS if LIVE_AUDIENCES_KEY in visitor.live_attributes:
            return visitor.live_attributes[LIVE_AUDIENCES_KEY]
    if facet.name in visitor.live_attributes:
        return visitor.live_attributes[facet.name]
    return visitor.stored_attributes.get(facet.name)


def parameter(facet: Facet) -> str | None:
    """Return the name of the parameter that a facet is, None if it lies elsewhere or needs its pointer followed."""
    is_plain = facet.origin is Origin.PARAMETER and facet.name.startswith("/") and "~" not in facet.name
    return facet.name[1:] if is_plain and facet.name.count("/") == 1 else None


def is_clock(facet: Facet) -> bool:
    """Tell whether a facet's value is the instant of the decision."""
    return facet.origin is Origin.FIELD and facet.name == _CLOCK


def fields(facet: Facet) -> tuple[str, ...]:
    """Return the fields of Visitor that a facet is read from; the clock and the UID are always known."""
    match facet.origin:
        case Origin.FIELD:
            found: tuple[str, ...] = () if is_clock(facet) else (facet.name,)
        case Origin.PARAMETER:
            found = (_PARAMETERS,)
        case Origin.CUSTOM | Origin.LYTICS:
            found = ("live_attributes", "stored_attributes")
    return (*found, "timezone") if facet.is_zoned else found


def mentioned(definition: RuleCombination, names: Vocabulary) -> Iterator[Facet]:
    """Yield the facets that a definition looks at."""
    for rule in definition.rules:
        if isinstance(rule, RuleCombination):
            yield from mentioned(rule, names)
        elif not isinstance(found := literal(rule, names), bool):
            yield found.facet


def _facet(reference: AttributeReference, names: Vocabulary) -> Facet | None:
    name: str | None = None
    match reference.kind:
        case AttributeKind.PRESET if reference.ref in _FIELDS:
            return Facet(Origin.FIELD, _FIELDS[reference.ref], ignores_case(reference))
        case AttributeKind.CUSTOM:
            name = names.attribute_keys.get(reference.ref)
        case AttributeKind.LYTICS if reference.ref == LyticsAttribute.AUDIENCE:
            return Facet(Origin.LYTICS, AUDIENCES_KEY)
        case AttributeKind.LYTICS if reference.ref == LyticsAttribute.FLOW_STATE:
            name = FLOWS_KEY
    return None if name is None else Facet(Origin.CUSTOM, name)


def _reads_zone(options: Options, facet: Facet) -> bool:
    """Tell whether the visitor's zone matters: to bounds without an offset, and to values unless they are instants."""
    match options:
        case TimeOptions(bound, True):
            bounds: tuple[Moment, ...] = (bound,)
        case PeriodOptions(start, end, True):
            bounds = (start, end)
        case JSONOptions():
            return _reads_zone(options.options, facet)
        case _:
            return False
    return facet.name != _CLOCK or any(bound.offset is None for bound in bounds)
