"""Delivery tokens over HTTP."""

import re
from collections.abc import Sequence

import httpx
import pytest
from fastapi import APIRouter

from fakes import FakeClock, Person
from lenticular.content.delivery_tokens.routes import router as delivery_tokens
from lenticular.content.environments.routes import router as environments
from lenticular.content.management_tokens.routes import router as management_tokens

TOKENS = "/stacks/delivery_tokens"
BRANCHES = {"module": "branch", "branches": ["main"], "acl": {"read": True}}
SITE = {
    "name": "Site",
    "description": "What the site reads with",
    "scope": [{"module": "environment", "environments": ["production"], "acl": {"read": True}}, BRANCHES],
}
TEXT = re.compile(r"cs[0-9a-f]{24}")


@pytest.fixture
def routers() -> Sequence[APIRouter]:
    return [environments, delivery_tokens, management_tokens]


@pytest.fixture
def production(client: httpx.Client) -> dict[str, object]:
    """The environment “production”, as the wire shows it."""
    draft = {"name": "production", "urls": [{"locale": "en-us", "url": "http://example.com/"}]}
    found: dict[str, object] = client.post("/environments", json={"environment": draft}).json()["environment"]
    return found


@pytest.fixture
def site(client: httpx.Client, production: dict[str, object]) -> str:
    """The uid of a delivery token that reads “production”."""
    assert production["name"] == "production"
    uid: str = client.post(TOKENS, json={"token": SITE}).json()["token"]["uid"]
    return uid


def test_a_created_token_has_the_contracts_members(client: httpx.Client, owner: Person, production: dict[str, object]):
    answer = client.post(TOKENS, json={"token": SITE})

    assert answer.status_code == 201
    assert answer.json()["notice"] == "Delivery Token created successfully."
    created = answer.json()["token"]
    assert re.fullmatch(r"blt[0-9a-f]{16}", created.pop("uid"))
    assert TEXT.fullmatch(created.pop("token"))
    scope_uids = [part.pop("_metadata")["uid"] for part in created["scope"]]
    assert all(re.fullmatch(r"cs[0-9a-f]{16}", uid) for uid in scope_uids)
    assert created == {
        "name": "Site",
        "description": "What the site reads with",
        "scope": [{"module": "environment", "environments": [production], "acl": {"read": True}}, BRANCHES],
        "created_by": owner.user_uid,
        "updated_by": owner.user_uid,
        "created_at": "2026-11-22T12:00:00.000Z",
        "updated_at": "2026-11-22T12:00:00.000Z",
        "type": "delivery",
    }


@pytest.mark.usefixtures("production")
def test_a_token_may_be_created_together_with_a_preview_token(client: httpx.Client):
    created = client.post(TOKENS, params={"create_with_preview_token": "true"}, json={"token": SITE}).json()["token"]

    assert TEXT.fullmatch(created["preview_token"])
    assert created["preview_token"] != created["token"]


def test_the_text_of_a_token_is_shown_once(client: httpx.Client, site: str):
    shown = [
        client.get(f"{TOKENS}/{site}").json()["token"],
        client.get(TOKENS).json()["tokens"][0],
        client.put(f"{TOKENS}/{site}", json={"token": SITE}).json()["token"],
    ]

    assert all("token" not in token and "preview_token" not in token for token in shown)


def test_tokens_are_listed_newest_first(client: httpx.Client, site: str, clock: FakeClock):
    clock.advance(seconds=1)
    client.post(TOKENS, json={"token": {**SITE, "name": "App"}})

    listed = client.get(TOKENS, params={"include_count": "true"}).json()

    assert [token["name"] for token in listed["tokens"]] == ["App", "Site"]
    assert listed["tokens"][1] == client.get(f"{TOKENS}/{site}").json()["token"]
    assert listed["count"] == 2
    assert client.get(f"{TOKENS}?count=true").json() == {"tokens": 2}


