"""Deciding for a described visitor over HTTP."""

from typing import Any

import httpx
import pytest

from lenticular.api.ports import Ports
from lenticular.management.attributes import routes as attributes
from lenticular.management.audiences import routes as audiences
from lenticular.management.decisions import routes as decisions
from lenticular.management.experiences import routes as experiences
from lenticular.management.measurement import routes as measurement
from lenticular.management.versions import routes as versions
from lenticular.visitors import service as visitors
from lenticular.visitors.service import Upsert

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def routers():
    return [
        attributes.router,
        audiences.router,
        experiences.router,
        versions.router,
        measurement.router,
        decisions.router,
    ]


def create_audience(client: httpx.Client, name: str, reference: dict[str, str], **match: Any) -> str:
    rule = {"__type": "Rule", "attribute": reference, "invertCondition": False, **match}
    definition = {"__type": "RuleCombination", "combinationType": "AND", "rules": [rule]}
    response = client.post("/audiences", json={"name": name, "definition": definition})
    assert response.status_code == 201, response.text
    uid: str = response.json()["uid"]
    return uid


def equals(value: str) -> dict[str, Any]:
    return {
        "attributeMatchCondition": "STRING_EQUALS",
        "attributeMatchOptions": {"__type": "StringMatchOptions", "value": value},
    }


def preset(ref: str) -> dict[str, str]:
    return {"__type": "PresetAttributeReference", "ref": ref}


def create_experience(client: httpx.Client, name: str, *audiences: str, status: str = "ACTIVE") -> tuple[str, str]:
    created = client.post("/experiences", json={"name": name, "__type": "SEGMENTED"}).json()
    variants = [{"name": uid, "audiences": [uid], "audienceCombinationType": "AND"} for uid in audiences]
    path = f"/experiences/{created['uid']}/versions/{created['latestVersion']}"
    response = client.put(path, json={"status": status, "variants": variants})
    assert response.status_code == 200, response.text
    return created["uid"], created["latestVersion"]


def decide(client: httpx.Client, visitor: dict[str, Any] | None = None, **members: Any) -> dict[str, Any]:
    response = client.post("/decisions", json={"visitor": visitor or {}, **members})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_a_described_visitor_gets_a_decision_and_its_explanation(client: httpx.Client):
    mobile = create_audience(client, "Mobile", preset("DEVICE_TYPE"), **equals("MOBILE"))
    us = create_audience(client, "US", preset("COUNTRY"), **equals("US"))
    uid, version = create_experience(client, "Hero", mobile, us)

    answer = decide(client, {"country": "US", "deviceType": "DESKTOP"})

    assert answer["experiences"] == [{"shortUid": "0", "activeVariantShortUid": "1"}]
    assert answer["decisions"] == [
        {
            "experienceUid": uid,
            "shortUid": "0",
            "variantShortUid": "1",
            "reason": "AUDIENCE_MATCHED",
            "versionUid": version,
            "withheldVariantShortUid": None,
        }
    ]
    country = answer["explanation"]["visitor"]["attributes"]["COUNTRY"]
    assert country == {"value": "US", "source": "described"}
    assert answer["explanation"]["experiences"][0]["reason"] == "AUDIENCE_MATCHED"


def test_what_is_not_described_is_derived_as_for_a_real_request(client: httpx.Client):
    ios = create_audience(client, "iOS", preset("OPERATING_SYSTEM"), **equals("IOS"))
    create_experience(client, "Hero", ios)

    assert decide(client, {"userAgent": IPHONE})["decisions"][0]["variantShortUid"] == "0"
    described = decide(client, {"userAgent": IPHONE, "operatingSystem": "ANDROID"})
    assert described["decisions"][0]["reason"] == "NO_AUDIENCE_MATCHED"
    assert "Described, not derived: OPERATING_SYSTEM." in described["explanation"]["notes"]


def test_a_visit_at_another_time_is_decided_by_that_time(client: httpx.Client):
    friday = create_audience(
        client,
        "Black Friday",
        preset("DATE_AND_TIME"),
        attributeMatchCondition="BETWEEN_TIME",
        attributeMatchOptions={
            "__type": "DateTimeMatchOptions",
            "startTime": "2026-11-27T00:00:00",
            "endTime": "2026-11-27T23:59:59",
            "useVisitorTimezone": True,
        },
    )
    create_experience(client, "Sale", friday)

    evening = {"time": "2026-11-28T03:00:00Z", "timezone": "America/Chicago"}
    assert decide(client, evening)["decisions"][0]["variantShortUid"] == "0"
    assert decide(client, {"time": "2026-11-28T03:00:00"})["decisions"][0]["variantShortUid"] is None
    assert decide(client)["decisions"][0]["variantShortUid"] is None


