"""The probability to be best, expected loss and who beats whom, against other ways to compute them."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from counted import counts
from lenticular.stats.aggregates import Aggregates
from lenticular.stats.posterior import probability_to_be_best, probability_with_prior, standing


def by_rational_sum(first, second):
    """P(second > first), exactly: Miller's closed form with whole parameters. Each is (conversions, visitors)."""
    (a, b), (c, d) = ((1 + won, 1 + seen - won) for won, seen in (first, second))

    def beta(x, y):
        return Fraction(math.factorial(x - 1) * math.factorial(y - 1), math.factorial(x + y - 1))

    return sum(beta(a + i, b + d) / ((d + i) * beta(1 + i, d) * beta(a, b)) for i in range(c))


@pytest.mark.parametrize(
    ("visitors", "conversions", "expected"),
    [
        ((1000, 1000), (100, 120), (0.076817, 0.923183)),
        ((200, 200), (0, 3), (0.061566, 0.938434)),
        ((10, 10), (0, 0), (0.5, 0.5)),
        ((500, 500, 500), (0, 0, 0), (1 / 3, 1 / 3, 1 / 3)),
    ],
    ids=str,
)
def test_figures_that_other_tools_give(visitors, conversions, expected):
    assert probability_to_be_best(Aggregates(visitors, conversions)) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("first", "second"),
    [((0, 1), (1, 1)), ((0, 200), (3, 200)), ((0, 10), (0, 400)), ((40, 40), (39, 41)), ((100, 1000), (120, 1000))],
    ids=str,
)
def test_two_variants_are_compared_as_exact_fractions_are(first, second):
    found = probability_to_be_best(Aggregates((first[1], second[1]), (first[0], second[0])))
    assert found[1] == pytest.approx(float(by_rational_sum(first, second)), abs=1e-12)


THREE = Aggregates((1000, 900, 40), (100, 105, 2))


def posteriors(aggregates):
    return [
        stats.beta(1 + won, 1 + seen - won)
        for won, seen in zip(aggregates.conversions, aggregates.visitors, strict=True)
    ]


def integral(function):
    found, _ = integrate.quad(function, 0, 1, points=[0.03, 0.07, 0.1, 0.12, 0.15, 0.2, 0.3], limit=400, epsabs=1e-12)
    return found


def test_many_variants_are_compared_as_adaptive_integration_does():
    found = standing(THREE)
    each = posteriors(THREE)
    for at, one in enumerate(each):
        others = [other for other in each if other is not one]
        best = integral(lambda x, one=one, others=others: one.pdf(x) * math.prod(o.cdf(x) for o in others))
        loss = integral(lambda x, one=one, others=others: one.cdf(x) * (1 - math.prod(o.cdf(x) for o in others)))
        assert found.best[at] == pytest.approx(best, abs=1e-9)
        assert found.loss[at] == pytest.approx(loss, abs=1e-9)


def test_drawing_gives_the_same_within_its_error():
    draws = np.random.default_rng(20261122)
    rates = np.stack(
        [draws.beta(1 + w, 1 + n - w, 400_000) for w, n in zip(THREE.conversions, THREE.visitors, strict=True)]
    )
    found = standing(THREE)
    assert found.best == pytest.approx(np.bincount(rates.argmax(axis=0)) / 400_000, abs=0.004)
    assert found.loss == pytest.approx((rates.max(axis=0) - rates).mean(axis=1), abs=0.0005)
    assert found.beats[1][0] == pytest.approx((rates[1] > rates[0]).mean(), abs=0.004)


@given(counts())
def test_probabilities_sum_to_one_and_nothing_is_nan(aggregates):
    found = standing(aggregates)
    assert math.fsum(found.best) == pytest.approx(1, abs=1e-12)
    assert all(0 <= value <= 1 for value in (*found.best, *found.loss))
    for i, row in enumerate(found.beats):
        assert row[i] == 0.5
        for j, value in enumerate(row):
            assert value + found.beats[j][i] == pytest.approx(1, abs=1e-12)
            assert found.best[i] <= value + 1e-7 or i == j


@given(counts(), st.randoms(use_true_random=False))
def test_the_order_of_variants_changes_nothing(aggregates, random):
    order = list(range(len(aggregates.visitors)))
    random.shuffle(order)
    found, moved = standing(aggregates), standing(aggregates.only(tuple(order)))
    assert moved.best == tuple(found.best[i] for i in order)
    assert moved.loss == tuple(found.loss[i] for i in order)


@given(counts(most=10**6))
def test_another_conversion_never_makes_a_variant_less_likely_best(aggregates):
    if aggregates.conversions[0] == aggregates.visitors[0]:
        return
    more = Aggregates(aggregates.visitors, (aggregates.conversions[0] + 1, *aggregates.conversions[1:]))
    assert probability_to_be_best(more)[0] >= probability_to_be_best(aggregates)[0] - 1e-10


def test_equal_variants_are_equally_likely_best():
    found = probability_to_be_best(Aggregates((10**9, 10, 10**9), (10**7, 3, 10**7)))
    assert found[0] == found[2]


def test_without_visitors_there_is_no_data():
    assert standing(Aggregates((0, 0), (0, 0))) is None
    assert probability_to_be_best(Aggregates((0, 0), (0, 0))) is None


def test_a_variant_that_nobody_saw_is_left_out():
    found = standing(Aggregates((1000, 0, 1000), (100, 0, 120)))
    assert found.best[1] is None
    assert found.loss[1] is None
    assert found.beats[1] == (None, None, None)
    assert found.best[::2] == probability_to_be_best(Aggregates((1000, 1000), (100, 120)))


def test_exploration_counts_an_unseen_variant_by_its_prior():
    found = probability_with_prior(Aggregates((1000, 0), (100, 0)))
    assert found[1] == pytest.approx(0.9, abs=0.01)
    assert sum(found) == pytest.approx(1)