@pytest.mark.usefixtures("production")
def test_a_token_without_a_branch_reads_main(client: httpx.Client):
    created = client.post(TOKENS, json={"token": {**SITE, "scope": SITE["scope"][:1]}}).json()["token"]

    assert created["scope"][1]["branches"] == ["main"]


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        ({}, {"name", "scope"}),
        ({**SITE, "name": " "}, {"name"}),
        ({**SITE, "scope": []}, {"scope"}),
        ({**SITE, "scope": [{"module": "environment", "environments": []}]}, {"scope"}),
        ({**SITE, "scope": [{"module": "environment", "environments": ["moon"]}]}, {"environments"}),
        ({**SITE, "scope": [{"module": "asset"}]}, {"scope.0.module"}),
        ({**SITE, "scope": [*SITE["scope"], {"module": "branch", "branches": ["development"]}]}, {"branches"}),
        ({**SITE, "scope": [*SITE["scope"], {"module": "branch_alias", "branch_aliases": ["x"]}]}, {"branch_aliases"}),
    ],
)
@pytest.mark.usefixtures("production")
def test_what_is_no_token_is_refused(client: httpx.Client, draft: dict[str, object], fields: set[str]):
    answer = client.post(TOKENS, json={"token": draft})

    assert (answer.status_code, answer.json()["errors"].keys()) == (422, fields)
    assert client.get(TOKENS).json() == {"tokens": []}


@pytest.mark.usefixtures("site")
def test_a_taken_name_is_refused(client: httpx.Client):
    answer = client.post(TOKENS, json={"token": SITE})

    assert (answer.status_code, answer.json()["errors"]) == (422, {"name": ["is not unique."]})


def test_a_change_keeps_what_it_leaves_out(client: httpx.Client, site: str):
    before = client.get(f"{TOKENS}/{site}").json()["token"]

    answer = client.put(f"{TOKENS}/{site}", json={"token": {"description": "Another"}})

    assert (answer.status_code, answer.json()["notice"]) == (200, "Delivery Token updated successfully.")
    assert answer.json()["token"] == {**before, "description": "Another"}


def test_a_token_that_a_client_read_can_be_sent_back_changed(client: httpx.Client, site: str):
    client.post("/environments", json={"environment": {"name": "preview"}})
    read = client.get(f"{TOKENS}/{site}").json()["token"]
    read["scope"][0]["environments"].append("preview")

    changed = client.put(f"{TOKENS}/{site}", json={"token": read}).json()["token"]

    assert [environment["name"] for environment in changed["scope"][0]["environments"]] == ["preview", "production"]
    assert [part["_metadata"] for part in changed["scope"]] == [part["_metadata"] for part in read["scope"]]


def test_a_renamed_environment_is_shown_by_its_new_name(client: httpx.Client, site: str):
    client.put("/environments/production", json={"environment": {"name": "live"}})

    shown = client.get(f"{TOKENS}/{site}").json()["token"]

    assert [environment["name"] for environment in shown["scope"][0]["environments"]] == ["live"]


def test_a_deleted_environment_is_shown_no_more(client: httpx.Client, site: str):
    client.delete("/environments/production")

    assert client.get(f"{TOKENS}/{site}").json()["token"]["scope"][0]["environments"] == []


def test_a_save_on_an_older_state_changes_nothing(client: httpx.Client, site: str):
    older = {"if-match": client.get(f"{TOKENS}/{site}").headers["etag"]}
    client.put(f"{TOKENS}/{site}", json={"token": {"name": "Shop"}})

    answers = [
        client.put(f"{TOKENS}/{site}", json={"token": SITE}, headers=older),
        client.delete(f"{TOKENS}/{site}", headers=older),
    ]

    assert [answer.status_code for answer in answers] == [412, 412]
    assert client.get(f"{TOKENS}/{site}").json()["token"]["name"] == "Shop"


