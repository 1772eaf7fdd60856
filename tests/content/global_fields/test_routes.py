"""Global fields over HTTP."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import APIRouter

from fakes import FakeClock, Person
from lenticular.content.content_types.routes import router as content_types
from lenticular.content.global_fields.routes import router as global_fields

TEXT = {
    "display_name": "Title",
    "uid": "title",
    "data_type": "text",
    "mandatory": False,
    "unique": False,
    "multiple": False,
    "field_metadata": {"description": "", "default_value": "", "version": 3},
}
SEO = {"title": "SEO", "uid": "seo", "description": "For search engines", "schema": [TEXT]}


def nested(uid: str) -> dict[str, Any]:
    return {"display_name": uid, "uid": uid, "data_type": "global_field", "reference_to": uid}


@pytest.fixture
def routers() -> Sequence[APIRouter]:
    return [global_fields, content_types]


@pytest.fixture
def seo(client: httpx.Client) -> dict[str, Any]:
    """The global field “SEO” as it was answered when it was created."""
    created: dict[str, Any] = client.post("/global_fields", json={"global_field": SEO}).json()["global_field"]
    return created


def test_a_created_global_field_has_the_contracts_members(client: httpx.Client, owner: Person):
    answer = client.post("/global_fields", json={"global_field": SEO})

    assert answer.status_code == 201
    assert answer.json() == {
        "notice": "Global Field created successfully.",
        "global_field": {
            **SEO,
            "created_at": "2026-11-22T12:00:00.000Z",
            "updated_at": "2026-11-22T12:00:00.000Z",
            "created_by": owner.user_uid,
            "updated_by": owner.user_uid,
            "_version": 1,
            "inbuilt_class": False,
            "maintain_revisions": True,
            "last_activity": {},
        },
    }


def test_a_global_field_is_read_with_its_etag(client: httpx.Client, seo: dict[str, Any]):
    answer = client.get("/global_fields/seo")

    assert (answer.status_code, answer.json()) == (200, {"global_field": seo})
    assert answer.headers["etag"]


def test_what_a_client_read_can_be_sent_back_changed(client: httpx.Client, seo: dict[str, Any], clock: FakeClock):
    clock.advance(seconds=1)

    answer = client.put("/global_fields/seo", json={"global_field": {**seo, "title": "Search", "_version": 9}})

    assert (answer.status_code, answer.json()["notice"]) == (200, "Global Field updated successfully.")
    assert answer.json()["global_field"] == {
        **seo,
        "title": "Search",
        "_version": 2,
        "updated_at": "2026-11-22T12:00:01.000Z",
    }


def test_a_change_keeps_what_it_leaves_out(client: httpx.Client, seo: dict[str, Any]):
    client.put("/global_fields/seo", json={"global_field": {"description": ""}})

    assert client.get("/global_fields/seo").json()["global_field"] == {**seo, "description": "", "_version": 2}


@pytest.mark.usefixtures("seo")
def test_nested_global_fields_are_shown_by_name_or_with_their_fields(client: httpx.Client):
    page = {"title": "Page parts", "uid": "parts", "schema": [nested("seo")]}
    client.post("/global_fields", json={"global_field": page}, headers={"api_version": "3.2"})

    plain = client.get("/global_fields/parts").json()["global_field"]["schema"]
    expanded = client.get("/global_fields/parts?include_global_field_schema=true").json()["global_field"]["schema"]

    assert plain == [nested("seo")]
    assert expanded == [{**nested("seo"), "schema": [TEXT]}]
    listed = client.get("/global_fields?include_global_field_schema=true&asc=uid").json()["global_fields"]
    assert [field["schema"] for field in listed] == [expanded, [TEXT]]


@pytest.mark.usefixtures("seo")
def test_a_global_field_cannot_hold_itself(client: httpx.Client):
    client.post("/global_fields", json={"global_field": {"title": "A", "uid": "a", "schema": [nested("seo")]}})

    answer = client.put("/global_fields/seo", json={"global_field": {"schema": [TEXT, nested("a")]}})

    assert (answer.status_code, answer.json()["errors"]) == (422, {"schema": ["holds itself: seo."]})
    assert client.get("/global_fields/seo").json()["global_field"]["schema"] == [TEXT]


def test_global_fields_are_listed_the_last_changed_first(client: httpx.Client, seo: dict[str, Any], clock: FakeClock):
    clock.advance(seconds=1)
    client.post("/global_fields", json={"global_field": {"title": "Block", "uid": "block", "schema": []}})

    listed = client.get("/global_fields?include_count=true").json()

    assert [field["uid"] for field in listed["global_fields"]] == ["block", "seo"]
    assert listed["global_fields"][1] == seo
    assert listed["count"] == 2
    assert client.get("/global_fields?count=true").json() == {"global_fields": 2}
    assert client.get("/global_fields?limit=1&asc=updated_at").json() == {"global_fields": [seo]}


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        ({"uid": "a"}, "title"),
        ({"title": "", "uid": "a"}, "title"),
        ({"title": "A"}, "uid"),
        ({"title": "A", "uid": "A-B"}, "uid"),
        ({"title": "A", "uid": "a", "schema": {}}, "schema"),
        ({"title": "A", "uid": "a", "schema": [nested("gone")]}, "schema.0.reference_to"),
        ({"title": "A", "uid": "a", "schema": [{"uid": "x", "data_type": "x"}]}, "schema.0.data_type"),
        ({"title": "A", "uid": "a", "extra": "\0"}, "extra"),
    ],
    ids=str,
)
def test_what_is_no_global_field_is_refused(client: httpx.Client, draft: dict[str, Any], field: str):
    answer = client.post("/global_fields", json={"global_field": draft})

    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    assert client.get("/global_fields").json() == {"global_fields": []}


@pytest.mark.usefixtures("seo")
def test_a_taken_uid_is_refused_as_the_contract_says(client: httpx.Client):
    answer = client.post("/global_fields", json={"global_field": {**SEO, "title": "Another"}})

    assert answer.status_code == 422
    assert (answer.json()["error_code"], answer.json()["errors"]) == (115, {"uid": ["is not unique."]})


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_an_unknown_global_field_is_told_in_the_contracts_words(client: httpx.Client, method: str):
    body = {"global_field": {}} if method == "PUT" else None

    answer = client.request(method, "/global_fields/nothing", json=body)

    assert answer.status_code == 422
    assert (answer.json()["error_code"], answer.json()["errors"]) == (118, {"uid": ["is not valid."]})


@pytest.mark.usefixtures("seo")
def test_a_global_field_in_use_is_deleted_by_force_only(client: httpx.Client):
    page = {"title": "Page", "uid": "page", "schema": [{**TEXT, "uid": "title"}, nested("seo")]}
    client.post("/content_types", json={"content_type": page})
    client.post("/global_fields", json={"global_field": {"title": "A", "uid": "a", "schema": [nested("seo")]}})

    refused = client.delete("/global_fields/seo")

    assert (refused.status_code, refused.json()["errors"]) == (422, {"uid": ["is in use by page, a."]})
    forced = client.delete("/global_fields/seo?force=true")
    assert (forced.status_code, forced.json()) == (200, {"notice": "Global Field deleted successfully."})
    schema = client.get("/content_types/page?include_global_field_schema=true").json()["content_type"]["schema"]
    assert schema[1] == {**nested("seo"), "schema": []}


@pytest.mark.usefixtures("seo")
def test_a_global_field_that_nothing_names_is_deleted(client: httpx.Client):
    assert client.delete("/global_fields/seo").json() == {"notice": "Global Field deleted successfully."}
    assert client.get("/global_fields/seo").status_code == 422
    assert client.post("/global_fields", json={"global_field": SEO}).status_code == 201


@pytest.mark.usefixtures("seo")
def test_a_save_on_an_older_state_changes_nothing(client: httpx.Client):
    older = {"if-match": client.get("/global_fields/seo").headers["etag"]}
    client.put("/global_fields/seo", json={"global_field": {"title": "Search"}})

    assert (
        client.put("/global_fields/seo", json={"global_field": SEO}, headers=older).status_code,
        client.delete("/global_fields/seo", headers=older).status_code,
    ) == (412, 412)
    assert client.get("/global_fields/seo").json()["global_field"]["title"] == "Search"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.usefixtures("seo")
def test_a_global_field_is_not_found_through_another_stack(
    client: httpx.Client, other_client: httpx.Client, method: str
):
    body = {"global_field": {"title": "Mine"}} if method == "PUT" else None

    answer = other_client.request(method, "/global_fields/seo?force=true", json=body)

    assert answer.status_code == 422
    assert other_client.get("/global_fields").json() == {"global_fields": []}
    assert client.get("/global_fields/seo").json()["global_field"]["title"] == "SEO"
    assert other_client.post("/global_fields", json={"global_field": SEO}).status_code == 201


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/global_fields"),
        ("POST", "/global_fields"),
        ("GET", "/global_fields/seo"),
        ("PUT", "/global_fields/seo"),
        ("DELETE", "/global_fields/seo"),
    ],
)
@pytest.mark.usefixtures("seo")
def test_a_stranger_cannot_tell_that_the_stack_exists(stranger_client: httpx.Client, method: str, path: str):
    answer = stranger_client.request(method, path, json={"global_field": SEO} if method[0] == "P" else None)

    assert (answer.status_code, answer.json()["error_code"]) == (412, 109)


@pytest.mark.parametrize(
    "folder", ["compass-starter-stack/stack", "personalize-geolocation-inspiration/stack/main"], ids=str
)
def test_global_fields_of_real_exports_come_back_unchanged(client: httpx.Client, shared: Path, folder: str):
    for exported in json.loads((shared / "data" / folder / "global_fields" / "globalfields.json").read_text()):
        seed = {"title": exported["title"], "uid": exported["uid"], "schema": [TEXT]}
        created = client.post("/global_fields", json={"global_field": seed})
        changed = client.put(f"/global_fields/{exported['uid']}", json={"global_field": exported})

        assert (created.status_code, changed.status_code) == (201, 200)
        read = client.get(f"/global_fields/{exported['uid']}").json()["global_field"]
        assert exported.items() <= read.items()
