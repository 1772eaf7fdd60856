"""How a bandit shares out visitors: by the probability to be best, and a little to all."""

import math

from lenticular.stats.aggregates import Aggregates, is_sufficient
from lenticular.stats.posterior import probability_with_prior

SLOT_COUNT = 10_000
FLOOR = 100  # slots: 1 % for every variant, so that a late bloomer is seen


def weights(aggregates: Aggregates) -> tuple[int, ...]:
    """Return each variant's slots, summing to exactly 10,000; at least 100 each with at most 100 variants.

    Equal until there is enough data, then the floor and, of what is left, the probability to be best. Rounded by
    largest remainder, the first of equal ones first. A variant without visitors takes part with its prior.
    Reference: Scott, "A modern Bayesian look at the multi-armed bandit", Applied Stochastic Models in Business and
    Industry 26 (2010), §4.1 (randomized probability matching, there by simulation).
    """
    count = len(aggregates.visitors)
    if not is_sufficient(aggregates):
        return _rounded((1.0 / count,) * count, 0)
    return _rounded(probability_with_prior(aggregates), min(FLOOR, SLOT_COUNT // count))


def _rounded(shares: tuple[float, ...], floor: int) -> tuple[int, ...]:
    """Return floor slots each, and the rest by shares, which sum to 1."""
    rest = SLOT_COUNT - floor * len(shares)
    exact = [share * rest for share in shares]
    counts = [math.floor(slots) for slots in exact]
    by_remainder = sorted(range(len(exact)), key=lambda index: counts[index] - exact[index])
    for index in by_remainder[: rest - sum(counts)]:
        counts[index] += 1
    return tuple(floor + slots for slots in counts)
