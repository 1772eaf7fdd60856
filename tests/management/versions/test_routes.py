"""The life of versions over HTTP, as the vendor's clients drive it."""

from typing import Any

import httpx
import pytest

from fakes import FakeClock
from lenticular.management.audiences import routes as audiences
from lenticular.management.events import routes as events
from lenticular.management.experiences import routes as experiences
from lenticular.management.lytics_audiences import routes as lytics_audiences
from lenticular.management.versions import routes as versions

LOCKED = "personalize.EXPERIENCES.VERSIONS.CANNOT_UPDATE_LOCKED_VERSION"


@pytest.fixture
def routers():
    return [experiences.router, versions.router, audiences.router, events.router, lytics_audiences.router]


def create(client: httpx.Client, kind: str = "SEGMENTED", name: str = "Hero") -> tuple[str, str]:
    """Return the path of a new experience's versions and the uid of its draft."""
    created = client.post("/experiences", json={"name": name, "__type": kind}).json()
    return f"/experiences/{created['uid']}/versions", created["latestVersion"]


def create_audience(client: httpx.Client, name: str = "US Visitors") -> str:
    rule = {
        "__type": "Rule",
        "attribute": {"__type": "PresetAttributeReference", "ref": "COUNTRY"},
        "attributeMatchCondition": "STRING_EQUALS",
        "attributeMatchOptions": {"__type": "StringMatchOptions", "value": "US"},
        "invertCondition": False,
    }
    definition = {"__type": "RuleCombination", "combinationType": "AND", "rules": [rule]}
    response = client.post("/audiences", json={"name": name, "definition": definition})
    assert response.status_code == 201, response.text
    uid: str = response.json()["uid"]
    return uid


def segments(audience: str, *names: str) -> list[dict[str, Any]]:
    return [{"name": name, "audiences": [audience], "audienceCombinationType": "AND"} for name in names]


def shares(*names: str) -> list[dict[str, Any]]:
    return [{"name": name, "__type": "ABTestVariant", "trafficDistribution": 50} for name in names]


def put(client: httpx.Client, path: str, uid: str, status: str, variants: object, **members: object):
    return client.put(f"{path}/{uid}", json={"status": status, "variants": variants, **members})


def activate(client: httpx.Client, path: str, uid: str, variants: object, **members: object) -> dict[str, Any]:
    response = put(client, path, uid, "ACTIVE", variants, **members)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def experience(client: httpx.Client, path: str) -> dict[str, Any]:
    answer: dict[str, Any] = client.get(path.removesuffix("/versions")).json()
    return answer


def short_uids(version: dict[str, Any]) -> list[str]:
    return [variant["shortUid"] for variant in version["variants"]]


def test_a_draft_is_saved_and_its_variants_get_short_uids_in_order(client: httpx.Client):
    path, uid = create(client)
    audience = create_audience(client)

    saved = put(client, path, uid, "DRAFT", segments(audience, "Inbound", "Premier"))

    assert saved.status_code == 200
    assert saved.json()["variants"] == [
        {
            "name": name,
            "__type": "SegmentedVariant",
            "audiences": [audience],
            "audienceCombinationType": "AND",
            "lyticsAudiences": [],
            "shortUid": short_uid,
        }
        for name, short_uid in (("Inbound", "0"), ("Premier", "1"))
    ]
    assert saved.json().keys().isdisjoint({"variantSplit", "metrics", "targeting", "firstActivatedAt"})
    assert client.get(path).json() == [saved.json()]
    assert experience(client, path)["referredAudiences"] == [audience]


def test_a_short_uid_is_kept_when_sent_and_new_when_not_and_never_used_again(client: httpx.Client):
    path, uid = create(client)
    one, two = segments(create_audience(client), "One", "Two")
    put(client, path, uid, "DRAFT", [one, two])

    swapped = put(client, path, uid, "DRAFT", [{**two, "shortUid": "1"}, {**one, "shortUid": "0"}]).json()
    assert short_uids(swapped) == ["1", "0"]
    assert short_uids(put(client, path, uid, "DRAFT", [one, {**two, "shortUid": "1"}]).json()) == ["2", "1"]
    assert short_uids(put(client, path, uid, "DRAFT", [one, two]).json()) == ["3", "4"]
    refused = put(client, path, uid, "DRAFT", [{**one, "shortUid": "5"}])
    assert refused.json()["errors"] == {"variants.0.shortUid": ["SHORT_UID_NOT_FOUND"]}


