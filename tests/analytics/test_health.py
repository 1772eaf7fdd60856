from typing import Any

import pytest

from analytics.conftest import Asked, Shop
from event_log import HOUR, MINUTE, START, Log
from installations import done
from lenticular.ingestion.agents import AgentClass


def checks(test: Asked) -> dict[str, dict[str, Any]]:
    told = test.told("health")
    weight = ["UNKNOWN", "OK", "WARNING", "PROBLEM"]
    assert told["status"] == max((check["status"] for check in told["checks"]), key=weight.index)
    return {check["check"]: check for check in told["checks"]}


def statuses(test: Asked) -> dict[str, str]:
    """Return the checks that are not OK."""
    return {name: check["status"] for name, check in checks(test).items() if check["status"] != "OK"}


@pytest.fixture
def test(shop: Shop) -> Asked:
    return shop.test(shop.event("clicked"))


def test_a_test_that_goes_well_has_nothing_to_tell(test: Asked):
    test.shop.log.count(*test.visit("0", 50, clicked=5), *test.visit("1", 50, clicked=5))
    assert statuses(test) == {}
    assert test.told("health")["status"] == "OK"


def test_without_impressions_it_is_too_early_for_an_hour_and_then_a_problem(test: Asked):
    early = statuses(test)
    assert early == dict.fromkeys(("EXPOSURES", "CONVERSIONS", "SAMPLE_RATIO", "CROSSOVERS"), "UNKNOWN")
    test.shop.clock.advance(hours=1)
    assert statuses(test) == early | {"EXPOSURES": "PROBLEM"}


def test_a_draft_is_checked_for_what_it_needs(shop: Shop):
    draft = shop.test(shop.event("clicked"), status="DRAFT")
    shop.clock.advance(days=1)
    found = statuses(draft)
    assert (found["STATUS"], found["EXPOSURES"], "DEPENDENCIES" in found) == ("UNKNOWN", "UNKNOWN", False)


def test_a_pause_is_told(test: Asked):
    path = f"/experiences/{test.experience}/versions"
    (version,) = done(test.shop.client.get(path))
    done(test.shop.client.put(f"{path}/{test.version}", json=version | {"status": "PAUSED"}))
    found = checks(test)
    assert (found["STATUS"]["status"], found["STATUS"]["figures"]) == ("WARNING", {"versionStatus": "PAUSED"})
    assert found["EXPOSURES"]["status"] == "UNKNOWN"


def test_a_broken_split_is_a_problem_with_its_likely_cause(test: Asked):
    test.shop.log.count(*test.visit("0", 200, clicked=1), *test.visit("1", 100))
    found = checks(test)["SAMPLE_RATIO"]
    assert (found["status"], found["figures"]["pValue"] < 0.001) == ("PROBLEM", True)
    assert "B: One variant lacks visitors" in found["message"]


@pytest.mark.parametrize(("crossing", "status"), [(0, "OK"), (1, "WARNING"), (12, "PROBLEM")])
def test_visitors_of_several_variants_are_told(test: Asked, crossing: int, status: str):
    seen = test.visit("0", 50, clicked=1) + test.visit("1", 50)
    test.shop.log.count(*seen, *(test.saw(f"0-{number}", "1", MINUTE) for number in range(crossing)))
    found = checks(test)["CROSSOVERS"]
    assert (found["status"], found["figures"]) == (status, {"visitors": 100, "crossovers": crossing})


def test_visitors_of_a_segmented_experience_may_see_several_variants(shop: Shop):
    segmented = shop.segmented(shop.audience("Buyers"), shop.audience("Others"))
    shop.log.count(segmented.saw("ann", "0"), segmented.saw("ann", "1", MINUTE))
    assert statuses(segmented) == {}


def test_events_of_visitors_who_saw_nothing_are_told(test: Asked):
    test.shop.log.count(*test.visit("0", 40), *test.visit("1", 40))
    test.shop.log.count(*(test.did(f"stranger-{number}", "clicked") for number in range(40)))
    found = checks(test)["CONVERSIONS_WITHOUT_IMPRESSIONS"]
    assert (found["status"], found["figures"]) == ("PROBLEM", {"events": 40, "conversions": 0})
    test.shop.log.count(*(test.did(f"0-{number}", "clicked", 2 * HOUR) for number in range(39)))
    assert checks(test)["CONVERSIONS_WITHOUT_IMPRESSIONS"]["status"] == "WARNING"
    test.shop.log.count(*(test.did(f"1-{number}", "clicked", 2 * HOUR) for number in range(2)))
    assert checks(test)["CONVERSIONS_WITHOUT_IMPRESSIONS"]["status"] == "OK"


def test_many_impressions_without_any_conversion_are_told(test: Asked):
    test.shop.log.count(*test.visit("0", 500), *test.visit("1", 500))
    found = checks(test)["CONVERSIONS"]
    assert (found["status"], "does the site send the event clicked?" in found["message"]) == ("WARNING", True)


def test_robots_late_and_repeated_elements_are_told(test: Asked):
    log = test.shop.log
    log.count(*test.visit("0", 10, at=HOUR, clicked=1), *test.visit("1", 10, at=HOUR))
    log.count(*(test.saw(f"bot-{number}", "0", HOUR, agent=AgentClass.BOT) for number in range(12)))
    late = [
        test.saw(
            f"late-{number}", str(number % 2), HOUR, client_id=f"id-{number}", client_time=START + HOUR - 2 * MINUTE
        )
        for number in range(6)
    ]
    log.count(*late)
    log.count(*late, *late)
    found = checks(test)
    assert {name: check["figures"] for name, check in found.items() if check["status"] == "WARNING"} == {
        "BOTS": {"impressions": 12, "events": 0},
        "LATE_EVENTS": {"impressions": 6, "events": 0, "timesNotTaken": 0},
        "REPETITIONS": {"impressions": 12, "events": 0},
    }
    assert found["EXPOSURES"]["figures"] == {"impressions": 26}


def test_a_log_that_nobody_counts_is_told(test: Asked, log: Log):
    log.count(test.saw("ann"))
    assert checks(test)["BACKLOG"]["figures"] == {"bytes": 0}
    # Begun in 1970, by its name.
    log.write(test.saw("bob"))
    found = checks(test)["BACKLOG"]
    assert (found["status"], found["figures"]["bytes"] > 0) == ("WARNING", True)
