"""A described visitor, and what is decided for them, on the wire."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from lenticular.domain.attributes import Preset, Visitor
from lenticular.domain.decision import Decision, Reason
from lenticular.geo.places import Resolver
from lenticular.management.audiences.definition import Definition
from lenticular.management.audit import Payload
from lenticular.visitors import context
from lenticular.visitors.context import RequestFacts
from lenticular.visitors.stored import Stored

MEMBER_LENGTH = 2_048
MOST_VERSIONS = 1_000
# Between these, every time zone can tell the time.
EARLIEST_YEAR, LATEST_YEAR = 1970, 2999


def _in_utc(time: datetime) -> datetime:
    if not EARLIEST_YEAR <= time.year <= LATEST_YEAR:
        raise PydanticCustomError("NOT_VALID_TIME", f"must lie between {EARLIEST_YEAR} and {LATEST_YEAR}")
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


Instant = Annotated[datetime, AfterValidator(_in_utc)]


class DescribedVisitor(Payload):
    """A visitor in words. What is left out is derived as for a real request, or unknown."""

    user_uid: str | None = Field(
        None, max_length=256, description="Whose stored attributes count, and who is assigned to A/B variants."
    )
    country: str | None = Field(None, description="ISO 3166-1: US. Else derived from `ip`.")
    region: str | None = Field(None, description="ISO 3166-2: US-AZ. Else derived from `ip`.")
    city: str | None = Field(None, description="As audiences spell it: chicago,IL,US. Else derived from `ip`.")
    timezone: str | None = Field(None, description="IANA: America/Chicago. Else derived from `ip`.")
    device_type: Literal["MOBILE", "TABLET", "DESKTOP"] | None = Field(None, description="Else from `userAgent`.")
    operating_system: Literal["MACOS", "WINDOWS", "ANDROID", "IOS"] | None = Field(
        None, description="Else from `userAgent`."
    )
    page_url: str | None = Field(None, max_length=MEMBER_LENGTH, description="Its query parameters count.")
    referrer: str | None = Field(None, max_length=MEMBER_LENGTH)
    ip: str | None = Field(None, max_length=64, description="An IP address, to derive the place from.")
    user_agent: str | None = Field(None, max_length=MEMBER_LENGTH)
    attributes: dict[str, Any] = Field({}, description="Live attributes; they hide stored ones of the same key.")
    time: Instant | None = Field(None, description="When the visit takes place (ISO 8601, UTC without an offset).")


class DecisionRequest(Payload):
    """For whom to decide, and by which versions."""

    visitor: DescribedVisitor = DescribedVisitor()
    experience: str | None = Field(None, description="Decide only this experience.")
    version: str | None = Field(None, description="The version of `experience` to decide by as if it were active.")
    versions: dict[str, str] = Field(
        {}, max_length=MOST_VERSIONS, description="The same for several: experience uid to version uid."
    )


class ManifestExperience(Payload):
    """An experience as the edge's manifest shows it."""

    short_uid: str
    active_variant_short_uid: str | None


class ExplainedDecision(Payload):
    """The variant of one experience, and why it is that one."""

    experience_uid: str
    short_uid: str
    variant_short_uid: str | None
    reason: Reason
    version_uid: str
    withheld_variant_short_uid: str | None = Field(
        description="Of a visitor who is HELD_OUT: the variant that they would get."
    )


class DecisionResponse(Payload):
    """What the visitor would get. Nothing of it is counted."""

    experiences: list[ManifestExperience] = Field(description="As the edge's manifest; highest priority first.")
    decisions: list[ExplainedDecision] = Field(description="In the same order.")
    explanation: dict[str, Any] = Field(description="Every audience and rule with its value, source and result.")


class AudienceTrial(Payload):
    """Rules, saved or not, and the visitor to try them on."""

    definition: Definition
    visitor: DescribedVisitor = DescribedVisitor()


class AudienceFinding(Payload):
    """What the rules make of the visitor. Nothing of it is kept."""

    result: bool = Field(description="Whether the visitor belongs to the audience.")
    definition: dict[str, Any] = Field(description="The rules as they nest, each with its value, source and result.")
    visitor: dict[str, Any] = Field(description="What is known of the visitor, described or derived.")
    notes: list[str] = Field(description="What is amiss with the description.")


def visitor_of(described: DescribedVisitor, *, stored: Stored, places: Resolver, now: datetime) -> Visitor:
    """Return the visitor who is described: what is said of them counts, the rest is derived as for a real request."""
    derived = context.visitor(
        RequestFacts(
            now=described.time or now,
            user_uid=described.user_uid or None,
            page_url=described.page_url,
            referrer=described.referrer,
            user_agent=described.user_agent,
            ip_address=described.ip,
            live_attributes_header=json.dumps(described.attributes) if described.attributes else None,
            stored=stored.as_text(),
        ),
        places,
    )
    presets = {
        Preset.COUNTRY: described.country,
        Preset.REGION: described.region,
        Preset.CITY: described.city,
        Preset.DEVICE_TYPE: described.device_type,
        Preset.OPERATING_SYSTEM: described.operating_system,
        Preset.DATE_AND_TIME: described.time,
    }
    said = frozenset(preset for preset, value in presets.items() if value is not None)
    told = ", ".join(preset for preset in Preset if preset in said)
    return derived._replace(
        country=described.country or derived.country,
        region=described.region or derived.region,
        city=described.city or derived.city,
        timezone=described.timezone or derived.timezone,
        device_type=described.device_type or derived.device_type,
        operating_system=described.operating_system or derived.operating_system,
        described=said,
        notes=(*derived.notes, f"Described, not derived: {told}.") if said else derived.notes,
    )


def render(decisions: tuple[Decision, ...], explanation: Mapping[str, object]) -> DecisionResponse:
    """Return decisions as the wire shows them."""
    return DecisionResponse(
        experiences=[
            ManifestExperience(
                short_uid=decision.experience_short_uid, active_variant_short_uid=decision.variant_short_uid
            )
            for decision in decisions
        ],
        decisions=[
            ExplainedDecision(
                experience_uid=decision.experience_uid,
                short_uid=decision.experience_short_uid,
                variant_short_uid=decision.variant_short_uid,
                reason=decision.reason,
                version_uid=decision.version_uid,
                withheld_variant_short_uid=decision.withheld_variant_short_uid,
            )
            for decision in decisions
        ],
        explanation=dict(explanation),
    )


def render_finding(explanation: Mapping[str, Any]) -> AudienceFinding:
    """Return what became of a definition as the wire shows it."""
    return AudienceFinding(result=explanation["definition"]["result"], **explanation)