def test_activation_shows_on_the_version_and_on_the_experience(client: httpx.Client, clock: FakeClock):
    path, uid = create(client)
    clock.advance(hours=1)

    version = activate(client, path, uid, segments(create_audience(client), "One"))

    assert (version["status"], version["firstActivatedAt"]) == ("ACTIVE", "2026-11-22T13:00:00.000Z")
    shown = experience(client, path)
    assert (shown["status"], shown["hasDraft"], shown["latestVersion"]) == ("ACTIVE", False, uid)
    assert (shown["activatedAt"], shown["activatedByUserName"]) == ("2026-11-22T13:00:00.000Z", "Olga Doe")
    assert shown["activatedBy"] == shown["createdBy"]


def test_a_whole_old_version_put_on_a_fresh_draft_activates_it(client: httpx.Client):
    path, uid = create(client, "AB_TEST")
    event = client.post("/events", json={"key": "Booking Clicked", "description": ""}).json()["uid"]
    audience = create_audience(client)
    old = {
        "experienceUid": "671955b36b4ce91071b62c42",
        "variants": [
            {"name": name, "__type": "ABTestVariant", "trafficDistribution": 20}
            for name in ("Control", "A", "B", "C", "D")
        ],
        "variantSplit": "EQUALLY_SPLIT",
        "metrics": [{"event": event, "name": "Booking Clicked", "__type": "Primary"}],
        "targeting": {"audience": {"audiences": [audience], "audienceCombinationType": "AND"}},
        "status": "ACTIVE",
        "createdBy": "blt4aabe76cbc5c8676",
        "createdAt": "2024-10-23T19:59:47.747Z",
        "firstActivatedAt": "2024-11-06T23:19:40.461Z",
        "versionNumber": 4,
        "uid": "672bf98acefd13474bfe0162",
        "createdByUserName": "Muhammed Constantino",
    }

    answer = client.put(f"{path}/{uid}", json=old)

    assert answer.status_code == 200
    shown = answer.json()
    assert (shown["uid"], shown["versionNumber"], shown["status"]) == (uid, 1, "ACTIVE")
    assert [(entry["shortUid"], entry["trafficDistribution"]) for entry in shown["variants"]] == [
        (short_uid, 20) for short_uid in "01234"
    ]
    assert {name: shown[name] for name in ("variantSplit", "metrics", "targeting")} == {
        name: old[name] for name in ("variantSplit", "metrics", "targeting")
    }
    assert experience(client, path)["referredEvents"] == [event]


def test_a_draft_beside_a_live_version_takes_over_and_archives_it(client: httpx.Client):
    path, first = create(client, "AB_TEST")
    live = activate(client, path, first, shares("A", "B"))

    draft = client.post(path, json={**live, "status": "DRAFT"})
    assert draft.status_code == 201
    assert (short_uids(draft.json()), draft.json()["versionNumber"]) == (["0", "1"], 2)
    beside = experience(client, path)
    assert (beside["status"], beside["hasDraft"], beside["latestVersion"]) == ("ACTIVE", True, draft.json()["uid"])

    second = activate(client, path, draft.json()["uid"], draft.json()["variants"])

    listed = [(entry["uid"], entry["status"]) for entry in client.get(path).json()]
    assert listed == [(second["uid"], "ACTIVE"), (first, "ARCHIVED")]
    assert experience(client, path)["hasDraft"] is False


