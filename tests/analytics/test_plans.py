import pytest

from lenticular.analytics import plans
from lenticular.errors import Invalid
from lenticular.stats.power import Plan, power


def report(rate=5.0, uplift=20.0, per_day=None, **plan):
    return plans.report(Plan(**plan), baseline_rate=rate, minimal_uplift=uplift, visitors_per_day=per_day)


def test_the_planned_visitors_find_the_uplift_as_probably_as_was_asked():
    found = report()

    each = found.visitors_per_variant
    assert power(0.05, 0.2, (each, each)) >= 0.8 > power(0.05, 0.2, (each - 1, each - 1))
    assert found.visitors == 2 * each
    assert found.days is None


def test_visitors_a_day_become_days_and_what_two_weeks_can_find():
    found = report(per_day=500)

    assert found.days == -(-found.visitors // 500)
    each = 500 * 14 // 2
    assert power(0.05, found.smallest_uplift / 100, (each, each)) == pytest.approx(0.8)
    assert found.smallest_uplift > found.minimal_uplift


def test_no_test_is_shorter_than_two_weeks():
    assert report(per_day=1e6).days == 14


def test_with_next_to_no_visitors_two_weeks_find_nothing():
    assert report(per_day=0.1).smallest_uplift is None


@pytest.mark.parametrize(("rate", "uplift"), [(5, 0), (50, 100), (60, 70), (5, 1e-9)])
def test_an_uplift_that_nothing_can_find_is_refused(rate: float, uplift: float):
    with pytest.raises(Invalid) as refused:
        report(rate, uplift)
    assert [problem.code for problem in refused.value.problems] == ["UPLIFT_NOT_POSSIBLE"]


def test_a_loss_can_be_looked_for():
    assert report(uplift=-20).visitors_per_variant > 0
