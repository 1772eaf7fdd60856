"""Languages over HTTP."""

import re

import httpx
import pytest

from fakes import FakeClock, Person

GERMAN = {"code": "de", "name": "German", "fallback_locale": "en-us"}


@pytest.fixture
def german(client: httpx.Client) -> str:
    """The code of a language that falls back to the master, `de`."""
    client.post("/locales", json={"locale": GERMAN})
    return "de"


@pytest.fixture
def austrian(client: httpx.Client, german: str) -> str:
    """The code of a language that falls back to German, `de-at`."""
    client.post("/locales", json={"locale": {"code": "de-at", "fallback_locale": german}})
    return "de-at"


def fallback_of(client: httpx.Client, code: str) -> str | None:
    found: str | None = client.get(f"/locales/{code}").json()["locale"]["fallback_locale"]
    return found


def test_an_added_language_has_the_contracts_members(client: httpx.Client, owner: Person):
    answer = client.post("/locales", json={"locale": GERMAN})

    assert answer.status_code == 201
    assert answer.json()["notice"] == "Language added successfully."
    added = answer.json()["locale"]
    assert re.fullmatch(r"blt[0-9a-f]{16}", added.pop("uid"))
    assert added == {
        **GERMAN,
        "created_by": owner.user_uid,
        "updated_by": owner.user_uid,
        "created_at": "2026-11-22T12:00:00.000Z",
        "updated_at": "2026-11-22T12:00:00.000Z",
        "ACL": {},
        "_version": 1,
    }


def test_a_new_stack_has_its_master_language(client: httpx.Client):
    master = client.get("/locales", params={"query": '{"fallback_locale":null}'}).json()["locales"]

    assert [(locale["code"], locale["name"], locale["fallback_locale"]) for locale in master] == [
        ("en-us", "English - United States", None)
    ]


@pytest.mark.usefixtures("austrian")
def test_the_vendors_cli_finds_the_master_among_others(client: httpx.Client):
    master = client.get("/locales", params={"query": '{"fallback_locale":null}'}).json()["locales"]

    assert [locale["code"] for locale in master] == ["en-us"]


def test_a_language_without_name_and_fallback_gets_its_english_name_and_the_master(client: httpx.Client):
    added = client.post("/locales", json={"locale": {"code": "mr-IN", "fallback_locale": None}}).json()["locale"]

    assert (added["code"], added["name"], added["fallback_locale"]) == ("mr-in", "Marathi - India", "en-us")


def test_languages_are_listed_newest_first(client: httpx.Client, clock: FakeClock, german: str):
    clock.advance(seconds=1)
    client.post("/locales", json={"locale": {"code": "fr"}})

    listed = client.get("/locales?include_count=true").json()

    assert [locale["code"] for locale in listed["locales"]] == ["fr", german, "en-us"]
    assert listed["count"] == 3
    assert client.get("/locales?asc=updated_at&limit=1").json()["locales"][0]["code"] in ("de", "en-us")


def test_a_language_is_found_by_its_code(client: httpx.Client, german: str):
    answer = client.get(f"/locales/{german}")

    assert answer.status_code == 200
    assert answer.json()["locale"]["name"] == "German"
    assert client.get("/locales/DE").json() == answer.json()


def test_a_language_that_is_there_has_the_code_by_which_the_vendors_cli_goes_on(client: httpx.Client, german: str):
    answer = client.post("/locales", json={"locale": {"code": german.upper()}})

    assert (answer.status_code, answer.json()["error_code"]) == (422, 247)
    assert answer.json()["errors"] == {"code": ["is not unique."]}


def test_what_is_no_language_is_refused(client: httpx.Client):
    answer = client.post("/locales", json={"locale": {"code": "en_us", "name": ""}})

    assert answer.status_code == 422
    assert answer.json()["errors"].keys() == {"code", "name"}


@pytest.mark.parametrize("fallback", ["fr", "de"])
def test_a_fallback_must_be_another_language_of_the_stack(client: httpx.Client, fallback: str):
    answer = client.post("/locales", json={"locale": {"code": "de", "fallback_locale": fallback}})

    assert (answer.status_code, answer.json()["error_code"]) == (422, 141)
    assert answer.json()["errors"] == {"fallback_locale": ["is not valid."]}


@pytest.mark.usefixtures("german")
def test_a_fallback_of_another_stack_is_none(other_client: httpx.Client):
    answer = other_client.post("/locales", json={"locale": {"code": "de-at", "fallback_locale": "de"}})

    assert answer.status_code == 422


def test_a_change_keeps_what_it_leaves_out(client: httpx.Client, austrian: str):
    answer = client.put(f"/locales/{austrian}", json={"locale": {"name": "Österreichisch"}})

    assert (answer.status_code, answer.json()["notice"]) == (200, "Language updated successfully.")
    changed = answer.json()["locale"]
    assert (changed["name"], changed["fallback_locale"], changed["_version"]) == ("Österreichisch", "de", 2)
    assert client.get(f"/locales/{austrian}").json()["locale"] == changed


