"""Integrals over Beta posteriors, to nine digits and more at any sample size, without an incomplete Beta function.

Every posterior here is Beta(1 + c, 1 + n - c): its density is proportional to x^c (1-x)^(n-c). Panels whose width is a
few of its standard deviations carry Gauss-Legendre nodes; on a panel the density is its interpolating polynomial, whose
integral gives the distribution function. Densities are taken relative to their mode and normalised by their own
integral, so nothing cancels at 10^9 visitors and every distribution function ends at 1.

Reference: Davis and Rabinowitz, Methods of Numerical Integration (2nd ed. 1984), §2.7 (Gauss rules) and §2.5.6
(indefinite integrals by interpolation).
"""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.polynomial import legendre
from numpy.typing import NDArray

Floats = NDArray[np.float64]

NODES = 12
# In standard deviations from the mean. The far ones are for posteriors that fall off like exp(-x): no conversions yet.
_EDGES = np.array([-40, -22, -12, -8, -6, -4, -2, 0, 2, 4, 6, 8, 12, 22, 40], dtype=np.float64)


class Rule(NamedTuple):
    """A Gauss-Legendre rule on [-1, 1], and what integrates a function that is given at its nodes."""

    nodes: Floats  # (NODES,)
    weights: Floats  # (NODES,)
    to_integral: Floats  # (NODES, NODES): the integral from -1 to each node
    to_powers: Floats  # (NODES + 1, NODES): that integral as a polynomial, coefficients of 1, t, t² …


@cache
def rule() -> Rule:
    """Return the rule that every panel uses."""
    nodes, weights = legendre.leggauss(NODES)
    orders = np.arange(NODES)
    # The discrete Legendre transform is exact for polynomials below degree NODES.
    to_series = (2 * orders[:, None] + 1) / 2 * legendre.legvander(nodes, NODES - 1).T * weights
    integrals = np.zeros((NODES + 1, NODES))
    powers = np.zeros((NODES + 1, NODES + 1))
    for order in range(NODES + 1):
        unit = np.eye(NODES + 1)[order]
        powers[: order + 1, order] = legendre.leg2poly(unit)[: order + 1]
        if order < NODES:
            integrals[: order + 2, order] = legendre.legint(unit[: order + 1], lbnd=-1)
    return Rule(
        nodes, weights, legendre.legvander(nodes, NODES) @ integrals @ to_series, powers @ integrals @ to_series
    )


def moments(conversions: Floats, visitors: Floats) -> tuple[Floats, Floats]:
    """Return means and standard deviations of the posteriors; shapes as given.

    Reference: Gelman et al., Bayesian Data Analysis (3rd ed. 2013), §2.4 and appendix A.
    """
    mean = (conversions + 1) / (visitors + 2)
    return mean, np.sqrt(mean * (visitors - conversions + 1) / (visitors + 2) / (visitors + 3))


def moments_of(conversions: int, visitors: int) -> tuple[float, float]:
    """Return mean and standard deviation of one posterior."""
    mean, deviation = moments(np.array(float(conversions)), np.array(float(visitors)))
    return float(mean), float(deviation)


def relative_density(x: Floats, conversions: Floats, visitors: Floats) -> Floats:
    """Return the posteriors' densities at x in [0, 1], relative to their values at the mode; all broadcast."""
    failures = visitors - conversions
    distance = x - conversions / np.maximum(visitors, 1)
    # log(x/mode) and log((1-x)/(1-mode)); where a count is 0 it silences its term, and 1 only keeps that finite.
    won = np.maximum(distance * (visitors / np.maximum(conversions, 1)), -1.0)
    lost = np.maximum(-distance * (visitors / np.maximum(failures, 1)), -1.0)
    with np.errstate(divide="ignore"):  # the density at 0 and at 1 is 0
        return np.exp(conversions * np.log1p(won) + failures * np.log1p(lost))


def edges(conversions: Floats, visitors: Floats) -> Floats:
    """Return where panels of each posterior begin and end, ascending from 0 to 1; shape (…, edges)."""
    mean, deviation = moments(conversions, visitors)
    inner = np.clip(mean[..., None] + deviation[..., None] * _EDGES, 0.0, 1.0)
    ends = np.zeros((*mean.shape, 1))
    return np.concatenate([ends, inner, ends + 1], axis=-1)


@dataclass(frozen=True, slots=True)
class Table:
    """Posteriors at the nodes of panels: where, with what mass, and the distribution functions there."""

    nodes: Floats  # (panels, NODES), or (variants, panels, NODES) if each variant has panels of its own
    widths: Floats  # (panels, 1): half of each panel; as nodes
    mass: Floats  # (variants, panels, NODES); sums to 1 for each variant
    below: Floats  # (variants, panels, 1): the distribution function where the panel begins
    density: Floats  # (variants, panels, NODES), normalised

    def distribution(self) -> Floats:
        """Return the distribution functions at the nodes; shape (variants, panels, NODES), in [0, 1]."""
        return np.clip(self.below + self.widths * (self.density @ rule().to_integral.T), 0.0, 1.0)


def tabulate(borders: Floats, conversions: Floats, visitors: Floats) -> Table:
    """Return the posteriors at the nodes between borders, which ascend from 0 to 1.

    Shapes: borders (edges,) for panels that all variants share, or (variants, edges); counts (variants,). Between two
    borders every posterior has to be smooth: take at least the `edges` of each.
    """
    begin, end = borders[..., :-1, None], borders[..., 1:, None]
    widths = (end - begin) / 2
    nodes = begin + widths * (rule().nodes + 1)
    density = relative_density(nodes, conversions[:, None, None], visitors[:, None, None])
    mass = density * widths * rule().weights
    total = mass.sum(axis=(1, 2), keepdims=True)
    mass, density = mass / total, density / total
    ends = mass.sum(axis=2).cumsum(axis=1)
    below = np.concatenate([np.zeros((len(ends), 1)), ends[:, :-1]], axis=1)[:, :, None]
    return Table(nodes, widths, mass, below, density)
