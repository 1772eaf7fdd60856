"""Rulesets of three sizes, and visitors for them: the same for the engine alone and over HTTP, always from a seed.

Every value has the type that the rules on it expect, dates are in UTC, and nothing refers to Lytics: what the engines
that these benchmarks compare can all express.
"""

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Literal
from urllib.parse import urlencode

from benchmarks.decisions import rules
from benchmarks.decisions.vocabulary import (
    ATTRIBUTES,
    BROWSERS,
    OF_PAGE,
    PARAMETERS,
    PLACES,
    REFERRERS,
    STORED,
    Attribute,
    Kind,
)
from lenticular.domain import bucketing, experiences
from lenticular.domain import ruleset as rulesets
from lenticular.domain.attributes import Visitor
from lenticular.domain.ruleset import Ruleset

Size = Literal["S", "M", "L"]
Visiting = Literal["known", "anonymous", "none"]
SIZES: tuple[Size, ...] = ("S", "M", "L")
VISITINGS: tuple[Visiting, ...] = ("known", "anonymous", "none")

SEED = 10
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PROJECT_UID = "5eed" + 20 * "0"
AB_TESTS = 0.1  # of experiences, half of them for some audiences only


@dataclass(frozen=True, slots=True)
class Shape:
    """How many of everything a ruleset has."""

    experiences: int
    variants: int
    audiences_per_variant: int
    audiences: int
    rules: tuple[int, int] = (3, 8)


SHAPES: Mapping[Size, Shape] = {
    "S": Shape(10, 3, 2, 20),
    "M": Shape(100, 5, 5, 200),
    "L": Shape(1000, 20, 50, 2000),
}


@dataclass(frozen=True, slots=True)
class Request:
    """A visitor as the edge meets them: headers without the project's, what is stored of them, and who that makes."""

    headers: Mapping[str, str]
    stored_attributes: Mapping[str, object]
    visitor: Visitor


def ruleset_document(size: Size, seed: int = SEED, *, ab_tests: float = AB_TESTS) -> dict[str, object]:
    """Return a ruleset of a size, as JSON for `domain.ruleset.from_document`."""
    return shaped_document(SHAPES[size], seed, ab_tests=ab_tests)


def shaped_document(shape: Shape, seed: int = SEED, *, ab_tests: float = AB_TESTS) -> dict[str, object]:
    """Return a ruleset of any shape; one of fewer experiences or audiences is the start of a larger one."""
    nobody = next(_requests("none", 1, seed)).visitor
    audience_uids = [f"{0xA0D << 84 | number:024x}" for number in range(shape.audiences)]
    drawing = Random(f"{seed} audiences")
    definitions = [rules.definition(drawing, shape.rules, nobody) for _ in audience_uids]
    drawing = Random(f"{seed} experiences")
    made = [_experience(drawing, number, shape, audience_uids, ab_tests) for number in range(shape.experiences)]
    return {
        "format": 1,
        "project": PROJECT_UID,
        "revision": 1,
        "attributes": [{"uid": one.uid, "key": one.key} for one in ATTRIBUTES],
        "lyticsAudiences": [],
        "audiences": [
            {"uid": uid, "name": f"Audience {number}", "definition": definition}
            for number, (uid, definition) in enumerate(zip(audience_uids, definitions, strict=True))
        ],
        "experiences": made,
    }


def shaped(shape: Shape, seed: int = SEED, *, ab_tests: float = AB_TESTS) -> Ruleset:
    """Return a ruleset of any shape."""
    return rulesets.from_document(shaped_document(shape, seed, ab_tests=ab_tests))


def visitors(size: Size, kind: Visiting, count: int, seed: int = SEED) -> list[Visitor]:
    """Return visitors of a kind: known (180 attributes), anonymous (35, from the page), none (no audience has them)."""
    return [request.visitor for request in requests(size, kind, count, seed)]


def requests(_size: Size, kind: Visiting, count: int, seed: int = SEED) -> list[Request]:
    """Return the same visitors as requests, each from an address, and a user agent, of its own."""
    return list(_requests(kind, count, seed))