def test_a_deleted_token_is_gone(client: httpx.Client, site: str):
    answer = client.delete(f"{TOKENS}/{site}", params={"force": "true"})

    assert (answer.status_code, answer.json()) == (200, {"notice": "Delivery Token deleted successfully."})
    assert client.get(f"{TOKENS}/{site}").status_code == 422


def test_a_preview_token_comes_and_goes(client: httpx.Client, site: str):
    created = client.post(f"{TOKENS}/{site}/preview_token")
    again = client.post(f"{TOKENS}/{site}/preview_token")
    deleted = client.delete(f"{TOKENS}/{site}/preview_token")

    assert (created.status_code, created.json()["notice"]) == (201, "Preview token created successfully.")
    assert TEXT.fullmatch(created.json()["token"]["preview_token"])
    assert "token" not in created.json()["token"]
    assert (again.status_code, again.json()["errors"]) == (422, {"preview_token": ["exists already."]})
    assert (deleted.status_code, deleted.json()) == (200, {"notice": "Preview token deleted successfully."})
    assert client.delete(f"{TOKENS}/{site}/preview_token").status_code == 422


CALLS = [
    ("GET", ""),
    ("PUT", ""),
    ("DELETE", ""),
    ("POST", "/preview_token"),
    ("DELETE", "/preview_token"),
]


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_a_token_is_not_found_through_another_stack(
    client: httpx.Client, other_client: httpx.Client, site: str, method: str, path: str
):
    body = {"token": {"name": "Taken"}} if method == "PUT" else None

    answer = other_client.request(method, f"{TOKENS}/{site}{path}", json=body)

    assert (answer.status_code, answer.json()["errors"]) == (422, {"uid": ["is not valid."]})
    assert other_client.get(TOKENS).json() == {"tokens": []}
    assert client.get(f"{TOKENS}/{site}").json()["token"]["name"] == "Site"


@pytest.mark.usefixtures("production")
def test_an_environment_of_another_stack_cannot_be_read(other_client: httpx.Client, production: dict[str, object]):
    draft = {"name": "Spy", "scope": [{"module": "environment", "environments": [production["uid"]]}]}

    answer = other_client.post(TOKENS, json={"token": draft})

    assert (answer.status_code, answer.json()["errors"]) == (422, {"environments": ["is not valid."]})


@pytest.mark.parametrize(("method", "path"), [("POST", None), *CALLS[1:]])
def test_a_member_sees_tokens_but_changes_none(member_client: httpx.Client, site: str, method: str, path: str | None):
    address = TOKENS if path is None else f"{TOKENS}/{site}{path}"
    body = {"token": SITE} if method == "PUT" or path is None else None

    assert member_client.request(method, address, json=body).status_code == 403
    assert member_client.get(f"{TOKENS}/{site}").status_code == 200


@pytest.mark.usefixtures("site")
def test_a_management_token_makes_no_further_tokens(client: httpx.Client, client_for, stack: str):
    scope = [{"module": "content_type", "acl": {"read": True, "write": True}}]
    draft = {"name": "Script", "description": "", "scope": scope}
    text = client.post("/stacks/management_tokens", json={"token": draft}).json()["token"]["token"]
    script = client_for(authorization=text, api_key=stack)

    assert script.get(TOKENS).status_code == 200
    assert script.post(TOKENS, json={"token": {**SITE, "name": "More"}}).status_code == 403


@pytest.mark.parametrize(("method", "path"), [("GET", None), ("POST", None), *CALLS])
def test_a_stranger_cannot_tell_that_the_stack_exists(
    stranger_client: httpx.Client, site: str, method: str, path: str | None
):
    address = TOKENS if path is None else f"{TOKENS}/{site}{path}"
    body = {"token": SITE} if method == "PUT" or (method == "POST" and path is None) else None

    answer = stranger_client.request(method, address, json=body)

    assert (answer.status_code, answer.json()["error_code"]) == (412, 109)
