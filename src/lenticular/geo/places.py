"""From an IP address to a place in the words that audiences use: US, US-IL, chicago,IL,US, America/Chicago."""

import ipaddress
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import tzfpy

from lenticular.geo import regions
from lenticular.geo.database import Database


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


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the schemas have in common, as spelled in the file."""

    country: str
    region_code: str | None
    region_name: str | None
    city: str | None
    timezone: str | None
    longitude: float | None
    latitude: float | None


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

    def resolve(self, ip: str | None) -> Place:
        """Return the place of an address; an unknown one for None, an invalid or private address, or without data."""
        if self._database is None:
            return UNKNOWN
        address = _public(ip)
        return place(self._database.record(address)) if address else UNKNOWN


def place(record: object) -> Place:
    """Return the place that a database record (GeoIP2, DB-IP or ip-location-db schema) describes."""
    facts = _facts(record)
    return _place(facts) if facts else UNKNOWN


def city_value(name: str, region: str | None, country: str) -> str:
    """Return the value of the CITY attribute, such as chicago,IL,US; the middle is empty where no region is known."""
    part = region.partition("-")[2] if region else ""
    # DB-IP adds the district, not always with balanced parentheses: "Chicago (South Side)".
    town = re.split(r"(?<=.)\s*\(", name, maxsplit=1)[0]
    town = " ".join(unicodedata.normalize("NFC", town).split()).lower()
    return f"{_OTHER_CITY_NAMES.get((country, part, town), town)},{part},{country}"


# DB-IP alone adds the district to this one's name; GeoIP2, whose names the hosted service uses, does not.
_OTHER_CITY_NAMES = {("US", "DC", "washington d.c."): "washington"}


def _public(ip: str | None) -> str | None:
    """Return the address without IPv6 wrapping, or None for one that cannot be located."""
    try:
        address = ipaddress.ip_address(ip or "")
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id:
            return None
        address = address.ipv4_mapped or address
    return str(address) if address.is_global and not address.is_multicast else None


@lru_cache(maxsize=16_384)
def _place(facts: _Facts) -> Place:
    """Name the place. Remembered: many networks share a city, and naming costs more than looking up."""
    region = None
    if facts.region_code:
        region = f"{facts.country}-{facts.region_code}"
    elif facts.region_name:
        region = regions.code_by_name(facts.country, facts.region_name)
    city = city_value(facts.city, region, facts.country) if facts.city else None
    return Place(facts.country, region, city, facts.timezone or _timezone(facts.longitude, facts.latitude))


def _timezone(longitude: float | None, latitude: float | None) -> str | None:
    if longitude is None or latitude is None or not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        return None
    return tzfpy.get_tz(longitude, latitude) or None


def _facts(record: object) -> _Facts | None:
    if not isinstance(record, Mapping):
        return None
    facts = _flat_facts(record) if "country_code" in record else _nested_facts(record)
    return facts if facts and re.fullmatch(r"[A-Z]{2}", facts.country) else None


def _nested_facts(record: Mapping[object, object]) -> _Facts:
    """Read MaxMind's schema, which DB-IP shares but for region codes and time zones."""
    subdivisions = record.get("subdivisions")
    # The first is the widest: England before Kent.
    subdivision = _mapping(subdivisions[0]) if isinstance(subdivisions, Sequence) and subdivisions else {}
    location = _mapping(record.get("location"))
    return _Facts(
        country=_text(_mapping(record.get("country")).get("iso_code")) or "",
        region_code=_text(subdivision.get("iso_code")),
        region_name=_english(subdivision),
        city=_english(_mapping(record.get("city"))),
        timezone=_text(location.get("time_zone")),
        longitude=_degrees(location.get("longitude")),
        latitude=_degrees(location.get("latitude")),
    )


def _flat_facts(record: Mapping[object, object]) -> _Facts:
    """Read ip-location-db's schema."""
    return _Facts(
        country=_text(record.get("country_code")) or "",
        region_code=None,
        region_name=_text(record.get("state1")),
        city=_text(record.get("city")),
        timezone=_text(record.get("timezone")),
        longitude=_degrees(record.get("longitude")),
        latitude=_degrees(record.get("latitude")),
    )


def _mapping(value: object) -> Mapping[object, object]:
    return value if isinstance(value, Mapping) else {}


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