def test_stored_attributes_count_and_live_ones_hide_them(client: httpx.Client, ports: Ports, project: str):
    loyalty = client.post("/attributes", json={"name": "Loyalty", "key": "loyalty"}).json()["uid"]
    gold = create_audience(client, "Gold", {"__type": "CustomAttributeReference", "ref": loyalty}, **equals("gold"))
    create_experience(client, "Hero", gold)
    with ports.stores.visitors.writing() as session:
        visitors.apply(session, [Upsert(project, "visitor-1", {"loyalty": "gold"})], ports.now())

    assert decide(client, {"userUid": "visitor-1"})["decisions"][0]["variantShortUid"] == "0"
    assert decide(client, {"userUid": "visitor-2"})["decisions"][0]["variantShortUid"] is None
    live = decide(client, {"userUid": "visitor-1", "attributes": {"loyalty": "silver"}})
    assert live["decisions"][0]["variantShortUid"] is None
    assert decide(client, {"attributes": {"loyalty": "gold"}})["decisions"][0]["variantShortUid"] == "0"


def test_a_draft_is_tried_before_it_is_live(client: httpx.Client):
    us = create_audience(client, "US", preset("COUNTRY"), **equals("US"))
    germany = create_audience(client, "Germany", preset("COUNTRY"), **equals("DE"))
    uid, live = create_experience(client, "Hero", us)
    variants = [{"name": "German", "audiences": [germany], "audienceCombinationType": "AND"}]
    draft = client.post(f"/experiences/{uid}/versions", json={"status": "DRAFT", "variants": variants}).json()["uid"]
    german = {"country": "DE"}

    assert decide(client, german)["decisions"][0]["variantShortUid"] is None
    for choice in ({"experience": uid, "version": draft}, {"versions": {uid: draft}}):
        [decision] = decide(client, german, **choice)["decisions"]
        assert (decision["versionUid"], decision["variantShortUid"]) == (draft, "1")
    assert decide(client, german, experience=uid)["decisions"][0]["versionUid"] == live
    assert client.get(f"/experiences/{uid}").json()["latestVersion"] == draft


def test_an_experience_that_never_was_active_is_decided_by_its_draft_when_named(client: httpx.Client):
    us = create_audience(client, "US", preset("COUNTRY"), **equals("US"))
    uid, draft = create_experience(client, "New", us, status="DRAFT")
    create_experience(client, "Live", us)

    assert [entry["shortUid"] for entry in decide(client)["experiences"]] == ["1"]
    [decision] = decide(client, {"country": "US"}, experience=uid)["decisions"]
    assert (decision["versionUid"], decision["variantShortUid"]) == (draft, "0")


def test_a_test_assigns_a_visitor_with_a_uid_only(client: httpx.Client):
    created = client.post("/experiences", json={"name": "Test", "__type": "AB_TEST"}).json()
    body = {"status": "ACTIVE", "variants": [{"name": "A"}, {"name": "B"}]}
    client.put(f"/experiences/{created['uid']}/versions/{created['latestVersion']}", json=body)

    assert decide(client)["decisions"][0]["reason"] == "NO_USER"
    assert decide(client, {"userUid": ""})["decisions"][0]["reason"] == "NO_USER"
    first = decide(client, {"userUid": "visitor-1"})
    assert first["decisions"][0]["reason"] == "ASSIGNED"
    assert decide(client, {"userUid": "visitor-1"}) == first


