from datetime import timedelta

import pytest

from lenticular.analytics import rendering
from lenticular.stats import evidence, sample_ratio
from lenticular.stats.aggregates import Aggregates
from lenticular.stats.intervals import Interval


def test_a_rate_is_in_percent_and_absent_where_nobody_could_convert():
    assert (rendering.rate(51, 1020), rendering.rate(0, 10)) == (5.0, 0.0)
    assert (rendering.rate(0, 0), rendering.rate(None, 10)) == (None, None)


def test_an_interval_of_a_rate_is_in_percent_and_its_level_is_not():
    found = rendering.interval(Interval(0.01, 0.05, 0.09, 0.95))
    assert found is not None
    assert (found.low, found.high, found.level) == (1, 9, 0.95)
    assert rendering.interval(None) is None


def test_an_uplift_is_in_percent_of_the_baseline_and_in_percentage_points():
    counts = Aggregates((100_000, 100_000), (5_000, 6_000))
    weighed = evidence.weigh([counts], baseline=0, shares=(1, 1), running=timedelta(days=1))

    found = rendering.uplift(weighed.metrics[0].comparisons[1])

    assert found is not None
    assert found.relative.middle == pytest.approx(20, abs=0.1)
    assert found.absolute.middle == pytest.approx(1, abs=0.01)
    assert found.always_valid is not None
    assert found.always_valid.middle == pytest.approx(1, abs=0.01)
    assert (found.absolute.level, found.always_valid.level, found.always_valid.is_decided) == (0.9, 0.95, True)
    assert rendering.uplift(weighed.metrics[0].comparisons[0]) is None


def test_a_mismatch_names_the_variant_that_it_is_about():
    found = rendering.ratio(sample_ratio.check((500, 300), (1, 1)), ["a", "b"], [500, 300])
    assert found is not None
    assert [(one.short_uid, one.expected, one.seen) for one in found.variants] == [("a", 400, 500), ("b", 400, 300)]
    assert {cause.short_uid for cause in found.causes} == {"a", "b"}
    assert all(cause.message.endswith(".") for cause in found.causes)
    assert rendering.ratio(None, ["a", "b"], [0, 0]) is None
