"""Versions of experiences on the wire."""

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import Body
from pydantic import Field

from lenticular.api.describing import DescribedBy
from lenticular.api.times import Time
from lenticular.domain.experiences import Status
from lenticular.management import audit
from lenticular.management.audit import AuditedPayload, Payload
from lenticular.management.versions.content import VariantSplit
from lenticular.management.versions.tables import ExperienceVersion

Combination = Literal["AND", "OR"]
_SHORT_UID = "Counts up in base 36 within the experience; never used again."


class SegmentedVariant(Payload):
    """A variant for the visitors in its audiences; the first one that fits a visitor wins."""

    name: str
    type: Literal["SegmentedVariant"] = Field("SegmentedVariant", alias="__type")
    audiences: list[str]
    audience_combination_type: Combination
    lytics_audiences: list[str]
    short_uid: str = Field(description=_SHORT_UID)


class ABTestVariant(Payload):
    """A variant for a share of the visitors."""

    name: str
    type: Literal["ABTestVariant"] = Field("ABTestVariant", alias="__type")
    traffic_distribution: int | float = Field(
        description="Percent. Of a bandit it is the split that it starts with; `analytics/traffic` has the present one."
    )
    short_uid: str = Field(description=_SHORT_UID)


class Metric(Payload):
    """An event that is counted as a conversion; the first one decides the test."""

    event: str = Field(description="The uid of an event.")
    name: str
    type: Literal["Primary", "Secondary"] = Field(alias="__type")


class TargetAudience(Payload):
    """The audiences that a visitor must be in to take part."""

    audiences: list[str]
    audience_combination_type: Combination
    lytics_audiences: list[str] | None = Field(None, description="CDP audiences; absent when there are none.")


class Targeting(Payload):
    """Who takes part in a test; empty means everyone."""

    audience: TargetAudience | None = None


class _Version(AuditedPayload):
    experience_uid: str
    status: Status
    first_activated_at: Time | None = Field(None, description="Absent before the first activation.")
    version_number: int


class SegmentedVersion(_Version):
    """A version of a segmented experience; the order of its variants is their precedence."""

    variants: list[SegmentedVariant]


class ABTestVersion(_Version):
    """A version of an A/B test."""

    variants: list[ABTestVariant]
    variant_split: VariantSplit
    metrics: list[Metric]
    targeting: Targeting


class SegmentedVariantWrite(Payload):
    """A variant as a client sends it, with one audience of either kind at least."""

    name: str = Field(min_length=1, max_length=200)
    audiences: list[str] = Field(description="Uids of audiences (24 hex digits).")
    audience_combination_type: Combination
    lytics_audiences: list[str] = Field([], description="Uids of CDP audiences (32 hex digits).")
    short_uid: str | None = Field(None, description="Keeps an existing variant; without it, it is a new one.")


class ABTestVariantWrite(Payload):
    """A variant as a client sends it."""

    name: str = Field(min_length=1, max_length=200)
    traffic_distribution: float | None = Field(None, description="Percent; only CUSTOM_PERCENTAGE reads it.")
    short_uid: str | None = Field(None, description="Keeps an existing variant; without it, it is a new one.")


class MetricWrite(Payload):
    """A metric as a client sends it; the first is the primary one."""

    event: str = Field(description="The uid of an event.")
    name: str = Field(min_length=1, max_length=200)


class VersionWrite(Payload):
    """A whole version as a client sends it. Unknown members are ignored."""

    status: Literal["DRAFT", "ACTIVE", "PAUSED"] = Field(
        description="DRAFT saves, ACTIVE activates or resumes, PAUSED pauses. A new version is a DRAFT."
    )
    variants: list[SegmentedVariantWrite | ABTestVariantWrite] = Field(description="The whole list, in order.")
    variant_split: VariantSplit = Field(VariantSplit.EQUALLY_SPLIT, description="A/B tests only.")
    metrics: list[MetricWrite] = Field([], description="A/B tests only.")
    targeting: Targeting = Field(Targeting(), description="A/B tests only.")


VersionBody = Annotated[object, Body(), DescribedBy(VersionWrite)]


def render(version: ExperienceVersion, names: Mapping[str, str]) -> SegmentedVersion | ABTestVersion:
    """Return a version as the wire shows it."""
    members: dict[str, object] = {
        "uid": version.uid,
        "experience_uid": version.experience_uid,
        "variants": version.variants,
        "status": version.status,
        "first_activated_at": version.first_activated_at,
        "version_number": version.number,
    }
    if version.variant_split is None:
        return audit.render(SegmentedVersion, version, names, members)
    members |= {
        "variant_split": version.variant_split,
        "metrics": version.metrics,
        "targeting": _targeting(version.targeting),
    }
    return audit.render(ABTestVersion, version, names, members)


def _targeting(stored: Mapping[str, Mapping[str, object]]) -> Mapping[str, Mapping[str, object]]:
    if not stored:
        return {}
    shown = {key: value for key, value in stored["audience"].items() if value or key != "lyticsAudiences"}
    return {"audience": shown}
