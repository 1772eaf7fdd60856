"""Experiences and their order over HTTP."""

import httpx
import pytest

from fakes import FakeClock
from lenticular.management.audiences import routes as audiences
from lenticular.management.events import routes as events
from lenticular.management.experiences import routes as experiences
from lenticular.management.versions import routes as versions


@pytest.fixture
def routers():
    return [experiences.router, experiences.priority_router, versions.router, audiences.router, events.router]


def create(client: httpx.Client, name: str = "Hero", kind: str = "SEGMENTED", **members: object):
    response = client.post("/experiences", json={"name": name, "__type": kind, **members})
    assert response.status_code == 201, response.text
    return response.json()


def test_a_new_experience_has_one_empty_draft_and_the_contract_s_members(client: httpx.Client, project: str):
    created = create(client, description="Who sees which hero", tags=["Summer", "summer", "US:West"])

    [draft] = client.get(f"/experiences/{created['uid']}/versions").json()
    assert (draft["uid"], draft["status"], draft["variants"]) == (created["latestVersion"], "DRAFT", [])
    assert created == {
        "uid": created["uid"],
        "shortUid": "0",
        "name": "Hero",
        "description": "Who sees which hero",
        "__type": "SEGMENTED",
        "project": project,
        "status": "DRAFT",
        "createdBy": created["createdBy"],
        "updatedBy": created["createdBy"],
        "referredAudiences": [],
        "referredEvents": [],
        "referredLyticsAudiences": [],
        "createdAt": "2026-11-22T12:00:00.000Z",
        "updatedAt": "2026-11-22T12:00:00.000Z",
        "hasDraft": True,
        "latestVersion": draft["uid"],
        "priority": 1,
        "createdByUserName": "Olga Doe",
        "updatedByUserName": "Olga Doe",
        "tags": ["summer", "us:west"],
    }
    assert client.get(f"/experiences/{created['uid']}").json() == created


def test_what_a_client_copies_from_an_old_experience_is_ignored(client: httpx.Client):
    old = {
        "shortUid": "7",
        "name": "Layout A/B/n Test",
        "description": "",
        "__type": "AB_TEST",
        "project": "671955b15e3c1586993c3700",
        "status": "ACTIVE",
        "createdBy": "blt4aabe76cbc5c8676",
        "referredAudiences": ["671955b36b4ce91071b62c2a"],
        "hasDraft": False,
        "latestVersion": "672bf98acefd13474bfe0162",
        "_cms": {"variantGroup": "cs62639afdab2be5b9", "variants": {"0": "csff8049ffbeaac5b2"}},
        "activatedAt": "2024-11-06T23:19:40.461Z",
        "priority": 4,
    }

    created = client.post("/experiences", json=old).json()

    assert (created["shortUid"], created["status"], created["priority"]) == ("0", "DRAFT", 1)
    assert created["latestVersion"] != old["latestVersion"]
    assert created.keys().isdisjoint({"_cms", "activatedAt", "activatedBy", "activatedByUserName"})


def test_short_uids_count_up_in_base_36_and_are_never_used_again(client: httpx.Client):
    uids = [create(client, f"Experience {number}")["uid"] for number in range(11)]
    client.delete(f"/experiences/{uids[10]}")

    assert [entry["shortUid"] for entry in client.get("/experiences").json()][-1] == "9"
    assert create(client, "The next one")["shortUid"] == "b"


def test_experiences_are_listed_by_priority_and_close_up_after_a_deletion(client: httpx.Client):
    first, second, third = (create(client, name) for name in ("A", "B", "C"))

    assert client.delete(f"/experiences/{second['uid']}").status_code == 204

    listed = client.get("/experiences").json()
    assert [(entry["uid"], entry["priority"]) for entry in listed] == [(first["uid"], 1), (third["uid"], 2)]


