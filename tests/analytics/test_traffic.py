from datetime import timedelta

from analytics.conftest import Asked, Shop
from fakes import NOON
from lenticular.analytics import bandits, traffic
from lenticular.api.ports import Ports
from lenticular.management.bandits.service import Weights


def percentages(variants: list[dict[str, object]]) -> list[object]:
    return [variant["percentage"] for variant in variants]


def test_a_fixed_test_tells_its_planned_split(shop: Shop):
    variants = [{"name": "A", "trafficDistribution": 12.5}, {"name": "B", "trafficDistribution": 87.5}]
    for status in ("ACTIVE", "DRAFT"):
        test = shop.test(status=status, variants=variants, variantSplit="CUSTOM_PERCENTAGE")
        told = test.told("traffic")
        assert (told["variantSplit"], percentages(told["variants"])) == ("CUSTOM_PERCENTAGE", [12.5, 87.5])
        assert told["history"] == []


def test_a_bandit_tells_what_it_made_of_the_results(shop: Shop, ports: Ports):
    test = shop.test(shop.event("clicked"), names="ABC", variantSplit="MULTI_ARMED_BANDIT")
    shop.log.count(*test.visit("0", 100, clicked=10), *test.visit("1", 100, clicked=40), *test.visit("2", 100))
    shop.clock.advance(hours=2)
    bandits.reweigh(ports)

    told = test.told("traffic")

    now = percentages(told["variants"])
    assert now == [1.0, 98.0, 1.0]
    assert [point["time"] for point in told["history"]] == ["2026-11-22T12:00:00.000Z", "2026-11-22T14:00:00.000Z"]
    assert [percentages(point["variants"]) for point in told["history"]] == [[33.34, 33.33, 33.33], now]


def test_a_bandit_that_has_not_begun_would_begin_with_equal_parts(shop: Shop):
    draft = shop.test(shop.event("clicked"), status="DRAFT", names="ABC", variantSplit="MULTI_ARMED_BANDIT")
    assert percentages(draft.told("traffic")["variants"]) == [33.34, 33.33, 33.33]


def test_audiences_have_no_split(shop: Shop):
    segmented = shop.segmented(shop.audience("Buyers"))
    assert_missing(segmented)


def assert_missing(test: Asked) -> None:
    answer = test.get("traffic")
    assert (answer.status_code, answer.json()["error"]) == (404, "TRAFFIC_NOT_FOUND")


def test_of_a_long_history_each_minute_hour_or_day_shows_how_it_ended():
    def weights(**ago: float) -> Weights:
        return Weights(NOON - timedelta(**ago), {})

    first, later = weights(days=60, hours=5), weights(days=60, hours=4)
    kept_hour, dropped_hour = weights(days=2, minutes=5), weights(days=2, minutes=20)
    recent = [weights(minutes=minutes) for minutes in (3, 2, 1)]
    history = [first, later, dropped_hour, kept_hour, *recent]

    assert traffic.thinned(history, NOON) == [first, later, kept_hour, *recent]
    assert traffic.thinned([], NOON) == []