def test_a_draft_takes_over_from_a_paused_version_too(client: httpx.Client):
    path, first = create(client, "AB_TEST")
    variants = activate(client, path, first, shares("A", "B"))["variants"]
    put(client, path, first, "PAUSED", variants)
    second = client.post(path, json={"status": "DRAFT", "variants": variants}).json()["uid"]
    assert experience(client, path)["status"] == "PAUSED"

    activate(client, path, second, variants)

    assert [entry["status"] for entry in client.get(path).json()] == ["ACTIVE", "ARCHIVED"]
    assert experience(client, path)["status"] == "ACTIVE"


def test_a_version_is_paused_and_resumed_with_the_body_it_was_read_with(client: httpx.Client, clock: FakeClock):
    path, uid = create(client, "AB_TEST")
    active = activate(client, path, uid, shares("A", "B"), variantSplit="CUSTOM_PERCENTAGE")
    clock.advance(hours=1)

    paused = client.put(f"{path}/{uid}", json={**active, "status": "PAUSED"})
    assert (paused.status_code, paused.json()["status"]) == (200, "PAUSED")
    assert experience(client, path)["status"] == "PAUSED"
    resumed = client.put(f"{path}/{uid}", json={**paused.json(), "status": "ACTIVE"})

    assert (resumed.status_code, resumed.json()["status"]) == (200, "ACTIVE")
    assert resumed.json()["firstActivatedAt"] == active["firstActivatedAt"]
    assert experience(client, path)["activatedAt"] == active["firstActivatedAt"]


def test_a_pause_may_leave_out_short_uids_and_optional_members_and_reorder_audiences(client: httpx.Client):
    path, uid = create(client)
    one, two = create_audience(client, "One"), create_audience(client, "Two")
    segment = {"name": "Both", "audiences": [one, two], "audienceCombinationType": "AND"}
    activate(client, path, uid, [segment])

    paused = put(client, path, uid, "PAUSED", [{**segment, "audiences": [two, one]}])
    assert paused.status_code == 200
    assert paused.json()["variants"][0]["audiences"] == [one, two]

    path, uid = create(client, "AB_TEST", "Test")
    custom = [{"name": "A", "trafficDistribution": 90}, {"name": "B", "trafficDistribution": 10}]
    activate(client, path, uid, custom, variantSplit="CUSTOM_PERCENTAGE")
    assert put(client, path, uid, "PAUSED", custom).status_code == 200


@pytest.mark.parametrize("status", ["ACTIVE", "PAUSED"])
def test_a_live_version_is_locked(client: httpx.Client, status: str):
    path, uid = create(client, "AB_TEST")
    active = activate(client, path, uid, shares("A", "B"))
    if status == "PAUSED":
        put(client, path, uid, "PAUSED", active["variants"])

    for target in ("ACTIVE", "PAUSED"):
        for variants in (shares("A", "C"), shares("A", "B", "C")):
            refused = put(client, path, uid, target, variants)
            assert (refused.status_code, refused.json()["error"]) == (400, LOCKED)
        moved = put(client, path, uid, target, active["variants"], variantSplit="MULTI_ARMED_BANDIT")
        assert moved.json()["error"] == LOCKED
    assert put(client, path, uid, status, active["variants"]).status_code == 200
    assert client.get(path).json()[0]["variants"] == active["variants"]


def test_a_live_version_does_not_become_a_draft(client: httpx.Client):
    path, uid = create(client, "AB_TEST")
    variants = activate(client, path, uid, shares("A", "B"))["variants"]

    refused = put(client, path, uid, "DRAFT", variants)
    assert refused.json()["error"] == "personalize.EXPERIENCES.VERSIONS.CANNOT_MARK_VERSION_AS_DRAFT"
    put(client, path, uid, "PAUSED", variants)
    assert put(client, path, uid, "DRAFT", variants).status_code == 400


def test_an_archived_version_stays_as_it_is(client: httpx.Client):
    path, first = create(client, "AB_TEST")
    variants = activate(client, path, first, shares("A", "B"))["variants"]
    second = client.post(path, json={"status": "DRAFT", "variants": variants}).json()["uid"]
    activate(client, path, second, variants)

    for status in ("DRAFT", "ACTIVE", "PAUSED", "ARCHIVED"):
        refused = put(client, path, first, status, variants)
        assert (refused.status_code, refused.json()["error"]) == (400, LOCKED)


