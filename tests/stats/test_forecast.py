"""Days until a decision: 0 exactly when there is one, and about right when things go on as they are."""

import math
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counted import counts
from lenticular.stats.aggregates import Aggregates
from lenticular.stats.forecast import days_until_decision
from lenticular.stats.verdict import Label, judge


def days(aggregates, running_days):
    running = timedelta(days=running_days)
    return days_until_decision(aggregates, judge(aggregates, running), running)


def test_a_test_that_goes_on_as_it_does_is_won_on_the_foreseen_day():
    so_far = Aggregates((5000, 5000, 5000), (500, 540, 505))
    left = days(so_far, 10)
    assert left > 4

    def after(more):
        times = (10 + more) / 10
        scaled = [tuple(round(n * times) for n in part) for part in (so_far.visitors, so_far.conversions)]
        return judge(Aggregates(*scaled), timedelta(days=10 + more)).label

    assert after(left) is Label.HAS_WON
    assert after(left - 3) is Label.LEADING


@pytest.mark.parametrize(("running_days", "left"), [(1, 13), (13, 1), (13.5, 1), (12.5, 2), (14, 0), (100, 0)])
def test_a_significant_leader_waits_for_two_weeks(running_days, left):
    assert days(Aggregates((1000, 1000), (100, 150)), running_days) == left


@pytest.mark.parametrize(
    "aggregates",
    [
        Aggregates((0, 0), (0, 0)),
        Aggregates((100, 100), (1, 2)),
        Aggregates((1000, 1000), (100, 100)),
        Aggregates((100_000, 100_000), (10_000, 10_001)),
    ],
    ids=["no data", "too little", "nobody leads", "years"],
)
def test_what_cannot_be_foreseen_is_not(aggregates):
    assert days(aggregates, 10) is None


def test_a_test_that_has_just_begun_is_not_foreseen():
    assert days(Aggregates((1000, 1000), (100, 110)), 0) is None


@given(counts(fewest=0), st.floats(0, 60))
def test_nothing_is_left_exactly_when_it_is_won(aggregates, running_days):
    running = timedelta(days=running_days)
    verdict = judge(aggregates, running)
    left = days_until_decision(aggregates, verdict, running)
    assert (left == 0) == (verdict.label is Label.HAS_WON)
    if left:
        assert max(1, math.ceil(14 - running_days - 1e-6)) <= left <= 366
