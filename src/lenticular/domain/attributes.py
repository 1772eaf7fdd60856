"""What can be known of a visitor, and where each value comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from lenticular.domain.lytics import AUDIENCES_KEY, FLOWS_KEY, LIVE_AUDIENCES_KEY, LyticsAttribute, LyticsAudience


class Preset(StrEnum):
    """An attribute that every visitor has without anybody defining it."""

    DEVICE_TYPE = "DEVICE_TYPE"
    OPERATING_SYSTEM = "OPERATING_SYSTEM"
    QUERY_PARAMETERS = "QUERY_PARAMETERS"
    REFERRER = "REFERRER"
    COUNTRY = "COUNTRY"
    REGION = "REGION"
    CITY = "CITY"
    DATE_AND_TIME = "DATE_AND_TIME"


@dataclass(frozen=True, slots=True)
class PresetAttribute:
    """A preset with the words that describe it to a marketer."""

    preset: Preset
    name: str
    description: str


PRESET_ATTRIBUTES = (
    PresetAttribute(Preset.DEVICE_TYPE, "Device Type", "Categorizes devices as Mobile, Tablet, or Desktop."),
    PresetAttribute(
        Preset.OPERATING_SYSTEM, "Operating System", "Categorizes platform as MacOS, Android, Windows, or iOS."
    ),
    PresetAttribute(Preset.QUERY_PARAMETERS, "Query Parameters", "Checks for a query parameter in a web page's URL."),
    PresetAttribute(Preset.REFERRER, "Referrer", "Checks the URI of the web page that linked to the current page."),
    PresetAttribute(Preset.COUNTRY, "Country", "Allows targeting users based on the country they are visiting from."),
    PresetAttribute(
        Preset.REGION, "Region", "Allows targeting users based on the region or state they are visiting from."
    ),
    PresetAttribute(Preset.CITY, "City", "Allows targeting users based on the city they are visiting from."),
    PresetAttribute(Preset.DATE_AND_TIME, "Date And Time", "Helps defining audiences for a specific time range."),
)


class AttributeKind(StrEnum):
    """Who defines an attribute; the values are the names on the wire."""

    PRESET = "PresetAttributeReference"
    CUSTOM = "CustomAttributeReference"
    LYTICS = "LyticsAttributeReference"


@dataclass(frozen=True, slots=True)
class AttributeReference:
    """An attribute as a rule names it: a preset, a custom attribute's uid, or a LyticsAttribute."""

    kind: AttributeKind
    ref: str


class Source(StrEnum):
    """Where a visitor's value of an attribute came from."""

    LIVE = "live"
    STORED = "stored"
    IP_ADDRESS = "ip-address"
    USER_AGENT = "user-agent"
    PAGE_URL = "page-url"
    REFERRER = "referrer"
    CLOCK = "clock"
    DESCRIBED = "described"
    ABSENT = "absent"


_NONE: Mapping[str, Any] = MappingProxyType({})


# One for every manifest: a tuple is made in a third of the time that a frozen dataclass takes.
class Visitor(NamedTuple):
    """Everything known of a visitor at the moment of one decision.

    `uid` is None only for a visitor who is described in a preview. `now` is aware and in UTC. Places are `US`, `US-AZ`
    and `chicago,IL,US`; the time zone is an IANA name. `live_attributes` hold for this request only and override the
    stored ones; None hides a stored one. `described` names the presets that were stated instead of derived. `notes`
    are sentences that an explanation should tell. `assignments` are the variants that the visitor drew earlier, by
    experience, both by short uid: a bandit keeps them while its weights move.
    """

    uid: str | None
    now: datetime
    country: str | None = None
    region: str | None = None
    city: str | None = None
    timezone: str | None = None
    device_type: str | None = None
    operating_system: str | None = None
    referrer: str | None = None
    query_parameters: Mapping[str, str] = _NONE
    live_attributes: Mapping[str, object] = _NONE
    stored_attributes: Mapping[str, object] = _NONE
    described: frozenset[Preset] = frozenset()
    notes: tuple[str, ...] = ()
    assignments: Mapping[str, str] = _NONE


@dataclass(frozen=True, slots=True)
class Resolved:
    """A visitor's value of an attribute and its source; None is no value, with source LIVE if a live null hides it."""

    value: object | None
    source: Source


class Vocabulary(Protocol):
    """The project's own names that a rule may use; a Ruleset is one."""

    @property
    def attribute_keys(self) -> Mapping[str, str]:
        """Return the key of each custom attribute by its uid."""

    @property
    def lytics_audiences(self) -> Mapping[str, LyticsAudience]:
        """Return the registered Lytics audiences by uid."""


_ABSENT = Resolved(None, Source.ABSENT)

_PRESET_SOURCES = {
    Preset.DEVICE_TYPE: Source.USER_AGENT,
    Preset.OPERATING_SYSTEM: Source.USER_AGENT,
    Preset.QUERY_PARAMETERS: Source.PAGE_URL,
    Preset.REFERRER: Source.REFERRER,
    Preset.COUNTRY: Source.IP_ADDRESS,
    Preset.REGION: Source.IP_ADDRESS,
    Preset.CITY: Source.IP_ADDRESS,
    Preset.DATE_AND_TIME: Source.CLOCK,
}


def resolve(reference: AttributeReference, visitor: Visitor, ruleset: Vocabulary) -> Resolved:
    """Return the visitor's value of an attribute and where it came from; an attribute nobody knows is absent."""
    match reference.kind:
        case AttributeKind.PRESET:
            return resolve_preset(reference.ref, visitor)
        case AttributeKind.CUSTOM:
            key = ruleset.attribute_keys.get(reference.ref)
            return _ABSENT if key is None else _resolve_key(key, visitor)
        case AttributeKind.LYTICS:
            return _resolve_lytics(reference.ref, visitor)


def resolve_preset(name: str, visitor: Visitor) -> Resolved:
    """Return the visitor's value of a preset attribute; an empty value is no value."""
    if name not in _PRESET_SOURCES:
        return _ABSENT
    preset = Preset(name)
    value: object = _preset_value(preset, visitor)
    if not value:
        return _ABSENT
    return Resolved(value, Source.DESCRIBED if preset in visitor.described else _PRESET_SOURCES[preset])


def _preset_value(preset: Preset, visitor: Visitor) -> object:
    match preset:
        case Preset.DEVICE_TYPE:
            return visitor.device_type
        case Preset.OPERATING_SYSTEM:
            return visitor.operating_system
        case Preset.QUERY_PARAMETERS:
            return visitor.query_parameters
        case Preset.REFERRER:
            return visitor.referrer
        case Preset.COUNTRY:
            return visitor.country
        case Preset.REGION:
            return visitor.region
        case Preset.CITY:
            return visitor.city
        case Preset.DATE_AND_TIME:
            return visitor.now


def _resolve_key(key: str, visitor: Visitor) -> Resolved:
    if key in visitor.live_attributes:
        return Resolved(visitor.live_attributes[key], Source.LIVE)
    value = visitor.stored_attributes.get(key)
    return _ABSENT if value is None else Resolved(value, Source.STORED)


def _resolve_lytics(name: str, visitor: Visitor) -> Resolved:
    if name == LyticsAttribute.FLOW_STATE:
        return _resolve_key(FLOWS_KEY, visitor)
    if name != LyticsAttribute.AUDIENCE:
        return _ABSENT
    if LIVE_AUDIENCES_KEY in visitor.live_attributes:
        return Resolved(visitor.live_attributes[LIVE_AUDIENCES_KEY], Source.LIVE)
    return _resolve_key(AUDIENCES_KEY, visitor)
