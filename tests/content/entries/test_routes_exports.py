"""The entries of real exports, sent as the vendor's import does: accepted, and read back as they were."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import APIRouter

from fakes import Person
from lenticular.content.content_types.routes import router as content_types
from lenticular.content.entries.routes import router as entries
from lenticular.content.global_fields.routes import router as global_fields
from lenticular.content.locales.routes import router as locales
from lenticular.content.stacks.routes import router as stacks

SYSTEM = {
    "uid",
    "ACL",
    "_version",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "publish_details",
    "_workflow",
}


@pytest.fixture
def routers() -> Sequence[APIRouter]:
    return [stacks, locales, global_fields, content_types, entries]


def post(client: httpx.Client, path: str, body: dict[str, Any], **params: str) -> dict[str, Any]:
    answer = client.post(path, json=body, params=params)
    assert answer.status_code == 201, (path, answer.text)
    created: dict[str, Any] = answer.json()
    return created


def loaded(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def entries_of(folder: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield content type, language and entry of an export, each entry's master language first."""
    [master] = (locale["code"] for locale in loaded(folder / "locales/master-locale.json").values())
    files = (folder / "entries").glob("*/*/*-entries.json")
    for file in sorted(files, key=lambda file: (file.parent.name != master, str(file))):
        for entry in loaded(file).values():
            yield file.parent.parent.name, file.parent.name, entry


def as_kept(value: Any) -> Any:
    """Return JSON of an export with an asset's uid in the place of each asset."""
    if isinstance(value, list):
        return [as_kept(element) for element in value]
    if isinstance(value, dict):
        return value["uid"] if "filename" in value else {name: as_kept(inner) for name, inner in value.items()}
    return value


@pytest.mark.parametrize("export", ["compass-starter-stack/stack", "personalize-geolocation-inspiration/stack/main"])
def test_the_entries_of_a_real_export_are_read_back_as_they_were(client_for, owner: Person, shared: Path, export: str):
    folder = shared / "data" / export
    [master] = loaded(folder / "locales/master-locale.json").values()
    draft = {"stack": {"name": "Imported", "master_locale": master["code"]}}
    maker = client_for(owner, organization_uid=owner.organization_uid)
    client = client_for(owner, api_key=post(maker, "/stacks", draft)["stack"]["api_key"])
    for locale in loaded(folder / "locales/locales.json").values():
        post(client, "/locales", {"locale": locale})
    for global_field in loaded(folder / "global_fields/globalfields.json"):
        post(client, "/global_fields", {"global_field": global_field})
    types = [loaded(file) for file in sorted((folder / "content_types").glob("*.json")) if file.name != "schema.json"]
    for content_type in types:
        # The vendor's import creates them empty first, because they name each other.
        empty = {**content_type, "schema": [field for field in content_type["schema"] if field["uid"] == "title"]}
        post(client, "/content_types", {"content_type": empty})
    for content_type in types:
        answer = client.put(f"/content_types/{content_type['uid']}", json={"content_type": content_type})
        assert answer.status_code == 200, answer.text
    uids: dict[str, str] = {}
    sent = list(entries_of(folder))

    for content_type_uid, code, entry in sent:
        path = f"/content_types/{content_type_uid}/entries"
        if entry["uid"] in uids:
            answer = client.put(f"{path}/{uids[entry['uid']]}", params={"locale": code}, json={"entry": entry})
            assert (answer.status_code, answer.json().get("notice")) == (200, "Entry localized successfully.")
        else:
            uids[entry["uid"]] = post(client, path, {"entry": entry}, locale=code)["entry"]["uid"]

    for content_type_uid, code, entry in sent:
        path = f"/content_types/{content_type_uid}/entries/{uids[entry['uid']]}"
        read = client.get(path, params={"locale": code}).json()["entry"]
        expected = {name: as_kept(value) for name, value in entry.items() if name not in SYSTEM}
        assert {name: value for name, value in read.items() if name not in SYSTEM} == expected
    assert sent
