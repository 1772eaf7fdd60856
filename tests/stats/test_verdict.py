"""Labels: when each is given, and that none contradicts the interval beside it."""

from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from counted import counts
from lenticular.stats import intervals
from lenticular.stats.aggregates import Aggregates
from lenticular.stats.posterior import standing
from lenticular.stats.verdict import Label, Reason, judge

FORTNIGHT = timedelta(days=14)
AHEAD = Aggregates((1000, 1000), (100, 110))
FAR_AHEAD = Aggregates((1000, 1000), (100, 150))


@pytest.mark.parametrize(
    ("aggregates", "running", "label"),
    [
        (AHEAD, FORTNIGHT, Label.LEADING),
        (FAR_AHEAD, FORTNIGHT - timedelta(microseconds=1), Label.LEADING_SIGNIFICANTLY),
        (FAR_AHEAD, FORTNIGHT, Label.HAS_WON),
        (Aggregates((200, 200), (15, 16)), FORTNIGHT, Label.LEADING),
    ],
    ids=["ahead", "a moment before two weeks", "after two weeks", "thirty conversions"],
)
def test_the_label_follows_probability_and_time(aggregates, running, label):
    found = judge(aggregates, running)
    assert (found.label, found.leader, found.reason) == (label, 1, None)
    assert found.probability == standing(aggregates).best[1]
    assert found.level == 0.95


@pytest.mark.parametrize(
    ("aggregates", "reason"),
    [
        (Aggregates((0, 0), (0, 0)), Reason.NO_DATA),
        (Aggregates((400, 400), (9, 20)), Reason.NOT_ENOUGH_DATA),
        (Aggregates((5000,), (100,)), Reason.NOTHING_TO_COMPARE),
        (Aggregates((5000, 0), (100, 0)), Reason.NOTHING_TO_COMPARE),
        (Aggregates((1000, 1000), (100, 100)), Reason.NO_LEADER),
        (Aggregates((1000, 1000), (0, 0)), Reason.NO_LEADER),
        (Aggregates((10_000, 3), (100, 0)), Reason.NO_LEADER),
    ],
    ids=["none", "few", "alone", "alone seen", "equal", "no conversions", "ahead by its prior"],
)
def test_without_a_leader_there_is_a_reason_and_no_number(aggregates, reason):
    found = judge(aggregates, FORTNIGHT)
    assert (found.label, found.leader, found.probability, found.reason) == (None, None, None, reason)


@given(counts(fewest=0), st.integers(0, 40))
def test_a_label_agrees_with_the_intervals_beside_it(aggregates, days):
    found = judge(aggregates, timedelta(days=days))
    assert (found.label is None) == (found.reason is not None)
    if found.label is None:
        return
    assert (found.probability >= found.level) == (found.label is not Label.LEADING)
    assert (found.label is Label.HAS_WON) == (found.probability >= found.level and days >= 14)
    if found.label is Label.LEADING:
        return
    for baseline in range(len(aggregates.visitors)):
        uplift = intervals.uplift(aggregates, baseline)[found.leader]
        if uplift is not None:
            assert uplift.difference.low >= 0
            assert uplift.relative.low >= 0


@given(counts(), st.randoms(use_true_random=False))
def test_the_order_of_variants_changes_no_verdict(aggregates, random):
    order = list(range(len(aggregates.visitors)))
    random.shuffle(order)
    found, moved = judge(aggregates, FORTNIGHT), judge(aggregates.only(tuple(order)), FORTNIGHT)
    assert (found.label, found.probability, found.reason) == (moved.label, moved.probability, moved.reason)
    assert found.leader is None or found.leader == order[moved.leader]


@given(counts(variants=2, most=10**5))
def test_more_of_the_same_never_unmakes_a_winner(aggregates):
    assume(judge(aggregates, FORTNIGHT).label is Label.HAS_WON)
    doubled = Aggregates(tuple(2 * n for n in aggregates.visitors), tuple(2 * n for n in aggregates.conversions))
    # The prior may have been what held up a tiny variant: with real numbers behind both, doubling only adds evidence.
    assume(min(aggregates.conversions) >= 10)
    assert judge(doubled, FORTNIGHT).label is Label.HAS_WON
