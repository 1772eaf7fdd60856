import pytest

from analytics.conftest import Asked, Shop
from event_log import HOUR, record
from installations import done
from lenticular.ingestion.records import Exposure, Record


def met(test: Asked, arm: str, visitors: int, variant: str = "0", **conversions: int) -> list[Record]:
    """Visitors to whom a variant was given or withheld; of the first so many each triggered that event afterwards."""
    subject = Exposure("e" * 24, "0", test.version, variant, arm == "held_out")
    users = [f"{arm}-{variant}-{number}" for number in range(visitors)]
    exposures = [record(subject, user, 0, project=test.shop.project) for user in users]
    return exposures + [test.did(user, key, HOUR) for key, number in conversions.items() for user in users[:number]]


def hold_out(test: Asked, percentage: float) -> None:
    done(test.shop.client.put(f"/experiences/{test.experience}/measurement", json={"holdoutPercentage": percentage}))


@pytest.fixture
def segmented(shop: Shop) -> Asked:
    """A segmented experience that withholds from one visitor in five."""
    found = shop.segmented(shop.audience("Buyers"), shop.audience("Others"))
    hold_out(found, 20)
    return found


def test_the_shown_are_compared_with_the_held_out_on_any_event(segmented: Asked):
    shop = segmented.shop
    booked = shop.event("booked")
    shop.log.count(
        *met(segmented, "shown", 500, booked=100),
        *met(segmented, "shown", 300, "1", booked=30),
        *met(segmented, "held_out", 120, booked=12),
        *met(segmented, "held_out", 80, "1", booked=8),
    )

    told = segmented.told("holdout", event="booked")

    assert told == segmented.told("holdout", event=booked)
    assert (told["event"], told["eventKey"], told["holdoutPercentage"]) == (booked, "booked", 20)
    assert (told["visitors"], told["crossovers"], told["sufficientData"]) == (1000, 0, True)
    assert (told["shown"]["visitors"], told["shown"]["conversionRate"]) == (800, 16.25)
    assert (told["heldOut"]["visitors"], told["heldOut"]["conversionRate"]) == (200, 10.0)
    uplift = told["uplift"]
    assert 0 < uplift["absolute"]["low"] < 6.25 < uplift["absolute"]["high"]
    assert uplift["probabilityToBeatBaseline"] > 0.95
    assert uplift["alwaysValid"]["level"] == 0.95
    assert not told["sampleRatio"]["isMismatch"]
    assert [one["shortUid"] for one in told["sampleRatio"]["variants"]] == ["held_out", "shown"]
    first, second = told["variants"]
    assert (first["shown"]["conversions"], first["heldOut"]["visitors"]) == (100, 120)
    assert first["uplift"]["probabilityToBeatBaseline"] > 0.99 > second["uplift"]["probabilityToBeatBaseline"]


def test_a_split_that_is_not_the_configured_one_is_told(segmented: Asked):
    segmented.shop.event("booked")
    segmented.shop.log.count(*met(segmented, "shown", 500), *met(segmented, "held_out", 500))
    told = segmented.told("holdout", event="booked")
    assert told["sampleRatio"]["isMismatch"]
    health = {check["check"]: check for check in segmented.told("health")["checks"]}
    assert health["HOLDOUT_RATIO"]["status"] == "PROBLEM"


def test_both_holdouts_of_a_project_and_an_experience_count(segmented: Asked):
    shop = segmented.shop
    shop.event("booked")
    done(shop.client.put(f"/projects/{shop.project}/measurement", json={"holdoutPercentage": 10}))
    assert segmented.told("holdout", event="booked")["holdoutPercentage"] == 28


def test_a_test_is_measured_on_its_primary_metric_unless_another_event_is_named(shop: Shop):
    test = shop.test(shop.event("clicked"))
    hold_out(test, 50)
    told = test.told("holdout")
    assert (told["eventKey"], told["visitors"], told["uplift"], told["sampleRatio"]) == ("clicked", 0, None, None)
    assert (told["shown"]["conversions"], told["shown"]["conversionRate"], told["shown"]["interval"]) == (0, None, None)


def test_an_event_has_to_be_named_where_there_is_no_metric(segmented: Asked):
    assert segmented.problems("holdout") == {"event": ["EVENT_REQUIRED"]}
    assert segmented.problems("holdout", event="bought") == {"event": ["EVENT_NOT_FOUND"]}


def test_where_no_holdout_ran_both_groups_are_empty(shop: Shop):
    told = shop.test(shop.event("clicked")).told("holdout")
    assert (told["holdoutPercentage"], told["visitors"], told["sampleRatio"]) == (0, 0, None)
    assert [told[arm]["conversionRate"] for arm in ("shown", "heldOut")] == [None, None]


def test_what_a_holdout_found_stays_when_it_ends(segmented: Asked):
    segmented.shop.event("booked")
    segmented.shop.log.count(*met(segmented, "shown", 80, booked=20), *met(segmented, "held_out", 20, booked=2))
    hold_out(segmented, 0)
    told = segmented.told("holdout", event="booked")
    assert (told["holdoutPercentage"], told["sampleRatio"]) == (0, None)
    assert told["uplift"]["probabilityToBeatBaseline"] > 0.5
