"""All parts together: complete, and of one mind."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counted import counts
from lenticular.stats import multiplicity
from lenticular.stats.aggregates import Aggregates
from lenticular.stats.evidence import weigh
from lenticular.stats.sample_ratio import Cause
from lenticular.stats.verdict import Label, Reason

FORTNIGHT = timedelta(days=14)
VISITORS = (1000, 1010, 990, 1003, 1002)
FIVE = [
    Aggregates(VISITORS, conversions)
    for conversions in (
        (100, 120, 103, 99, 160),
        (10, 12, 10, 9, 11),
        (0, 0, 3, 1, 1),
        (500, 510, 480, 490, 600),
        (50, 40, 45, 44, 41),
    )
]


def test_every_part_is_there():
    found = weigh(FIVE, baseline=0, shares=(1,) * 5, running=FORTNIGHT)
    assert (found.verdict.label, found.verdict.leader, found.days_until_decision) == (Label.HAS_WON, 4, 0)
    assert not found.sample_ratio.is_mismatch
    assert found.is_sufficient
    for metric in found.metrics:
        assert [comparison is None for comparison in metric.comparisons] == [True, False, False, False, False]
        assert sum(metric.best) == pytest.approx(1)
        assert None not in (*metric.rates, *metric.loss)
    assert found.metrics[0].comparisons[4].always_valid.is_decided


def test_secondary_metrics_answer_for_their_number():
    found = weigh(FIVE, baseline=0, shares=(1,) * 5, running=FORTNIGHT)
    secondary = [each for metric in found.metrics[1:] for each in metric.comparisons if each is not None]
    expected = multiplicity.holm([each.p_value for each in secondary])
    assert tuple(each.adjusted_p_value for each in secondary) == expected
    assert all(each.adjusted_p_value == each.p_value for each in found.metrics[0].comparisons[1:])
    assert [each.is_moved for each in found.metrics[3].comparisons[1:]] == [False, False, False, True]


def test_a_bandit_has_neither_sample_ratio_nor_always_valid_reading():
    found = weigh(FIVE, baseline=0, shares=None, running=FORTNIGHT)
    assert found.sample_ratio is None
    assert all(each.always_valid is None for each in found.metrics[0].comparisons[1:])


def test_a_broken_split_is_told_beside_the_verdict():
    found = weigh([Aggregates((1000, 700), (100, 120))], baseline=0, shares=(1, 1), running=FORTNIGHT)
    assert found.sample_ratio.is_mismatch
    assert (Cause.VARIANT_SHORT, 1) in found.sample_ratio.causes


def test_no_data_gives_no_figure():
    found = weigh([Aggregates((0, 0), (0, 0))] * 2, baseline=0, shares=(1, 1), running=timedelta())
    assert (found.verdict.reason, found.sample_ratio, found.days_until_decision) == (Reason.NO_DATA, None, None)
    for metric in found.metrics:
        assert metric.rates == metric.best == metric.loss == metric.comparisons == (None, None)


@pytest.mark.parametrize(
    "metrics", [[], [Aggregates((10, 10), (1, 1)), Aggregates((10, 11), (1, 1))]], ids=["none", "of different visitors"]
)
def test_metrics_that_do_not_belong_together_are_refused(metrics):
    with pytest.raises(ValueError, match="metric"):
        weigh(metrics, baseline=0, shares=None, running=FORTNIGHT)


@given(counts(fewest=0), st.integers(0, 5), st.integers(0, 40))
def test_the_parts_do_not_contradict_each_other(aggregates, baseline, days):
    baseline %= len(aggregates.visitors)
    shares = (1,) * len(aggregates.visitors)
    found = weigh([aggregates] * 2, baseline=baseline, shares=shares, running=timedelta(days=days))
    assert (found.days_until_decision == 0) == (found.verdict.label is Label.HAS_WON)
    for metric in found.metrics:
        for comparison in metric.comparisons:
            if comparison is None:
                continue
            once = comparison.uplift.difference
            assert comparison.adjusted_p_value >= comparison.p_value
            assert not comparison.is_moved or once.excludes(0)
            if comparison.always_valid is not None and comparison.always_valid.is_decided:
                assert once.excludes(0)
    winner = found.verdict.leader
    if found.verdict.label is Label.HAS_WON and winner != baseline:
        comparison = found.metrics[0].comparisons[winner]
        assert comparison is None or (comparison.is_moved and comparison.uplift.difference.low >= 0)