def test_a_language_that_a_client_read_can_be_sent_back_changed(client: httpx.Client, austrian: str):
    read = client.get(f"/locales/{austrian}").json()["locale"]

    answer = client.put(f"/locales/{austrian}", json={"locale": {**read, "fallback_locale": "en-us"}})

    assert answer.status_code == 200
    assert fallback_of(client, austrian) == "en-us"


def test_the_master_can_be_renamed(client: httpx.Client):
    read = client.get("/locales/en-us").json()["locale"]

    answer = client.put("/locales/en-us", json={"locale": {**read, "name": "English"}})

    assert (answer.status_code, answer.json()["locale"]["name"]) == (200, "English")
    assert fallback_of(client, "en-us") is None


def test_the_master_has_no_fallback(client: httpx.Client, german: str):
    answer = client.put("/locales/en-us", json={"locale": {"fallback_locale": german}})

    assert answer.status_code == 422
    assert answer.json()["errors"] == {"fallback_locale": ["must be empty for the master language."]}


@pytest.mark.parametrize("fallback", ["de", "de-at"])
@pytest.mark.usefixtures("austrian")
def test_languages_cannot_stand_in_for_each_other_in_a_circle(client: httpx.Client, fallback: str):
    answer = client.put("/locales/de", json={"locale": {"fallback_locale": fallback}})

    assert answer.status_code == 422
    assert answer.json()["errors"] == {"fallback_locale": ["falls back to de itself."]}
    assert fallback_of(client, "de") == "en-us"


def test_a_code_cannot_be_changed(client: httpx.Client, german: str):
    answer = client.put(f"/locales/{german}", json={"locale": {"code": "fr"}})

    assert (answer.status_code, answer.json()["errors"]) == (422, {"code": ["cannot be changed."]})


def test_a_save_on_an_older_state_changes_nothing(client: httpx.Client, german: str):
    older = {"if-match": client.get(f"/locales/{german}").headers["etag"]}
    client.put(f"/locales/{german}", json={"locale": {"name": "Deutsch"}})

    answers = [
        client.put(f"/locales/{german}", json={"locale": GERMAN}, headers=older),
        client.delete(f"/locales/{german}", headers=older),
    ]

    assert [answer.status_code for answer in answers] == [412, 412]
    assert client.get(f"/locales/{german}").json()["locale"]["name"] == "Deutsch"


def test_a_removed_language_is_gone(client: httpx.Client, german: str):
    answer = client.delete(f"/locales/{german}")

    assert (answer.status_code, answer.json()) == (200, {"notice": "Language removed successfully."})
    assert client.get(f"/locales/{german}").status_code == 422


@pytest.mark.usefixtures("german")
def test_the_master_cannot_be_removed(client: httpx.Client):
    answer = client.delete("/locales/en-us")

    assert (answer.status_code, answer.json()["errors"]) == (422, {"code": ["is the master language."]})
    assert client.get("/locales/en-us").status_code == 200


@pytest.mark.usefixtures("austrian")
def test_a_language_that_others_fall_back_to_cannot_be_removed(client: httpx.Client):
    answer = client.delete("/locales/de")

    assert (answer.status_code, answer.json()["errors"]) == (422, {"code": ["is the fallback language of de-at."]})
    assert client.get("/locales/de").status_code == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_an_unknown_language_is_told_in_the_contracts_words(client: httpx.Client, method: str):
    answer = client.request(method, "/locales/fr", json={"locale": {}} if method == "PUT" else None)

    assert answer.status_code == 422
    assert (answer.json()["error_code"], answer.json()["errors"]) == (141, {"locale": ["is not valid."]})


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_language_is_not_found_through_another_stack(
    client: httpx.Client, other_client: httpx.Client, german: str, method: str
):
    body = {"locale": {"name": "Taken"}} if method == "PUT" else None

    assert other_client.request(method, f"/locales/{german}", json=body).status_code == 422
    assert [locale["code"] for locale in other_client.get("/locales").json()["locales"]] == ["en-us"]
    assert client.get(f"/locales/{german}").json()["locale"]["name"] == "German"


def test_another_stack_may_have_the_same_language(other_client: httpx.Client, german: str):
    assert other_client.post("/locales", json={"locale": {"code": german}}).status_code == 201


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/locales"),
        ("POST", "/locales"),
        ("GET", "/locales/en-us"),
        ("PUT", "/locales/en-us"),
        ("DELETE", "/locales/en-us"),
    ],
)
def test_a_stranger_cannot_tell_that_the_stack_exists(stranger_client: httpx.Client, method: str, path: str):
    answer = stranger_client.request(method, path, json={"locale": GERMAN} if method[0] == "P" else None)

    assert (answer.status_code, answer.json()["error_code"]) == (412, 109)