def _experience(
    drawing: Random, number: int, shape: Shape, audience_uids: list[str], ab_tests: float
) -> dict[str, object]:
    is_test = drawing.random() < ab_tests
    names = [experiences.short_uid(position) for position in range(shape.variants)]
    targets = [_targeting(drawing, shape.audiences_per_variant, audience_uids) for _ in names]
    shares = [drawing.randint(1, 9) for _ in names]
    split = bucketing.ranges(dict(zip(names, bucketing.weights(shares), strict=True)), None) if is_test else {}
    return {
        "uid": f"{0xE << 92 | number:024x}",
        "shortUid": experiences.short_uid(number),
        "name": f"Experience {number}",
        "type": "AB_TEST" if is_test else "SEGMENTED",
        "status": "ACTIVE",
        "tags": [drawing.choice(("home", "shop", "help", "blog"))],
        "version": {
            "uid": f"{0xF << 92 | number:024x}",
            "number": 1,
            "targeting": targets[0] if is_test and drawing.random() < 0.5 else None,
            "variants": [
                {"shortUid": name, "name": f"Variant {name}", **({"ranges": split[name]} if is_test else target)}
                for name, target in zip(names, targets, strict=True)
            ],
        },
    }


def _targeting(drawing: Random, count: int, audience_uids: list[str]) -> dict[str, object]:
    return {
        "audiences": drawing.sample(audience_uids, count),
        "lyticsAudiences": [],
        "audienceCombinationType": drawing.choice(("AND", "OR")),
    }


def _requests(kind: Visiting, count: int, seed: int) -> Iterator[Request]:
    drawing = Random(f"{seed} {kind}")
    for number in range(count):
        yield _nobody(drawing, number) if kind == "none" else _somebody(drawing, number, is_known=kind == "known")


def _somebody(drawing: Random, number: int, *, is_known: bool) -> Request:
    place = drawing.choice(PLACES)
    browser = drawing.choice(BROWSERS)
    parameters = {name: drawing.choice(values) for name, values in PARAMETERS.items() if drawing.random() < 0.6}
    visitor = Visitor(
        uid=_uid(drawing),
        now=NOW + timedelta(seconds=drawing.randrange(86_400)),
        country=place.country,
        region=place.region,
        city=place.city,
        timezone=place.timezone,
        device_type=browser.device_type,
        operating_system=browser.operating_system,
        referrer=drawing.choice(REFERRERS) if drawing.random() < 0.7 else None,
        query_parameters=parameters,
        live_attributes={one.key: _value(drawing, one) for one in OF_PAGE},
        stored_attributes={one.key: _value(drawing, one) for one in STORED} if is_known else {},
    )
    # Versions that no two of a million visitors share, so that nothing remembered of one user agent serves another.
    user_agent = browser.user_agent.format(10 + number % 40, number // 40 % 7000, number // 280_000)
    return _request(visitor, user_agent, place.address(drawing.getrandbits(32)))


def _nobody(drawing: Random, number: int) -> Request:
    """A script with values that no rule names: 35 of them, all texts, whatever type the rules expect."""
    texts = [one for one in ATTRIBUTES if one.kind is Kind.TEXT][: len(OF_PAGE)]
    visitor = Visitor(
        uid=_uid(drawing),
        now=NOW + timedelta(seconds=drawing.randrange(86_400)),
        live_attributes={one.key: f"~{drawing.randrange(1_000_000)}" for one in texts},
    )
    return _request(
        visitor,
        f"curl/8.{number // 1000}.{number % 1000}",
        f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
    )


def _request(visitor: Visitor, user_agent: str, address: str) -> Request:
    page = "https://shop.example.com/products"
    headers = {
        "X-CS-Personalize-User-Uid": visitor.uid or "",
        "X-Page-URL": f"{page}?{urlencode(visitor.query_parameters)}" if visitor.query_parameters else page,
        "User-Agent": user_agent,
        "X-Forwarded-For": address,
        "X-Live-Attributes": json.dumps(visitor.live_attributes, separators=(",", ":")),
    }
    if visitor.referrer:
        headers["Referer"] = visitor.referrer
    return Request(headers, visitor.stored_attributes, visitor)


def _uid(drawing: Random) -> str:
    return str(uuid.UUID(int=drawing.getrandbits(128), version=4))


def _value(drawing: Random, attribute: Attribute) -> object:
    match attribute.kind:
        case Kind.TEXT:
            return drawing.choice(attribute.words)
        case Kind.NUMBER:
            return (
                drawing.randint(0, attribute.top)
                if attribute.top <= 100
                else round(drawing.uniform(0, attribute.top), 2)
            )
        case Kind.TRUTH:
            return drawing.random() < 0.5
        case Kind.LIST:
            return drawing.sample(attribute.words, min(2, len(attribute.words)))
