"""Counts: what is refused, and when there are enough of them."""

import pytest

from lenticular.stats.aggregates import Aggregates, is_sufficient


@pytest.mark.parametrize(
    ("visitors", "conversions"),
    [((), ()), ((10,), ()), ((10, 10), (1,)), ((10,), (11,)), ((10,), (-1,)), ((-1,), (0,))],
    ids=["no variants", "no conversions", "one short", "more than visitors", "negative", "negative visitors"],
)
def test_counts_that_cannot_be_are_refused(visitors, conversions):
    with pytest.raises(ValueError, match="conversions"):
        Aggregates(visitors, conversions)


@pytest.mark.parametrize(
    ("visitors", "conversions", "enough"),
    [
        ((999, 0), (0, 0), False),
        ((500, 500), (0, 0), True),
        ((50, 50), (15, 14), False),
        ((50, 50), (15, 15), True),
        ((0,), (0,), False),
    ],
    ids=str,
)
def test_insights_need_a_thousand_visitors_or_thirty_conversions_together(visitors, conversions, enough):
    assert is_sufficient(Aggregates(visitors, conversions)) is enough


def test_variants_are_picked_in_the_order_asked_for():
    counts = Aggregates((10, 0, 30), (1, 0, 3))
    assert counts.seen == (0, 2)
    assert counts.only((2, 0)) == Aggregates((30, 10), (3, 1))
