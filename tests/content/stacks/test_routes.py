"""Stacks over HTTP."""

from collections.abc import Sequence

import pytest
from fastapi import APIRouter

from lenticular.accounts.organizations.service import OrganizationRole
from lenticular.content.management_tokens.routes import router as management_tokens
from lenticular.content.stacks.routes import router as stacks

NOON = "2026-11-22T12:00:00.000Z"
UNKNOWN_STACK = {
    "error_message": "We can't find that Stack. Please try again.",
    "error_code": 109,
    "errors": {"api_key": ["is not valid."]},
}


@pytest.fixture
def routers() -> Sequence[APIRouter]:
    """Stacks, and the tokens that open them."""
    return [stacks, management_tokens]


@pytest.fixture
def user(client_for, owner):
    """A client signed in as Olga, without a stack."""
    return client_for(owner)


@pytest.fixture
def token_client(client, client_for, stack):
    """A client with a management token that may read and write all of the stack."""
    scope = [{"module": "$all", "acl": {"read": True, "write": True}}]
    sent = client.post("/stacks/management_tokens", json={"token": {"name": "Deploy", "scope": scope}})
    return client_for(api_key=stack, authorization=sent.json()["token"]["token"])


def names(answer):
    return [stack["name"] for stack in answer.json()["stacks"]]


def test_a_stack_is_created_with_its_own_key_and_found_by_it(user, owner):
    answer = user.post("/stacks", json={"stack": {"name": " Shop ", "description": "All of it"}})
    created = answer.json()["stack"]
    assert (answer.status_code, answer.json()["notice"]) == (201, "Stack created successfully.")
    assert created == {
        "uid": created["uid"],
        "name": "Shop",
        "description": "All of it",
        "org_uid": owner.organization_uid,
        "api_key": created["api_key"],
        "master_locale": "en-us",
        "owner_uid": owner.user_uid,
        "user_uids": [owner.user_uid],
        "settings": {"branches": True, "webhook_enabled": False},
        "created_at": NOON,
        "updated_at": NOON,
    }
    assert created["api_key"] != created["uid"]
    assert user.get("/stacks", headers={"api_key": created["api_key"]}).json() == {"stack": created}


def test_a_stack_has_the_master_locale_asked_for(user):
    created = user.post("/stacks", json={"stack": {"name": "Shop", "master_locale": "DE-at"}})
    assert created.json()["stack"]["master_locale"] == "de-at"


@pytest.mark.parametrize(
    ("stack", "field"),
    [({}, "name"), ({"name": " "}, "name"), ({"name": "x" * 201}, "name"), ({"name": "x", "master_locale": "!"}, "")],
)
def test_a_stack_that_cannot_be_is_refused_field_by_field(user, stack, field):
    answer = user.post("/stacks", json={"stack": stack})
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field or "master_locale"]
    assert user.get("/stacks").json() == {"stacks": []}


def test_only_who_governs_an_organization_creates_stacks_in_it(client_for, sign_up):
    body = {"stack": {"name": "Shop"}}
    member, admin, outsider = sign_up("Mary"), sign_up("Adam", OrganizationRole.ADMIN), sign_up("Otto", None)
    assert client_for(admin, organization_uid=admin.organization_uid).post("/stacks", json=body).status_code == 201
    refused = client_for(member).post("/stacks", json=body)
    assert (refused.status_code, refused.json()["error_code"]) == (403, 316)
    for uid in ("", admin.organization_uid):
        answer = client_for(outsider, organization_uid=uid).post("/stacks", json=body)
        assert answer.status_code == 422
        assert answer.json()["errors"] == {"organization_uid": ["is not valid."]}


@pytest.mark.usefixtures("stack", "other_stack")
def test_a_user_sees_the_stacks_of_their_own(client_for, member, stranger, sign_up):
    admin = sign_up("Adam", OrganizationRole.ADMIN)
    assert sorted(names(client_for(admin).get("/stacks"))) == ["Blog", "Shop"]
    assert names(client_for(member).get("/stacks")) == ["Shop"]
    assert names(client_for(stranger).get("/stacks")) == []
    assert names(client_for(admin, organization_uid="bltother").get("/stacks")) == []


