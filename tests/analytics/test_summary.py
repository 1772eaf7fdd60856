"""The summary of a test, as its owner reads it, from what visitors sent."""

import pytest

from analytics.conftest import QUERIES, Shop
from event_log import DAY, HOUR, MINUTE, moment


@pytest.mark.parametrize("stores", ["sqlite", "postgres"], indirect=True)
def test_a_summary_tells_what_every_variant_did_and_how_sure_that_is(shop: Shop):
    clicked, booked = shop.event("clicked"), shop.event("booked")
    test = shop.test(clicked, booked, names="ABC")
    shop.log.count(*test.visit("0", 1000, clicked=100, booked=10), *test.visit("1", 1000, clicked=120, booked=30))
    shop.clock.advance(days=3)

    told = test.told("summary")

    first, second, unseen = told["variants"]
    assert (told["experience"], told["version"]) == (test.experience, test.version)
    assert (told["impressions"], told["visitors"], told["crossovers"]) == (2000, 2000, 0)
    assert [(one["shortUid"], one["name"], one["impressions"]) for one in told["variants"]] == [
        ("0", "A", 1000),
        ("1", "B", 1000),
        ("2", "C", 0),
    ]
    primary, secondary = second["metrics"]
    assert (primary["event"], primary["eventKey"], primary["__type"]) == (clicked, "clicked", "Primary")
    assert (secondary["event"], secondary["conversions"], secondary["__type"]) == (booked, 30, "Secondary")
    assert (primary["conversions"], primary["conversionRate"]) == (120, 12.0)
    assert primary["interval"]["low"] < 12 < primary["interval"]["high"]
    best = [one["metrics"][0]["probabilityToBeBest"] for one in told["variants"]]
    assert best[:2] == [pytest.approx(0.076817, abs=1e-6), pytest.approx(0.923183, abs=1e-6)]
    assert told["leadingVariant"] == {"shortUid": "1", "status": "LEADING", "probabilityToBeBest": best[1]}
    assert (told["sufficientData"], told["reason"], told["level"]) == (True, None, 0.95)
    assert told["daysUntilDecision"] == 11  # enough visitors sooner, but no sooner than after 14 days
    # Against the baseline, which has nothing to be compared with.
    assert (told["baseline"], first["metrics"][0]["uplift"]) == ("0", None)
    uplift = primary["uplift"]
    assert uplift["probabilityToBeatBaseline"] == pytest.approx(best[1])
    assert (uplift["relative"]["low"] < 0, uplift["relative"]["level"]) == (True, 0.9)
    assert uplift["relative"]["middle"] == pytest.approx(20, abs=1)
    assert uplift["absolute"]["middle"] == pytest.approx(2, abs=0.1)
    assert (uplift["isMoved"], uplift["alwaysValid"]["isDecided"]) == (False, False)
    assert secondary["uplift"]["isMoved"]
    assert 1.5 < first["metrics"][0]["expectedLoss"] < 2.5
    assert 0 < primary["expectedLoss"] < 0.1
    # Nobody has seen the third: nothing is known of it, and that is wrong in itself.
    assert {key: value for key, value in unseen["metrics"][0].items() if value is None}.keys() == {
        "conversionRate",
        "interval",
        "probabilityToBeBest",
        "expectedLoss",
        "uplift",
    }
    assert (unseen["metrics"][0]["conversions"], unseen["withoutCrossovers"]) == (0, {"impressions": 0})
    assert told["sampleRatio"]["isMismatch"]
    assert [one["shortUid"] for one in told["sampleRatio"]["causes"]] == ["2"]
    assert told["lastUpdatedAt"] == "2026-11-22T13:00:00.000Z"
    # Whatever else is asked is answered on this database too.
    shop.client.put(f"/experiences/{test.experience}/measurement", json={"holdoutPercentage": 5})
    answers = {kind: test.get(kind, **query).status_code for kind, query in QUERIES.items()}
    assert answers == dict.fromkeys(QUERIES, 200)


def test_another_baseline_turns_the_comparison_around(shop: Shop):
    test = shop.test(shop.event("clicked"))
    shop.log.count(*test.visit("0", 300, clicked=30), *test.visit("1", 300, clicked=45))

    first, second = test.told("summary", baseline="1")["variants"]

    assert second["metrics"][0]["uplift"] is None
    usual = test.told("summary")["variants"][1]["metrics"][0]["uplift"]
    turned = first["metrics"][0]["uplift"]
    assert turned["probabilityToBeatBaseline"] == pytest.approx(1 - usual["probabilityToBeatBaseline"])
    assert turned["absolute"]["low"] == pytest.approx(-usual["absolute"]["high"])


def test_visitors_of_two_variants_are_counted_and_the_figures_without_them_stand_beside(shop: Shop):
    test = shop.test(shop.event("clicked"))
    shop.log.count(
        test.saw("ann", "0"),
        test.saw("ann", "1", MINUTE),
        test.did("ann", "clicked"),
        test.saw("bob", "1"),
        test.did("bob", "clicked"),
    )

    told = test.told("summary")

    assert (told["impressions"], told["visitors"], told["crossovers"]) == (3, 2, 1)
    first, second = told["variants"]
    assert (first["withoutCrossovers"], second["withoutCrossovers"]) == ({"impressions": 0}, {"impressions": 1})
    assert second["metrics"][0]["conversions"] == 2
    assert second["metrics"][0]["withoutCrossovers"] == {"conversions": 1, "conversionRate": 100.0}
    assert first["metrics"][0]["withoutCrossovers"] == {"conversions": 0, "conversionRate": None}


def test_a_range_of_time_counts_the_visitors_who_came_in_it(shop: Shop):
    test = shop.test(shop.event("clicked"))
    shop.log.count(
        *test.visit("0", 20, clicked=5, prefix="early"), *test.visit("0", 30, clicked=10, at=2 * DAY, prefix="late")
    )
    shop.clock.advance(days=4)

    late = test.told("summary", startTime=moment(DAY).isoformat(), endTime=moment(3 * DAY).isoformat())

    assert (late["impressions"], late["variants"][0]["metrics"][0]["conversions"]) == (30, 10)
    assert (late["startTime"], late["daysUntilDecision"]) == ("2026-11-23T12:00:00.000Z", None)
    assert test.told("summary", endTime=moment(HOUR).isoformat())["impressions"] == 20
    assert test.told("summary")["impressions"] == 50
