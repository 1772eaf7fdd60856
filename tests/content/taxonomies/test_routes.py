"""Taxonomies over HTTP."""

import json
from pathlib import Path

import httpx
import pytest

from content.taxonomies.conftest import REGION
from fakes import Person

TOPIC = {"uid": "topic", "name": "Topic", "description": "What articles are about"}


def file_of(document: object) -> dict[str, tuple[str, bytes]]:
    return {"taxonomy": ("taxonomy.json", json.dumps(document).encode())}


def test_a_created_taxonomy_has_the_contracts_members(client: httpx.Client, owner: Person):
    answer = client.post("/taxonomies", json={"taxonomy": TOPIC})

    assert answer.status_code == 201
    assert answer.json()["taxonomy"] == {
        **TOPIC,
        "created_by": owner.user_uid,
        "updated_by": owner.user_uid,
        "created_at": "2026-11-22T12:00:00.000Z",
        "updated_at": "2026-11-22T12:00:00.000Z",
    }
    assert client.get("/taxonomies/topic").json()["taxonomy"] == answer.json()["taxonomy"]


@pytest.mark.usefixtures("region")
def test_taxonomies_are_listed_with_their_terms_counted_if_asked(client: httpx.Client):
    client.post("/taxonomies", json={"taxonomy": TOPIC})

    listed = client.get("/taxonomies?asc=uid&include_count=true&include_terms_count=true").json()

    assert [(one["uid"], one["terms_count"]) for one in listed["taxonomies"]] == [("region", 5), ("topic", 0)]
    assert listed["count"] == 2
    assert "terms_count" not in client.get("/taxonomies?limit=1").json()["taxonomies"][0]
    assert client.get("/taxonomies/region?include_terms_count=true").json()["taxonomy"]["terms_count"] == 5


def test_no_locale_is_shown_so_the_vendors_cli_exports_without_languages(client: httpx.Client, region: str):
    assert "locale" not in client.get("/taxonomies?locale=en-us").json()["taxonomies"][0]


def test_an_export_is_what_was_imported(client: httpx.Client, other_client: httpx.Client, region: str):
    exported = client.get(f"{region}/export?format=json")

    assert exported.json() == REGION
    assert other_client.post("/taxonomies/import", files=file_of(exported.json())).status_code == 201
    assert other_client.get(f"{region}/export").json() == REGION


@pytest.mark.parametrize("name", ["region", "sitemap", "topic"])
def test_real_exports_are_imported_and_come_back(client: httpx.Client, shared: Path, name: str):
    document = json.loads((shared / f"data/compass-starter-stack/stack/taxonomies/{name}.json").read_bytes())

    assert client.post("/taxonomies/import", files=file_of(document)).status_code == 201
    document["taxonomy"]["description"] = document["taxonomy"]["description"].strip()
    assert client.get(f"/taxonomies/{name}/export").json() == document


def test_terms_may_come_before_their_parents(client: httpx.Client):
    document = {**REGION, "terms": REGION["terms"][::-1]}

    client.post("/taxonomies/import", files=file_of(document))

    order = [term["uid"] for term in client.get("/taxonomies/region/export").json()["terms"]]
    assert order == ["asia", "europe", "spain", "france", "paris"]


def term(uid: str, parent: str | None = None) -> dict[str, str | None]:
    return {"uid": uid, "name": uid, "parent_uid": parent}


@pytest.mark.parametrize(
    ("document", "fields"),
    [
        pytest.param([], ["taxonomy"], id="list"),
        pytest.param({"terms": []}, ["taxonomy"], id="no taxonomy"),
        pytest.param({"taxonomy": {"uid": "a b", "name": "x"}}, ["uid"], id="uid"),
        pytest.param({"taxonomy": TOPIC, "terms": [{"uid": "a"}]}, ["terms.0.name"], id="no name"),
        pytest.param({"taxonomy": TOPIC, "terms": [term("a", "b")]}, ["terms.0.parent_uid"], id="no parent"),
        pytest.param({"taxonomy": TOPIC, "terms": [term("a"), term("a")]}, ["terms.1.uid"], id="twice"),
        pytest.param(
            {"taxonomy": TOPIC, "terms": [term("a", "b"), term("b", "a"), term("c")]},
            ["terms.0.parent_uid", "terms.1.parent_uid"],
            id="circle",
        ),
        pytest.param({"taxonomy": TOPIC, "terms": [term("a", "a")]}, ["terms.0.parent_uid"], id="itself"),
    ],
)
def test_a_file_that_holds_no_taxonomy_is_refused(client: httpx.Client, document: object, fields: list[str]):
    answer = client.post("/taxonomies/import", files=file_of(document))

    assert (answer.status_code, list(answer.json()["errors"])) == (422, fields)
    assert client.get("/taxonomies").json() == {"taxonomies": []}


