"""Content types over HTTP."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import APIRouter

from fakes import FakeClock, Person
from lenticular.content.content_types.routes import router as content_types
from lenticular.content.entries.routes import router as entries
from lenticular.content.global_fields.routes import router as global_fields

TITLE = {
    "display_name": "Title",
    "uid": "title",
    "data_type": "text",
    "mandatory": True,
    "unique": True,
    "multiple": False,
    "field_metadata": {"_default": True, "version": 3},
}
URL = {**TITLE, "display_name": "URL", "uid": "url", "mandatory": False, "unique": False}
SEO = {"display_name": "SEO", "uid": "seo", "data_type": "global_field", "reference_to": "seo"}
OPTIONS = {"is_page": True, "singleton": True, "title": "title", "sub_title": [], "url_pattern": "/:title"}
PAGE = {"title": "Page", "uid": "page", "description": "", "schema": [TITLE, URL], "options": OPTIONS}


@pytest.fixture
def routers() -> Sequence[APIRouter]:
    return [content_types, global_fields, entries]


@pytest.fixture
def page(client: httpx.Client) -> dict[str, Any]:
    """The content type “Page” as it was answered when it was created."""
    created: dict[str, Any] = client.post("/content_types", json={"content_type": PAGE}).json()["content_type"]
    return created


def create(client: httpx.Client, **members: Any) -> httpx.Response:
    return client.post("/content_types", json={"content_type": {**PAGE, **members}})


def test_a_created_content_type_has_the_contracts_members(client: httpx.Client, owner: Person):
    answer = client.post("/content_types", json={"content_type": PAGE})

    assert (answer.status_code, answer.json()["notice"]) == (201, "Content Type created successfully.")
    created = answer.json()["content_type"]
    assert created.pop("abilities")["create_object"] is True
    assert created.pop("DEFAULT_ACL")
    assert created == {
        **PAGE,
        "created_at": "2026-11-22T12:00:00.000Z",
        "updated_at": "2026-11-22T12:00:00.000Z",
        "created_by": owner.user_uid,
        "updated_by": owner.user_uid,
        "_version": 1,
        "inbuilt_class": False,
        "maintain_revisions": True,
        "last_activity": [],
        "SYS_ACL": {"roles": []},
    }


def test_a_content_type_needs_a_title_and_a_uid_only(client: httpx.Client):
    answer = client.post("/content_types", json={"content_type": {"title": "Author", "uid": "author"}})

    created = answer.json()["content_type"]
    assert (answer.status_code, created["description"]) == (201, "")
    assert created["options"] == {"is_page": False, "singleton": False, "title": "title", "sub_title": []}
    assert [field["uid"] for field in created["schema"]] == ["title"]


def test_a_description_stays_as_it_was_typed(client: httpx.Client):
    assert create(client, description=" two\nlines ").json()["content_type"]["description"] == " two\nlines "


def test_a_content_type_is_read_with_its_etag(client: httpx.Client, page: dict[str, Any]):
    answer = client.get("/content_types/page?version=1&environment=production")

    assert (answer.status_code, answer.json()) == (200, {"content_type": page})
    assert answer.headers["etag"]


def test_what_a_client_read_can_be_sent_back_changed(client: httpx.Client, page: dict[str, Any], clock: FakeClock):
    clock.advance(seconds=1)

    answer = client.put(
        "/content_types/page", json={"content_type": {**page, "title": "Site", "_version": 9, "uid": "other"}}
    )

    assert (answer.status_code, answer.json()["notice"]) == (200, "Content Type updated successfully.")
    expected = {**page, "title": "Site", "_version": 2, "updated_at": "2026-11-22T12:00:01.000Z"}
    assert answer.json()["content_type"] == expected
    assert client.get("/content_types/page").json()["content_type"] == expected


def test_a_change_keeps_what_it_leaves_out(client: httpx.Client, page: dict[str, Any]):
    client.put("/content_types/page", json={"content_type": {"options": {"singleton": False}}})

    changed = client.get("/content_types/page").json()["content_type"]
    assert changed == {**page, "options": {**OPTIONS, "singleton": False}, "_version": 2}


def test_members_of_other_uses_are_kept_and_come_back(client: httpx.Client, page: dict[str, Any]):
    rules = [{"conditions": [{"operand_field": "title", "operator": "equals", "value": "x"}], "match_type": "all"}]
    picker = {"display_name": "Colour", "uid": "colour", "data_type": "text", "extension_uid": "blt1", "config": {}}

    client.put("/content_types/page", json={"content_type": {"field_rules": rules, "schema": [TITLE, picker]}})
    client.put("/content_types/page", json={"content_type": {"title": "Site"}})

    read = client.get("/content_types/page").json()["content_type"]
    assert (read["field_rules"], read["schema"], read["title"]) == (rules, [TITLE, picker], "Site")


def test_what_the_vendors_clients_add_to_what_they_read_is_not_kept(client: httpx.Client, page: dict[str, Any]):
    added = {"stackHeaders": {"api_key": "x"}, "urlPath": "/content_types/page", "notice": "x", "created_by": "x"}

    client.put("/content_types/page", json={"content_type": {**page, **added}})

    assert client.get("/content_types/page").json()["content_type"] == {**page, "_version": 2}


@pytest.mark.parametrize("members", [{"field_rules": ["\0"]}, {"options": {"title": "\0"}}], ids=str)
def test_what_no_database_can_keep_is_refused_in_a_change(
    client: httpx.Client, page: dict[str, Any], members: dict[str, Any]
):
    assert client.put("/content_types/page", json={"content_type": members}).status_code == 422
    assert client.get("/content_types/page").json()["content_type"] == page


def test_the_cli_creates_first_and_sends_the_schema_later(client: httpx.Client):
    assert create(client, schema=[TITLE, URL]).status_code == 201
    reference = {"uid": "author", "data_type": "reference", "reference_to": ["not_imported_yet"]}

    answer = client.put("/content_types/page", json={"content_type": {**PAGE, "schema": [TITLE, reference]}})

    assert (answer.status_code, answer.json()["content_type"]["schema"]) == (200, [TITLE, reference])


def test_global_fields_are_shown_by_name_or_with_their_fields(client: httpx.Client):
    client.post("/global_fields", json={"global_field": {"title": "SEO", "uid": "seo", "schema": [URL]}})
    blocks = {"uid": "sections", "data_type": "blocks", "multiple": True}
    shown = [TITLE, SEO, {**blocks, "blocks": [{"title": "SEO", "uid": "seo", "reference_to": "seo"}]}]
    expanded = [
        TITLE,
        {**SEO, "schema": [URL]},
        {**blocks, "blocks": [{"title": "SEO", "uid": "seo", "reference_to": "seo", "schema": [URL]}]},
    ]

    assert create(client, schema=expanded).json()["content_type"]["schema"] == shown

    with_fields = "include_global_field_schema=true"
    assert client.get("/content_types/page").json()["content_type"]["schema"] == shown
    assert client.get(f"/content_types/page?{with_fields}").json()["content_type"]["schema"] == expanded
    assert client.get("/content_types").json()["content_types"][0]["schema"] == shown
    assert client.get(f"/content_types?{with_fields}").json()["content_types"][0]["schema"] == expanded
    assert client.get(f"/content_types?{with_fields}&count=true").json() == {"content_types": 1}


def test_content_types_are_listed_the_last_changed_first(client: httpx.Client, page: dict[str, Any], clock: FakeClock):
    clock.advance(seconds=1)
    create(client, uid="author", title="Author")

    listed = client.get("/content_types?include_count=true").json()

    assert [found["uid"] for found in listed["content_types"]] == ["author", "page"]
    assert (listed["content_types"][1], listed["count"]) == (page, 2)


def test_the_list_follows_the_rules_of_all_lists(client: httpx.Client, page: dict[str, Any]):
    create(client, uid="author", title="Author")

    assert client.get("/content_types?count=true").json() == {"content_types": 2}
    assert client.get("/content_types?asc=title&skip=1&limit=1").json() == {"content_types": [page]}
    assert client.get("/content_types", params={"query": '{"title": "Page"}'}).json() == {"content_types": [page]}
    assert client.get("/content_types?limit=1e%2B100&skip=1e%2B100").json() == {"content_types": []}


@pytest.mark.parametrize(
    ("members", "fields"),
    [
        ({"title": "  "}, ["title"]),
        ({"title": 7, "uid": "A B"}, ["title", "uid"]),
        ({"uid": ""}, ["uid"]),
        ({"uid": "a" * 201}, ["uid"]),
        ({"uid": None}, ["uid"]),
        ({"description": 7}, ["description"]),
        ({"description": "x" * 2001}, ["description"]),
        ({"description": "\0"}, ["description"]),
        ({"schema": {}}, ["schema"]),
        ({"schema": [URL]}, ["schema"]),
        ({"schema": [TITLE, SEO]}, ["schema.1.reference_to"]),
        (
            {"title": "", "schema": [{"uid": "x", "data_type": "x"}, 7]},
            ["title", "schema", "schema.0.data_type", "schema.1"],
        ),
        ({"schema": [TITLE, {**URL, "uid": "locale"}]}, ["schema.1.uid"]),
        ({"options": []}, ["options"]),
        ({"options": {"a": "\0"}}, ["options.a"]),
        ({"field_rules": ["\0"]}, ["field_rules.0"]),
    ],
    ids=str,
)
def test_what_is_no_content_type_is_refused_with_all_that_is_wrong(
    client: httpx.Client, members: dict[str, Any], fields: list[str]
):
    answer = create(client, **members)

    assert (answer.status_code, sorted(answer.json()["errors"])) == (422, sorted(fields))
    assert client.get("/content_types").json() == {"content_types": []}


@pytest.mark.parametrize("body", ["{}", "[]", '{"content_type": []}', '{"content_type": {}}', "", '{"content_type"'])
def test_a_body_that_holds_no_content_type_is_refused(client: httpx.Client, body: str):
    headers = {"content-type": "application/json"}

    assert client.post("/content_types", content=body, headers=headers).status_code == 422


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999"])
def test_a_number_that_is_none_is_refused(client: httpx.Client, number: str):
    body = json.dumps({"content_type": {**PAGE, "field_rules": ["here"]}}).replace('"here"', number)

    answer = client.post("/content_types", content=body, headers={"content-type": "application/json"})

    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["field_rules.0"])


@pytest.mark.usefixtures("page")
def test_a_change_to_something_wrong_changes_nothing(client: httpx.Client, page: dict[str, Any]):
    answer = client.put("/content_types/page", json={"content_type": {"title": "New", "schema": [TITLE, SEO]}})

    assert (answer.status_code, answer.json()["errors"]) == (
        422,
        {"schema.1.reference_to": ["is not valid: there is no global field seo."]},
    )
    assert client.get("/content_types/page").json()["content_type"] == page


@pytest.mark.usefixtures("page")
def test_a_taken_uid_is_refused_as_the_contract_says(client: httpx.Client):
    answer = create(client, title="Another")

    assert answer.status_code == 422
    assert (answer.json()["error_code"], answer.json()["errors"]) == (115, {"uid": ["is not unique."]})


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_an_unknown_content_type_is_told_in_the_contracts_words(client: httpx.Client, method: str):
    body = {"content_type": {}} if method == "PUT" else None

    answer = client.request(method, "/content_types/nothing", json=body)

    assert answer.status_code == 422
    assert (answer.json()["error_code"], answer.json()["errors"]) == (118, {"uid": ["is not valid."]})


@pytest.mark.usefixtures("page")
def test_a_content_type_without_entries_is_deleted_and_its_uid_free(client: httpx.Client):
    answer = client.delete("/content_types/page")

    assert (answer.status_code, answer.json()) == (200, {"notice": "Content Type deleted successfully."})
    assert client.get("/content_types/page").status_code == 422
    assert create(client).status_code == 201


@pytest.mark.usefixtures("page")
def test_entries_are_deleted_with_their_content_type_by_force_only(client: httpx.Client):
    written = client.post("/content_types/page/entries", json={"entry": {"title": "Home"}})
    assert written.status_code == 201

    refused = client.delete("/content_types/page")

    assert (refused.status_code, refused.json()["errors"]) == (422, {"uid": ["has entries."]})
    assert client.get("/content_types/page/entries").json()["entries"]
    assert client.delete("/content_types/page?force=true").status_code == 200
    create(client)
    assert client.get("/content_types/page/entries").json()["entries"] == []


@pytest.mark.usefixtures("page")
def test_a_schema_may_change_although_there_are_entries(client: httpx.Client):
    entry = {"title": "Home", "url": "/"}
    uid = client.post("/content_types/page/entries", json={"entry": entry}).json()["entry"]["uid"]

    answer = client.put("/content_types/page", json={"content_type": {"schema": [TITLE]}})

    assert answer.status_code == 200
    assert client.get(f"/content_types/page/entries/{uid}").json()["entry"]["title"] == "Home"


@pytest.mark.usefixtures("page")
def test_a_save_on_an_older_state_changes_nothing(client: httpx.Client):
    older = {"if-match": client.get("/content_types/page").headers["etag"]}
    saved = client.put("/content_types/page", json={"content_type": {"title": "Site"}})

    assert (
        client.put("/content_types/page", json={"content_type": PAGE}, headers=older).status_code,
        client.delete("/content_types/page", headers=older).status_code,
    ) == (412, 412)
    read = client.get("/content_types/page")
    assert (read.json()["content_type"]["title"], read.headers["etag"]) == ("Site", saved.headers["etag"])


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.usefixtures("page")
def test_a_content_type_is_not_found_through_another_stack(
    client: httpx.Client, other_client: httpx.Client, method: str
):
    body = {"content_type": {"title": "Mine"}} if method == "PUT" else None

    answer = other_client.request(method, "/content_types/page?force=true", json=body)

    assert answer.status_code == 422
    assert other_client.get("/content_types").json() == {"content_types": []}
    assert client.get("/content_types/page").json()["content_type"]["title"] == "Page"
    assert create(other_client).status_code == 201


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/content_types"),
        ("POST", "/content_types"),
        ("GET", "/content_types/page"),
        ("PUT", "/content_types/page"),
        ("DELETE", "/content_types/page"),
    ],
)
@pytest.mark.usefixtures("page")
def test_a_stranger_cannot_tell_that_the_stack_exists(stranger_client: httpx.Client, method: str, path: str):
    answer = stranger_client.request(method, path, json={"content_type": PAGE} if method[0] == "P" else None)

    assert (answer.status_code, answer.json()["error_code"]) == (412, 109)


@pytest.mark.parametrize(
    "folder", ["compass-starter-stack/stack", "personalize-geolocation-inspiration/stack/main"], ids=str
)
def test_content_types_of_real_exports_come_back_unchanged(client: httpx.Client, shared: Path, folder: str):
    stack = shared / "data" / folder
    for exported in json.loads((stack / "global_fields" / "globalfields.json").read_text()):
        assert client.post("/global_fields", json={"global_field": exported}).status_code == 201
    files = [file for file in (stack / "content_types").glob("*.json") if file.name != "schema.json"]
    assert len(files) > 3

    for file in files:
        exported = json.loads(file.read_text())
        seed = {"title": exported["title"], "uid": exported["uid"], "schema": [TITLE, URL]}
        created = client.post("/content_types", json={"content_type": seed})
        changed = client.put(f"/content_types/{exported['uid']}", json={"content_type": exported})

        assert (created.status_code, changed.status_code) == (201, 200)
        answer = client.get(f"/content_types/{exported['uid']}?include_global_field_schema=true")
        read = plain(answer.json()["content_type"])
        assert plain(exported).items() <= read.items()


def plain(value: Any) -> Any:
    """Return a document without the two flags that the hosted service adds to fields of global fields."""
    if isinstance(value, dict):
        flags = {"indexed", "inbuilt_model"}
        return {name: plain(inner) for name, inner in value.items() if name not in flags}
    return [plain(inner) for inner in value] if isinstance(value, list) else value