@pytest.mark.usefixtures("stack", "other_stack")
def test_the_list_of_stacks_is_counted_and_cut(user):
    assert sorted(names(user.get("/stacks"))) == ["Blog", "Shop"]
    assert names(user.get("/stacks?asc=name&limit=1&include_count=true")) == ["Blog"]
    assert user.get("/stacks?limit=1&include_count=true").json()["count"] == 2
    assert user.get("/stacks?count=true").json() == {"stacks": 2}


def test_a_stack_is_changed_but_for_its_master_locale(client):
    answer = client.put("/stacks", json={"stack": {"name": "Store", "master_locale": "de-at"}})
    assert answer.json()["notice"] == "Stack updated successfully."
    shown = client.get("/stacks").json()["stack"]
    assert (shown["name"], shown["description"], shown["master_locale"]) == ("Store", "", "en-us")


def test_a_deleted_stack_is_gone_with_its_tokens(client, token_client):
    assert client.delete("/stacks").json() == {"notice": "Stack deleted successfully!"}
    assert client.get("/stacks").json() == UNKNOWN_STACK
    assert token_client.get("/stacks").status_code == 401


def test_settings_are_merged_and_reset(client):
    assert client.get("/stacks/settings").json() == {
        "stack_settings": {"stack_variables": {}, "discrete_variables": {}, "rte": {}}
    }
    client.post("/stacks/settings", json={"stack_settings": {"rte": {"ignore_empty": True}}})
    answer = client.post("/stacks/settings", json={"stack_settings": {"rte": {"cs_only": False}, "live": 1}})
    assert answer.json()["notice"] == "Stack settings updated successfully."
    settings = client.get("/stacks/settings").json()["stack_settings"]
    assert settings["rte"] == {"ignore_empty": True, "cs_only": False}
    assert settings["live"] == 1
    assert client.post("/stacks/settings/reset", json={}).json()["stack_settings"]["rte"] == {}
    assert "live" not in client.get("/stacks/settings").json()["stack_settings"]


def test_an_empty_group_of_settings_empties_that_group(client):
    client.post("/stacks/settings", json={"stack_settings": {"rte": {"a": 1}, "stack_variables": {"b": 2}}})
    client.post("/stacks/settings", json={"stack_settings": {"stack_variables": {}}})
    settings = client.get("/stacks/settings").json()["stack_settings"]
    assert settings == {"stack_variables": {}, "discrete_variables": {}, "rte": {"a": 1}}


def test_settings_do_not_grow_without_end(client):
    answer = client.post("/stacks/settings", json={"stack_settings": {"rte": {"text": "x" * 70_000}}})
    assert answer.status_code == 422
    assert client.get("/stacks/settings").json()["stack_settings"]["rte"] == {}


def test_there_is_one_branch(client, owner):
    main = {
        "uid": "main",
        "source": "",
        "created_by": owner.user_uid,
        "updated_by": owner.user_uid,
        "created_at": NOON,
        "updated_at": NOON,
        "deleted_at": False,
    }
    assert client.get("/stacks/branches").json() == {"branches": [main]}
    assert client.get("/stacks/branches?include_count=true").json()["count"] == 1
    assert client.get("/stacks/branches/main").json() == {"branch": main}
    answer = client.get("/stacks/branches/development")
    assert (answer.status_code, answer.json()["errors"]) == (422, {"uid": ["is not valid."]})


