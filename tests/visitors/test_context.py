import json
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenticular.domain.attributes import Visitor
from lenticular.geo.places import Resolver
from lenticular.visitors import context
from lenticular.visitors.context import RequestFacts
from lenticular.visitors.stored import NOTHING, StoredText

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.1 Mobile/15E148 Safari/604.1"
)
NO_DATA = "No location data is installed, so country, region and city are unknown."
NOT_KNOWN = "The location data does not know the IP address, so country, region and city are unknown."
NO_ZONE = "The visitor's time zone is unknown, so UTC is used for it."
NO_DEVICE = "The user agent is unknown, so device type and operating system are unknown."


class Chicago:
    """A location database that knows one address."""

    description = "anything but None"

    def finder(self, _ip):
        return None

    def record(self, ip):
        return {
            "8.8.8.8": {
                "country": {"iso_code": "US"},
                "subdivisions": [{"iso_code": "IL"}],
                "city": {"names": {"en": "Chicago"}},
                "location": {"time_zone": "America/Chicago"},
            }
        }.get(ip)


WORLD = Resolver(Chicago())
NOWHERE = Resolver(None)


def test_a_visitor_is_assembled_from_what_the_request_says():
    facts = RequestFacts(
        now=NOW,
        user_uid="u1",
        page_url="https://shop.example/sale?utm_campaign=black+friday&utm_campaign=second#top",
        referrer="https://news.example/",
        user_agent=IPHONE,
        ip_address="8.8.8.8",
        live_attributes_header='{"loyalty":"gold"}',
        stored=StoredText('{"age": 42}', '{"1": "0"}'),
    )

    assert context.visitor(facts, WORLD) == Visitor(
        uid="u1",
        now=NOW,
        country="US",
        region="US-IL",
        city="chicago,IL,US",
        timezone="America/Chicago",
        device_type="MOBILE",
        operating_system="IOS",
        referrer="https://news.example/",
        query_parameters={"utm_campaign": "black friday"},
        live_attributes={"loyalty": "gold"},
        stored_attributes={"age": 42},
        assignments={"1": "0"},
    )


def test_a_request_that_says_nothing_makes_an_unknown_visitor_and_notes_why():
    visitor = context.visitor(RequestFacts(now=NOW, user_uid="u1"), NOWHERE)

    assert visitor == Visitor(uid="u1", now=NOW, notes=(NO_DATA, NO_ZONE, NO_DEVICE))


def test_an_address_without_a_place_is_noted():
    visitor = context.visitor(RequestFacts(now=NOW, ip_address="10.0.0.1", user_agent=IPHONE), WORLD)

    assert visitor.country is None
    assert visitor.notes == (NOT_KNOWN, NO_ZONE)


@pytest.mark.parametrize(
    ("forwarded_for", "peer", "header_value", "trusted_proxies", "expected"),
    [
        (None, "192.0.2.1", None, 0, "192.0.2.1"),
        ("203.0.113.7", "192.0.2.1", None, 0, "203.0.113.7"),
        ("203.0.113.7, 198.51.100.2", "192.0.2.1", None, 0, "203.0.113.7"),
        (" unknown , _hidden, 203.0.113.7", "192.0.2.1", None, 0, "203.0.113.7"),
        ("203.0.113.7:4711", "192.0.2.1", None, 0, "203.0.113.7"),
        ('"[2001:db8::1]:443"', "192.0.2.1", None, 0, "2001:db8::1"),
        ("[2001:db8::1]", "192.0.2.1", None, 0, "2001:db8::1"),
        ("2001:DB8::1", "192.0.2.1", None, 0, "2001:db8::1"),
        ("fe80::1%eth0", "192.0.2.1", None, 0, "fe80::1"),
        ("::ffff:203.0.113.7", "192.0.2.1", None, 0, "203.0.113.7"),
        ("203.0.113.7, 198.51.100.2", "192.0.2.1", None, 1, "203.0.113.7"),
        ("nonsense, 198.51.100.2", "192.0.2.1", None, 1, "192.0.2.1"),
        ("198.51.100.2", "192.0.2.1", None, 1, "192.0.2.1"),
        ("198.51.100.2", "192.0.2.1", None, 5, "192.0.2.1"),
        ("nonsense", "192.0.2.1:80", None, 0, "192.0.2.1"),
        ("203.0.113.7", "192.0.2.1", "198.51.100.9", 0, "198.51.100.9"),
        ("203.0.113.7", "192.0.2.1", "nonsense", 0, "203.0.113.7"),
        ("203.0.113.7", "192.0.2.1", "", 0, "203.0.113.7"),
        ("", "", None, 0, None),
        (None, None, None, 0, None),
        (None, "testclient", None, 0, None),
    ],
)
def test_the_visitors_address_is_chosen(forwarded_for, peer, header_value, trusted_proxies, expected):
    chosen = context.client_ip(forwarded_for, peer, header_value=header_value, trusted_proxies=trusted_proxies)

    assert chosen == expected


