"""Between which values a rate, or an uplift over the baseline, lies with a stated probability."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy import special

from lenticular.stats.aggregates import Aggregates
from lenticular.stats.posterior import Standing, standing
from lenticular.stats.quadrature import NODES, Floats, Table, edges, moments, relative_density, rule, tabulate

RATE_LEVEL = 0.95
# 5 % on each side: what "95 % likely to be better" leaves for "worse". So a winner's interval always excludes 0.
UPLIFT_LEVEL = 0.90

_STEPS = 60
_CLOSE = 1e-4  # standard deviations; the step taken from there leaves about the square of it
_FAR = 7.0  # standard deviations
_NEGLIGIBLE = 1e-12  # mass of a panel
_WIDEST_LOG_RATIO = 80.0
_BARELY = 1e-15
_ROOT_TAU = math.sqrt(2 * math.pi)


@dataclass(frozen=True, slots=True)
class Interval:
    """Low, middle and high of a value that lies between low and high with probability `level`."""

    low: float
    middle: float
    high: float
    level: float

    def excludes(self, value: float) -> bool:
        """Return whether the value is not strictly inside."""
        return not self.low < value < self.high


@dataclass(frozen=True, slots=True)
class Uplift:
    """A variant against the baseline: difference of rates, in [-1, 1], and relative, 0.2 for 20 % more; medians amid.

    above: the probability that the variant's rate is the higher one.
    """

    difference: Interval
    relative: Interval
    above: float


def rate(aggregates: Aggregates, level: float = RATE_LEVEL) -> tuple[Interval | None, ...]:
    """Return the credible interval of each variant's rate around the observed rate; None where nobody has seen it.

    Equal-tailed, but it reaches 0 without conversions and 1 when all converted, so the observed rate is always inside.
    Raise ValueError unless 0 < level < 1. Reference: Brown, Cai and DasGupta, "Interval Estimation for a Binomial
    Proportion", Statistical Science 16 (2001), §3.1 and, for the ends, §4.1.2.
    """
    tail = _tail(level)
    return tuple(
        _rate(conversions, visitors, tail, level) if visitors else None
        for conversions, visitors in zip(aggregates.conversions, aggregates.visitors, strict=True)
    )


def _rate(conversions: int, visitors: int, tail: float, level: float) -> Interval:
    a, b = 1.0 + conversions, 1.0 + visitors - conversions
    low = float(special.betaincinv(a, b, tail)) if conversions else 0.0
    high = float(special.betainccinv(a, b, tail)) if conversions < visitors else 1.0
    return Interval(low, conversions / visitors, high, level)


def uplift(
    aggregates: Aggregates, baseline: int, *, level: float = UPLIFT_LEVEL, found: Standing | None = None
) -> tuple[Uplift | None, ...]:
    """Return the equal-tailed credible intervals of each variant's uplift over the baseline, from exact posteriors.

    `found` is `standing(aggregates)` where the caller has it.
    None for the baseline itself, and where it or the variant has no visitors. The relative uplift exists without
    conversions of the baseline, too; its upper end is then very high. Raise ValueError unless 0 < level < 1 and the
    baseline is an index. Reference: Grimmett and Stirzaker, Probability and Random Processes (4th ed. 2020), §4.7 and
    4.8 (difference and ratio of independent variables), here integrated and solved by Newton's method.
    """
    if not 0 <= baseline < len(aggregates.visitors):
        raise ValueError(f"the baseline is the index of a variant: {baseline}")
    tail = _tail(level)
    counts = np.array([aggregates.conversions, aggregates.visitors], dtype=np.float64)
    borders = edges(*counts)
    table = tabulate(borders, *counts)
    curves = [_curve(table, borders, counts, variant) for variant in range(len(aggregates.visitors))]
    found = found or standing(aggregates)
    beats = [row[baseline] for row in found.beats] if found else [None] * len(curves)
    return tuple(
        None if above is None or variant == baseline else _uplift(curves[variant], curves[baseline], above, tail)
        for variant, above in enumerate(beats)
    )


def _tail(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"a level is between 0 and 1: {level}")
    return (1 - level) / 2


class _Curve(NamedTuple):
    """One posterior, to evaluate and to integrate by."""

    conversions: float
    visitors: float
    mean: float
    deviation: float
    scale: float  # density over relative density
    borders: Floats  # (panels + 1,), from 0 to 1
    powers: Floats  # (panels, NODES + 1): the distribution function on each panel, a polynomial in t in [-1, 1]
    core: Floats  # the borders between which there is mass worth integrating
    nodes: Floats  # (1, nodes): those of the core
    mass: Floats  # (1, nodes)

    def below(self, x: Floats) -> Floats:
        """Return the distribution function at x in [0, 1]."""
        panel = np.searchsorted(self.borders[1:-1], x, side="right")
        begin, end = self.borders[panel], self.borders[panel + 1]
        t = (2 * x - begin - end) / (end - begin)
        powers = self.powers.T[:, panel]
        value = powers[NODES]
        for order in range(NODES - 1, -1, -1):
            value = value * t + powers[order]
        found: Floats = np.minimum(np.maximum(value, 0.0), 1.0)
        return found

    def density(self, x: Floats) -> Floats:
        """Return the density at x in [0, 1]."""
        return self.scale * relative_density(x, np.array(self.conversions), np.array(self.visitors))


def _curve(table: Table, borders: Floats, counts: Floats, variant: int) -> _Curve:
    conversions, visitors = counts[:, variant]
    mean, deviation = moments(conversions, visitors)
    powers = (table.widths[variant] * table.density[variant]) @ rule().to_powers.T
    powers[:, 0] += table.below[variant][:, 0]
    used = np.flatnonzero(borders[variant][1:] > borders[variant][:-1])  # panels cut off at 0 or 1 have no width
    ends = np.concatenate([borders[variant][used], borders[variant][-1:]])
    massive = np.flatnonzero(table.mass[variant][used].sum(axis=1) > _NEGLIGIBLE)
    peak = table.density[variant].argmax()
    x, density = table.nodes[variant].flat[peak], table.density[variant].flat[peak]
    return _Curve(
        float(conversions),
        float(visitors),
        float(mean),
        float(deviation),
        float(density / relative_density(x, conversions, visitors)),
        ends,
        powers[used],
        ends[massive[0] : massive[-1] + 2],
        table.nodes[variant][used][massive[0] : massive[-1] + 1].reshape(1, -1),
        table.mass[variant][used][massive[0] : massive[-1] + 1].reshape(1, -1),
    )


# A distribution function and its density at given values, (values,) both.
_Distribution = Callable[[Floats], tuple[Floats, Floats]]


def _difference(variant: _Curve, baseline: _Curve) -> _Distribution:
    """Return the distribution of variant - baseline; integrates over the narrower, along which the wider is smooth."""
    over_variant = variant.deviation <= baseline.deviation
    along, other, sign = (variant, baseline, -1) if over_variant else (baseline, variant, 1)

    def at(value: Floats) -> tuple[Floats, Floats]:
        shift = sign * value[:, None]
        x, mass, above = _nodes(along, -shift, 1 - shift)
        y = np.minimum(np.maximum(x + shift, 0.0), 1.0)
        below = (mass * other.below(y)).sum(axis=1) + above
        return (1 - below if over_variant else below), (mass * other.density(y)).sum(axis=1)

    return at


def _log_ratio(variant: _Curve, baseline: _Curve) -> _Distribution:
    """Return the distribution of log(variant / baseline), as `_difference`."""
    over_variant = variant.deviation * baseline.mean <= baseline.deviation * variant.mean
    along, other, sign = (variant, baseline, -1) if over_variant else (baseline, variant, 1)

    def at(value: Floats) -> tuple[Floats, Floats]:
        factor = np.exp(sign * value[:, None])
        x, mass, above = _nodes(along, np.zeros_like(factor), 1 / factor)
        y = np.minimum(x * factor, 1.0)
        below = (mass * other.below(y)).sum(axis=1) + above
        return (1 - below if over_variant else below), (mass * other.density(y) * y).sum(axis=1)

    return at


def _nodes(along: _Curve, begin: Floats, end: Floats) -> tuple[Floats, Floats, Floats]:
    """Return nodes from begin to end and the posterior's mass at them, (values, nodes), and the mass after the end.

    Between, the other variant's posterior is at home in [0, 1]; at the ends it may have a step or a bend.
    """
    if (begin <= along.core[0]).all() and (end >= along.core[-1]).all():
        return along.nodes, along.mass, np.zeros(len(begin))
    borders = np.minimum(np.maximum(along.core, np.maximum(begin, 0.0)), np.minimum(end, 1.0))
    half = (borders[:, 1:, None] - borders[:, :-1, None]) / 2
    x = (borders[:, :-1, None] + half * (rule().nodes + 1)).reshape(len(borders), -1)
    mass = along.density(x) * (half * rule().weights).reshape(len(borders), -1)
    return x, mass, 1 - along.below(np.minimum(np.maximum(end[:, 0], 0.0), 1.0))


def _uplift(variant: _Curve, baseline: _Curve, above: float, tail: float) -> Uplift:
    tails = np.array([tail, 0.5, 1 - tail])
    spread = math.hypot(variant.deviation, baseline.deviation)
    relative_spread = math.hypot(variant.deviation / variant.mean, baseline.deviation / baseline.mean)
    center = variant.mean - baseline.mean
    log_center = math.log(variant.mean / baseline.mean)
    ends = _quantiles(_difference(variant, baseline), tails, (center, spread), 1.0)
    log_ends = _quantiles(_log_ratio(variant, baseline), tails, (log_center, relative_spread), _WIDEST_LOG_RATIO)
    return Uplift(_interval(ends, above, tail), _interval(np.expm1(log_ends), above, tail), above)


def _interval(ends: Floats, above: float, tail: float) -> Interval:
    low, middle, high = (float(end) for end in ends)
    # A quantile is solved to a tolerance; on which side of 0 it lies is known from `above`.
    low = max(low, 0.0) if above >= 1 - tail else min(low, -_BARELY)
    high = min(high, 0.0) if above <= tail else max(high, _BARELY)
    return Interval(low, middle, high, 1 - 2 * tail)


def _quantiles(distribution: _Distribution, tails: Floats, start: tuple[float, float], bound: float) -> Floats:
    """Return where the distribution reaches the tails, within ±bound, starting as if it were normal (mean, deviation).

    Newton's method on the scale of normal deviates, where a distribution function is nearly a line; halving where a
    step leaves what is known to contain the solution.
    """
    wanted = special.ndtri(tails)
    low, high = np.full(len(tails), -bound), np.full(len(tails), bound)
    value: Floats = np.clip(start[0] + wanted * start[1], low, high)
    for _ in range(_STEPS):
        below, density = distribution(value)
        low, high = np.where(below < tails, value, low), np.where(below < tails, high, value)
        deviate = special.ndtri(np.clip(below, 1e-300, 1 - 1e-16))
        step = (deviate - wanted) * np.exp(-deviate * deviate / 2) / _ROOT_TAU
        following = value - step / np.maximum(density, 1e-300)
        close = np.abs(deviate - wanted) <= _CLOSE
        # Far out the density is nothing and says nothing; there and past the borders halving is the safe step.
        usable = (following >= low) & (following <= high) & (np.abs(deviate) < _FAR)
        value = np.where(close, np.clip(following, low, high), np.where(usable, following, (low + high) / 2))
        if close.all():
            break
    return value