def test_a_draft_is_not_paused_or_archived(client: httpx.Client):
    path, uid = create(client, "AB_TEST")

    for status in ("PAUSED", "ARCHIVED"):
        assert put(client, path, uid, status, shares("A", "B")).status_code == 400
    assert client.get(path).json()[0]["status"] == "DRAFT"


def test_an_experience_has_one_draft_at_most(client: httpx.Client):
    path, _ = create(client)

    refused = client.post(path, json={"status": "DRAFT", "variants": []})

    code = "personalize.EXPERIENCES.VERSIONS.CANNOT_CREATE_VERSION_AS_DRAFT_ALREADY_EXISTS"
    assert (refused.status_code, refused.json()) == (
        400,
        {"error": code, "message": "Bad request", "detail": refused.json()["detail"]},
    )


def test_a_new_version_starts_as_a_draft(client: httpx.Client):
    path, uid = create(client, "AB_TEST")
    activate(client, path, uid, shares("A", "B"))

    refused = client.post(path, json={"status": "ACTIVE", "variants": shares("A", "B")})
    assert refused.json()["errors"] == {"status": ["INVALID_STATUS"]}
    assert client.post(path, json={"variants": []}).json()["errors"] == {
        "status": ["INVALID_STATUS", "STATUS_REQUIRED"]
    }


def test_a_draft_is_discarded_unless_it_is_the_only_version(client: httpx.Client):
    path, uid = create(client, "AB_TEST")
    only = client.delete(f"{path}/{uid}")
    assert only.json()["error"] == "personalize.EXPERIENCES.VERSIONS.CANNOT_DELETE_ONLY_DRAFT"
    activate(client, path, uid, shares("A", "B"))
    audience = create_audience(client)
    targeting = {"audience": {"audiences": [audience], "audienceCombinationType": "OR"}}
    draft = client.post(path, json={"status": "DRAFT", "variants": [], "targeting": targeting}).json()["uid"]
    assert experience(client, path)["referredAudiences"] == [audience]

    assert client.delete(f"{path}/{draft}").status_code == 204

    shown = experience(client, path)
    assert (shown["hasDraft"], shown["latestVersion"], shown["referredAudiences"]) == (False, uid, [])
    refused = client.delete(f"{path}/{uid}")
    assert refused.json()["error"] == "personalize.EXPERIENCES.VERSIONS.CANNOT_DELETE_LOCKED_VERSION"


def test_what_a_draft_or_live_version_uses_cannot_be_deleted_until_it_is_archived(client: httpx.Client):
    path, first = create(client, "AB_TEST")
    event = client.post("/events", json={"key": "Clicked", "description": ""}).json()["uid"]
    metrics = [{"event": event, "name": "Clicked"}]
    variants = activate(client, path, first, shares("A", "B"), metrics=metrics)["variants"]
    assert client.delete(f"/events/{event}").status_code == 400
    second = client.post(path, json={"status": "DRAFT", "variants": variants}).json()["uid"]
    activate(client, path, second, variants)

    assert client.delete(f"/events/{event}").status_code == 204
    assert client.get(path).json()[1]["metrics"][0]["event"] == event


def test_cdp_audiences_are_used_by_variants(client: httpx.Client):
    uid = "0123456789abcdef" * 2
    registered = client.put("/lytics-audiences", json=[{"uid": uid, "slug": "loyal", "name": "Loyal"}])
    assert registered.status_code == 200, registered.text
    path, draft = create(client)
    segment = {"name": "Loyal", "audiences": [], "lyticsAudiences": [uid], "audienceCombinationType": "OR"}

    assert put(client, path, draft, "DRAFT", [segment]).json()["variants"][0]["lyticsAudiences"] == [uid]
    assert experience(client, path)["referredLyticsAudiences"] == [uid]
    assert client.delete(f"/lytics-audiences/{uid}").status_code == 400