@pytest.mark.parametrize(
    ("url", "parameters"),
    [
        (None, {}),
        ("", {}),
        ("https://shop.example/", {}),
        ("https://shop.example/?a=1&b=2&a=3", {"a": "1", "b": "2"}),
        ("https://shop.example/?q=caf%C3%A9+au%20lait#?q=no", {"q": "café au lait"}),
        ("https://shop.example/?flag&empty=&=nameless&&x=a=b", {"flag": "", "empty": "", "x": "a=b"}),
        ("https://shop.example/?a%5B%5D=1;b=2", {"a[]": "1;b=2"}),
        ("https://shop.example/?bad=%zz%ff", {"bad": "%zz\N{REPLACEMENT CHARACTER}"}),
        ("/relative?a=1", {"a": "1"}),
        ("http://[::1", {}),
        ("?", {}),
    ],
)
def test_query_parameters_come_from_the_page_url(url, parameters):
    assert context.query_parameters(url) == parameters


def test_query_parameters_are_bounded():
    url = "https://shop.example/?" + "&".join(f"p{n}={n}" for n in range(1000))

    assert len(context.query_parameters(url)) == context.MOST_QUERY_PARAMETERS


@pytest.mark.parametrize("header", [None, "", "  ", "{}"])
def test_no_live_attributes_are_no_news(header):
    assert context.live_attributes(header) == ({}, [])


def test_live_attributes_keep_any_json_value():
    given = {"n": 1.5, "yes": True, "hidden": None, "list": ["a"], "text": "é"}

    assert context.live_attributes(json.dumps(given)) == (given, [])


@pytest.mark.parametrize(
    ("header", "note"),
    [
        ("{", "The live attributes are not valid JSON and were ignored."),
        ("[" * 20_000, "The live attributes are not valid JSON and were ignored."),
        ("[1]", "The live attributes are not a JSON object and were ignored."),
        ('"text"', "The live attributes are not a JSON object and were ignored."),
        ("null", "The live attributes are not a JSON object and were ignored."),
    ],
)
def test_unreadable_live_attributes_are_ignored_with_a_note(header, note):
    assert context.live_attributes(header) == ({}, [note])


@pytest.mark.parametrize(
    "value",
    ['"' + "x" * 1025 + '"', '"' + "é" * 513 + '"', "[" * 32 + "]" * 32, "NaN", "1e999", r'"\ud800"'],
    ids=["long", "long in UTF-8", "deep", "not a number", "infinite", "half a character"],
)
def test_a_live_attribute_over_the_limits_is_left_out_alone(value):
    attributes, notes = context.live_attributes(f'{{"bad":{value},"good":1}}')

    assert attributes == {"good": 1}
    assert len(notes) == 1
    assert notes[0].startswith("1 live attributes were ignored")


