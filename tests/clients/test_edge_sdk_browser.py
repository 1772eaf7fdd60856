"""The published edge SDK's browser bundle, in Chromium, on a page of another origin than the server's."""

from pathlib import Path
from typing import Any

import pytest

from lenticular.ingestion import records, segments
from lenticular.ingestion.records import Event, Impression
from servers import Server

pytestmark = pytest.mark.client

EUROPEAN = {"price_type": "luxury", "travel_type": "relaxation", "travel_destination": "EU"}
SOUTH_AMERICAN = {"price_type": "budget", "travel_type": "adventure", "travel_destination": "SA"}


@pytest.fixture
def browse(node, chromium: Path, site: Server):
    """Return a function that loads a page once for each plan, in one browser, and returns a report of each."""

    def run(project: str, *planned: dict[str, Any], sdk: str = "1.0.27") -> list[Any]:
        job = {"chromium": str(chromium), "sdk": f"edge-sdk-{sdk}", "edgeApiUrl": site.edge_url, "project": project}
        reports: list[Any] = node("browse.mjs", job | {"visits": planned})
        return reports

    return run


def calls(report: dict[str, Any], *, preflights: bool) -> list[str]:
    """Return the calls that were answered, or the questions before them whether they are allowed."""
    found = [answer for answer in report["network"] if (answer["method"] == "OPTIONS") == preflights]
    return [f"{answer['method']} {answer['path']} {answer['status']}" for answer in found]


def test_a_visitor_in_a_browser_is_known_again_and_gets_what_fits(browse, site: Server, compass: str):
    deeds = [["triggerImpression", "0"], ["triggerEvent", "Clicked"], ["set", SOUTH_AMERICAN]]
    log_in = ["setUserId", "known in a browser", {"preserveUserAttributes": True}]

    first, second, third = browse(
        compass,
        {"query": "?utm_campaign=summer", "options": {"liveAttributes": EUROPEAN}, "then": deeds},
        {"then": [log_in]},
        {},
    )

    assert [visit["variants"]["0"] for visit in (first, second, third)] == ["2", "1", "1"]
    assert [visit["aliases"] for visit in (first, second)] == [["cs_personalize_0_2"], ["cs_personalize_0_1"]]
    assert [visit["complaints"] for visit in (first, second, third)] == [[], [], []]

    given = next(answer["userId"] for answer in first["network"] if answer["method"] == "GET")
    assert first["userId"] == given
    assert first["cookie"] == f"cs-personalize-user-uid={given}"
    assert next(answer["userId"] for answer in second["network"] if answer["method"] == "GET") == given
    assert second["userId"] == third["userId"] == "known in a browser"
    assert second["cookie"] == third["cookie"] == "cs-personalize-user-uid=known in a browser"

    assert calls(first, preflights=False) == [
        "GET /manifest 200", "POST /events 202", "POST /events 202", "PATCH /user-attributes 200",
    ]  # fmt: skip
    assert calls(second, preflights=False) == ["GET /manifest 200", "POST /user-attributes/actions/merge 200"]

    logged = [record for line in segments.read(site.data / "spool") for record in records.expand(line)]
    kinds = [type(record.subject) for record in logged if record.user == given]
    assert (len(kinds), set(kinds)) == (2, {Impression, Event})


def test_the_browsers_questions_before_calls_of_another_origin_are_answered(browse, compass: str):
    (report,) = browse(compass, {"then": [["triggerEvent", "Clicked"], ["set", SOUTH_AMERICAN]]})
    asked = calls(report, preflights=True)
    assert [question.split()[:2] for question in asked] == [
        ["OPTIONS", "/manifest"], ["OPTIONS", "/events"], ["OPTIONS", "/user-attributes"],
    ]  # fmt: skip
    assert {question.split()[2] for question in asked} <= {"200", "204"}


@pytest.mark.parametrize("sdk", ["1.0.21", "1.0.9"])
def test_older_bundles_work_too(browse, compass: str, sdk: str):
    first, second = browse(compass, {"then": [["set", SOUTH_AMERICAN]]}, {}, sdk=sdk)
    assert (first["variants"]["0"], second["variants"]["0"]) == (None, "1")
    assert first["userId"] == second["userId"]
    assert first["complaints"] == second["complaints"] == []


def test_a_page_can_read_why_it_got_no_manifest(browse):
    unknown = "0" * 24
    (report,) = browse(unknown, {})
    assert report["error"] == f"Project not found: {unknown}"
