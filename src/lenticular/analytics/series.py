"""Impressions and conversions of a version hour by hour, or day by day."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from lenticular.analytics import figures
from lenticular.analytics.payloads import Point, TimeSeries, VariantPoint
from lenticular.analytics.queries import Range
from lenticular.analytics.subjects import Subject
from lenticular.ingestion.counting import service as counting
from lenticular.ingestion.counting.service import Granularity


def report(
    events: Session, subject: Subject, *, range_: Range, granularity: Granularity, zone: str, now: datetime
) -> TimeSeries:
    """Return every hour or day of the range, the empty ones too; without a range, of that in which anything happened.

    What has not happened yet has no point. Raises Invalid for a range of more than 5,000 points.
    """
    points = _points(events, subject, range_=range_, granularity=granularity, zone=zone, now=now)
    return TimeSeries(
        experience=subject.experience.uid,
        version=subject.version.uid,
        granularity=_GRANULARITIES[granularity],
        timezone=zone,
        series=[Point(time=point.start, variants=_variants(subject, point)) for point in points],
    )


_GRANULARITIES: dict[Granularity, Literal["HOUR", "DAY"]] = {Granularity.HOUR: "HOUR", Granularity.DAY: "DAY"}


def _points(
    events: Session, subject: Subject, *, range_: Range, granularity: Granularity, zone: str, now: datetime
) -> Sequence[counting.Point]:
    # An end that is a thousand years away would be as many points.
    end = None if range_.end is None else min(range_.end, now)
    if range_.start is not None and range_.start >= (end or now):
        return []
    return counting.series(events, subject.version.uid, granularity=granularity, zone=zone, start=range_.start, end=end)


def _variants(subject: Subject, point: counting.Point) -> list[VariantPoint]:
    known = [(metric.event_uid, metric.event_key) for metric in subject.metrics if metric.event_key is not None]
    return [
        VariantPoint(
            short_uid=variant.short_uid,
            impressions=figures.visitors(point.variants, variant.short_uid),
            conversions={
                metric.event_uid: figures.conversions(point.variants, variant.short_uid, metric) or 0
                for metric in subject.metrics
                if metric.event_key is not None
            },
            converted={uid: point.converted.get(variant.short_uid, {}).get(key, 0) for uid, key in known},
        )
        for variant in subject.variants
    ]
