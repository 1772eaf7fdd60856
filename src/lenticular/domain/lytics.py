"""Audiences and flows that a customer data platform (Lytics) keeps, and what a visitor's attributes say of them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

LIVE_AUDIENCES_KEY = "__lytics_audiences"
AUDIENCES_KEY = "lytics_audiences"
FLOWS_KEY = "lytics_flows"


class LyticsAttribute(StrEnum):
    """What a rule can ask of the customer data platform."""

    AUDIENCE = "LYTICS_AUDIENCE"
    FLOW_STATE = "LYTICS_FLOW_STATE"


@dataclass(frozen=True, slots=True)
class LyticsAudience:
    """An audience of the platform; visitors carry its slug or its uid."""

    uid: str
    slug: str
    name: str


def memberships(value: object) -> frozenset[str] | None:
    """Return the audiences named in `|a|b|`, a list, or a JSON array as text; None if it is none of these."""
    if isinstance(value, str):
        decoded = _decoded(value)
        value = decoded if isinstance(decoded, list) else value.split("|")
    if not isinstance(value, list | tuple):
        return None
    return frozenset(name.strip() for name in value if isinstance(name, str) and name.strip())


def is_member(names: frozenset[str], uid: str, audiences: Mapping[str, LyticsAudience]) -> bool:
    """Tell whether the names hold the audience's uid or, if it is registered, its slug."""
    audience = audiences.get(uid)
    return uid in names or (audience is not None and audience.slug in names)


def flow_states(value: object) -> Mapping[str, object] | None:
    """Return the state by flow id from an object or its JSON text; None if it is neither."""
    if isinstance(value, str):
        value = _decoded(value)
    return value if isinstance(value, Mapping) else None


def _decoded(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