def test_an_order_is_saved_and_shown(client: httpx.Client):
    first, second = create(client, "A")["uid"], create(client, "B")["uid"]
    assert client.get("/experiences-priority").json() == {"priorityOrder": [first, second]}

    saved = client.put("/experiences-priority", json={"priorityOrder": [second, first]})

    assert (saved.status_code, saved.json()) == (200, {"priorityOrder": [second, first]})
    assert [entry["uid"] for entry in client.get("/experiences").json()] == [second, first]


def test_an_order_names_every_experience_exactly_once(client: httpx.Client):
    first, second = create(client, "A")["uid"], create(client, "B")["uid"]
    stranger = "f" * 24

    missing = client.put("/experiences-priority", json={"priorityOrder": [first]})
    assert (missing.status_code, missing.json()["error"]) == (400, "MISSING_EXPERIENCES")
    assert client.put("/experiences-priority", json={}).status_code == 400

    wrong = client.put("/experiences-priority", json={"priorityOrder": [first, stranger, second, first]})
    assert wrong.status_code == 400
    assert wrong.json()["errors"] == {
        "priorityOrder.1": ["EXPERIENCE_NOT_FOUND"],
        "priorityOrder.3": ["DUPLICATE_EXPERIENCE"],
    }
    assert client.get("/experiences-priority").json() == {"priorityOrder": [first, second]}


def test_an_order_made_on_an_older_order_is_refused(client: httpx.Client):
    first, second = create(client, "A")["uid"], create(client, "B")["uid"]
    tag = client.get("/experiences-priority").headers["ETag"]
    newer = client.put("/experiences-priority", json={"priorityOrder": [second, first]}, headers={"If-Match": tag})

    refused = client.put("/experiences-priority", json={"priorityOrder": [first, second]}, headers={"If-Match": tag})

    assert (newer.status_code, refused.status_code) == (200, 412)


def test_details_change_in_any_state_and_variants_in_the_body_do_not(client: httpx.Client, clock: FakeClock):
    created = create(client, tags=["one"], description="old")
    clock.advance(minutes=5)

    body = {"name": " Hero banner ", "__type": "SEGMENTED", "variants": [{"name": "X"}]}
    changed = client.put(f"/experiences/{created['uid']}", json=body).json()

    assert changed == {**created, "name": "Hero banner", "updatedAt": "2026-11-22T12:05:00.000Z"}
    cleared = client.put(f"/experiences/{created['uid']}", json={"name": "Hero", "description": "", "tags": []}).json()
    assert (cleared["description"], cleared["tags"]) == ("", [])
    assert client.get(f"/experiences/{created['uid']}/versions").json()[0]["variants"] == []


def test_the_type_of_an_experience_stays(client: httpx.Client):
    created = create(client)

    refused = client.put(f"/experiences/{created['uid']}", json={"name": "Hero", "__type": "AB_TEST"})

    assert (refused.status_code, refused.json()["error"]) == (400, "personalize.EXPERIENCES.CANNOT_CHANGE_TYPE")


def test_every_problem_of_a_new_experience_is_told_at_once(client: httpx.Client):
    refused = client.post("/experiences", json={"name": " ", "__type": "BANDIT", "tags": ["ok", "not ok", "x" * 33]})

    assert refused.status_code == 400
    assert refused.json()["errors"] == {
        "name": ["REQUIRED"],
        "__type": ["NOT_VALID_ENUM"],
        "tags.1": ["INVALID_TAG"],
        "tags.2": ["INVALID_TAG"],
    }


def test_an_experience_has_ten_tags_at_most(client: httpx.Client):
    ten = [f"tag-{number}" for number in range(10)]
    assert create(client, tags=[*ten, "TAG-0"])["tags"] == ten

    refused = client.post("/experiences", json={"name": "B", "__type": "AB_TEST", "tags": [*ten, "one-more"]})

    assert refused.json()["errors"] == {"tags": ["MAX_TAGS_COUNT_EXCEEDED"]}


