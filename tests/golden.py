"""Reading the golden vectors (tests/vectors/README.md) into the domain's values, and visitors for its laws."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from lenticular.domain import audiences
from lenticular.domain.attributes import Preset, Visitor
from lenticular.domain.audiences import RuleCombination
from lenticular.domain.ruleset import LyticsAudience, Ruleset

FOLDER = Path(__file__).parent / "vectors"

_VISITOR_MEMBERS = {
    "country": "country",
    "region": "region",
    "city": "city",
    "timezone": "timezone",
    "deviceType": "device_type",
    "operatingSystem": "operating_system",
    "referrer": "referrer",
    "queryParameters": "query_parameters",
    "liveAttributes": "live_attributes",
    "storedAttributes": "stored_attributes",
    "assignments": "assignments",
}


def load(name: str) -> dict[str, Any]:
    """Return one file of vectors."""
    document: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return document


def read_visitor(document: Mapping[str, Any]) -> Visitor:
    """Return the visitor that a vector describes."""
    known = {ours: document[theirs] for theirs, ours in _VISITOR_MEMBERS.items() if theirs in document}
    return Visitor(
        uid=document.get("uid"),
        now=datetime.fromisoformat(document["now"]),
        described=frozenset(map(Preset, document.get("described", ()))),
        **known,
    )


def read_rule(document: Mapping[str, Any]) -> RuleCombination:
    """Return the definition that holds just one rule, checked as the Management API checks it."""
    definition = {"__type": "RuleCombination", "combinationType": "AND", "rules": [document]}
    return audiences.parse_definition(definition, attribute_uids=None, lytics_uids=None)


def read_vocabulary(document: Mapping[str, Any]) -> Ruleset:
    """Return a ruleset without experiences, with the names that a file of rule vectors defines."""
    return Ruleset(
        project_uid="66fbcbf9b14cbb16e748d857",
        revision=1,
        attribute_keys={entry["uid"]: entry["key"] for entry in document["attributes"]},
        audiences={},
        lytics_audiences={entry["uid"]: LyticsAudience(**entry) for entry in document["lyticsAudiences"]},
        experiences=(),
    )


attribute_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=4,
)
attributes = st.dictionaries(
    st.sampled_from(["spend", "tier", "lytics_audiences", "__lytics_audiences", "lytics_flows"]) | st.text(max_size=5),
    st.sampled_from(["1000", 2500, "|vip_customers|", '["vip_customers"]', "[" * 20_000, "9" * 5_000])
    | attribute_values,
    max_size=4,
)
names = st.none() | st.text(st.characters(codec=None), max_size=10)

# Visitors as the network may send them, now and then one that the golden rulesets know.
visitors = st.builds(
    Visitor,
    uid=names,
    now=st.datetimes(timezones=st.just(UTC)),
    country=names | st.sampled_from(["US", "us", "DE"]),
    region=names,
    city=names,
    timezone=names | st.sampled_from(["America/New_York", "Asia/Kolkata", "Nowhere"]),
    device_type=names | st.sampled_from(["MOBILE", "TABLET"]),
    operating_system=names,
    referrer=names,
    query_parameters=st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3),
    live_attributes=attributes,
    stored_attributes=attributes,
    described=st.frozensets(st.sampled_from(list(Preset))),
    notes=st.tuples() | st.tuples(st.text(max_size=5)),
)
