"""Credible intervals: against binomial sums, adaptive integration and draws; and that they cover."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from counted import counts
from lenticular.stats import intervals
from lenticular.stats.aggregates import Aggregates

PAIRS = [
    Aggregates((1000, 1000), (100, 120)),
    Aggregates((200, 200), (0, 3)),
    Aggregates((1, 1), (0, 1)),
    Aggregates((50, 5000), (50, 4900)),
    Aggregates((10, 100_000), (1, 9_000)),
    Aggregates((100_000, 10), (9_000, 1)),
]


def binomial_tail(successes, trials, x):
    """P(Binomial(trials, x) ≥ successes): the distribution function of Beta(successes, trials - successes + 1)."""
    return math.fsum(math.comb(trials, k) * x**k * (1 - x) ** (trials - k) for k in range(successes, trials + 1))


@pytest.mark.parametrize(("conversions", "visitors"), [(1, 20), (7, 100), (99, 100), (30, 60)])
def test_rate_intervals_have_their_tails(conversions, visitors):
    (found,) = intervals.rate(Aggregates((visitors,), (conversions,)))
    assert binomial_tail(conversions + 1, visitors + 1, found.low) == pytest.approx(0.025)
    assert binomial_tail(conversions + 1, visitors + 1, found.high) == pytest.approx(0.975)


@pytest.mark.parametrize("visitors", [1, 100, 10**6])
def test_rate_intervals_at_the_ends_reach_them(visitors):
    none, all_of_them = intervals.rate(Aggregates((visitors, visitors), (0, visitors)))
    assert (none.low, none.middle) == (0, 0)
    assert none.high == pytest.approx(-math.expm1(math.log(0.025) / (visitors + 1)))
    assert (all_of_them.low, all_of_them.high) == pytest.approx((1 - none.high, 1))


@given(counts())
def test_the_observed_rate_is_in_its_interval(aggregates):
    for found in intervals.rate(aggregates):
        assert 0 <= found.low <= found.middle <= found.high <= 1


def below_difference(pair, value):
    baseline, variant = (stats.beta(1 + w, 1 + n - w) for w, n in zip(pair.conversions, pair.visitors, strict=True))
    points = sorted({*baseline.ppf([1e-9, 0.01, 0.5, 0.99, 1 - 1e-9]), *(variant.ppf([0.001, 0.5, 0.999]) - value)})
    inside = [point for point in points if 0 < point < 1]
    found, _ = integrate.quad(
        lambda x: baseline.pdf(x) * variant.cdf(x + value), 0, 1, points=inside, limit=500, epsabs=1e-11
    )
    return found


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_difference_intervals_have_their_tails(pair):
    found = intervals.uplift(pair, 0)[1].difference
    tails = [below_difference(pair, value) for value in (found.low, found.middle, found.high)]
    assert tails == pytest.approx([0.05, 0.5, 0.95], abs=2e-7)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_intervals_are_those_of_draws(pair):
    draws = np.random.default_rng(7)
    baseline, variant = (
        draws.beta(1 + w, 1 + n - w, 400_000) for w, n in zip(pair.conversions, pair.visitors, strict=True)
    )
    found = intervals.uplift(pair, 0)[1]
    for values, interval in ((variant - baseline, found.difference), (variant / baseline - 1, found.relative)):
        shares = [(values < end).mean() for end in (interval.low, interval.middle, interval.high)]
        assert shares == pytest.approx([0.05, 0.5, 0.95], abs=0.004)
    assert found.above == pytest.approx((variant > baseline).mean(), abs=0.004)


@given(counts(), st.sampled_from([0.5, 0.9, 0.95, 0.999]))
def test_uplifts_never_fail_and_agree_with_each_other(aggregates, level):
    tail = (1 - level) / 2
    for found in intervals.uplift(aggregates, 0, level=level)[1:]:
        for interval in (found.difference, found.relative):
            assert interval.low <= interval.middle <= interval.high
            assert math.isfinite(interval.high - interval.low)
            assert interval.excludes(0) == (found.above >= 1 - tail or found.above <= tail)
        assert found.difference.low >= -1
        assert found.difference.high <= 1
        assert found.relative.low >= -1


@given(counts(most=10**6, variants=2))
def test_seen_from_the_other_side_the_difference_changes_its_sign(aggregates):
    one, other = intervals.uplift(aggregates, 0)[1], intervals.uplift(aggregates, 1)[0]
    scale = other.difference.high - other.difference.low
    assert one.difference.low == pytest.approx(-other.difference.high, abs=1e-6 * scale)
    assert one.difference.middle == pytest.approx(-other.difference.middle, abs=1e-6 * scale)
    assert one.above == pytest.approx(1 - other.above, abs=1e-12)


def test_there_is_no_uplift_without_visitors_nor_over_itself():
    found = intervals.uplift(Aggregates((100, 0, 100), (1, 0, 2)), 0)
    assert (found[0], found[1]) == (None, None)
    assert found[2] is not None
    assert intervals.uplift(Aggregates((0, 100), (0, 1)), 0) == (None, None)
    assert intervals.rate(Aggregates((0, 100), (0, 1)))[0] is None


def test_an_interval_says_its_level():
    pair = Aggregates((100, 100), (1, 2))
    assert [each.level for each in intervals.rate(pair)] == [0.95, 0.95]
    assert intervals.uplift(pair, 0)[1].relative.level == pytest.approx(0.9)


@pytest.mark.parametrize("level", [0, 1, -0.5, math.nan])
def test_levels_that_are_none_are_refused(level):
    with pytest.raises(ValueError, match="level"):
        intervals.rate(Aggregates((100,), (1,)), level)
    with pytest.raises(ValueError, match="level"):
        intervals.uplift(Aggregates((100, 100), (1, 1)), 0, level=level)


@pytest.mark.parametrize("baseline", [-1, 2])
def test_a_baseline_that_there_is_not_is_refused(baseline):
    with pytest.raises(ValueError, match="baseline"):
        intervals.uplift(Aggregates((100, 100), (1, 1)), baseline)


def test_intervals_cover_the_truth_as_often_as_they_say():
    draws = np.random.default_rng(11)
    runs, size, rate = 400, 2000, 0.05
    covered_rate = covered_uplift = 0
    for won in draws.binomial(size, [rate, rate * 1.1], (runs, 2)):
        pair = Aggregates((size, size), (int(won[0]), int(won[1])))
        of_rate, of_uplift = intervals.rate(pair)[0], intervals.uplift(pair, 0)[1].relative
        covered_rate += of_rate.low <= rate <= of_rate.high
        covered_uplift += of_uplift.low <= 0.1 <= of_uplift.high
    # Four standard errors either side.
    assert covered_rate / runs == pytest.approx(0.95, abs=0.044)
    assert covered_uplift / runs == pytest.approx(0.90, abs=0.06)