@pytest.mark.parametrize("content", [b"", b"{", b'"\\ud800"', b"[" * 100_000])
def test_a_file_that_is_no_json_is_refused(client: httpx.Client, content: bytes):
    assert client.post("/taxonomies/import", files={"taxonomy": ("a.json", content)}).status_code == 422


def test_an_import_of_what_is_there_is_refused_as_the_vendors_cli_expects(client: httpx.Client, region: str):
    answer = client.post("/taxonomies/import", files=file_of({"taxonomy": {"uid": "region", "name": "x"}}))

    assert (answer.status_code, answer.json()["errors"]) == (422, {"taxonomy": ["is not unique."]})
    assert client.get(f"{region}/export").json() == REGION


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        ({"name": "x"}, "uid"),
        ({"uid": "x"}, "name"),
        ({"uid": "a/b", "name": "x"}, "uid"),
        ({"uid": "x\n", "name": "x"}, "uid"),
        ({"uid": "region", "name": "x"}, "uid"),
    ],
    ids=["no uid", "no name", "slash", "line", "taken"],
)
@pytest.mark.usefixtures("region")
def test_what_is_no_taxonomy_is_refused(client: httpx.Client, draft: dict[str, str], field: str):
    answer = client.post("/taxonomies", json={"taxonomy": draft})

    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])


def test_a_change_keeps_what_it_leaves_out(client: httpx.Client, region: str):
    changed = client.put(region, json={"taxonomy": {"name": "Regions", "uid": "other"}}).json()["taxonomy"]

    assert (changed["uid"], changed["name"]) == ("region", "Regions")
    assert changed["description"] == REGION["taxonomy"]["description"]


def test_a_deleted_taxonomy_is_gone_with_its_terms(client: httpx.Client, region: str):
    assert client.delete(f"{region}?force=true").json() == {"notice": "Taxonomy deleted successfully."}

    assert client.get(region).status_code == 422
    client.post("/taxonomies", json={"taxonomy": REGION["taxonomy"]})
    assert client.get(f"{region}/terms").json() == {"terms": []}


def test_a_save_on_an_older_state_changes_nothing(client: httpx.Client, region: str):
    older = {"if-match": client.get(region).headers["etag"]}
    client.put(region, json={"taxonomy": {"name": "Regions"}})

    assert client.put(region, json={"taxonomy": {"name": "x"}}, headers=older).status_code == 412
    assert client.delete(region, headers=older).status_code == 412


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_taxonomy_is_found_in_its_own_stack_only(
    client: httpx.Client, other_client: httpx.Client, region: str, method: str
):
    answer = other_client.request(method, region, json={"taxonomy": {}} if method == "PUT" else None)

    assert (answer.status_code, answer.json()["errors"]) == (422, {"taxonomy": ["is not valid."]})
    assert other_client.get("/taxonomies").json() == {"taxonomies": []}
    assert other_client.get(f"{region}/export").status_code == 422
    assert client.get(f"{region}/export").json() == REGION


def test_another_stack_may_use_the_same_uid(other_client: httpx.Client, region: str):
    assert other_client.post("/taxonomies", json={"taxonomy": REGION["taxonomy"]}).status_code == 201


def test_a_stranger_cannot_tell_that_the_stack_exists(stranger_client: httpx.Client):
    assert stranger_client.get("/taxonomies").status_code == 412
    assert stranger_client.post("/taxonomies/import", files=file_of(REGION)).status_code == 412
