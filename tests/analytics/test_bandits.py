import pytest

from analytics.conftest import Asked, Shop
from event_log import HOUR
from installations import done
from lenticular.analytics import bandits
from lenticular.api.ports import Ports


def split(test: Asked) -> list[float]:
    return [variant["percentage"] for variant in test.told("traffic")["variants"]]


@pytest.fixture
def bandit(shop: Shop) -> Asked:
    return shop.test(shop.event("clicked"), variantSplit="MULTI_ARMED_BANDIT")


def test_traffic_is_equal_until_there_is_enough_data_and_then_goes_to_the_better(bandit: Asked, ports: Ports):
    shop = bandit.shop
    shop.log.count(*bandit.visit("0", 50, clicked=5), *bandit.visit("1", 50, clicked=20))
    shop.clock.advance(hours=1)
    bandits.reweigh(ports)
    assert split(bandit) == [50, 50]

    shop.log.count(*bandit.visit("1", 50, prefix="more", clicked=20))
    shop.clock.advance(minutes=1)
    bandits.reweigh(ports)
    loser, winner = split(bandit)
    assert (loser >= 1, winner > 90, loser + winner) == (True, True, 100)


def test_traffic_changes_once_a_minute_at_most(bandit: Asked, ports: Ports):
    shop = bandit.shop
    shop.log.count(*bandit.visit("0", 50, clicked=5), *bandit.visit("1", 50, clicked=30))
    shop.clock.advance(hours=1)
    bandits.reweigh(ports)
    before = split(bandit)
    shop.log.count(*bandit.visit("0", 50, prefix="more", clicked=50))

    shop.clock.advance(seconds=59)
    bandits.reweigh(ports)
    assert split(bandit) == before
    shop.clock.advance(seconds=1)
    bandits.reweigh(ports)
    assert split(bandit) != before


def test_without_new_events_nothing_is_written(bandit: Asked, ports: Ports):
    def looked() -> str:
        versions = done(bandit.shop.client.get(f"/experiences/{bandit.experience}/versions"))
        return f"{versions} {bandit.told('traffic')}"

    bandit.shop.log.count(*bandit.visit("0", 50, clicked=5), *bandit.visit("1", 50, clicked=30))
    bandit.shop.clock.advance(hours=3)
    bandits.reweigh(ports)
    before = looked()
    bandit.shop.clock.advance(hours=3)
    bandits.reweigh(ports)
    assert looked() == before


def test_tests_that_are_no_bandits_or_do_not_run_keep_their_split(shop: Shop, ports: Ports):
    fixed = shop.test(shop.event("clicked"))
    draft = shop.test(shop.event("booked"), variantSplit="MULTI_ARMED_BANDIT", status="DRAFT")
    goalless = shop.test(variantSplit="MULTI_ARMED_BANDIT")
    for test in (fixed, goalless):
        shop.log.count(*test.visit("0", 50, clicked=1), *test.visit("1", 50, clicked=50, at=HOUR))
    shop.clock.advance(hours=1)
    bandits.reweigh(ports)
    assert [split(test) for test in (fixed, draft, goalless)] == [[50, 50]] * 3
