"""Definitions of audiences, drawn by chance from what visitors can have."""

from datetime import UTC, datetime, timedelta
from random import Random

from benchmarks.decisions.vocabulary import (
    ATTRIBUTES,
    BROWSERS,
    OF_PAGE,
    PARAMETERS,
    PLACES,
    REFERRERS,
    Attribute,
    Kind,
)
from lenticular.domain import audiences
from lenticular.domain.attributes import Visitor
from lenticular.domain.ruleset import Ruleset

Document = dict[str, object]

# The shares that make about 24 % of audiences true for a visitor of whom everything is known, and 12 % for one of whom
# the page alone tells.
_OF_PRESETS = 0.25
_OF_PAGE = 0.3
_INVERTED = 0.12
_OUTER_AND = 0.7

_FIRST_DAY = datetime(2024, 1, 1, tzinfo=UTC)
_DAYS = 6 * 365
_KEYS = Ruleset("", 0, {one.uid: one.key for one in ATTRIBUTES}, {}, {}, ())


def definition(drawing: Random, counts: tuple[int, int], nobody: Visitor) -> Document:
    """Return a definition of so many rules, in groups up to three deep, that is not true for a certain visitor."""
    while True:
        is_and = drawing.random() < _OUTER_AND
        document = _combination(drawing, drawing.randint(*counts), depth=1, is_and=is_and)
        parsed = audiences.parse_definition(document, attribute_uids=None, lytics_uids=None)
        if not audiences.matches(parsed, nobody, _KEYS):
            return document


def _combination(drawing: Random, count: int, *, depth: int, is_and: bool) -> Document:
    entries: list[Document] = []
    while count:
        size = drawing.randint(2, count) if depth < 3 and count >= 2 and drawing.random() < 0.6 else 1
        count -= size
        entries.append(_rule(drawing) if size == 1 else _combination(drawing, size, depth=depth + 1, is_and=not is_and))
    return {"__type": "RuleCombination", "combinationType": "AND" if is_and else "OR", "rules": entries}


def _rule(drawing: Random) -> Document:
    if drawing.random() < _OF_PRESETS:
        members = _preset(drawing)
    else:
        members = _custom(drawing, drawing.choice(OF_PAGE if drawing.random() < _OF_PAGE else ATTRIBUTES))
    return {"__type": "Rule", **members, "invertCondition": drawing.random() < _INVERTED}


def _preset(drawing: Random) -> Document:
    name = drawing.choices(
        (
            "COUNTRY",
            "REGION",
            "CITY",
            "DEVICE_TYPE",
            "OPERATING_SYSTEM",
            "QUERY_PARAMETERS",
            "REFERRER",
            "DATE_AND_TIME",
        ),
        (20, 10, 10, 20, 10, 12, 8, 10),
    )[0]
    condition: str = "STRING_EQUALS"
    options: Document = _text("")
    match name:
        case "COUNTRY" | "REGION" | "CITY":
            options = _text(getattr(drawing.choice(PLACES), name.lower()))
        case "DEVICE_TYPE" | "OPERATING_SYSTEM":
            options = _text(getattr(drawing.choice(BROWSERS), name.lower()) or "MACOS")
        case "QUERY_PARAMETERS":
            condition, options = "JSON_MATCH", _parameter(drawing)
        case "REFERRER":
            condition, options = _referrer(drawing)
        case "DATE_AND_TIME":
            condition, options = _time(drawing)
    return {
        "attribute": {"__type": "PresetAttributeReference", "ref": name},
        "attributeMatchCondition": condition,
        "attributeMatchOptions": options,
    }


def _parameter(drawing: Random) -> Document:
    name = drawing.choice(tuple(PARAMETERS))
    return {
        "__type": "JSONMatchOptions",
        "pointer": f"/{name}",
        "matchCondition": "STRING_EQUALS",
        "matchOptions": _text(drawing.choice(PARAMETERS[name])),
        "invertCondition": False,
    }


def _referrer(drawing: Random) -> tuple[str, Document]:
    page = drawing.choice(REFERRERS)
    if drawing.random() < 0.3:
        return "STRING_EQUALS", _text(page)
    return "CONTAINS_SUBSTRING", _text(page.split("/")[2])


def _time(drawing: Random) -> tuple[str, Document]:
    first, second = sorted(_FIRST_DAY + timedelta(days=drawing.randrange(_DAYS)) for _ in range(2))
    match drawing.choice(("BEFORE_TIME", "AFTER_TIME", "BETWEEN_TIME")):
        case "BETWEEN_TIME":
            members: Document = {"startTime": _written(first), "endTime": _written(second)}
            return "BETWEEN_TIME", {"__type": "DateTimeMatchOptions", **members, "useVisitorTimezone": False}
        case condition:
            return condition, {"__type": "DateTimeMatchOptions", "value": _written(first), "useVisitorTimezone": False}


def _custom(drawing: Random, attribute: Attribute) -> Document:
    condition, options = _asked(drawing, attribute)
    return {
        "attribute": {"__type": "CustomAttributeReference", "ref": attribute.uid},
        "attributeMatchCondition": condition,
        **({} if options is None else {"attributeMatchOptions": options}),
    }


def _asked(drawing: Random, attribute: Attribute) -> tuple[str, Document | None]:
    match attribute.kind:
        case Kind.TEXT:
            word = drawing.choice(attribute.words)
            kind = drawing.choices(("STRING_EQUALS", "CONTAINS_SUBSTRING", "HAS_ANY_VALUE"), (75, 15, 10))[0]
            return kind, {"STRING_EQUALS": _text(word), "CONTAINS_SUBSTRING": _text(word[1:4])}.get(kind)
        case Kind.NUMBER:
            kinds = ("NUMBER_GREATER_THAN", "NUMBER_LESS_THAN", "NUMBER_EQUAL_TO")
            kind = drawing.choices(kinds, (45, 45, 10 if attribute.top <= 100 else 0))[0]
            return kind, {"__type": "NumberMatchOptions", "value": drawing.randint(0, attribute.top)}
        case Kind.TRUTH:
            return drawing.choice(("IS_TRUE", "IS_FALSE")), None
        case Kind.LIST:
            return "HAS_ANY_VALUE", None


def _text(value: str) -> Document:
    return {"__type": "StringMatchOptions", "value": value}


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
