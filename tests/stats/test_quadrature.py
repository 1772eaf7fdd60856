"""Panels over posteriors: they reproduce the Beta distribution of SciPy."""

import math
from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from lenticular.stats import quadrature

CASES = [(0, 0), (0, 1), (1, 1), (0, 1000), (1, 1000), (30, 1000), (999, 1000), (5000, 10**6), (10**6, 10**9)]


def both(conversions, visitors):
    return np.array([float(conversions)]), np.array([float(visitors)])


@pytest.mark.parametrize(("conversions", "visitors"), CASES)
def test_distribution_functions_are_those_of_the_beta_distribution(conversions, visitors):
    counts = both(conversions, visitors)
    table = quadrature.tabulate(quadrature.edges(*counts), *counts)
    exact = stats.beta(1 + conversions, 1 + visitors - conversions)
    assert np.abs(table.distribution() - exact.cdf(table.nodes)).max() < 1e-9
    assert table.mass.sum() == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize(("conversions", "visitors"), CASES)
def test_densities_are_those_of_the_beta_distribution(conversions, visitors):
    counts = both(conversions, visitors)
    mode = conversions / max(visitors, 1)
    exact = stats.beta(1 + conversions, 1 + visitors - conversions)
    x = exact.ppf(np.linspace(0.001, 0.999, 21))
    expected = exact.pdf(x) / exact.pdf(mode)
    assert quadrature.relative_density(x, *counts) == pytest.approx(expected, rel=2e-6)


@pytest.mark.parametrize(("conversions", "visitors"), CASES)
def test_moments_are_those_of_the_beta_distribution(conversions, visitors):
    # In fractions: SciPy's own variance loses all digits at large counts.
    a, b = 1 + conversions, 1 + visitors - conversions
    mean, variance = Fraction(a, a + b), Fraction(a * b, (a + b) ** 2 * (a + b + 1))
    assert quadrature.moments_of(conversions, visitors) == pytest.approx((float(mean), math.sqrt(variance)), rel=1e-12)


def test_the_rule_integrates_polynomials_exactly():
    rule = quadrature.rule()
    found = rule.to_integral @ rule.nodes**5
    assert found == pytest.approx((rule.nodes**6 - 1) / 6, abs=1e-13)
    powers = rule.to_powers @ rule.nodes**5
    assert np.polynomial.polynomial.polyval(0.3, powers) == pytest.approx((0.3**6 - 1) / 6, abs=1e-13)
