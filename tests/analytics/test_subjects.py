"""How long a version has been running, and the split that it plans."""

import pytest

from analytics.conftest import Asked, Shop
from installations import done


def activate_another(test: Asked) -> None:
    path = f"/experiences/{test.experience}/versions"
    body = {"status": "DRAFT", "variants": [{"name": "A"}, {"name": "B"}]}
    draft = test.shop.client.post(path, json=body).json()["uid"]
    done(test.shop.client.put(f"{path}/{draft}", json=body | {"status": "ACTIVE"}))


@pytest.fixture
def decided(shop: Shop) -> Asked:
    """A test of which one variant is far ahead."""
    test = shop.test(shop.event("clicked"))
    shop.log.count(*test.visit("0", 200, clicked=20), *test.visit("1", 200, clicked=60))
    return test


def test_a_winner_has_won_after_fourteen_days(decided: Asked):
    clock = decided.shop.clock
    clock.advance(days=14, seconds=-1)
    assert decided.told("summary")["leadingVariant"]["status"] == "LEADING_SIGNIFICANTLY"
    clock.advance(seconds=1)
    told = decided.told("summary")
    assert (told["leadingVariant"]["status"], told["daysUntilDecision"]) == ("HAS_WON", 0)


def test_a_version_does_not_run_on_after_it_was_archived(decided: Asked):
    decided.shop.clock.advance(days=3)
    activate_another(decided)
    decided.shop.clock.advance(days=30)
    told = decided.told("summary")
    assert (told["leadingVariant"]["status"], told["daysUntilDecision"]) == ("LEADING_SIGNIFICANTLY", None)


def test_a_new_version_starts_from_nothing(decided: Asked):
    activate_another(decided)
    versions = done(decided.shop.client.get(f"/experiences/{decided.experience}/versions"))
    assert Asked(decided.shop, decided.experience, versions[0]["uid"]).told("summary")["impressions"] == 0


def test_visitors_are_compared_with_the_split_that_was_planned(shop: Shop):
    test = shop.test(
        shop.event("clicked"),
        variants=[{"name": "A", "trafficDistribution": 80}, {"name": "B", "trafficDistribution": 20}],
        variantSplit="CUSTOM_PERCENTAGE",
    )
    shop.log.count(*test.visit("0", 400), *test.visit("1", 200))
    ratio = test.told("summary")["sampleRatio"]
    assert [(one["shortUid"], one["expected"], one["seen"]) for one in ratio["variants"]] == [
        ("0", 480, 400),
        ("1", 120, 200),
    ]
    assert (ratio["isMismatch"], ratio["level"]) == (True, 0.001)


def test_the_split_of_a_bandit_is_compared_with_nothing(shop: Shop):
    test = shop.test(shop.event("clicked"), variantSplit="MULTI_ARMED_BANDIT")
    shop.log.count(*test.visit("0", 300, clicked=30), *test.visit("1", 100, clicked=20))
    told = test.told("summary")
    assert told["sampleRatio"] is None
    uplift = told["variants"][1]["metrics"][0]["uplift"]
    assert (uplift["alwaysValid"], uplift["isMoved"]) == (None, True)
