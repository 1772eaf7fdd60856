"""Labels over HTTP."""

import re

import httpx
import pytest

from fakes import Person

PAGES = {"name": "Pages", "parent": [], "content_types": ["article", "home_page"]}


@pytest.fixture
def pages(client: httpx.Client) -> str:
    """The uid of a label “Pages”."""
    uid: str = client.post("/labels", json={"label": PAGES}).json()["label"]["uid"]
    return uid


def test_a_created_label_has_the_contracts_members(client: httpx.Client, owner: Person):
    answer = client.post("/labels", json={"label": PAGES})

    assert (answer.status_code, answer.json()["notice"]) == (201, "Label created successfully.")
    created = answer.json()["label"]
    assert re.fullmatch(r"blt[0-9a-f]{16}", created.pop("uid"))
    assert created == {
        **PAGES,
        "created_by": owner.user_uid,
        "updated_by": owner.user_uid,
        "created_at": "2026-11-22T12:00:00.000Z",
        "updated_at": "2026-11-22T12:00:00.000Z",
        "ACL": {},
        "_version": 1,
    }


def test_a_label_that_the_vendors_cli_exported_is_accepted(client: httpx.Client):
    exported = {**PAGES, "_version": 1, "uid": "bltb04d1057e3031472", "ACL": []}

    answer = client.post("/labels", json={"label": exported})

    assert (answer.status_code, answer.json()["label"]["content_types"]) == (201, PAGES["content_types"])


def test_labels_are_listed_and_counted(client: httpx.Client, pages: str):
    listed = client.get("/labels?include_count=true").json()

    assert listed == {"labels": [client.get(f"/labels/{pages}").json()["label"]], "count": 1}
    assert client.get("/labels?count=true").json() == {"labels": 1}


def test_a_change_keeps_what_it_leaves_out(client: httpx.Client, pages: str):
    child = client.post("/labels", json={"label": {"name": "Blog"}}).json()["label"]["uid"]

    answer = client.put(f"/labels/{child}", json={"label": {"parent": [pages]}})

    assert (answer.status_code, answer.json()["notice"]) == (200, "Label updated successfully.")
    changed = answer.json()["label"]
    assert (changed["name"], changed["parent"], changed["_version"]) == ("Blog", [pages], 2)


def test_a_deleted_label_is_no_parent_any_more(client: httpx.Client, pages: str):
    child = client.post("/labels", json={"label": {"name": "Blog", "parent": [pages]}}).json()["label"]["uid"]

    answer = client.delete(f"/labels/{pages}")

    assert (answer.status_code, answer.json()) == (200, {"notice": "Label deleted successfully."})
    assert client.get(f"/labels/{child}").json()["label"]["parent"] == []


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        ({}, "name"),
        ({"name": " "}, "name"),
        ({"name": "Pages"}, "name"),
        ({"name": "x", "parent": ["bltunknown"]}, "parent"),
        ({"name": "x", "content_types": "article"}, "content_types"),
    ],
    ids=["missing", "empty", "taken", "parent", "content types"],
)
@pytest.mark.usefixtures("pages")
def test_what_is_no_label_is_refused(client: httpx.Client, draft: dict[str, object], field: str):
    answer = client.post("/labels", json={"label": draft})

    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    assert client.get("/labels?count=true").json() == {"labels": 1}


def test_a_label_is_not_its_own_parent(client: httpx.Client, pages: str):
    assert client.put(f"/labels/{pages}", json={"label": {"parent": [pages]}}).status_code == 422


def test_a_save_on_an_older_state_changes_nothing(client: httpx.Client, pages: str):
    older = {"if-match": client.get(f"/labels/{pages}").headers["etag"]}
    client.put(f"/labels/{pages}", json={"label": {"name": "Sites"}})

    assert client.put(f"/labels/{pages}", json={"label": PAGES}, headers=older).status_code == 412
    assert client.delete(f"/labels/{pages}", headers=older).status_code == 412


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_label_is_found_in_its_own_stack_only(
    client: httpx.Client, other_client: httpx.Client, pages: str, method: str
):
    answer = other_client.request(method, f"/labels/{pages}", json={"label": {}} if method == "PUT" else None)

    assert (answer.status_code, answer.json()["errors"]) == (422, {"uid": ["is not valid."]})
    assert other_client.get("/labels").json() == {"labels": []}
    assert other_client.post("/labels", json={"label": {"name": "x", "parent": [pages]}}).status_code == 422
    assert client.get(f"/labels/{pages}").status_code == 200


def test_a_stranger_cannot_tell_that_the_stack_exists(stranger_client: httpx.Client):
    assert stranger_client.get("/labels").status_code == 412