def test_names_are_unique_within_a_project(client: httpx.Client, other_client: httpx.Client):
    created = create(client, "Hero")
    other = create(client, "Footer")

    refused = client.post("/experiences", json={"name": "Hero ", "__type": "AB_TEST"})
    assert (refused.status_code, refused.json()["error"]) == (400, "personalize.EXPERIENCES.DUPLICATE_NAME")
    assert client.put(f"/experiences/{other['uid']}", json={"name": "Hero"}).status_code == 400
    assert client.put(f"/experiences/{created['uid']}", json={"name": "Hero"}).status_code == 200
    assert create(other_client, "Hero")["shortUid"] == "0"


def test_a_save_made_on_an_older_state_is_refused(client: httpx.Client):
    created = create(client)
    tag = client.get(f"/experiences/{created['uid']}").headers["ETag"]
    path, header = f"/experiences/{created['uid']}", {"If-Match": tag}

    assert client.put(path, json={"name": "New"}, headers=header).status_code == 200
    assert client.put(path, json={"name": "Newer"}, headers=header).status_code == 412
    assert client.delete(path, headers=header).status_code == 412
    assert client.get(path).json()["name"] == "New"


def test_an_active_experience_can_be_deleted_and_frees_what_it_used(client: httpx.Client):
    rule = {
        "__type": "Rule",
        "attribute": {"__type": "PresetAttributeReference", "ref": "COUNTRY"},
        "attributeMatchCondition": "STRING_EQUALS",
        "attributeMatchOptions": {"__type": "StringMatchOptions", "value": "US"},
        "invertCondition": False,
    }
    definition = {"__type": "RuleCombination", "combinationType": "AND", "rules": [rule]}
    audience = client.post("/audiences", json={"name": "US", "definition": definition}).json()["uid"]
    created = create(client)
    body = {
        "status": "ACTIVE",
        "variants": [{"name": "One", "audiences": [audience], "audienceCombinationType": "AND"}],
    }
    path = f"/experiences/{created['uid']}"
    assert client.put(f"{path}/versions/{created['latestVersion']}", json=body).status_code == 200
    assert client.get(path).json()["referredAudiences"] == [audience]
    assert client.delete(f"/audiences/{audience}").status_code == 400

    assert client.delete(path).status_code == 204

    gone = client.get(path)
    assert (gone.status_code, gone.json()["error"]) == (404, "personalize.EXPERIENCES.EXPERIENCE_NOT_FOUND")
    assert client.get(f"{path}/versions").status_code == 404
    assert client.delete(f"/audiences/{audience}").status_code == 204


def test_nobody_reaches_an_experience_through_another_project(client: httpx.Client, other_client: httpx.Client):
    created = create(client)
    path = f"/experiences/{created['uid']}"

    assert other_client.get("/experiences").json() == []
    assert other_client.get(path).status_code == 404
    assert other_client.put(path, json={"name": "Mine"}).status_code == 404
    assert other_client.delete(path).status_code == 404
    refused = other_client.put("/experiences-priority", json={"priorityOrder": [created["uid"]]})
    assert refused.status_code == 400
    assert client.get(path).json() == created


def test_a_member_may_do_everything_with_experiences(member_client: httpx.Client):
    created = create(member_client)

    assert member_client.put(f"/experiences/{created['uid']}", json={"name": "New"}).status_code == 200
    assert member_client.delete(f"/experiences/{created['uid']}").status_code == 204


def test_a_stranger_does_not_learn_that_the_project_exists(stranger_client: httpx.Client):
    assert stranger_client.get("/experiences").status_code == 404
    assert stranger_client.get("/experiences-priority").status_code == 404


def test_openapi_describes_every_member_of_an_experience(client: httpx.Client):
    document = client.get("/openapi").json()

    members = document["components"]["schemas"]["ExperienceSummary"]["properties"]
    assert {"shortUid", "__type", "hasDraft", "latestVersion", "referredLyticsAudiences", "priority"} <= members.keys()
    assert document["paths"]["/experiences/{uid}"]["put"]["operationId"] == "ExperienceController_update"
