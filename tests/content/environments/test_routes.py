"""Environments over HTTP."""

import re

import httpx
import pytest

from fakes import FakeClock, Person

PRODUCTION = {"name": "production", "urls": [{"locale": "en-us", "url": "http://example.com/"}]}


@pytest.fixture
def production(client: httpx.Client) -> str:
    """The uid of an environment “production”."""
    uid: str = client.post("/environments", json={"environment": PRODUCTION}).json()["environment"]["uid"]
    return uid


def test_a_created_environment_has_the_contracts_members(client: httpx.Client, owner: Person):
    answer = client.post("/environments", json={"environment": PRODUCTION})

    assert answer.status_code == 201
    assert answer.json()["notice"] == "Environment created successfully."
    created = answer.json()["environment"]
    assert re.fullmatch(r"blt[0-9a-f]{16}", created.pop("uid"))
    assert created == {
        **PRODUCTION,
        "created_by": owner.user_uid,
        "updated_by": owner.user_uid,
        "created_at": "2026-11-22T12:00:00.000Z",
        "updated_at": "2026-11-22T12:00:00.000Z",
        "ACL": {},
        "tags": [],
        "_version": 1,
    }


def test_an_environment_that_the_vendors_cli_exported_is_accepted(client: httpx.Client):
    exported = {
        "stackHeaders": {"api_key": "<api_key>", "branch": "main"},
        "urlPath": "/environments/preview",
        "urls": [{"url": "", "locale": "en"}, {"url": "", "locale": "fr"}],
        "name": "preview",
        "_version": 1,
        "uid": "bltb377ab306d29e646",
        "created_at": "2024-03-14T06:57:13.874Z",
    }

    created = client.post("/environments", json={"environment": exported}).json()["environment"]

    assert created["urls"] == [{"locale": "en", "url": ""}, {"locale": "fr", "url": ""}]
    assert created["created_at"] == "2026-11-22T12:00:00.000Z"


@pytest.mark.usefixtures("production")
def test_an_environment_is_found_by_its_name_and_by_its_uid(client: httpx.Client, production: str):
    by_name = client.get("/environments/production")

    assert by_name.status_code == 200
    assert by_name.json()["environment"]["uid"] == production
    assert client.get(f"/environments/{production}").json() == by_name.json()


def test_environments_are_listed_newest_first(client: httpx.Client, production: str, clock: FakeClock):
    clock.advance(seconds=1)
    client.post("/environments", json={"environment": {"name": "preview"}})

    listed = client.get("/environments", params={"include_count": "true"}).json()

    assert [environment["name"] for environment in listed["environments"]] == ["preview", "production"]
    assert listed["environments"][1] == client.get(f"/environments/{production}").json()["environment"]
    assert listed["count"] == 2


@pytest.mark.usefixtures("production")
def test_the_list_follows_the_rules_of_all_lists(client: httpx.Client):
    client.post("/environments", json={"environment": {"name": "preview"}})

    assert client.get("/environments?count=true").json() == {"environments": 2}
    named = client.get("/environments", params={"query": '{"name": "production"}'}).json()["environments"]
    assert [environment["name"] for environment in named] == ["production"]
    ordered = client.get("/environments?asc=name&limit=1&skip=1").json()["environments"]
    assert [environment["name"] for environment in ordered] == ["production"]


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        ({}, "name"),
        ({"name": "  "}, "name"),
        ({"name": 7}, "name"),
        ({"name": "a/b"}, "name"),
        ({"name": "x", "urls": "http://example.com"}, "urls"),
        ({"name": "x", "urls": [{"url": "http://example.com"}]}, "urls.0.locale"),
    ],
)
def test_what_is_no_environment_is_refused(client: httpx.Client, draft: dict[str, object], field: str):
    answer = client.post("/environments", json={"environment": draft})

    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    assert client.get("/environments").json() == {"environments": []}


@pytest.mark.usefixtures("production")
def test_a_taken_name_is_refused_as_the_vendors_cli_expects(client: httpx.Client):
    answer = client.post("/environments", json={"environment": {"name": " production "}})

    assert answer.status_code == 422
    assert answer.json()["errors"] == {"name": ["is not unique."]}


