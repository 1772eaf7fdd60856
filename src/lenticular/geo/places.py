"""From an IP address to a place in the words that audiences use: US, US-IL, chicago,IL,US, America/Chicago."""

import ipaddress
import re
import socket
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

import tzfpy

from lenticular.geo import regions
from lenticular.geo.database import UNREADABLE, Database, Find


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address is, as far as known.

    `country` is ISO 3166-1 alpha-2, `region` ISO 3166-2 (US-IL), `city` as audiences spell it (chicago,IL,US),
    `timezone` an IANA name.
    """

    country: str | None = None
    region: str | None = None
    city: str | None = None
    timezone: str | None = None


UNKNOWN = Place()
_COUNTRY = re.compile(r"[A-Z]{2}")

# Where MaxMind's schema has what.
_COUNTRY_CODE = ("country", "iso_code")
_REGION = ("subdivisions", 0)
_REGION_CODE = (*_REGION, "iso_code")
_REGION_NAME = (*_REGION, "names", "en")
_CITY = ("city",)
_CITY_NAME = (*_CITY, "names", "en")
_LOCATION = ("location",)


class _Facts(NamedTuple):
    """What the schemas have in common, as spelled in the file."""

    country: str
    region_code: str | None
    region_name: str | None
    city: str | None
    timezone: str | None
    longitude: object
    latitude: object


class Resolver:
    """Tells where addresses are, from a database that may be replaced or missing."""

    def __init__(self, database: Database | None) -> None:
        self._database = database

    @property
    def is_installed(self) -> bool:
        """Whether there is any location data at this moment."""
        return self._database is not None and self._database.description is not None

    @property
    def built_at(self) -> datetime | None:
        """When the data in use was gathered; None without data."""
        description = self._database.description if self._database else None
        return description.built_at if description else None

    def resolve(self, ip: str | None, *, with_timezone: bool = True) -> Place:
        """Return the place of an address; an unknown one for None, an invalid or private address, or without data."""
        address = _public(ip)
        if address is None or self._database is None:
            return UNKNOWN
        facts = _found_facts(self._database.finder(address), with_timezone=with_timezone)
        if facts is not None:
            return _place_of(facts, with_timezone=with_timezone)
        return place(self._database.record(address), with_timezone=with_timezone)


def place(record: object, *, with_timezone: bool = True) -> Place:
    """Return the place that a database record (GeoIP2, DB-IP or ip-location-db schema) describes."""
    facts = _facts(record)
    return UNKNOWN if facts is None else _place_of(facts, with_timezone=with_timezone)


def _place_of(facts: _Facts, *, with_timezone: bool) -> Place:
    found = _place(facts.country, facts.region_code, facts.region_name, facts.city)
    if not with_timezone:
        return found
    timezone = facts.timezone or _timezone(_degrees(facts.longitude), _degrees(facts.latitude))
    return Place(found.country, found.region, found.city, timezone) if timezone else found


def city_value(name: str, region: str | None, country: str) -> str:
    """Return the value of the CITY attribute, such as chicago,IL,US; the middle is empty where no region is known."""
    part = region.partition("-")[2] if region else ""
    # DB-IP adds the district, not always with balanced parentheses: "Chicago (South Side)".
    town = re.split(r"(?<=.)\s*\(", name, maxsplit=1)[0]
    town = " ".join(unicodedata.normalize("NFC", town).split()).lower()
    return f"{_OTHER_CITY_NAMES.get((country, part, town), town)},{part},{country}"


# DB-IP alone adds the district to this one's name; GeoIP2, whose names the hosted service uses, does not.
_OTHER_CITY_NAMES = {("US", "DC", "washington d.c."): "washington"}


# First bytes of IPv4 addresses of which some have a special purpose; all with another one, below 224, are public.
_SPECIAL_PURPOSE = frozenset({0, 10, 100, 127, 169, 172, 192, 198, 203})
_MULTICAST_AND_RESERVED = 224


def _public(ip: str | None) -> str | None:
    """Return the address without IPv6 wrapping, or None for one that cannot be located."""
    try:
        first = socket.inet_pton(socket.AF_INET, ip or "")[0]
    except (OSError, ValueError):
        return _public_by_library(ip or "")
    if first < _MULTICAST_AND_RESERVED and first not in _SPECIAL_PURPOSE:
        return ip
    return _public_by_library(ip or "")


def _public_by_library(ip: str) -> str | None:
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id:
            return None
        address = address.ipv4_mapped or address
    return str(address) if address.is_global and not address.is_multicast else None


@lru_cache(maxsize=16_384)
def _place(country: str, region_code: str | None, region_name: str | None, city: str | None) -> Place:
    """Name the place. Remembered: many networks share a city, and naming costs more than looking up."""
    region = None
    if region_code:
        region = f"{country}-{region_code}"
    elif region_name:
        region = regions.code_by_name(country, region_name)
    return Place(country, region, city_value(city, region, country) if city else None)


@lru_cache(maxsize=16_384)
def _timezone(longitude: float | None, latitude: float | None) -> str | None:
    if longitude is None or latitude is None or not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        return None
    return tzfpy.get_tz(longitude, latitude) or None


def _facts(record: object) -> _Facts | None:
    if not isinstance(record, dict):
        return None
    facts = _nested_facts(record)
    if not _COUNTRY.fullmatch(facts.country):
        facts = _flat_facts(record)
    return facts if _COUNTRY.fullmatch(facts.country) else None


def _found_facts(find: Find | None, *, with_timezone: bool) -> _Facts | None:
    """Read of MaxMind's schema only what a place is made of, a third of the work; None where that is not to be had."""
    if find is None:
        return None
    try:
        country = _text(find(_COUNTRY_CODE))
        if country is None or not _COUNTRY.fullmatch(country):
            return None
        region_code = _text(find(_REGION_CODE))
        location = _mapping(find(_LOCATION)) if with_timezone else {}
        return _Facts(
            country,
            region_code,
            None if region_code else _text(find(_REGION_NAME)) or _english(_mapping(find(_REGION))),
            _text(find(_CITY_NAME)) or _english(_mapping(find(_CITY))),
            _text(location.get("time_zone")),
            location.get("longitude"),
            location.get("latitude"),
        )
    except UNREADABLE:
        return None


