"""From what a request says of a visitor to the visitor that the rules of decision know."""

import ipaddress
import json
import socket
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Annotated, NamedTuple
from urllib.parse import unquote_plus, urlsplit

import msgspec
from msgspec import Meta

from lenticular.domain.attributes import Visitor
from lenticular.domain.lytics import AUDIENCES_KEY, FLOWS_KEY, LIVE_AUDIENCES_KEY
from lenticular.geo.places import UNKNOWN as NOWHERE
from lenticular.geo.places import Place, Resolver
from lenticular.visitors import device
from lenticular.visitors.device import Device
from lenticular.visitors.stored import NOTHING, StoredText

MOST_ATTRIBUTES = 200
LONGEST_VALUE_BYTES = 1024
DEEPEST_JSON = 32
MOST_QUERY_PARAMETERS = 200

# Lists of hundreds of memberships that a data platform puts on the page, not a value that anybody stores.
_MEMBERSHIPS = {LIVE_AUDIENCES_KEY, AUDIENCES_KEY, FLOWS_KEY}

# What nearly all sites send is checked as it is read. Each of these fits as an attribute, however JSON spells it.
_Number = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)] | float
_Word = Annotated[str, Meta(max_length=LONGEST_VALUE_BYTES // 52)]
_Words = Annotated[list[_Word | _Number | bool | None], Meta(max_length=8)]
_Key = Annotated[str, Meta(max_length=LONGEST_VALUE_BYTES // 4)]
_USUAL_ATTRIBUTES = msgspec.json.Decoder(
    Annotated[dict[_Key, _Key | _Number | bool | _Words | None], Meta(max_length=MOST_ATTRIBUTES)]
)

_MOST_FORWARDED = 64  # entries of X-Forwarded-For that are looked at, so that a long list of nonsense costs nothing


# The names of all that can be known of a visitor.
EVERYTHING = frozenset(Visitor._fields)
_PLACE = frozenset({"country", "region", "city", "timezone"})
_DEVICE = frozenset({"device_type", "operating_system"})


# One for every manifest, and remembered: a tuple is made in a third of the time that a frozen dataclass takes.
class RequestFacts(NamedTuple):
    """What a request says of a visitor, unread. `client_hints` has lower-case header names; `now` is aware.

    `ip_address` is the visitor's, as `client_ip` finds it. `user_uid` None: a described visitor without one. `stored`
    is what was kept of them before.
    """

    now: datetime
    user_uid: str | None = None
    page_url: str | None = None
    referrer: str | None = None
    user_agent: str | None = None
    client_hints: Mapping[str, str] | None = None
    ip_address: str | None = None
    live_attributes_header: str | None = None
    stored: StoredText = NOTHING


def visitor(facts: RequestFacts, places: Resolver, *, needs: AbstractSet[str] = EVERYTHING) -> Visitor:
    """Return the visitor whom these facts describe; its notes say what is amiss. Never raises on what was sent.

    Fields of Visitor that are not among `needs` may stay unknown: most rulesets look at few, and finding out costs.
    """
    place = NOWHERE
    live: Mapping[str, object] = {}
    notes: list[str] = []
    if not _PLACE.isdisjoint(needs):
        place = places.resolve(facts.ip_address, with_timezone="timezone" in needs)
    if "live_attributes" in needs:
        live, notes = live_attributes(facts.live_attributes_header)
    seen = device.UNKNOWN if _DEVICE.isdisjoint(needs) else device.read(facts.user_agent, facts.client_hints)
    if "notes" in needs:
        notes += _amiss(facts, places, place, seen)
    stored = facts.stored
    return Visitor(
        uid=facts.user_uid,
        now=facts.now,
        country=place.country,
        region=place.region,
        city=place.city,
        timezone=place.timezone,
        device_type=seen.device_type,
        operating_system=seen.operating_system,
        referrer=(facts.referrer or None) if "referrer" in needs else None,
        query_parameters=query_parameters(facts.page_url) if "query_parameters" in needs else {},
        live_attributes=live,
        stored_attributes=stored.attributes if "stored_attributes" in needs else {},
        notes=tuple(notes) if notes else (),
        assignments=stored.assignments if "assignments" in needs else {},
    )


def _amiss(facts: RequestFacts, places: Resolver, place: Place, seen: Device) -> list[str]:
    """Return what limits what is known of the visitor, in sentences."""
    notes = []
    if not places.is_installed:
        notes.append("No location data is installed, so country, region and city are unknown.")
    elif facts.ip_address is None:
        notes.append("No IP address is known, so country, region and city are unknown.")
    elif place.country is None:
        notes.append("The location data does not know the IP address, so country, region and city are unknown.")
    if place.timezone is None:
        notes.append("The visitor's time zone is unknown, so UTC is used for it.")
    if not seen.is_known:
        notes.append("The user agent is unknown, so device type and operating system are unknown.")
    return notes


def client_ip(
    forwarded_for: str | None, peer: str | None, *, header_value: str | None, trusted_proxies: int
) -> str | None:
    """Return the visitor's IP address; spoofable, so good for targeting only.

    `header_value` is that of the configured header, if any. Else the left-most valid entry of X-Forwarded-For without
    its last `trusted_proxies`, else the peer. Ports, brackets and zones are taken off.
    """
    entries = forwarded_for.split(",") if forwarded_for else []
    forwarded = entries[: max(len(entries) - trusted_proxies, 0)][:_MOST_FORWARDED]
    given = header_value.split(",")[:_MOST_FORWARDED] if header_value else []
    return _first_address([*given, *forwarded, peer or ""])


def query_parameters(page_url: str | None) -> dict[str, str]:
    """Return the first value of each query parameter, percent-decoded; {} for an invalid URL."""
    query = _query(page_url or "")
    if not query:
        return {}
    read = unquote_plus if "%" in query or "+" in query else str
    parameters: dict[str, str] = {}
    for pair in query.split("&", MOST_QUERY_PARAMETERS)[:MOST_QUERY_PARAMETERS]:
        name, _, value = pair.partition("=")
        if name:
            parameters.setdefault(read(name), read(value))
    return parameters


def _query(url: str) -> str:
    """Return the query of an URL, "" for an invalid one."""
    if url.isascii() and url.isprintable() and "[" not in url and "]" not in url:
        return url.partition("#")[0].partition("?")[2]
    try:
        return urlsplit(url).query
    except ValueError:
        return ""


def live_attributes(header: str | None) -> tuple[dict[str, object], list[str]]:
    """Return the attributes of an X-Live-Attributes header, and notes on what of it was ignored and why."""
    if not header or not header.strip():
        return {}, []
    try:
        return _USUAL_ATTRIBUTES.decode(header), []
    except (msgspec.MsgspecError, RecursionError):
        return _unusual_live_attributes(header)


def _unusual_live_attributes(header: str) -> tuple[dict[str, object], list[str]]:
    """Return those of a header's attributes that may be some, looked at one by one."""
    try:
        given = json.loads(header)
    except (ValueError, RecursionError):
        return {}, ["The live attributes are not valid JSON and were ignored."]
    if not isinstance(given, dict):
        return {}, ["The live attributes are not a JSON object and were ignored."]
    fitting = {key: value for key, value in given.items() if _fits(key) and (key in _MEMBERSHIPS or _fits(value))}
    notes = []
    if len(fitting) < len(given):
        notes.append(
            f"{len(given) - len(fitting)} live attributes were ignored: longer than {LONGEST_VALUE_BYTES} bytes, "
            f"nested deeper than {DEEPEST_JSON}, or not text that can be stored."
        )
    if len(fitting) > MOST_ATTRIBUTES:
        notes.append(f"Only the first {MOST_ATTRIBUTES} of {len(fitting)} live attributes were read.")
        fitting = dict(list(fitting.items())[:MOST_ATTRIBUTES])
    return fitting, notes


def _first_address(entries: Iterable[str]) -> str | None:
    return next(filter(None, map(_address, entries)), None)


def _address(entry: str) -> str | None:
    """Return the address in `203.0.113.7`, `203.0.113.7:4711`, `[2001:db8::1]:443` or `fe80::1%eth0`, else None."""
    text = entry.strip()
    try:
        socket.inet_pton(socket.AF_INET, text)
    except (OSError, ValueError):
        return _unusual_address(text.strip('"'))
    return text


def _unusual_address(text: str) -> str | None:
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(address)


def _fits(value: object) -> bool:
    """Tell whether a value may be an attribute: short, flat and finite enough, and encodable as UTF-8."""
    if not _is_shallow(value, DEEPEST_JSON - 1):  # the object of all attributes is one level
        return False
    try:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, allow_nan=False)
        return len(text.encode()) <= LONGEST_VALUE_BYTES
    except ValueError:
        return False


def _is_shallow(value: object, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return True
    inner = value.values() if isinstance(value, dict) else value
    return levels > 0 and all(_is_shallow(part, levels - 1) for part in inner)
