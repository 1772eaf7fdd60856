"""Roles over HTTP."""

import httpx
import pytest

from fakes import Person

EDITOR = {
    "name": "Editor",
    "description": "Edits articles",
    "rules": [
        {"module": "branch", "branches": ["main"], "acl": {"read": True}},
        {"module": "content_type", "content_types": ["article"], "acl": {"read": True, "sub_acl": {"create": True}}},
    ],
}


@pytest.fixture
def editor(client: httpx.Client) -> str:
    """The uid of a role “Editor”."""
    uid: str = client.post("/roles", json={"role": EDITOR}).json()["role"]["uid"]
    return uid


def test_a_role_comes_back_as_it_was_sent(client: httpx.Client, owner: Person):
    answer = client.post("/roles", json={"role": {**EDITOR, "uid": "bltold", "users": ["x@example.com"]}})

    assert (answer.status_code, answer.json()["notice"]) == (201, "Role created successfully.")
    created = answer.json()["role"]
    assert created == {
        **EDITOR,
        "uid": created["uid"],
        "users": [],
        "created_by": owner.user_uid,
        "updated_by": owner.user_uid,
        "created_at": "2026-11-22T12:00:00.000Z",
        "updated_at": "2026-11-22T12:00:00.000Z",
    }
    assert client.get("/roles?include_rules=true&include_permissions=true").json() == {"roles": [created]}
    assert client.get(f"/roles/{created['uid']}").json() == {"role": created}


def test_a_stack_begins_without_roles(client: httpx.Client):
    assert client.get("/roles?include_count=true").json() == {"roles": [], "count": 0}


def test_a_change_keeps_what_it_leaves_out(client: httpx.Client, editor: str):
    answer = client.put(f"/roles/{editor}", json={"role": {"name": "Writer"}})

    assert (answer.status_code, answer.json()["notice"]) == (200, "Role updated successfully.")
    assert {**answer.json()["role"], "name": "Editor"}.items() >= EDITOR.items()


@pytest.mark.parametrize(
    ("draft", "field"),
    [({}, "name"), ({"name": "Editor"}, "name"), ({"name": "x", "rules": ["all"]}, "rules.0")],
    ids=["missing", "taken", "rules"],
)
@pytest.mark.usefixtures("editor")
def test_what_is_no_role_is_refused(client: httpx.Client, draft: dict[str, object], field: str):
    answer = client.post("/roles", json={"role": draft})

    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    assert client.get("/roles?count=true").json() == {"roles": 1}


def test_a_deleted_role_is_gone_and_its_name_free(client: httpx.Client, editor: str):
    assert client.delete(f"/roles/{editor}").json() == {"notice": "Role deleted successfully."}
    assert client.get(f"/roles/{editor}").status_code == 422
    assert client.post("/roles", json={"role": EDITOR}).status_code == 201


def test_a_save_on_an_older_state_changes_nothing(client: httpx.Client, editor: str):
    older = {"if-match": client.get(f"/roles/{editor}").headers["etag"]}
    client.put(f"/roles/{editor}", json={"role": {"name": "Writer"}})

    assert client.put(f"/roles/{editor}", json={"role": EDITOR}, headers=older).status_code == 412


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_role_is_found_in_its_own_stack_only(
    client: httpx.Client, other_client: httpx.Client, editor: str, method: str
):
    answer = other_client.request(method, f"/roles/{editor}", json={"role": {}} if method == "PUT" else None)

    assert (answer.status_code, answer.json()["errors"]) == (422, {"uid": ["is not valid."]})
    assert other_client.get("/roles").json() == {"roles": []}
    assert client.get(f"/roles/{editor}").status_code == 200


def test_a_stranger_cannot_tell_that_the_stack_exists(stranger_client: httpx.Client):
    assert stranger_client.get("/roles").status_code == 412
