"""Events over HTTP."""

from dataclasses import replace

import httpx
import pytest

from fakes import FakeClock, Person
from lenticular.api.ports import Limits, Ports
from lenticular.management.publishing import revisions
from lenticular.management.references import service as references
from lenticular.management.references.service import Kind, Thing

PROJECT_NOT_FOUND = "personalize.PROJECTS.PROJECT_NOT_FOUND"


def create(client: httpx.Client, key: str = "Booking Clicked", description: str = "") -> httpx.Response:
    return client.post("/events", json={"key": key, "description": description})


def test_creating_an_event_answers_the_contracts_members(client: httpx.Client, project: str, owner: Person):
    answer = create(client)

    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert body == {
        "key": "Booking Clicked",
        "description": "",
        "project": project,
        "createdBy": owner.user_uid,
        "updatedBy": owner.user_uid,
        "createdAt": "2026-11-22T12:00:00.000Z",
        "updatedAt": "2026-11-22T12:00:00.000Z",
        "uid": body["uid"],
        "createdByUserName": "Olga Doe",
        "updatedByUserName": "Olga Doe",
    }
    assert client.get(f"/events/{body['uid']}").json() == body


def test_the_list_is_complete_and_newest_first(client: httpx.Client, clock: FakeClock):
    for number in range(60):
        create(client, f"Event {number}")
        clock.advance(milliseconds=1)

    assert [event["key"] for event in client.get("/events").json()] == [
        f"Event {number}" for number in range(59, -1, -1)
    ]


def test_updating_says_who_and_when(
    client: httpx.Client, member_client: httpx.Client, clock: FakeClock, member: Person
):
    created = create(client).json()
    clock.advance(hours=1)

    answer = member_client.put(f"/events/{created['uid']}", json={"key": "Booked", "description": "Paid"})

    assert answer.status_code == 200
    assert answer.json() == created | {
        "key": "Booked",
        "description": "Paid",
        "updatedBy": member.user_uid,
        "updatedAt": "2026-11-22T13:00:00.000Z",
        "updatedByUserName": "Mary Doe",
    }
    assert client.get("/events").json() == [answer.json()]


def test_deleting_answers_204_and_nothing(client: httpx.Client):
    uid = create(client).json()["uid"]

    answer = client.delete(f"/events/{uid}")

    assert (answer.status_code, answer.content) == (204, b"")
    assert client.get("/events").json() == []
    assert client.delete(f"/events/{uid}").json()["error"] == "personalize.EVENTS.EVENT_NOT_FOUND"


def test_text_is_trimmed_and_composed_and_unknown_members_are_ignored(client: httpx.Client):
    answer = client.post(
        "/events",
        json={"key": "  Cafe\u0301 visited ", "description": " x ", "uid": "0" * 24, "project": "other", "_id": 1},
    )

    assert answer.status_code == 201
    assert (answer.json()["key"], answer.json()["description"]) == ("Caf\u00e9 visited", "x")
    assert answer.json()["uid"] != "0" * 24


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, {"key": ["REQUIRED"]}),
        ({"key": " "}, {"key": ["REQUIRED"]}),
        ({"key": 7, "description": []}, {"key": ["NOT_STRING"], "description": ["NOT_STRING"]}),
        ({"key": "a" * 201}, {"key": ["TOO_LONG"]}),
        ({"key": "a\u0000b"}, {"key": ["CONTROL_CHARACTER"]}),
        ([], {"body": ["NOT_OBJECT"]}),
    ],
)
def test_a_bad_body_is_told_every_problem(client: httpx.Client, body: object, errors: object):
    answer = client.post("/events", json=body)

    assert (answer.status_code, answer.json()["errors"]) == (400, errors)
    assert client.get("/events").json() == []


def test_a_key_is_unique_in_its_project(client: httpx.Client, other_client: httpx.Client):
    create(client, "Clicked")
    other = create(client, "Booked").json()["uid"]

    again = create(client, " Clicked ")
    renamed = client.put(f"/events/{other}", json={"key": "Clicked"})

    assert (again.status_code, again.json()["error"]) == (400, "personalize.EVENTS.DUPLICATE_KEY")
    assert (renamed.status_code, renamed.json()["error"]) == (400, "personalize.EVENTS.DUPLICATE_KEY")
    assert create(other_client, "Clicked").status_code == 201
    assert client.put(f"/events/{other}", json={"key": "Booked"}).status_code == 200


