"""When something can be said of a version, and what is said instead when it cannot."""

import pytest

from analytics.conftest import Asked, Shop
from installations import done


def silence(test: Asked) -> tuple[str | None, bool]:
    told = test.told("summary")
    assert told["leadingVariant"] is None
    return told["reason"]["code"], told["sufficientData"]


def test_without_data_nothing_is_said(shop: Shop):
    test = shop.test(shop.event("clicked"))
    told = test.told("summary")
    assert silence(test) == ("NO_DATA", False)
    assert (told["impressions"], told["sampleRatio"], told["lastUpdatedAt"], told["baseline"]) == (0, None, None, "0")
    assert told["reason"]["message"] == "Nobody has seen a variant yet."


def test_with_a_little_data_rates_are_given_but_nobody_leads(shop: Shop):
    test = shop.test(shop.event("clicked"))
    shop.log.count(*test.visit("0", 50, clicked=5), *test.visit("1", 50, clicked=20))
    assert silence(test) == ("NOT_ENOUGH_DATA", False)
    assert test.told("summary")["variants"][1]["metrics"][0]["conversionRate"] == 40.0


def test_one_variant_alone_leads_nobody(shop: Shop):
    test = shop.test(shop.event("clicked"))
    shop.log.count(*test.visit("0", 50, clicked=30))
    assert silence(test) == ("NOTHING_TO_COMPARE", True)


def test_equal_variants_have_no_leader(shop: Shop):
    test = shop.test(shop.event("clicked"))
    shop.log.count(*test.visit("0", 50, clicked=20), *test.visit("1", 50, clicked=20))
    assert silence(test) == ("NO_LEADER", True)


def test_a_segmented_experience_has_impressions_and_no_metric(shop: Shop):
    segmented = shop.segmented(shop.audience("Buyers"), shop.audience("Others"))
    shop.log.count(*segmented.visit("0", 3), *segmented.visit("1", 2, bought=1))
    told = segmented.told("summary")
    assert silence(segmented) == ("SEGMENTED", False)
    assert [(variant["impressions"], variant["metrics"]) for variant in told["variants"]] == [(3, []), (2, [])]
    assert (told["sampleRatio"], told["daysUntilDecision"]) == (None, None)


def test_a_test_without_a_metric_only_counts_impressions(shop: Shop):
    test = shop.test()
    shop.log.count(*test.visit("0", 3))
    assert silence(test) == ("NO_METRIC", False)


@pytest.fixture
def archived(shop: Shop) -> tuple[Asked, str, str]:
    """An archived version whose metrics nothing keeps from being deleted, and their uids."""
    clicked, booked = shop.event("clicked"), shop.event("booked")
    test = shop.test(clicked, booked)
    shop.log.count(*test.visit("0", 100, clicked=20, booked=40), *test.visit("1", 100, clicked=40, booked=20))
    path = f"/experiences/{test.experience}/versions"
    body = {"status": "DRAFT", "variants": [{"name": "A"}, {"name": "B"}]}
    draft = shop.client.post(path, json=body).json()["uid"]
    done(shop.client.put(f"{path}/{draft}", json=body | {"status": "ACTIVE"}))
    return test, clicked, booked


def test_without_the_primary_event_nobody_leads_and_the_others_are_still_counted(
    shop: Shop, archived: tuple[Asked, str, str]
):
    test, clicked, _ = archived
    done(shop.client.delete(f"/events/{clicked}"))
    assert silence(test) == ("EVENT_DELETED", False)
    primary, secondary = test.told("summary")["variants"][0]["metrics"]
    assert (primary["eventKey"], primary["conversions"], primary["conversionRate"]) == (None, None, None)
    assert (secondary["conversions"], secondary["conversionRate"]) == (40, 40.0)


def test_without_a_secondary_event_the_primary_one_still_decides(shop: Shop, archived: tuple[Asked, str, str]):
    test, _, booked = archived
    done(shop.client.delete(f"/events/{booked}"))
    told = test.told("summary")
    assert told["leadingVariant"]["shortUid"] == "1"
    assert [metric["conversions"] for metric in told["variants"][1]["metrics"]] == [40, None]
    assert told["variants"][1]["metrics"][1]["probabilityToBeBest"] is None