def test_a_change_keeps_what_it_leaves_out(client: httpx.Client, member_client: httpx.Client, production: str):
    answer = member_client.put("/environments/production", json={"environment": {"name": "live"}})

    assert (answer.status_code, answer.json()["notice"]) == (200, "Environment updated successfully.")
    changed = answer.json()["environment"]
    assert (changed["name"], changed["urls"], changed["_version"]) == ("live", PRODUCTION["urls"], 2)
    assert client.get(f"/environments/{production}").json()["environment"] == changed
    assert client.get("/environments/production").status_code == 422


def test_an_environment_that_a_client_read_can_be_sent_back_changed(client: httpx.Client, production: str):
    read = client.get(f"/environments/{production}").json()["environment"]

    answer = client.put(f"/environments/{production}", json={"environment": {**read, "urls": []}})

    assert answer.status_code == 200
    assert answer.json()["environment"]["urls"] == []


@pytest.mark.usefixtures("production")
def test_a_change_cannot_take_anothers_name(client: httpx.Client):
    client.post("/environments", json={"environment": {"name": "preview"}})

    answer = client.put("/environments/preview", json={"environment": {"name": "production"}})

    assert (answer.status_code, answer.json()["errors"]) == (422, {"name": ["is not unique."]})


@pytest.mark.usefixtures("production")
def test_a_save_on_an_older_state_changes_nothing(client: httpx.Client):
    read = client.get("/environments/production")
    client.put("/environments/production", json={"environment": {"urls": []}})
    older = {"if-match": read.headers["etag"]}

    assert (
        client.put("/environments/production", json={"environment": PRODUCTION}, headers=older).status_code,
        client.delete("/environments/production", headers=older).status_code,
    ) == (412, 412)
    assert client.get("/environments/production").json()["environment"]["urls"] == []


@pytest.mark.usefixtures("production")
def test_a_save_on_the_present_state_gives_the_next_etag(client: httpx.Client):
    read = client.get("/environments/production").headers["etag"]

    saved = client.put("/environments/production", json={"environment": {"urls": []}}, headers={"if-match": read})

    assert saved.headers["etag"] == client.get("/environments/production").headers["etag"] != read


@pytest.mark.usefixtures("production")
def test_a_deleted_environment_is_gone_and_its_name_free(client: httpx.Client):
    answer = client.delete("/environments/production")

    assert (answer.status_code, answer.json()) == (200, {"notice": "Environment deleted successfully."})
    assert client.get("/environments/production").status_code == 422
    assert client.post("/environments", json={"environment": PRODUCTION}).status_code == 201


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_an_unknown_environment_is_told_in_the_contracts_words(client: httpx.Client, method: str):
    answer = client.request(method, "/environments/nowhere", json={"environment": {}} if method == "PUT" else None)

    assert answer.status_code == 422
    assert (answer.json()["error_code"], answer.json()["errors"]) == (141, {"environment": ["is not valid."]})


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize("by", ["name", "uid"])
def test_an_environment_is_not_found_through_another_stack(
    client: httpx.Client, other_client: httpx.Client, production: str, method: str, by: str
):
    path = f"/environments/{'production' if by == 'name' else production}"

    answer = other_client.request(method, path, json={"environment": {"urls": []}} if method == "PUT" else None)

    assert answer.status_code == 422
    assert other_client.get("/environments").json() == {"environments": []}
    assert client.get(path).json()["environment"]["urls"] == PRODUCTION["urls"]


@pytest.mark.usefixtures("production")
def test_another_stack_may_use_the_same_name(other_client: httpx.Client):
    assert other_client.post("/environments", json={"environment": PRODUCTION}).status_code == 201


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/environments"),
        ("POST", "/environments"),
        ("GET", "/environments/production"),
        ("PUT", "/environments/production"),
        ("DELETE", "/environments/production"),
    ],
)
@pytest.mark.usefixtures("production")
def test_a_stranger_cannot_tell_that_the_stack_exists(stranger_client: httpx.Client, method: str, path: str):
    answer = stranger_client.request(method, path, json={"environment": PRODUCTION} if method[0] == "P" else None)

    assert (answer.status_code, answer.json()["error_code"]) == (412, 109)