def _nested_facts(record: Mapping[object, object]) -> _Facts:
    """Read MaxMind's schema, which DB-IP shares but for region codes and time zones."""
    subdivisions = record.get("subdivisions")
    # The first is the widest: England before Kent.
    subdivision = _mapping(subdivisions[0]) if isinstance(subdivisions, list) and subdivisions else {}
    location = _mapping(record.get("location"))
    return _Facts(
        country=_text(_mapping(record.get("country")).get("iso_code")) or "",
        region_code=_text(subdivision.get("iso_code")),
        region_name=_english(subdivision),
        city=_english(_mapping(record.get("city"))),
        timezone=_text(location.get("time_zone")),
        longitude=location.get("longitude"),
        latitude=location.get("latitude"),
    )


def _flat_facts(record: Mapping[object, object]) -> _Facts:
    """Read ip-location-db's schema."""
    return _Facts(
        country=_text(record.get("country_code")) or "",
        region_code=None,
        region_name=_text(record.get("state1")),
        city=_text(record.get("city")),
        timezone=_text(record.get("timezone")),
        longitude=record.get("longitude"),
        latitude=record.get("latitude"),
    )


def _mapping(value: object) -> Mapping[object, object]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _english(part: Mapping[object, object]) -> str | None:
    names = _mapping(part.get("names"))
    return _text(names.get("en")) or next(filter(None, map(_text, names.values())), None)


def _degrees(value: object) -> float | None:
    try:
        return float(value) if isinstance(value, int | float | str) else None
    except ValueError:
        return None
