"""While it runs: in how many days the verdict is reached if things go on as they are."""

import math
from datetime import timedelta

from scipy import special

from lenticular.stats.aggregates import Aggregates, is_sufficient
from lenticular.stats.quadrature import moments_of
from lenticular.stats.verdict import LEVEL, SHORTEST, Label, Verdict

LONGEST_DAYS = 365
_DAY = timedelta(days=1)


def days_until_decision(aggregates: Aggregates, verdict: Verdict, running: timedelta) -> int | None:
    """Return the whole days until HAS_WON, if visitors come and convert as so far; 0 exactly if it has.

    None: no data yet, nobody leads, or it would take more than a year. Rates as observed, so an early answer is as
    uncertain as they are. Normal posteriors, and the sum of the pairwise error probabilities for that of several.
    """
    if verdict.label is Label.HAS_WON:
        return 0
    if verdict.leader is None or running <= timedelta() or not is_sufficient(aggregates):
        return None
    shortest = max(1, math.ceil((SHORTEST - running) / _DAY))
    if verdict.label is Label.LEADING_SIGNIFICANTLY:
        return shortest
    deviates = _deviates(aggregates, verdict.leader)
    if min(deviates) <= 0:
        return None
    longest = (running + LONGEST_DAYS * _DAY) / running
    if _error(deviates, longest) > 1 - LEVEL:
        return None
    low, high = 1.0, longest
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if _error(deviates, middle) <= 1 - LEVEL else (middle, high)
    return max(shortest, math.ceil((high - 1) * (running / _DAY)))


def _deviates(aggregates: Aggregates, leader: int) -> list[float]:
    """Return by how many standard deviations the leader's posterior mean is above each other's."""
    mean, deviation = moments_of(aggregates.conversions[leader], aggregates.visitors[leader])
    found = []
    for other in aggregates.seen:
        if other != leader:
            other_mean, other_deviation = moments_of(aggregates.conversions[other], aggregates.visitors[other])
            found.append((mean - other_mean) / math.hypot(deviation, other_deviation))
    return found


def _error(deviates: list[float], times: float) -> float:
    """Return a bound on the probability that the leader is not the best, with so many times the data."""
    return float(sum(special.ndtr(-deviate * math.sqrt(times)) for deviate in deviates))
