"""Management tokens over HTTP."""

from collections.abc import Sequence

import pytest
from fastapi import APIRouter
from sqlalchemy import select

from lenticular.content.management_tokens.routes import router as management_tokens
from lenticular.content.management_tokens.tables import ManagementToken
from lenticular.content.stacks.routes import router as stacks

SCOPE = [
    {"module": "content_type", "acl": {"read": True, "write": True}},
    {"module": "branch", "branches": ["main"], "acl": {"read": True}},
]
TOKEN = {
    "name": "Deploy",
    "description": "For the pipeline",
    "scope": SCOPE,
    "expires_on": "2026-12-10",
    "is_email_notification_enabled": True,
}
PATH = "/stacks/management_tokens"


@pytest.fixture
def routers() -> Sequence[APIRouter]:
    """Management tokens, and the stack that they open."""
    return [stacks, management_tokens]


def create(client, **members):
    return client.post(PATH, json={"token": {**TOKEN, **members}})


def opens(client_for, stack, text):
    return client_for(api_key=stack, authorization=text).get("/stacks").status_code == 200


def test_a_tokens_text_is_shown_once_and_opens_the_stack(client, client_for, owner, stack):
    answer = create(client)
    created = answer.json()["token"]
    assert (answer.status_code, answer.json()["notice"]) == (201, "Management Token created successfully.")
    text = created.pop("token")
    assert created == {
        **TOKEN,
        "uid": created["uid"],
        "created_by": owner.user_uid,
        "updated_by": owner.user_uid,
        "created_at": "2026-11-22T12:00:00.000Z",
        "updated_at": "2026-11-22T12:00:00.000Z",
    }
    assert opens(client_for, stack, text)
    assert client.get(f"{PATH}/{created['uid']}").json() == {"token": created}
    assert client.get(PATH).json() == {"tokens": [created]}


def test_the_text_of_a_token_is_not_kept(client, ports):
    text = create(client).json()["token"]["token"]
    with ports.stores.configuration.reading() as session:
        kept = session.execute(select(*ManagementToken.__table__.columns)).one()
    assert text.startswith("cs")
    assert text not in str(kept)


def test_what_a_scope_says_beyond_what_is_enforced_is_kept(client):
    scope = [*SCOPE, {"module": "branch_alias", "branch_aliases": ["deploy"], "acl": {"read": True}}]
    assert create(client, scope=scope).json()["token"]["scope"] == scope


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"name": ""}, "name"),
        ({"scope": []}, "scope"),
        ({"scope": [{"acl": {"read": True}}]}, "scope.0.module"),
        ({"scope": [{"module": "entry", "acl": {"read": "yes"}}]}, "scope.0.acl.read"),
        ({"expires_on": "soon"}, "expires_on"),
        ({"expires_on": "2026-11-22"}, "expires_on"),
    ],
)
def test_a_token_that_cannot_be_is_refused_field_by_field(client, members, field):
    answer = create(client, **members)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]
    assert client.get(PATH).json() == {"tokens": []}


def test_two_tokens_of_a_stack_have_two_names(client, other_client):
    create(client)
    answer = create(client)
    assert (answer.status_code, answer.json()["errors"]) == (422, {"name": ["is not unique."]})
    assert create(other_client).status_code == 201


def test_a_token_is_changed_and_keeps_its_text(client, client_for, stack):
    created = create(client).json()["token"]
    path = f"{PATH}/{created['uid']}"
    answer = client.put(path, json={"token": {"name": "Build", "expires_on": None}})
    assert answer.json()["notice"] == "Management Token updated successfully."
    shown = client.get(path).json()["token"]
    assert (shown["name"], shown["expires_on"], shown["scope"]) == ("Build", None, SCOPE)
    assert opens(client_for, stack, created["token"])
    client.put(path, json={"token": {"scope": [{"module": "content_type", "acl": {"read": False}}]}})
    assert not opens(client_for, stack, created["token"])


def test_an_expiry_may_be_moved_to_the_past_which_ends_the_token(client, client_for, stack):
    created = create(client).json()["token"]
    client.put(f"{PATH}/{created['uid']}", json={"token": {"expires_on": "2026-11-22T11:59:59Z"}})
    assert not opens(client_for, stack, created["token"])


def test_a_token_ends_where_the_day_of_its_expiry_begins(client, client_for, stack, clock):
    text = create(client, expires_on="2026-11-24").json()["token"]["token"]
    clock.advance(hours=35)
    assert opens(client_for, stack, text)
    clock.advance(hours=1)
    assert not opens(client_for, stack, text)


def test_a_deleted_token_opens_nothing(client, client_for, stack):
    created = create(client).json()["token"]
    path = f"{PATH}/{created['uid']}"
    assert client.delete(path).json() == {"notice": "Management Token deleted successfully."}
    assert not opens(client_for, stack, created["token"])
    assert client.get(path).status_code == 422
    assert client.delete(path).json()["errors"] == {"uid": ["is not valid."]}


def test_the_eleventh_token_drops_the_oldest(client, client_for, stack, other_client, other_stack):
    elsewhere = create(other_client).json()["token"]["token"]
    texts = [create(client, name=f"Token {number}").json()["token"]["token"] for number in range(11)]
    assert client.get(f"{PATH}?count=true").json() == {"tokens": 10}
    assert [opens(client_for, stack, text) for text in texts[:2]] == [False, True]
    assert opens(client_for, other_stack, elsewhere)


CALLS = [
    ("GET", PATH, None),
    ("POST", PATH, {"token": TOKEN}),
    ("GET", f"{PATH}/UID", None),
    ("PUT", f"{PATH}/UID", {"token": {"name": "Mine"}}),
    ("DELETE", f"{PATH}/UID", None),
]


@pytest.mark.parametrize("call", CALLS)
def test_tokens_are_for_owners_signed_in(client, client_for, member_client, stack, call):
    created = create(client).json()["token"]
    method, path, body = call
    for other in (member_client, client_for(api_key=stack, authorization=created["token"])):
        assert other.request(method, path.replace("UID", created["uid"]), json=body).status_code == 403
    assert client.get(PATH).json()["tokens"][0]["name"] == "Deploy"


@pytest.mark.parametrize(("method", "path", "body"), CALLS)
def test_for_strangers_there_is_no_stack_that_has_tokens(client, stranger_client, method, path, body):
    uid = create(client).json()["token"]["uid"]
    answer = stranger_client.request(method, path.replace("UID", uid), json=body)
    assert (answer.status_code, answer.json()["error_code"]) == (412, 109)
    assert client.get(PATH).json()["tokens"][0]["name"] == "Deploy"


@pytest.mark.parametrize(("method", "path", "body"), CALLS[2:])
def test_a_token_is_not_there_from_another_stack(client, other_client, method, path, body):
    created = create(client).json()["token"]
    answer = other_client.request(method, path.replace("UID", created["uid"]), json=body)
    assert (answer.status_code, answer.json()["errors"]) == (422, {"uid": ["is not valid."]})
    assert client.get(PATH).json()["tokens"][0]["name"] == "Deploy"
    assert other_client.get(PATH).json() == {"tokens": []}
