"""The results of a version by audience, device or country: counts and rates, and on purpose no winner among them."""

from collections.abc import Mapping
from typing import Literal

from sqlalchemy.orm import Session

from lenticular.analytics import figures, rendering
from lenticular.analytics.payloads import Breakdown, PlainMetric, PlainVariant, Value
from lenticular.analytics.subjects import Metric, Subject, Variant
from lenticular.geo import catalogue
from lenticular.ingestion.counting import service as counting
from lenticular.ingestion.counting.bases import Dimension
from lenticular.ingestion.counting.service import Figures
from lenticular.management.audiences import service as audiences
from lenticular.management.lytics_audiences import service as lytics_audiences
from lenticular.management.scope import ProjectScope
from lenticular.stats import intervals
from lenticular.stats.aggregates import Aggregates

# By variant it is the summary.
DIMENSIONS = (Dimension.AUDIENCE, Dimension.DEVICE, Dimension.COUNTRY)
_NAMES: dict[Dimension, Literal["AUDIENCE", "DEVICE", "COUNTRY"]] = {
    Dimension.AUDIENCE: "AUDIENCE",
    Dimension.DEVICE: "DEVICE",
    Dimension.COUNTRY: "COUNTRY",
}
_DEVICES = {"MOBILE": "Mobile", "TABLET": "Tablet", "DESKTOP": "Desktop"}
_UNKNOWN = "Unknown"
_IN_NONE = "In no audience, or unknown"


def report(scope: ProjectScope, events: Session, subject: Subject, dimension: Dimension) -> Breakdown:
    """Return the figures of a version by value of a dimension, the largest first and the unknown last."""
    found = counting.breakdown(events, subject.version.uid, dimension)
    names = _names(scope, dimension)
    values = [
        _value(subject, value, by_variant, dimension=dimension, names=names) for value, by_variant in found.items()
    ]
    return Breakdown(
        experience=subject.experience.uid,
        version=subject.version.uid,
        dimension=_NAMES[dimension],
        is_overlapping=dimension is Dimension.AUDIENCE,
        values=sorted(values, key=lambda value: (value.value is None, -value.impressions, value.value or "")),
    )


def _names(scope: ProjectScope, dimension: Dimension) -> Mapping[str, str]:
    """Return how the values of a dimension are called; an audience that is missing was deleted."""
    match dimension:
        case Dimension.AUDIENCE:
            synced = {audience.uid: audience.name for audience in lytics_audiences.list_by_name(scope)}
            return {audience.uid: audience.name for audience in audiences.list_newest_first(scope)} | synced
        case Dimension.COUNTRY:
            return {country.code: country.name for country in catalogue.search_countries()}
        case _:
            return _DEVICES


def _value(
    subject: Subject,
    value: str,
    by_variant: Mapping[str, Figures],
    *,
    dimension: Dimension,
    names: Mapping[str, str],
) -> Value:
    is_audience = dimension is Dimension.AUDIENCE
    unknown = _IN_NONE if is_audience else _UNKNOWN
    variants = [_variant(subject, variant, by_variant) for variant in subject.variants]
    return Value(
        value=value or None,
        name=names.get(value, value) if value else unknown,
        is_deleted=is_audience and bool(value) and value not in names,
        impressions=sum(variant.impressions for variant in variants),
        variants=variants,
    )


def _variant(subject: Subject, variant: Variant, by_variant: Mapping[str, Figures]) -> PlainVariant:
    return PlainVariant(
        short_uid=variant.short_uid,
        name=variant.name,
        impressions=figures.visitors(by_variant, variant.short_uid),
        metrics=[_metric(metric, variant, by_variant) for metric in subject.metrics],
    )


def _metric(metric: Metric, variant: Variant, by_variant: Mapping[str, Figures]) -> PlainMetric:
    visitors = figures.visitors(by_variant, variant.short_uid)
    converted = figures.conversions(by_variant, variant.short_uid, metric)
    rate = None if converted is None else intervals.rate(Aggregates((visitors,), (converted,)))[0]
    return PlainMetric(
        event=metric.event_uid,
        name=metric.name,
        type="Primary" if metric.kind == "Primary" else "Secondary",
        conversions=converted,
        conversion_rate=rendering.rate(converted, visitors),
        interval=rendering.interval(rate),
    )