def test_a_live_attribute_at_the_limits_is_kept():
    attributes, notes = context.live_attributes(f'{{"long":"{"x" * 1024}","deep":{"[" * 31}{"]" * 31}}}')

    assert attributes.keys() == {"long", "deep"}
    assert notes == []


def test_a_long_list_of_lytics_memberships_is_no_long_value():
    attributes, notes = context.live_attributes(json.dumps({"__lytics_audiences": "|a_long_slug" * 500 + "|"}))

    assert attributes.keys() == {"__lytics_audiences"}
    assert notes == []


def test_live_attributes_beyond_200_are_left_out():
    attributes, notes = context.live_attributes(json.dumps({f"a{n}": n for n in range(250)}))

    assert list(attributes) == [f"a{n}" for n in range(200)]
    assert notes == ["Only the first 200 of 250 live attributes were read."]


@settings(max_examples=100)
@given(
    facts=st.builds(
        RequestFacts,
        now=st.just(NOW),
        page_url=st.none() | st.text(),
        user_agent=st.none() | st.text(),
        client_hints=st.dictionaries(st.sampled_from(["sec-ch-ua-mobile", "sec-ch-ua-platform"]), st.text()),
        ip_address=st.none() | st.text(),
        live_attributes_header=st.none() | st.text(),
        stored=st.just(NOTHING),
    )
)
def test_nothing_a_visitor_sends_raises(facts):
    assert context.visitor(facts, WORLD).now == NOW


# Each preset, and an attribute that a visitor may send live or have stored.
READ = [
    ({"country"}, "COUNTRY"),
    ({"region"}, "REGION"),
    ({"city"}, "CITY"),
    ({"device_type"}, "DEVICE_TYPE"),
    ({"operating_system"}, "OPERATING_SYSTEM"),
    ({"referrer"}, "REFERRER"),
    ({"query_parameters"}, "QUERY_PARAMETERS"),
    (set(), "DATE_AND_TIME"),
    ({"live_attributes", "stored_attributes"}, "age"),
    ({"timezone"}, "zone"),
    ({"assignments"}, "drawn"),
]


@given(needed=st.sets(st.integers(0, len(READ) - 1)), is_phone=st.booleans(), address=st.sampled_from(["8.8.8.8", ""]))
def test_of_a_visitor_all_that_is_needed_is_the_same_as_when_everything_is_found_out(needed, is_phone, address):
    facts = RequestFacts(
        now=NOW,
        user_uid="u1",
        page_url="https://shop.example/?utm_campaign=summer",
        referrer="https://news.example/",
        user_agent=IPHONE if is_phone else None,
        ip_address=address or None,
        live_attributes_header='{"age":1}',
        stored=StoredText('{"age":2,"vip":true}', '{"1":"0"}'),
    )
    names = set().union(*(READ[number][0] for number in needed))
    eager, lazy = context.visitor(facts, WORLD), context.visitor(facts, WORLD, needs=names)

    assert {name: getattr(lazy, name) for name in names} == {name: getattr(eager, name) for name in names}
    assert (lazy.uid, lazy.now, lazy.notes) == ("u1", NOW, ())


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=300),
    lambda inner: st.lists(inner, max_size=10) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=300), VALUES, max_size=6), st.booleans())
def test_usual_live_attributes_are_read_as_unusual_ones(given_, is_ascii):
    header = json.dumps(given_, ensure_ascii=is_ascii)

    assert repr(context.live_attributes(header)) == repr(context._unusual_live_attributes(header))


@given(st.text(alphabet="ahtp:/?#&=%+[]@. \té\u2100;", max_size=30))
def test_the_query_of_an_url_is_what_the_library_says(url):
    try:
        expected = urlsplit(url).query
    except ValueError:
        expected = ""

    assert context._query(url) == expected


def test_a_missing_address_is_not_blamed_on_the_location_data():
    notes = context.visitor(RequestFacts(now=NOW, user_uid="u1"), WORLD).notes
    assert "No IP address is known, so country, region and city are unknown." in notes
    assert NOT_KNOWN not in notes