def test_a_stack_is_shared_with_colleagues_and_taken_from_them(client, stranger_client, stranger, owner):
    assert stranger_client.get("/stacks/settings").json() == UNKNOWN_STACK
    shared = client.post(
        "/stacks/share", json={"emails": ["STAN@example.com"], "roles": {"stan@example.com": ["blt1"]}}
    )
    assert shared.json() == {"notice": "The invitation has been sent successfully."}
    assert stranger_client.get("/stacks/settings").status_code == 200
    users = client.get("/stacks/users").json()["stack"]
    assert users["user_uids"] == [owner.user_uid, stranger.user_uid]
    assert [found["email"] for found in users["collaborators"]] == ["Olga@example.com", "Stan@example.com"]
    assert client.get("/stacks?include_collaborators=true").json()["stack"]["collaborators"] == users["collaborators"]
    unshared = client.post("/stacks/unshare", json={"email": "stan@example.com"})
    assert unshared.json() == {"notice": "The stack has been successfully unshared."}
    assert stranger_client.get("/stacks/settings").json() == UNKNOWN_STACK


def test_a_stack_is_shared_within_its_organization_only(client, sign_up, stranger):
    sign_up("Otto", None)
    emails = ["stan@example.com", "otto@example.com", "nobody@example.com"]
    answer = client.post("/stacks/share", json={"emails": emails})
    assert answer.status_code == 422
    assert answer.json()["errors"] == {"emails": ["otto@example.com is not valid.", "nobody@example.com is not valid."]}
    assert stranger.user_uid not in client.get("/stacks").json()["stack"]["user_uids"]
    assert client.post("/stacks/unshare", json={"email": "stan@example.com"}).status_code == 422


FOR_OWNERS = [
    ("PUT", "/stacks", {"stack": {"name": "Mine"}}),
    ("DELETE", "/stacks", None),
    ("POST", "/stacks/share", {"emails": ["stan@example.com"]}),
    ("POST", "/stacks/unshare", {"email": "mary@example.com"}),
]
FOR_USERS = [
    ("POST", "/stacks/settings", {"stack_settings": {}}),
    ("POST", "/stacks/settings/reset", {}),
]
READING = ["/stacks", "/stacks/settings", "/stacks/branches", "/stacks/branches/main", "/stacks/users"]


@pytest.mark.parametrize(("method", "path", "body"), FOR_OWNERS)
def test_a_member_may_not_change_the_stack_itself(member_client, stranger, method, path, body):
    assert member_client.request(method, path, json=body).status_code == 403


@pytest.mark.parametrize(("method", "path", "body"), [*FOR_OWNERS, *FOR_USERS])
def test_a_management_token_may_not_change_the_stack_itself(token_client, member, method, path, body):
    assert token_client.request(method, path, json=body).status_code == 403


@pytest.mark.parametrize("path", READING)
def test_members_and_tokens_read_the_stack(member_client, token_client, path):
    assert member_client.get(path).status_code == 200
    assert token_client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "body"), [*FOR_OWNERS, *FOR_USERS, *(("GET", path, None) for path in READING)]
)
def test_a_stack_is_not_there_for_strangers(stranger_client, method, path, body):
    answer = stranger_client.request(method, path, json=body)
    assert (answer.status_code, answer.json()) == (412, UNKNOWN_STACK)


def test_a_management_token_creates_no_stack_and_lists_none(token_client, client_for):
    text = token_client.headers["authorization"]
    assert client_for(authorization=text).get("/stacks").json() == UNKNOWN_STACK
    answer = client_for(authorization=text).post("/stacks", json={"stack": {"name": "Shop"}})
    assert (answer.status_code, answer.json()["errors"]) == (401, {"authorization": ["is not valid."]})


def test_variables_are_shown_with_the_stack_on_request(client):
    client.post("/stacks/settings", json={"stack_settings": {"stack_variables": {"theme": "dark"}}})
    shown = client.get("/stacks?include_stack_variables=true&include_discrete_variables=true").json()["stack"]
    assert (shown["stack_variables"], shown["discrete_variables"]) == ({"theme": "dark"}, {})


def test_what_happens_in_one_stack_stays_there(client, other_client):
    client.post("/stacks/settings", json={"stack_settings": {"rte": {"on": True}}})
    client.put("/stacks", json={"stack": {"name": "Store"}})
    assert other_client.get("/stacks/settings").json()["stack_settings"]["rte"] == {}
    assert other_client.get("/stacks").json()["stack"]["name"] == "Blog"
    client.delete("/stacks")
    assert other_client.get("/stacks").status_code == 200
