"""Custom attributes over HTTP."""

import re

import httpx
import pytest

from fakes import FakeClock, Person

AGE = {"name": "Age", "key": "age", "description": "Age of the visitor"}


@pytest.fixture
def age(client: httpx.Client) -> str:
    """The uid of a custom attribute."""
    uid: str = client.post("/attributes", json=AGE).json()["uid"]
    return uid


def test_a_created_attribute_has_the_contracts_members(client: httpx.Client, project: str, owner: Person):
    answer = client.post("/attributes", json=AGE)

    assert answer.status_code == 201
    created = answer.json()
    assert re.fullmatch(r"[0-9a-f]{24}", created.pop("uid"))
    assert created == {
        **AGE,
        "project": project,
        "createdBy": owner.user_uid,
        "updatedBy": owner.user_uid,
        "createdAt": "2026-11-22T12:00:00.000Z",
        "updatedAt": "2026-11-22T12:00:00.000Z",
        "createdByUserName": "Olga Doe",
        "updatedByUserName": "Olga Doe",
        "__type": "CUSTOM",
    }


def test_custom_attributes_are_listed_newest_first_before_the_presets(client: httpx.Client, clock: FakeClock):
    first = client.post("/attributes", json=AGE).json()
    clock.advance(seconds=1)
    second = client.post("/attributes", json={"name": "Size", "key": "size"}).json()

    listed = client.get("/attributes").json()

    assert listed[:2] == [second, first]
    assert [preset["__type"] for preset in listed[2:]] == ["PRESET"] * 8


def test_a_description_may_be_left_out(client: httpx.Client):
    assert client.post("/attributes", json={"name": "Size", "key": "size"}).json()["description"] == ""


def test_everything_missing_is_told_at_once(client: httpx.Client):
    answer = client.post("/attributes", json={"description": 7})

    assert answer.status_code == 400
    assert answer.json()["errors"] == {"name": ["REQUIRED"], "key": ["REQUIRED"], "description": ["NOT_STRING"]}


def test_a_taken_key_is_a_conflict(client: httpx.Client, age: str):
    answer = client.post("/attributes", json={**AGE, "name": "Years"})

    assert (answer.status_code, answer.json()["error"]) == (400, "personalize.ATTRIBUTES.DUPLICATE_KEY")


def test_an_attribute_is_changed_by_a_member_of_the_project(
    client: httpx.Client, member_client: httpx.Client, age: str
):
    answer = member_client.put(f"/attributes/{age}", json={**AGE, "description": "Years"})

    assert answer.status_code == 200
    assert answer.json()["updatedByUserName"] == "Mary Doe"
    assert client.get(f"/attributes/{age}").json() == answer.json()


def test_a_save_on_an_older_state_changes_nothing(client: httpx.Client, age: str):
    read = client.get(f"/attributes/{age}")
    client.put(f"/attributes/{age}", json={**AGE, "description": "Somebody else's"})

    answer = client.put(f"/attributes/{age}", json=AGE, headers={"if-match": read.headers["etag"]})

    assert answer.status_code == 412
    assert client.get(f"/attributes/{age}").json()["description"] == "Somebody else's"


def test_a_save_on_the_present_state_gives_the_next_etag(client: httpx.Client, age: str):
    read = client.get(f"/attributes/{age}")

    saved = client.put(
        f"/attributes/{age}", json={**AGE, "description": "Years"}, headers={"if-match": read.headers["etag"]}
    )

    assert saved.status_code == 200
    assert saved.headers["etag"] == client.get(f"/attributes/{age}").headers["etag"] != read.headers["etag"]


def test_a_deletion_on_an_older_state_deletes_nothing(client: httpx.Client, age: str):
    assert client.delete(f"/attributes/{age}", headers={"if-match": '"older"'}).status_code == 412
    assert client.get(f"/attributes/{age}").status_code == 200


def test_a_deleted_attribute_is_gone(client: httpx.Client, age: str):
    answer = client.delete(f"/attributes/{age}")

    assert (answer.status_code, answer.content) == (204, b"")
    assert client.get(f"/attributes/{age}").status_code == 404


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize("uid", ["COUNTRY", "f" * 24, "nonsense"])
def test_presets_and_unknown_attributes_are_not_found(client: httpx.Client, method: str, uid: str):
    answer = client.request(method, f"/attributes/{uid}", json=AGE if method == "PUT" else None)

    assert (answer.status_code, answer.json()["error"]) == (404, "personalize.ATTRIBUTES.ATTRIBUTE_NOT_FOUND")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_an_attribute_is_not_found_through_another_project(
    client: httpx.Client, other_client: httpx.Client, age: str, method: str
):
    answer = other_client.request(method, f"/attributes/{age}", json=AGE if method == "PUT" else None)

    assert answer.status_code == 404
    assert client.get(f"/attributes/{age}").json()["name"] == "Age"
