import pytest

from lenticular.api.problems import TooManyRequests
from lenticular.api.rate_limit import RateLimit


def test_an_organization_is_refused_when_it_is_one_too_many():
    limit = RateLimit(2)
    assert [limit.take("travel"), limit.take("travel")] == [1, 0]
    with pytest.raises(TooManyRequests):
        limit.take("travel")


def test_one_organization_does_not_use_up_what_another_may():
    limit = RateLimit(1)
    limit.take("travel")
    assert limit.take("books") == 0


@pytest.mark.parametrize(("per_second", "workers", "share"), [(10, 1, 10), (10, 4, 3), (1, 8, 1)])
def test_workers_share_a_limit_and_each_has_some_of_it(per_second, workers, share):
    assert RateLimit(per_second, workers=workers).per_second == share