def test_a_variant_that_is_withheld_is_told(client: httpx.Client):
    us = create_audience(client, "US", preset("COUNTRY"), **equals("US"))
    uid, _ = create_experience(client, "Hero", us)
    client.put(f"/experiences/{uid}/measurement", json={"holdoutPercentage": 50}).raise_for_status()

    told = [decide(client, {"userUid": f"visitor-{n}", "country": "US"}) for n in range(20)]
    assert {
        (one["reason"], one["variantShortUid"], one["withheldVariantShortUid"])
        for answer in told
        for one in answer["decisions"]
    } == {("AUDIENCE_MATCHED", "0", None), ("HELD_OUT", None, "0")}
    holdouts = [answer["explanation"]["experiences"][0]["holdouts"] for answer in told]
    assert {(one["owner"], one["slots"]) for holdout in holdouts for one in holdout} == {("EXPERIENCE", 5000)}


def test_an_empty_draft_gives_nobody_anything(client: httpx.Client):
    for kind in ("AB_TEST", "SEGMENTED"):
        uid = client.post("/experiences", json={"name": kind, "__type": kind}).json()["uid"]
        assert decide(client, {"userUid": "visitor-1"}, experience=uid)["decisions"][0]["variantShortUid"] is None


def test_unknown_experiences_and_versions_are_not_found(client: httpx.Client, other_client: httpx.Client):
    uid, version = create_experience(client, "Hero", status="DRAFT")
    theirs = other_client.post("/experiences", json={"name": "Theirs", "__type": "SEGMENTED"}).json()

    def status(caller: httpx.Client, **members: object) -> int:
        return caller.post("/decisions", json=members).status_code

    assert status(client, experience="f" * 24) == 404
    assert status(client, experience=uid, version="f" * 24) == 404
    assert status(client, experience=theirs["uid"]) == 404
    assert status(client, versions={uid: theirs["latestVersion"]}) == 404
    assert status(other_client, experience=uid, version=version) == 404
    assert status(client, version=version) == 400


@pytest.mark.parametrize(
    "visitor",
    [{"time": "soon"}, {"time": "9999-12-31T23:59:59-05:00"}, {"deviceType": "TOASTER"}, {"userUid": "x" * 257}],
)
def test_a_visitor_that_makes_no_sense_is_refused(client: httpx.Client, visitor: dict[str, str]):
    refused = client.post("/decisions", json={"visitor": visitor})

    assert refused.status_code == 400
    assert list(refused.json()["errors"]) == [f"visitor.{next(iter(visitor))}"]


def test_any_member_of_the_project_may_try_and_nobody_else(member_client: httpx.Client, stranger_client: httpx.Client):
    assert member_client.post("/decisions", json={}).json()["decisions"] == []
    assert stranger_client.post("/decisions", json={}).status_code == 404


def definition(*rules: dict[str, Any], combination: str = "AND") -> dict[str, Any]:
    return {"combinationType": combination, "rules": list(rules)}


def rule(reference: dict[str, str], **match: Any) -> dict[str, Any]:
    return {"__type": "Rule", "attribute": reference, "invertCondition": False, **match}


def test_rules_are_tried_before_they_are_saved(client: httpx.Client):
    tier = client.post("/attributes", json={"name": "Tier", "key": "tier"}).json()["uid"]
    gold = rule({"__type": "CustomAttributeReference", "ref": tier}, **equals("gold"))
    us, phone = rule(preset("COUNTRY"), **equals("US")), rule(preset("DEVICE_TYPE"), **equals("MOBILE"))
    tried = definition(us, definition(phone, gold, combination="OR"))
    visitor = {"country": "US", "attributes": {"tier": "gold"}}

    found = client.post("/audiences/try", json={"definition": tried, "visitor": visitor}).json()

    country, group = found["definition"]["rules"]
    assert (found["result"], country["result"], country["value"], country["source"]) == (True, True, "US", "described")
    assert [one["result"] for one in group["rules"]] == [False, True]
    assert group["rules"][0]["note"] == "The visitor has no value for this."
    assert found["visitor"]["attributes"]["COUNTRY"] == {"value": "US", "source": "described"}
    assert client.get("/audiences").json() == []


def test_what_cannot_be_saved_cannot_be_tried(client: httpx.Client, stranger_client: httpx.Client):
    half = definition(definition(rule(preset("COUNTRY"), attributeMatchCondition="STRING_EQUALS")))
    refused = client.post("/audiences/try", json={"definition": half})
    assert (refused.status_code, [one["pointer"] for one in refused.json()["problems"]]) == (
        400,
        ["/definition/rules/0/rules/0/attributeMatchOptions"],
    )
    assert stranger_client.post("/audiences/try", json={"definition": definition()}).status_code == 404
