"""Results as flat tables, in files that other programs read: a row for every variant and metric."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from sqlalchemy.orm import Session

from lenticular.analytics import breakdowns, series
from lenticular.analytics import summary as summaries
from lenticular.analytics.files import Cell, Column, Kind, Table
from lenticular.analytics.payloads import (
    Breakdown,
    Interval,
    MetricResult,
    PlainVariant,
    Summary,
    TimeSeries,
    VariantResult,
)
from lenticular.analytics.queries import Range
from lenticular.analytics.subjects import Metric, Subject
from lenticular.ingestion.counting.bases import Dimension
from lenticular.ingestion.counting.service import Granularity
from lenticular.management.scope import ProjectScope

Row: TypeAlias = tuple[Cell, ...]
_TEXT, _WHOLE, _NUMBER, _TIME = Kind.TEXT, Kind.WHOLE, Kind.NUMBER, Kind.TIME
_VARIANT = (Column("variant", _TEXT), Column("variant_name", _TEXT), Column("impressions", _WHOLE))
_METRIC = (
    Column("event", _TEXT),
    Column("event_key", _TEXT),
    Column("metric", _TEXT),
    Column("metric_type", _TEXT),
    Column("conversions", _WHOLE),
)
_RATE = tuple(Column(name, _NUMBER) for name in ("conversion_rate", "rate_low", "rate_high", "rate_level"))
_UPLIFT = tuple(
    Column(f"{kind}_uplift_{part}", _NUMBER)
    for kind in ("relative", "absolute")
    for part in ("low", "middle", "high", "level")
)
_COMPARED = ("probability_to_beat_baseline", "p_value", "adjusted_p_value")
_ALWAYS_VALID = ("low", "middle", "high", "level", "p_value")
_SUMMARY = (
    *_VARIANT,
    Column("impressions_without_crossovers", _WHOLE),
    Column("status", _TEXT),
    *_METRIC,
    Column("conversions_without_crossovers", _WHOLE),
    *_RATE,
    Column("probability_to_be_best", _NUMBER),
    Column("expected_loss", _NUMBER),
    Column("baseline", _TEXT),
    *_UPLIFT,
    *(Column(name, _NUMBER) for name in _COMPARED),
    *(Column(f"always_valid_{name}", _NUMBER) for name in _ALWAYS_VALID),
)
_SERIES = (Column("time", _TIME), *_VARIANT, *_METRIC, Column("converted", _WHOLE))
_BREAKDOWN = (
    Column("dimension", _TEXT),
    Column("value", _TEXT),
    Column("value_name", _TEXT),
    *_VARIANT,
    *_METRIC,
    *_RATE,
)


class Content(StrEnum):
    """Which results a file holds."""

    SUMMARY = "summary"
    TIME_SERIES = "time-series"
    BREAKDOWN = "breakdown"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which results, and how; what a kind of results does not know is not looked at."""

    content: Content
    range_: Range
    baseline: str | None
    granularity: Granularity
    zone: str
    dimension: Dimension


def table(scope: ProjectScope, events: Session, subject: Subject, wanted: Wanted) -> Table:
    """Return results of a version as a table. Raises Invalid as they do."""
    match wanted.content:
        case Content.SUMMARY:
            return of_summary(
                summaries.report(events, subject, range_=wanted.range_, baseline=wanted.baseline, now=scope.now)
            )
        case Content.TIME_SERIES:
            found = series.report(
                events,
                subject,
                range_=wanted.range_,
                granularity=wanted.granularity,
                zone=wanted.zone,
                now=scope.now,
            )
            return of_series(subject, found)
        case Content.BREAKDOWN:
            return of_breakdown(subject, breakdowns.report(scope, events, subject, wanted.dimension))


def of_summary(summary: Summary) -> Table:
    """Return a row for every variant and metric; a single one, without a metric, where the version has none."""
    rows: list[Row] = []
    for variant in summary.variants:
        leading = summary.leading_variant
        status = leading.status.value if leading and leading.short_uid == variant.short_uid else None
        head = (*_head(variant.short_uid, variant.name, variant.impressions), variant.without_crossovers.impressions)
        rows += [(*head, status, *_result(metric, summary)) for metric in _or_none(variant)]
    return Table(_SUMMARY, rows)


def of_series(subject: Subject, found: TimeSeries) -> Table:
    """Return a row for every hour or day, variant and metric."""
    names = {variant.short_uid: variant.name for variant in subject.variants}
    metrics: list[Metric | None] = list(subject.metrics) or [None]
    rows = [
        (
            point.time,
            *_head(variant.short_uid, names[variant.short_uid], variant.impressions),
            *_goal(metric),
            None if metric is None else variant.conversions.get(metric.event_uid),
            None if metric is None else variant.converted.get(metric.event_uid),
        )
        for point in found.series
        for variant in point.variants
        for metric in metrics
    ]
    return Table(_SERIES, rows)


def of_breakdown(subject: Subject, breakdown: Breakdown) -> Table:
    """Return a row for every value, variant and metric; an unknown value is empty."""
    rows: list[Row] = []
    for value in breakdown.values:
        for variant in value.variants:
            head = (breakdown.dimension, value.value, value.name)
            shown = _head(variant.short_uid, variant.name, variant.impressions)
            rows += [(*head, *shown, *cells) for cells in _plain(subject, variant)]
    return Table(_BREAKDOWN, rows)


def _plain(subject: Subject, variant: PlainVariant) -> Iterator[Row]:
    if not variant.metrics:
        yield (None,) * (len(_METRIC) + len(_RATE))
    for goal, metric in zip(subject.metrics, variant.metrics, strict=True):
        yield (*_goal(goal), metric.conversions, metric.conversion_rate, *_bounds(metric.interval))


def _or_none(variant: VariantResult) -> Iterable[MetricResult | None]:
    return variant.metrics or [None]


def _head(short_uid: str, name: str, impressions: int) -> Row:
    return short_uid, name, impressions


def _goal(metric: Metric | None) -> Row:
    if metric is None:
        return (None,) * 4
    return metric.event_uid, metric.event_key, metric.name, metric.kind


def _result(metric: MetricResult | None, summary: Summary) -> Iterator[Cell]:
    """Yield the cells of a metric."""
    if metric is None:
        yield from [None] * (len(_SUMMARY) - len(_VARIANT) - 2)
        return
    yield from (metric.event, metric.event_key, metric.name, metric.type, metric.conversions)
    yield metric.without_crossovers.conversions
    yield metric.conversion_rate
    yield from _bounds(metric.interval)
    yield from (metric.probability_to_be_best, metric.expected_loss, summary.baseline)
    for found in (None, None) if metric.uplift is None else (metric.uplift.relative, metric.uplift.absolute):
        yield from (None,) * 4 if found is None else (found.low, found.middle, found.high, found.level)
    for name in _COMPARED:
        yield getattr(metric.uplift, name, None)
    always_valid = None if metric.uplift is None else metric.uplift.always_valid
    for name in _ALWAYS_VALID:
        yield getattr(always_valid, name, None)


def _bounds(interval: Interval | None) -> Row:
    return (None, None, None) if interval is None else (interval.low, interval.high, interval.level)
