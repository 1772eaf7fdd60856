"""The always-valid reading: the published boundary, and that looking every day does not break it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from counted import counts
from lenticular.stats import intervals, sequential
from lenticular.stats.aggregates import Aggregates

PAIR = Aggregates((10_000, 10_000), (500, 590))


def test_the_interval_ends_where_the_mixture_likelihood_ratio_is_one_over_alpha():
    """Ville's inequality for the normal mixture, whose integral is here done numerically."""
    found = sequential.reading(PAIR, 1, 0)
    visitors, alpha = 20_000, 0.05
    rho2 = (-2 * math.log(alpha) + math.log(1 - 2 * math.log(alpha))) / sequential.PLANNED_VISITORS
    means = [(won + 1) / (seen + 2) for won, seen in zip(PAIR.conversions, PAIR.visitors, strict=True)]
    variance = sum(mean * (1 - mean) / (seen + 3) for mean, seen in zip(means, PAIR.visitors, strict=True))
    total = (found.difference.high - found.difference.middle) / math.sqrt(variance) * math.sqrt(visitors)
    mixed, _ = integrate.quad(
        lambda drift: math.exp(drift * total - visitors * drift**2 / 2) * stats.norm.pdf(drift, scale=math.sqrt(rho2)),
        -0.2, 0.2, points=[0, total / visitors], limit=500,
    )  # fmt: skip
    assert mixed == pytest.approx(1 / alpha, rel=1e-6)


def test_the_reading_is_where_the_rates_are():
    found = sequential.reading(PAIR, 1, 0)
    assert found.difference.middle == pytest.approx(0.009, abs=1e-5)
    assert found.difference.level == 0.95
    assert sequential.reading(PAIR, 0, 1).difference.high == -found.difference.low


@given(counts(), st.sampled_from([0.8, 0.95, 0.99]))
def test_p_value_and_interval_say_the_same(aggregates, level):
    found = sequential.reading(aggregates, 1, 0, level=level)
    if found is None:
        return
    assert 0 <= found.p_value <= 1
    if abs(found.p_value - (1 - level)) > 1e-9:
        assert found.is_decided == found.difference.excludes(0)


@given(counts(variants=2))
def test_what_holds_every_day_holds_for_one_look(aggregates):
    found = sequential.reading(aggregates, 1, 0)
    if found is None:
        return
    once = intervals.uplift(aggregates, 0)[1]
    assert found.difference.low <= once.difference.low
    assert found.difference.high >= once.difference.high
    if found.is_decided:
        assert once.difference.excludes(0)


@pytest.mark.parametrize(
    "pair", [Aggregates((1000, 1000), (4, 50)), Aggregates((1000, 0), (50, 0)), Aggregates((10, 9), (5, 5))], ids=str
)
def test_too_few_conversions_or_misses_give_no_reading(pair):
    assert sequential.reading(pair, 1, 0) is None


@pytest.mark.parametrize(("level", "planned"), [(0, 10), (1, 10), (0.95, 0)])
def test_levels_and_plans_that_are_none_are_refused(level, planned):
    with pytest.raises(ValueError, match="level"):
        sequential.reading(PAIR, 1, 0, level=level, planned_visitors=planned)


@pytest.mark.parametrize("rate", [0.01, 0.1, 0.5])
def test_equal_variants_looked_at_every_day_are_seldom_told_apart(rate):
    draws = np.random.default_rng(3)
    runs, days, a_day = 400, 30, 500
    won = draws.binomial(a_day, rate, (runs, days, 2)).cumsum(axis=1)
    alarms = sum(
        any(
            reading is not None and reading.is_decided
            for day in range(days)
            for reading in [
                sequential.reading(Aggregates(((day + 1) * a_day,) * 2, (int(run[day, 0]), int(run[day, 1]))), 1, 0)
            ]
        )
        for run in won
    )
    # At most 5 %; three standard errors of 400 runs above it.
    assert alarms / runs <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / runs)


def test_a_real_difference_is_found():
    assert sequential.reading(Aggregates((10_000, 10_000), (500, 650)), 1, 0).is_decided
