"""Planning: against R's power.prop.test, and by running what was planned."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lenticular.stats.aggregates import Aggregates
from lenticular.stats.posterior import probability_to_be_best
from lenticular.stats.power import Plan, days_needed, power, smallest_uplift, visitors_needed


def test_visitors_needed_are_those_of_r():
    # R: power.prop.test(p1 = .50, p2 = .75, power = .90): n = 76.7, two-sided at 5 %.
    assert visitors_needed(0.5, 0.5, Plan(level=0.975, power=0.9)) == (77, 77)


def test_power_is_that_of_r():
    # R: power.prop.test(n = 50, p1 = .50, p2 = .75): power = 0.740.
    assert power(0.5, 0.5, (50, 50), Plan(level=0.975)) == pytest.approx(0.740, abs=5e-4)


plans = st.builds(Plan, st.sampled_from([0.8, 0.95, 0.99]), st.sampled_from([0.5, 0.8, 0.95]), st.integers(2, 6))


@given(st.floats(0.001, 0.5), st.floats(0.02, 0.9), plans, st.floats(0.1, 10))
def test_the_planned_visitors_give_the_planned_power(rate, uplift, plan, ratio):
    visitors = visitors_needed(rate, uplift, plan, ratio=ratio)
    assert power(rate, uplift, visitors, plan) >= plan.pair_power - 1e-9
    assert power(rate, uplift, tuple(n * 0.97 for n in visitors), plan) < plan.pair_power or min(visitors) < 40


@given(st.floats(0.001, 0.5), st.integers(2000, 10**9), plans)
def test_the_smallest_uplift_is_found_with_just_the_power(rate, visitors, plan):
    found = smallest_uplift(rate, (visitors, visitors), plan)
    if found is not None:
        assert power(rate, found, (visitors, visitors), plan) == pytest.approx(plan.pair_power, abs=1e-6)


def test_too_few_visitors_find_no_uplift():
    assert smallest_uplift(0.5, (3, 3)) is None


def test_more_variants_need_more_visitors():
    needed = [visitors_needed(0.05, 0.1, Plan(variants=variants))[0] for variants in (2, 3, 5)]
    assert needed == sorted(set(needed))


def test_a_test_takes_two_weeks_at_least():
    assert days_needed(1000, 500) == 14
    assert days_needed(10_000, 500) == 20
    assert days_needed(10_001, 500) == 21


@pytest.mark.parametrize("variants", [2, 4])
def test_the_planned_power_is_reached_by_simulation(variants):
    size, runs = visitors_needed(0.1, 0.2, Plan(variants=variants))[0], 600
    won = np.random.default_rng(13).binomial(size, (0.1,) * (variants - 1) + (0.12,), (runs, variants))
    found = [probability_to_be_best(Aggregates((size,) * variants, tuple(map(int, row))))[-1] >= 0.95 for row in won]
    assert np.mean(found) == pytest.approx(0.81, abs=4 * math.sqrt(0.8 * 0.2 / runs))


@pytest.mark.parametrize(
    "wrong", [{"level": 1}, {"level": 0.4}, {"power": 0.04}, {"power": 1}, {"variants": 1}], ids=str
)
def test_plans_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValueError, match="plan"):
        Plan(**wrong)


@pytest.mark.parametrize(("rate", "uplift"), [(0, 0.1), (1, 0.1), (0.6, 0.7), (0.1, -1), (math.nan, 0.1), (0.1, 0)])
def test_rates_that_cannot_be_are_refused(rate, uplift):
    with pytest.raises(ValueError, match=r"rates|uplift"):
        visitors_needed(rate, uplift)


def test_without_visitors_there_is_no_power():
    with pytest.raises(ValueError, match="visitors"):
        power(0.1, 0.1, (0, 10))
    with pytest.raises(ValueError, match="visitors"):
        days_needed(10, 0)
    with pytest.raises(ValueError, match="visitors"):
        visitors_needed(0.1, 0.1, ratio=0)
