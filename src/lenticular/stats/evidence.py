"""Everything that is said of one version's results, put together so that no part contradicts another."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from lenticular.stats import forecast, intervals, sample_ratio, sequential, verdict
from lenticular.stats.aggregates import Aggregates, is_sufficient
from lenticular.stats.intervals import Interval, Uplift
from lenticular.stats.multiplicity import holm
from lenticular.stats.posterior import Standing, standing
from lenticular.stats.sample_ratio import SampleRatio
from lenticular.stats.sequential import Reading
from lenticular.stats.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Comparison:
    """A variant against the baseline on one metric.

    p_value: two-sided tail probability of the posterior; at most 0.1 exactly where the 90 % interval excludes 0.
    adjusted_p_value: on secondary metrics, for the number of their comparisons (Holm); the same as p_value on the
    primary one. always_valid: None where it cannot be had: too few conversions, or a bandit.
    """

    uplift: Uplift
    p_value: float
    adjusted_p_value: float
    always_valid: Reading | None

    @property
    def is_moved(self) -> bool:
        """Return whether the difference stands after adjustment, at the level of its interval."""
        return self.adjusted_p_value <= 1 - self.uplift.difference.level + 1e-12


@dataclass(frozen=True, slots=True)
class MetricEvidence:
    """One metric; every tuple has one element a variant, None where it has no visitors.

    rates: observed, with credible intervals. best: the probability to be best. loss: conversions a visitor that
    choosing the variant is expected to give away. comparisons: None for the baseline, too.
    """

    aggregates: Aggregates
    rates: tuple[Interval | None, ...]
    best: tuple[float | None, ...]
    loss: tuple[float | None, ...]
    comparisons: tuple[Comparison | None, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A version's results. metrics: the primary one first. verdict: on the primary metric alone.

    is_sufficient: whether the primary metric has data enough for insights. days_until_decision: None if not foreseen.
    """

    metrics: tuple[MetricEvidence, ...]
    is_sufficient: bool
    verdict: Verdict
    sample_ratio: SampleRatio | None
    days_until_decision: int | None


def weigh(
    metrics: Sequence[Aggregates], *, baseline: int, shares: tuple[int, ...] | None, running: timedelta
) -> Evidence:
    """Return what the counts of a version's metrics, the primary first, say after `running` since its activation.

    `shares` are the planned ones in any unit, or None where the split follows the results (a bandit): then there is no
    sample-ratio check and no always-valid reading, for neither holds. Raise ValueError unless there is a metric, all
    have the same visitors, and the baseline is an index of them.
    """
    if not metrics or len({metric.visitors for metric in metrics}) > 1:
        raise ValueError("there is a metric, and all are of the same visitors")
    primary = metrics[0]
    found = standing(primary)
    judged = verdict.judge(primary, running, found)
    weighed = [
        _metric(metric, baseline, found if metric is primary else standing(metric), is_fixed=shares is not None)
        for metric in metrics
    ]
    return Evidence(
        metrics=(weighed[0], *_adjusted(weighed[1:])),
        is_sufficient=is_sufficient(primary),
        verdict=judged,
        sample_ratio=None if shares is None else sample_ratio.check(primary.visitors, shares),
        days_until_decision=forecast.days_until_decision(primary, judged, running),
    )


def _metric(aggregates: Aggregates, baseline: int, found: Standing | None, *, is_fixed: bool) -> MetricEvidence:
    nothing = (None,) * len(aggregates.visitors)
    comparisons = tuple(
        None if uplift is None else _comparison(aggregates, variant, baseline, uplift, is_fixed=is_fixed)
        for variant, uplift in enumerate(intervals.uplift(aggregates, baseline, found=found))
    )
    return MetricEvidence(
        aggregates=aggregates,
        rates=intervals.rate(aggregates),
        best=nothing if found is None else found.best,
        loss=nothing if found is None else found.loss,
        comparisons=comparisons,
    )


def _comparison(aggregates: Aggregates, variant: int, baseline: int, uplift: Uplift, *, is_fixed: bool) -> Comparison:
    p_value = min(1.0, 2 * min(uplift.above, 1 - uplift.above))
    always_valid = sequential.reading(aggregates, variant, baseline) if is_fixed else None
    return Comparison(uplift, p_value, p_value, always_valid)


def _adjusted(metrics: Sequence[MetricEvidence]) -> tuple[MetricEvidence, ...]:
    """Return the secondary metrics with p-values adjusted for all their comparisons together."""
    raw = [None if each is None else each.p_value for metric in metrics for each in metric.comparisons]
    adjusted = iter(holm(raw))
    found = []
    for metric in metrics:
        pairs = [(comparison, next(adjusted)) for comparison in metric.comparisons]
        comparisons = tuple(
            None if comparison is None or value is None else replace(comparison, adjusted_p_value=value)
            for comparison, value in pairs
        )
        found.append(replace(metric, comparisons=comparisons))
    return tuple(found)
