"""The published edge SDK, in Node, against a real server with real exports."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

import sites
from lenticular.domain.preview import is_preview
from lenticular.ingestion import records, segments
from lenticular.ingestion.records import Event, Impression
from servers import PATIENCE_SECONDS, Server
from sites import Site

pytestmark = pytest.mark.client

MODULES = Path(__file__).parent / "node_modules"
SDKS = ["1.0.27", "1.0.21", "1.0.9"]

AB_TEST = "66fbd01f9c0c442160ed818b"
NOBODY: dict[str, str] = {}
NORTH_AMERICAN = {"price_type": "luxury", "travel_type": "relaxation", "travel_destination": "NA"}
SOUTH_AMERICAN = {"price_type": "budget", "travel_type": "adventure", "travel_destination": "SA"}
EUROPEAN = {"price_type": "luxury", "travel_type": "relaxation", "travel_destination": "EU"}
ASIAN = {"price_type": "luxury", "travel_type": "relaxation", "travel_destination": "APAC"}

# A university in each of Arizona, Chicago and Berlin, and an address that is for documentation only.
ARIZONA, CHICAGO, BERLIN, NOWHERE = "128.196.1.1", "128.135.1.1", "141.20.1.1", "203.0.113.7"


@pytest.fixture
def probe(node, shared: Path, site: Server, tmp_path: Path):
    """Return a function that takes one visitor through every call of the SDK and asserts all that the probe checks."""

    def run(project: str, expect: dict[str, str | None], *, sdk: str = "1.0.27", **options: str) -> dict[str, Any]:
        scope = tmp_path / sdk / "node_modules" / "@contentstack"
        scope.mkdir(parents=True)
        (scope / "personalize-edge-sdk").symlink_to(MODULES / f"edge-sdk-{sdk}")
        told = {"expect": json.dumps(expect), "sdk": str(tmp_path / sdk), "event": "Clicked", **options}
        told["timeout"] = str(int(PATIENCE_SECONDS * 1000))
        command = ["node", str(shared / "tools" / "edge_probe.mjs"), site.edge_url, project]
        for name, value in told.items():
            command += [f"--{name.replace('_', '-')}", value]
        finished = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
        report: dict[str, Any] = json.loads(finished.stdout)
        assert report["sdkVersion"] == sdk
        assert [check for check in report["checks"] if not check["ok"]] == []
        assert finished.returncode == 0, report.get("error")
        return report

    return run


@pytest.fixture
def visits(node, site: Server):
    """Return a function that makes visits with one SDK and returns a report of each."""

    def run(project: str, *planned: dict[str, Any], sdk: str = "1.0.27", bundle: bool = False) -> list[Any]:
        job = {"sdk": f"edge-sdk-{sdk}", "bundle": bundle, "edgeApiUrl": site.edge_url, "project": project}
        reports: list[Any] = node("visit.mjs", job | {"visits": planned})
        return reports

    return run


@pytest.mark.parametrize(
    ("attributes", "variant"),
    [
        pytest.param(NORTH_AMERICAN, "0", id="luxury, relaxation, North America"),
        pytest.param(SOUTH_AMERICAN, "1", id="budget, adventure, South America"),
        pytest.param(EUROPEAN, "2", id="luxury, relaxation, Europe"),
        pytest.param(EUROPEAN | {"travel_type": "adventure"}, None, id="one of three audiences is missing"),
        pytest.param(NOBODY, None, id="nothing is known of them"),
    ],
)
def test_travellers_get_the_variant_of_their_audiences(probe, compass: str, attributes, variant):
    probe(compass, {"0": variant, "1": None}, live=json.dumps(attributes))


def test_travellers_to_asia_also_take_part_in_the_ab_test(probe, node, compass: str):
    (slots,) = node("slots.mjs", {"experience": AB_TEST, "visitors": ["ada@example.com"]})
    assert slots == {"ada@example.com": 9396}  # of 10,000; the last third is for variant 2
    probe(compass, {"0": "3", "1": "2"}, live=json.dumps(ASIAN), user="ada@example.com")


def test_the_ab_test_splits_visitors_by_the_published_method(visits, node, compass: str):
    users = [f"traveller-{number}" for number in range(60)]
    (slots,) = node("slots.mjs", {"experience": AB_TEST, "visitors": users})
    reports = visits(compass, *({"options": {"userId": user, "liveAttributes": ASIAN}} for user in users))
    expected = {user: "0" if slot < 3334 else "1" if slot < 6667 else "2" for user, slot in slots.items()}
    assert {report["userId"]: report["variants"]["1"] for report in reports} == expected
    assert set(expected.values()) == {"0", "1", "2"}


@pytest.mark.parametrize(
    ("ip", "variant"),
    [
        pytest.param(ARIZONA, "0", id="Arizona"),
        pytest.param(CHICAGO, "1", id="Chicago"),
        pytest.param(f"{CHICAGO}, 10.0.0.1", "1", id="Chicago, behind a proxy"),
        pytest.param(BERLIN, None, id="Berlin"),
        pytest.param(NOWHERE, None, id="no known place"),
    ],
)
def test_visitors_get_the_variant_of_their_place(probe, geolocation: str, ip: str, variant: str | None):
    probe(geolocation, {"0": variant}, ip=ip)


@pytest.mark.parametrize("sdk", SDKS)
def test_every_published_sdk_makes_all_its_calls(probe, geolocation: str, sdk: str):
    report = probe(geolocation, {"0": "1"}, sdk=sdk, ip=CHICAGO)
    assert report["steps"]["getVariantAliases"] == ["cs_personalize_0_1"]


def test_an_sdk_of_before_tags_sends_live_attributes_too(probe, compass: str):
    probe(compass, {"0": "2", "1": None}, sdk="1.0.21", live=json.dumps(EUROPEAN))


@pytest.mark.parametrize("sdk", SDKS)
def test_stored_attributes_give_a_returning_visitor_another_variant(visits, compass: str, sdk: str):
    first, second, third = visits(
        compass, {"then": [["set", SOUTH_AMERICAN]]}, {"then": [["set", {"price_type": "luxury"}]]}, {}, sdk=sdk
    )
    assert [visit["variants"]["0"] for visit in (first, second, third)] == [None, "1", None]
    assert first["userId"] == second["userId"] == third["userId"]
    assert first["calls"] == ["GET /manifest 200", "PATCH /user-attributes 200"]


@pytest.mark.parametrize("sdk", SDKS)
def test_who_logs_in_takes_the_attributes_along(visits, compass: str, sdk: str):
    known = f"known-{sdk}"
    logged_in = ["setUserId", known, {"preserveUserAttributes": True}]
    before, after, elsewhere = visits(
        compass,
        {"then": [["set", EUROPEAN], logged_in]},
        {"options": {"userId": known}},
        {"options": {"userId": f"somebody-else-{sdk}"}},
        sdk=sdk,
    )
    assert before["userIdAfterwards"] == known
    assert before["calls"][2:] == ["POST /user-attributes/actions/merge 200"]
    assert (after["userId"], after["variants"]["0"]) == (known, "2")
    assert elsewhere["variants"]["0"] is None


def test_tags_choose_experiences(visits, compass: str):
    (report,) = visits(compass, {"options": {"tags": ["no experience has this one"]}})
    assert report["experiences"] == []


def test_an_edge_workers_bundle_works_over_native_fetch(visits, compass: str):
    headers = {"x-forwarded-for": CHICAGO, "user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)"}
    then = [["triggerImpression", "0"], ["triggerEvent", "Clicked"], ["set", SOUTH_AMERICAN]]
    first, second = visits(
        compass,
        {"headers": headers, "options": {"liveAttributes": EUROPEAN}, "then": then},
        {"headers": headers},
        bundle=True,
    )
    assert (first["parameter"], second["parameter"]) == ("0_2", "0_1")
    assert first["calls"] == [
        "GET /manifest 200", "POST /events 202", "POST /events 202", "PATCH /user-attributes 200",
    ]  # fmt: skip
    assert first["cookies"][0].startswith(f"cs-personalize-user-uid={first['userId']}; ")


def test_what_a_visitor_does_is_in_the_event_log(visits, site: Server, compass: str):
    then = [["triggerImpressions", {"aliases": ["cs_personalize_0_2"]}], ["triggerEvent", "Clicked"]]
    (report,) = visits(
        compass, {"options": {"userId": "somebody who clicks", "liveAttributes": EUROPEAN}, "then": then}
    )
    logged = [record for line in segments.read(site.data / "spool") for record in records.expand(line)]
    # Each worker writes a file of its own, so the two deeds may be read in either order; and the context of the
    # decision is known to the worker that made it.
    deeds = [record.subject for record in logged if record.user == report["userId"]]
    subjects = [replace(deed, context=None) if isinstance(deed, Impression) else deed for deed in deeds]
    seen = Impression("66fbcf98a67fe49f6de59d7e", "0", version="66fbcf98a67fe49f6de59d83", variant_short_uid="2")
    assert sorted(subjects, key=lambda subject: isinstance(subject, Event)) == [seen, Event("Clicked")]


def test_unusual_user_ids_come_back_as_they_were(visits, compass: str):
    users = ["josé@example.com", "a b", "x" * 256, "null-ish"]
    reports = visits(compass, *({"options": {"userId": user}} for user in users))
    assert [report["userId"] for report in reports] == users


@pytest.fixture
def travels(site: Server) -> Iterator[Site]:
    """A project of its own, with a third experience that never was active."""
    made = sites.create(site)
    banner = made.management.post("/experiences", json={"name": "Banner", "__type": "SEGMENTED"}).raise_for_status()
    path = f"/experiences/{banner.json()['uid']}/versions/{banner.json()['latestVersion']}"
    body = {"status": "DRAFT", "variants": made.segments("Summer", "Winter")}
    made.management.put(path, json=body).raise_for_status()
    yield made
    made.management.delete(f"/projects/{made.project}").raise_for_status()


def link_shown_by_every_worker(travels: Site, body: dict[str, Any]) -> str:
    """Make a preview link; return a page with it when every worker knows the key that it is signed with."""
    made = travels.management.post("/preview-links", json=body).raise_for_status().json()
    page = f"https://shop.example/?page=1&{made['parameter']}={made['token']}"
    for client in travels.server.worker_clients():
        sites.wait_until(lambda: is_preview(uid_of(travels, client, page)))  # noqa: B023  called at once
    return page


def uid_of(travels: Site, client: httpx.Client, page: str) -> str:
    headers = {"x-project-uid": travels.project, "x-page-url": page}
    answer = client.get("/personalize-edge/manifest", headers=headers).raise_for_status()
    return answer.headers[sites.USER_UID]


def dropped_previews(site: Server) -> float:
    found = re.search(
        r'^lenticular_events_dropped_total{reason="preview"} ([\d.e+]+)$',
        site.client().get("/metrics").text,
        re.MULTILINE,
    )
    return 0 if found is None else float(found[1])


def test_a_preview_link_shows_drafts_to_whoever_opens_it_and_counts_nothing(visits, site: Server, travels: Site):
    """The draft of the live experience 0 and experience 2, a draft altogether, for gold visitors; no test."""
    path = f"/experiences/{travels.segmented}/versions"
    body = {"status": "DRAFT", "variants": travels.segments("Group tours")}
    draft = travels.management.post(path, json=body).raise_for_status().json()["uid"]
    gold = {"attributes": {sites.TIER: "gold"}}
    page = link_shown_by_every_worker(
        travels, {"visitor": gold, "versions": {travels.segmented: draft}, "decisions": {"2": "1"}}
    )
    before = dropped_previews(site)
    seen = ["triggerImpressions", {"experienceShortUids": ["0", "2"]}]
    opened = {"pageUrl": page, "then": [seen, ["triggerEvent", sites.EVENT], ["set", {sites.TIER: "gold"}]]}
    previewed = []
    for sdk in SDKS:
        known = {"options": {"userId": f"marketer with {sdk}"}}
        plain, shown, healed = visits(travels.project, known, opened, {}, sdk=sdk)
        assert plain["variants"]["0"] is None
        assert shown["variants"] == {"0": "1", "2": "1", "1": None}
        # The older SDKs have an alias for no variant, too.
        assert shown["aliases"][:2] == ["cs_personalize_0_1", "cs_personalize_2_1"]
        assert is_preview(shown["userId"])
        assert shown["cookies"][0].startswith(f"cs-personalize-user-uid={shown['userId']}; ")
        assert [call.split()[-1] for call in shown["calls"]] == ["200", "202", "202", "200"]
        assert not is_preview(healed["userId"])
        assert healed["userId"] not in {plain["userId"], shown["userId"]}
        assert (healed["variants"].keys(), healed["variants"]["0"]) == ({"0", "1"}, None)
        previewed.append(shown["userId"])
    # A site that names its user itself, too.
    (named,) = visits(travels.project, opened | {"options": {"userId": "ann"}})
    assert is_preview(named["userId"])
    sites.wait_until(lambda: dropped_previews(site) == before + 12)
    assert not {"ann", named["userId"], *previewed} & set(sites.users_of_events(site.data))

    travels.management.delete("/preview-links").raise_for_status()
    for client in site.worker_clients():
        sites.wait_until(lambda: not is_preview(uid_of(travels, client, page)))  # noqa: B023  called at once
    (revoked,) = visits(travels.project, {"pageUrl": page, "options": {"userId": "ann"}})
    assert (revoked["userId"], revoked["variants"].keys()) == ("ann", {"0", "1"})