def test_the_documented_errors_of_a_bad_body(client: httpx.Client):
    path, uid = create(client)

    refused = client.put(f"{path}/{uid}", json={})
    assert refused.status_code == 400
    assert refused.json()["errors"] == {
        "status": ["INVALID_STATUS", "STATUS_REQUIRED"],
        "variants": ["VARIANTS_NOT_ARRAY", "EMPTY_ARRAY"],
    }
    assert refused.json()["message"] == "Bad request"
    lytics = "0123456789abcdef" * 2
    wrong = put(client, path, uid, "DRAFT", [{"name": "A"}, *segments(lytics, "B")])
    assert wrong.json()["errors"] == {
        "variants.0.audiences": ["EMPTY_ARRAY"],
        "variants.0.audienceCombinationType": ["NOT_VALID_ENUM"],
        "variants.1.audiences.0": [f"{lytics} is not a valid ObjectId"],
    }
    assert client.put(f"{path}/{uid}", json=[1]).json()["errors"] == {"body": ["NOT_OBJECT"]}
    assert client.put(f"{path}/{uid}", content=b"{", headers={"content-type": "application/json"}).status_code == 400


def test_a_save_takes_the_tag_of_the_version_or_of_the_list(client: httpx.Client):
    path, uid = create(client)
    variants = segments(create_audience(client), "One")
    own = put(client, path, uid, "DRAFT", variants).headers["ETag"]
    listed = client.get(path).headers["ETag"]
    assert own != listed
    body = {"status": "DRAFT", "variants": variants}

    by_list = client.put(f"{path}/{uid}", json=body, headers={"If-Match": listed})
    assert by_list.status_code == 200
    assert client.put(f"{path}/{uid}", json=body, headers={"If-Match": by_list.headers["ETag"]}).status_code == 200
    for stale in (own, listed):
        assert client.put(f"{path}/{uid}", json=body, headers={"If-Match": stale}).status_code == 412
        assert client.delete(f"{path}/{uid}", headers={"If-Match": stale}).status_code == 412


def test_a_single_version_cannot_be_read(client: httpx.Client):
    path, uid = create(client)

    refused = client.get(f"{path}/{uid}")

    assert refused.status_code == 404
    assert refused.json() == {"statusCode": 404, "message": f"Cannot GET {path}/{uid}", "error": "Not Found"}


def test_versions_belong_to_their_experience_and_project(client: httpx.Client, other_client: httpx.Client):
    path, uid = create(client)
    other_path, other_uid = create(client, name="Other")
    body = {"status": "DRAFT", "variants": []}

    wrong = client.put(f"{path}/{other_uid}", json=body)
    assert (wrong.status_code, wrong.json()["error"]) == (404, "personalize.EXPERIENCES.VERSIONS.VERSION_NOT_FOUND")
    assert client.delete(f"{other_path}/{uid}").status_code == 404
    assert other_client.get(path).status_code == 404
    assert other_client.post(path, json=body).status_code == 404
    assert other_client.put(f"{path}/{uid}", json=body).status_code == 404
    assert other_client.delete(f"{path}/{uid}").status_code == 404


def test_another_projects_audience_is_unknown_here(client: httpx.Client, other_client: httpx.Client):
    path, uid = create(client)

    refused = put(client, path, uid, "DRAFT", segments(create_audience(other_client), "One"))

    assert refused.json()["errors"] == {"variants.0.audiences.0": ["AUDIENCE_NOT_FOUND"]}


def test_openapi_describes_the_body_and_both_kinds_of_version(client: httpx.Client):
    document = client.get("/openapi").json()

    operation = document["paths"]["/experiences/{uid}/versions/{version_uid}"]["put"]
    assert operation["operationId"] == "ExperienceVersionController_update"
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    assert schema["required"] == ["status", "variants"]
    schemas = document["components"]["schemas"]
    assert {"SegmentedVariantWrite", "ABTestVariantWrite", "SegmentedVersion", "ABTestVersion"} <= schemas.keys()
    assert "get" not in document["paths"]["/experiences/{uid}/versions/{version_uid}"]
