"""What the counts say about the variants together: who is best, who beats whom, and what a wrong choice costs.

Rates have independent Beta(1, 1) priors, so posteriors are Beta(1 + conversions, 1 + visitors - conversions). All is
integrated, nothing drawn: the same counts give the same figures, in any order of variants.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lenticular.stats.aggregates import Aggregates
from lenticular.stats.quadrature import Floats, edges, rule, tabulate


@dataclass(frozen=True, slots=True)
class Standing:
    """How the variants stand to each other; None for a variant that nobody has seen, which is left out throughout.

    best: the probability to have the highest rate; sums to 1. loss: the rate, in conversions a visitor, that choosing
    this variant is expected to give away. beats[i][j]: the probability that i's rate is above j's.
    """

    best: tuple[float | None, ...]
    loss: tuple[float | None, ...]
    beats: tuple[tuple[float | None, ...], ...]


def standing(aggregates: Aggregates) -> Standing | None:
    """Return how the variants stand; None if nobody has seen any.

    A variant without visitors is left out: its prior, with a mean rate of one half, would beat every real one.
    Reference: Miller, "Formulas for Bayesian A/B Testing" (2015), the integrals there solved numerically; expected
    loss: Stucchio, "Bayesian A/B Testing at VWO" (2015), §4.1.
    """
    seen = aggregates.seen
    if not seen:
        return None
    best, loss, beats = _compare(aggregates.only(seen))
    place: dict[int, int] = {variant: position for position, variant in enumerate(seen)}

    def spread(values: Floats) -> tuple[float | None, ...]:
        return tuple(float(values[place[i]]) if i in place else None for i in range(len(aggregates.visitors)))

    nothing = (None,) * len(aggregates.visitors)
    rows = tuple(spread(beats[place[i]]) if i in place else nothing for i in range(len(aggregates.visitors)))
    return Standing(spread(best), spread(loss), rows)


def probability_to_be_best(aggregates: Aggregates) -> tuple[float | None, ...] | None:
    """Return each variant's probability to have the highest rate, in [0, 1] and summing to 1.

    None if nobody has seen any variant, and for a variant that nobody has seen.
    """
    found = standing(aggregates)
    return None if found is None else found.best


def probability_with_prior(aggregates: Aggregates) -> tuple[float, ...]:
    """Return the probability to be best of every variant, unseen ones by their prior; sums to 1. For exploration."""
    return tuple(float(probability) for probability in _compare(aggregates)[0])


def _compare(aggregates: Aggregates) -> tuple[Floats, Floats, Floats]:
    """Return probabilities to be best and losses, (variants,), and who beats whom, (variants, variants)."""
    counts = np.array([aggregates.conversions, aggregates.visitors], dtype=np.float64).T
    # Equal counts are computed once, in a fixed order: what equals stays equal, whatever the order of variants.
    unique, inverse, times = np.unique(counts, axis=0, return_inverse=True, return_counts=True)
    conversions, visitors = unique.T
    borders = np.unique(edges(conversions, visitors))
    table = tabulate(borders, conversions, visitors)
    mass, below = (values.reshape(len(unique), -1) for values in (table.mass, table.distribution()))
    lengths = table.widths * rule().weights
    others = _product_of_others(below, times)
    best = (mass * others).sum(axis=1)
    loss = (below * (1 - others)) @ lengths.ravel()
    beats = mass @ below.T
    beats = np.clip(
        0.5 + (beats - beats.T) / 2, 0.0, 1.0
    )  # P(i > j) + P(j > i) is 1, and an equal one is beaten half the time
    inverse = inverse.ravel()
    return (best / (best * times).sum())[inverse], np.maximum(loss, 0.0)[inverse], beats[np.ix_(inverse, inverse)]


def _product_of_others(below: Floats, times: NDArray[np.intp]) -> Floats:
    """Return, for one variant of each kind, the distribution function of the best of all others; shape of below."""
    repeated = times[:, None]
    ones = np.ones((1, below.shape[1]))
    before = np.cumprod(np.concatenate([ones, below**repeated]), axis=0)[:-1]
    after = np.cumprod(np.concatenate([ones, (below**repeated)[::-1]]), axis=0)[:-1][::-1]
    product: Floats = before * after * below ** (repeated - 1)
    return product
