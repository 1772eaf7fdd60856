"""The sample-ratio check: published figures, its error rates, and what it says the cause may be."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lenticular.stats.sample_ratio import Cause, check


def test_the_figure_that_another_tool_gives():
    assert check((4072, 2035), (80, 20)).p_value == pytest.approx(2.402e-149, rel=1e-3)


@given(
    st.lists(st.tuples(st.integers(0, 10**9), st.integers(1, 10_000)), min_size=2, max_size=8), st.integers(50, 10**6)
)
def test_the_p_value_is_that_of_pearsons_test(pairs, more):
    visitors, shares = (seen + more * share for seen, share in pairs), tuple(share for _, share in pairs)
    visitors = tuple(visitors)
    found = check(visitors, shares)
    expected = np.array(shares) * (sum(visitors) / sum(shares))
    assert found.p_value == pytest.approx(stats.chisquare(visitors, expected).pvalue, rel=1e-6, abs=1e-300)
    assert found.expected == pytest.approx(expected)
    assert found.is_mismatch == bool(found.causes)


def test_without_visitors_there_is_nothing_to_check():
    assert check((0, 0), (1, 1)) is None
    assert check((0, 9), (1, 0)) is None


@pytest.mark.parametrize(("visitors", "shares"), [((4, 5), (1, 1)), ((100, 1), (99, 1)), ((100,), (1,))], ids=str)
def test_too_few_visitors_are_no_mismatch(visitors, shares):
    found = check(visitors, shares)
    assert (found.p_value, found.is_mismatch, found.causes) == (None, False, ())


def test_a_variant_without_a_share_is_not_part_of_the_test_but_told():
    found = check((500, 7, 500), (1, 0, 1))
    assert (found.unplanned, found.expected, found.is_mismatch) == (7, (500, 0, 500), False)


@pytest.mark.parametrize(
    ("visitors", "shares"), [((1, 2), (1,)), ((1, 2), (0, 0)), ((1, 2), (-1, 2)), ((-1, 2), (1, 1))], ids=str
)
def test_splits_that_cannot_be_are_refused(visitors, shares):
    with pytest.raises(ValueError, match="share"):
        check(visitors, shares)


@pytest.mark.parametrize(
    ("visitors", "shares", "expected"),
    [
        ((10_000, 9_000, 10_010), (1, 1, 1), {(Cause.VARIANT_SHORT, 1)}),
        ((10_000, 11_000, 10_010), (1, 1, 1), {(Cause.VARIANT_OVER, 1)}),
        ((10_000, 0, 9_000, 10_010), (1, 0, 1, 1), {(Cause.VARIANT_SHORT, 2)}),
        ((10_000, 11_000, 9_000), (1, 1, 1), {(Cause.SPREAD, None)}),
        ((10_000, 9_000), (1, 1), {(Cause.VARIANT_OVER, 0), (Cause.VARIANT_SHORT, 1)}),
        ((5_000, 5_010), (8, 2), {(Cause.EQUAL_SPLIT, None), (Cause.VARIANT_SHORT, 0), (Cause.VARIANT_OVER, 1)}),
    ],
    ids=["one short", "one over", "one short beside one off", "several", "two", "equal"],
)
def test_the_pattern_suggests_a_cause(visitors, shares, expected):
    assert set(check(visitors, shares).causes) == expected


def alarm_rate(shares, runs=2000, total=200_000):
    draws = np.random.default_rng(5)
    probabilities = np.array(shares) / sum(shares)
    return np.mean(
        [check(tuple(map(int, row)), (1, 1)).is_mismatch for row in draws.multinomial(total, probabilities, runs)]
    )


def test_a_true_split_seldom_alarms():
    assert alarm_rate((1, 1)) <= 0.001 + 4 * math.sqrt(0.001 / 2000)


def test_losing_one_percent_of_a_variant_alarms_in_time():
    assert alarm_rate((1, 0.97)) == 1
