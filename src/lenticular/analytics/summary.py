"""The results of a version, in all or of a range of time: figures per variant and metric, and who leads."""

from datetime import datetime

from sqlalchemy.orm import Session

from lenticular.analytics import figures, payloads, rendering
from lenticular.analytics.figures import Weighed
from lenticular.analytics.payloads import LeadingVariant, MetricResult, Reason, SteadyMetric, SteadyVariant, Summary
from lenticular.analytics.payloads import VariantResult as Result
from lenticular.analytics.queries import Range
from lenticular.analytics.subjects import Metric, Subject, Variant
from lenticular.errors import Invalid, Problem
from lenticular.ingestion.counting import service as counting
from lenticular.stats.aggregates import is_sufficient
from lenticular.stats.evidence import MetricEvidence
from lenticular.stats.verdict import LEVEL


def report(events: Session, subject: Subject, *, range_: Range, baseline: str | None, now: datetime) -> Summary:
    """Return the results of a version; `events` is a session of the event store.

    The verdict is that of the range, after all the time since the first activation. Raises Invalid for a baseline that
    is no variant.
    """
    place = baseline_of(subject, baseline)
    counted = counting.summary(events, subject.version.uid, start=range_.start, end=range_.end)
    weighed = figures.weigh(subject, counted.variants, baseline=place, now=now)
    variants = [
        _variant(subject, variant, counted, weighed, place=index) for index, variant in enumerate(subject.variants)
    ]
    reason = weighed.reason
    evidence = weighed.evidence
    return Summary(
        experience=subject.experience.uid,
        version=subject.version.uid,
        impressions=sum(variant.impressions for variant in variants),
        visitors=counted.visitors,
        crossovers=counted.crossovers,
        variants=variants,
        leading_variant=_leader(subject, weighed),
        reason=None if reason is None else Reason(code=reason.value, message=figures.SENTENCES[reason]),
        sufficient_data=_is_sufficient(subject, counted, weighed),
        level=LEVEL if evidence is None else evidence.verdict.level,
        baseline=subject.variants[place].short_uid if subject.variants else None,
        days_until_decision=_days(subject, weighed) if range_.is_whole else None,
        sample_ratio=rendering.ratio(
            None if evidence is None else evidence.sample_ratio,
            [variant.short_uid for variant in subject.variants],
            [variant.impressions for variant in variants],
        ),
        first_activated_at=subject.activated_at,
        start_time=range_.start,
        end_time=range_.end,
        last_updated_at=counting.last_event_at(events, subject.version.uid),
    )


def baseline_of(subject: Subject, short_uid: str | None) -> int:
    """Return the place of the variant to compare with, the first unless one is named. Raises Invalid."""
    if not short_uid:
        return 0
    for place, variant in enumerate(subject.variants):
        if variant.short_uid == short_uid:
            return place
    message = "Name a variant of the version by its short uid."
    raise Invalid([Problem("/baseline", "VARIANT_NOT_FOUND", message)])


def _is_sufficient(subject: Subject, counted: counting.Summary, weighed: Weighed) -> bool:
    if weighed.evidence is not None:
        return weighed.evidence.is_sufficient
    names = [variant.short_uid for variant in subject.variants]
    return bool(names) and is_sufficient(figures.aggregates(counted.variants, names, ""))


def _days(subject: Subject, weighed: Weighed) -> int | None:
    if weighed.evidence is None:
        return None
    days = weighed.evidence.days_until_decision
    return days if subject.is_active or days == 0 else None


def _leader(subject: Subject, weighed: Weighed) -> LeadingVariant | None:
    verdict = None if weighed.evidence is None else weighed.evidence.verdict
    if verdict is None or verdict.label is None or verdict.leader is None or verdict.probability is None:
        return None
    return LeadingVariant(
        short_uid=subject.variants[verdict.leader].short_uid,
        status=verdict.label,
        probability_to_be_best=verdict.probability,
    )


def _variant(subject: Subject, variant: Variant, counted: counting.Summary, weighed: Weighed, *, place: int) -> Result:
    steady = figures.visitors(counted.without_crossovers, variant.short_uid)
    return Result(
        short_uid=variant.short_uid,
        name=variant.name,
        impressions=figures.visitors(counted.variants, variant.short_uid),
        metrics=[
            _metric(metric, variant, counted, found, place=place)
            for metric, found in zip(subject.metrics, weighed.by_metric, strict=True)
        ],
        without_crossovers=SteadyVariant(impressions=steady),
    )


def _metric(
    metric: Metric, variant: Variant, counted: counting.Summary, found: MetricEvidence | None, *, place: int
) -> MetricResult:
    short_uid = variant.short_uid
    converted = figures.conversions(counted.variants, short_uid, metric)
    loss = None if found is None else found.loss[place]
    return MetricResult(
        event=metric.event_uid,
        event_key=metric.event_key,
        name=metric.name,
        type="Primary" if metric.kind == "Primary" else "Secondary",
        conversions=converted,
        conversion_rate=rendering.rate(converted, figures.visitors(counted.variants, short_uid)),
        interval=None if found is None else rendering.interval(found.rates[place]),
        probability_to_be_best=None if found is None else found.best[place],
        expected_loss=None if loss is None else 100 * loss,
        uplift=None if found is None else rendering.uplift(found.comparisons[place]),
        without_crossovers=_steady(metric, short_uid, counted),
    )


def _steady(metric: Metric, short_uid: str, counted: counting.Summary) -> SteadyMetric:
    converted = figures.conversions(counted.without_crossovers, short_uid, metric)
    visitors = figures.visitors(counted.without_crossovers, short_uid)
    return payloads.SteadyMetric(conversions=converted, conversion_rate=rendering.rate(converted, visitors))
