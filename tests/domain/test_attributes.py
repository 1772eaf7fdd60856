"""What is known of a visitor, and from where."""

import json
from datetime import UTC, datetime

import pytest

from lenticular.domain import attributes
from lenticular.domain.attributes import (
    PRESET_ATTRIBUTES,
    AttributeKind,
    AttributeReference,
    Preset,
    Resolved,
    Source,
    Visitor,
)
from lenticular.domain.ruleset import Ruleset

SPEND = "66702e03d84509d0106bec01"
RULESET = Ruleset("66fbcbf9b14cbb16e748d857", 1, {SPEND: "spend"}, {}, {}, ())
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NOBODY = Visitor(uid=None, now=NOW)
KNOWN = Visitor(
    uid="user-1",
    now=NOW,
    country="US",
    region="US-AZ",
    city="phoenix,AZ,US",
    device_type="MOBILE",
    operating_system="IOS",
    referrer="https://example.com/",
    query_parameters={"utm_source": "mail"},
)


def preset(name):
    return AttributeReference(AttributeKind.PRESET, name)


def custom(uid):
    return AttributeReference(AttributeKind.CUSTOM, uid)


def test_presets_come_in_the_order_and_wording_that_clients_know():
    assert [one.preset for one in PRESET_ATTRIBUTES] == list(Preset)
    assert PRESET_ATTRIBUTES[0].name == "Device Type"
    assert PRESET_ATTRIBUTES[-1].description == "Helps defining audiences for a specific time range."


def test_presets_are_those_of_a_real_export(shared):
    export = shared / "data/personalize-geolocation-inspiration/stack/main/personalize/attributes/attributes.json"
    described = [
        {"name": one.name, "uid": one.preset.value, "__type": "PRESET", "description": one.description}
        for one in PRESET_ATTRIBUTES
    ]
    assert described == [one for one in json.loads(export.read_text()) if one["__type"] == "PRESET"]


@pytest.mark.parametrize(
    ("name", "value", "source"),
    [
        ("COUNTRY", "US", Source.IP_ADDRESS),
        ("REGION", "US-AZ", Source.IP_ADDRESS),
        ("CITY", "phoenix,AZ,US", Source.IP_ADDRESS),
        ("DEVICE_TYPE", "MOBILE", Source.USER_AGENT),
        ("OPERATING_SYSTEM", "IOS", Source.USER_AGENT),
        ("QUERY_PARAMETERS", {"utm_source": "mail"}, Source.PAGE_URL),
        ("REFERRER", "https://example.com/", Source.REFERRER),
        ("DATE_AND_TIME", NOW, Source.CLOCK),
    ],
)
def test_a_preset_says_where_it_came_from(name, value, source):
    assert attributes.resolve(preset(name), KNOWN, RULESET) == Resolved(value, source)
    described = KNOWN._replace(described=frozenset({Preset(name)}))
    assert attributes.resolve(preset(name), described, RULESET) == Resolved(value, Source.DESCRIBED)


@pytest.mark.parametrize("name", [name for name in Preset if name is not Preset.DATE_AND_TIME])
def test_a_preset_nobody_knows_is_absent(name):
    assert attributes.resolve(preset(name), NOBODY, RULESET) == Resolved(None, Source.ABSENT)


@pytest.mark.parametrize(
    ("stored", "live", "resolved"),
    [
        ({}, {}, Resolved(None, Source.ABSENT)),
        ({"spend": 5}, {}, Resolved(5, Source.STORED)),
        ({"spend": 5}, {"spend": 7}, Resolved(7, Source.LIVE)),
        ({"spend": 5}, {"spend": None}, Resolved(None, Source.LIVE)),
        ({"spend": None}, {}, Resolved(None, Source.ABSENT)),
        ({SPEND: 5}, {"Spend": 5}, Resolved(None, Source.ABSENT)),
    ],
)
def test_a_live_attribute_overrides_or_hides_the_stored_one(stored, live, resolved):
    visitor = NOBODY._replace(stored_attributes=stored, live_attributes=live)
    assert attributes.resolve(custom(SPEND), visitor, RULESET) == resolved


@pytest.mark.parametrize(
    "reference", [preset("LANGUAGE"), custom("f" * 24), AttributeReference(AttributeKind.LYTICS, "LYTICS_SCORE")]
)
def test_an_attribute_nobody_defined_is_absent(reference):
    assert attributes.resolve(reference, KNOWN, RULESET) == Resolved(None, Source.ABSENT)


@pytest.mark.parametrize(
    ("stored", "live", "resolved"),
    [
        ({"lytics_audiences": "|a|"}, {}, Resolved("|a|", Source.STORED)),
        ({"lytics_audiences": "|a|"}, {"__lytics_audiences": "|b|"}, Resolved("|b|", Source.LIVE)),
        ({"lytics_audiences": "|a|"}, {"__lytics_audiences": None}, Resolved(None, Source.LIVE)),
        ({"lytics_audiences": "|a|"}, {"lytics_audiences": "|c|"}, Resolved("|c|", Source.LIVE)),
        ({}, {}, Resolved(None, Source.ABSENT)),
    ],
)
def test_lytics_audiences_are_live_or_stored(stored, live, resolved):
    visitor = NOBODY._replace(stored_attributes=stored, live_attributes=live)
    reference = AttributeReference(AttributeKind.LYTICS, "LYTICS_AUDIENCE")
    assert attributes.resolve(reference, visitor, RULESET) == resolved