def test_an_event_in_use_is_not_deleted(client: httpx.Client, open_scope):
    uid = create(client).json()["uid"]
    experience = Thing(Kind.EXPERIENCE, "f" * 24)
    with open_scope() as scope:
        references.replace(scope, experience, "Checkout test", [Thing(Kind.EVENT, uid)])

    refused = client.delete(f"/events/{uid}")

    assert (refused.status_code, refused.json()["error"]) == (400, "personalize.EVENTS.CANNOT_DELETE_REFERRED_EVENT")
    assert "Checkout test" in refused.json()["detail"]
    with open_scope() as scope:
        references.forget(scope, experience)
    assert client.delete(f"/events/{uid}").status_code == 204


class TestWithQuotaOfOne:
    @pytest.fixture
    def ports(self, ports: Ports) -> Ports:
        return replace(ports, limits=Limits(events_per_project=1))

    def test_one_event_too_many_is_refused(self, client: httpx.Client):
        create(client, "Clicked")

        refused = create(client, "Booked")

        assert refused.status_code == 400
        assert refused.json()["error"] == "personalization.EVENTS.MAX_EVENTS_COUNT_EXCEEDED"
        assert refused.json()["message"] == "Bad request"
        assert len(client.get("/events").json()) == 1


def test_a_save_on_an_older_state_is_refused(client: httpx.Client):
    created = create(client)
    path = f"/events/{created.json()['uid']}"
    client.put(path, json={"key": "Booked"})

    stale = {"If-Match": created.headers["ETag"]}
    assert client.put(path, json={"key": "Lost"}, headers=stale).status_code == 412
    assert client.delete(path, headers=stale).status_code == 412

    now = client.get(path)
    assert now.json()["key"] == "Booked"
    saved = client.put(path, json={"key": "Kept"}, headers={"If-Match": now.headers["ETag"]})
    assert saved.status_code == 200
    assert client.delete(path, headers={"If-Match": saved.headers["ETag"]}).status_code == 204


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_an_event_of_another_project_does_not_exist(client: httpx.Client, other_client: httpx.Client, method: str):
    created = create(client).json()

    answer = other_client.request(method, f"/events/{created['uid']}", json={"key": "Mine"})

    assert (answer.status_code, answer.json()["error"]) == (404, "personalize.EVENTS.EVENT_NOT_FOUND")
    assert other_client.get("/events").json() == []
    assert client.get("/events").json() == [created]


@pytest.mark.parametrize(
    ("method", "path"), [("GET", ""), ("POST", ""), ("GET", "/{uid}"), ("PUT", "/{uid}"), ("DELETE", "/{uid}")]
)
def test_a_project_of_others_is_invisible(client: httpx.Client, stranger_client: httpx.Client, method: str, path: str):
    uid = create(client).json()["uid"]

    answer = stranger_client.request(method, f"/events{path.format(uid=uid)}", json={"key": "Mine"})

    assert (answer.status_code, answer.json()["error"]) == (404, PROJECT_NOT_FOUND)


def test_the_project_must_be_named(client: httpx.Client):
    answer = client.get("/events", headers={"x-project-uid": ""})

    assert (answer.status_code, answer.json()["errors"]) == (400, {"x-project-uid": ["PROJECT_UID_HEADER_NOT_SET"]})


def test_nobody_gets_in_without_signing_in(client: httpx.Client):
    answer = client.post("/events", headers={"authtoken": ""}, json={})

    assert (answer.status_code, answer.json()["errors"]) == (401, {"authtoken": ["is not valid."]})


def test_a_refused_change_does_not_move_the_revision(client: httpx.Client, ports: Ports):
    create(client, "Clicked")
    with ports.stores.configuration.reading() as session:
        before = revisions.latest(session)

    create(client, "Clicked")

    with ports.stores.configuration.reading() as session:
        assert revisions.latest(session) == before
