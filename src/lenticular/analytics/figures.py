"""From what was counted to what it says: counts of a version's variants or arms, and the evidence in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lenticular.analytics.subjects import Metric, Subject
from lenticular.ingestion.counting.service import Figures
from lenticular.stats import evidence, verdict
from lenticular.stats.aggregates import Aggregates
from lenticular.stats.evidence import Evidence, MetricEvidence

_NOTHING = Figures()


class Silence(StrEnum):
    """Why no variant leads, beyond what `stats` has to say."""

    SEGMENTED = "SEGMENTED"
    NO_METRIC = "NO_METRIC"
    EVENT_DELETED = "EVENT_DELETED"


SENTENCES: Mapping[Silence | verdict.Reason, str] = {
    Silence.SEGMENTED: "A segmented experience compares nothing: audiences, not chance, decide who sees a variant.",
    Silence.NO_METRIC: "The version has no metric, so there is nothing to be best at.",
    Silence.EVENT_DELETED: "The event of the primary metric was deleted.",
    verdict.Reason.NO_DATA: "Nobody has seen a variant yet.",
    verdict.Reason.NOT_ENOUGH_DATA: "It takes 1,000 impressions or 30 conversions over all variants to say anything.",
    verdict.Reason.NOTHING_TO_COMPARE: "Only one variant has been seen.",
    verdict.Reason.NO_LEADER: "The variant that is most probably best does not have the highest conversion rate alone.",
}


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the counts of a version say; without evidence there is a reason.

    `by_metric` has an element for each metric of the version, None where nothing can be said of it.
    """

    evidence: Evidence | None
    by_metric: tuple[MetricEvidence | None, ...]
    reason: Silence | verdict.Reason | None


def visitors(figures: Mapping[str, Figures], name: str) -> int:
    """Return how many visitors a variant or an arm has."""
    return figures.get(name, _NOTHING).visitors


def conversions(figures: Mapping[str, Figures], name: str, metric: Metric) -> int | None:
    """Return how many visitors of a variant or an arm reached a metric; None if its event is not known any more."""
    if metric.event_key is None:
        return None
    return figures.get(name, _NOTHING).conversions.get(metric.event_key, 0)


def aggregates(figures: Mapping[str, Figures], names: Sequence[str], event_key: str) -> Aggregates:
    """Return the counts of one event for variants or arms, in their order, the missing ones as 0."""
    found = [figures.get(name, _NOTHING) for name in names]
    return Aggregates(
        tuple(figures.visitors for figures in found), tuple(figures.conversions.get(event_key, 0) for figures in found)
    )


def weigh(subject: Subject, figures: Mapping[str, Figures], *, baseline: int, now: datetime) -> Weighed:
    """Return what the figures of a version's variants say; `baseline` is the place of the variant to compare with."""
    silent = _silence(subject)
    if silent is not None:
        return Weighed(None, (None,) * len(subject.metrics), silent)
    names = [variant.short_uid for variant in subject.variants]
    known = [metric.event_key for metric in subject.metrics if metric.event_key is not None]
    found = evidence.weigh(
        [aggregates(figures, names, key) for key in known],
        baseline=baseline,
        shares=subject.shares(),
        running=subject.running(now),
    )
    weighed = iter(found.metrics)
    by_metric = tuple(None if metric.event_key is None else next(weighed) for metric in subject.metrics)
    return Weighed(found, by_metric, found.verdict.reason)


def _silence(subject: Subject) -> Silence | None:
    if not subject.is_test:
        return Silence.SEGMENTED
    if subject.primary is None or not subject.variants:
        return Silence.NO_METRIC
    return Silence.EVENT_DELETED if subject.primary.event_key is None else None
