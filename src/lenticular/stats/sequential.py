"""A reading that may be looked at every day: an interval that holds at all times at once, and its p-value.

Method: the asymptotic confidence sequence of a normal mixture, for a difference of two proportions. Guarantee: the
probability that the interval *ever* leaves out the true difference, over any number of looks and stopping whenever one
likes, tends to at most 1 - level as counts grow; it is asymptotic, so benchmarks/evidence.py prints what it is at small
ones. It needs a split that does not follow the results: not for a bandit.

Reference: Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, "Time-uniform central limit theory and asymptotic confidence
sequences", Annals of Statistics 52 (2024), Theorem 2.2 and appendix B.2 (tuning); the same boundary is the mixture
sequential probability ratio test of Johari, Koomen, Pekelis and Walsh, "Always Valid Inference", Operations Research 70
(2022), §4. Means and variances are the posterior's: Agresti and Caffo, The American Statistician 54 (2000), §2.
"""

import math
from dataclasses import dataclass

from lenticular.stats.aggregates import Aggregates
from lenticular.stats.intervals import Interval
from lenticular.stats.quadrature import moments_of

LEVEL = 0.95
PLANNED_VISITORS = 10_000  # in both variants together: where the interval is narrowest compared with one for one look
FEWEST_CONVERSIONS = 5  # and as few without conversion, in each variant: below, a sum is not yet nearly normal


@dataclass(frozen=True, slots=True)
class Reading:
    """What holds however often it is looked at: the difference of rates to the baseline, in [-1, 1], and a p-value."""

    difference: Interval
    p_value: float

    @property
    def is_decided(self) -> bool:
        """Return whether the difference is of one sign, at the level of the interval, for good."""
        return self.p_value <= 1 - self.difference.level


def reading(
    aggregates: Aggregates,
    variant: int,
    baseline: int,
    *,
    level: float = LEVEL,
    planned_visitors: int = PLANNED_VISITORS,
) -> Reading | None:
    """Return the always-valid reading of a variant against the baseline; None if one has too few conversions or misses.

    `planned_visitors` must not follow the results. Raise ValueError unless 0 < level < 1 and planned_visitors > 0.
    """
    alpha = 1 - level
    if not 0 < level < 1 or planned_visitors <= 0:
        raise ValueError(f"a level is between 0 and 1, a plan is for visitors: {level}, {planned_visitors}")
    pair = aggregates.only((variant, baseline))
    if any(
        min(won, seen - won) < FEWEST_CONVERSIONS for won, seen in zip(pair.conversions, pair.visitors, strict=True)
    ):
        return None
    (mean, deviation), (other_mean, other_deviation) = (
        moments_of(won, seen) for won, seen in zip(pair.conversions, pair.visitors, strict=True)
    )
    difference, deviation = mean - other_mean, math.hypot(deviation, other_deviation)
    time = sum(pair.visitors) * _tuning(alpha) / planned_visitors
    half = deviation * _multiplier(time, alpha)
    interval = Interval(max(difference - half, -1.0), difference, min(difference + half, 1.0), level)
    return Reading(interval, _p_value(difference / deviation, time))


def _tuning(alpha: float) -> float:
    """Return ρ² times the planned number of visitors."""
    return -2 * math.log(alpha) + math.log(1 - 2 * math.log(alpha))


def _multiplier(time: float, alpha: float) -> float:
    """Return how many standard errors wide the sequence is on each side; time is ρ² t, above 0."""
    return math.sqrt(2 * (time + 1) / time * (math.log1p(time) / 2 - math.log(alpha)))


def _p_value(deviate: float, time: float) -> float:
    """Return the smallest alpha at which the sequence excludes 0, at most 1; time is held at that of the level."""
    exponent = math.log1p(time) / 2 - deviate * deviate * time / (2 * (time + 1))
    return math.exp(min(exponent, 0.0))
