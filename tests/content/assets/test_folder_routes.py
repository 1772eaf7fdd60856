"""Folders of assets over HTTP."""

import re

import httpx
import pytest

from content.assets.conftest import Upload
from fakes import Person

Folders = dict[str, str]


@pytest.fixture
def folders(client: httpx.Client, upload: Upload) -> Folders:
    """A folder “animals” with “pandas” in it, and a file in each and outside; uids by name."""
    made: Folders = {}
    for name, parent in (("animals", None), ("pandas", "animals")):
        body = {"asset": {"name": name, "parent_uid": made.get(parent or "")}}
        made[name] = client.post("/assets/folders", json=body).json()["asset"]["uid"]
    made["red.gif"] = upload(parent_uid=made["pandas"]).json()["asset"]["uid"]
    made["fox.gif"] = upload(name="fox.gif", parent_uid=made["animals"]).json()["asset"]["uid"]
    made["logo.gif"] = upload(name="logo.gif").json()["asset"]["uid"]
    return made


def listed(client: httpx.Client, **parameters: str) -> set[str]:
    found = client.get("/assets", params=parameters).json()["assets"]
    return {one.get("name") or one["filename"] for one in found}


def test_a_created_folder_has_the_contracts_members(client: httpx.Client, owner: Person):
    answer = client.post("/assets/folders", json={"asset": {"name": "animals"}})

    assert (answer.status_code, answer.json()["notice"]) == (201, "Folder created successfully.")
    folder = answer.json()["asset"]
    uid = folder.pop("uid")
    assert re.fullmatch(r"blt[0-9a-f]{16}", uid)
    assert folder == {
        "created_at": "2026-11-22T12:00:00.000Z",
        "updated_at": "2026-11-22T12:00:00.000Z",
        "created_by": owner.user_uid,
        "updated_by": owner.user_uid,
        "content_type": "application/vnd.contenstack.folder",
        "tags": [],
        "name": "animals",
        "ACL": {},
        "is_dir": True,
        "parent_uid": None,
        "_version": 1,
    }
    assert client.get(f"/assets/folders/{uid}").json()["asset"] == {"uid": uid, **folder}


def test_the_list_shows_assets_of_all_folders_and_folders_if_asked(client: httpx.Client, folders: Folders):
    files = {"red.gif", "fox.gif", "logo.gif"}

    assert listed(client) == files
    assert listed(client, include_folders="true") == {*files, "animals", "pandas"}
    assert listed(client, query='{"is_dir": true}') == {"animals", "pandas"}
    assert client.get('/assets?count=true&query={"is_dir":true}').json() == {"assets": 2}


def test_the_list_can_be_of_one_folder(client: httpx.Client, folders: Folders):
    assert listed(client, folder=folders["animals"]) == {"fox.gif"}
    assert listed(client, folder=folders["animals"], include_folders="true") == {"fox.gif", "pandas"}
    assert listed(client, folder="cs_root", include_folders="true") == {"logo.gif", "animals"}
    assert client.get("/assets?folder=blt0000000000000bad").status_code == 422


def test_an_asset_moves_between_folders(client: httpx.Client, folders: Folders):
    path = f"/assets/{folders['logo.gif']}"

    for parent, shown in ((folders["pandas"], folders["pandas"]), (None, None)):
        moved = client.put(path, json={"asset": {"parent_uid": parent}}).json()["asset"]
        assert moved["parent_uid"] == shown
    assert client.put(path, json={"asset": {"title": "x"}}).json()["asset"]["parent_uid"] is None


def test_a_folder_is_renamed_and_moved(client: httpx.Client, folders: Folders):
    answer = client.put(
        f"/assets/folders/{folders['pandas']}", json={"asset": {"name": "red pandas", "parent_uid": None}}
    )

    assert (answer.status_code, answer.json()["notice"]) == (200, "Folder updated successfully.")
    changed = answer.json()["asset"]
    assert (changed["name"], changed["parent_uid"], changed["_version"]) == ("red pandas", None, 2)


@pytest.mark.parametrize("into", ["animals", "pandas"])
def test_a_folder_cannot_lie_in_itself(client: httpx.Client, folders: Folders, into: str):
    answer = client.put(f"/assets/folders/{folders['animals']}", json={"asset": {"parent_uid": folders[into]}})

    assert (answer.status_code, answer.json()["errors"]) == (422, {"parent_uid": ["is not valid."]})


def test_a_deleted_folder_takes_along_what_lies_in_it(client: httpx.Client, folders: Folders):
    answer = client.delete(f"/assets/folders/{folders['animals']}")

    assert (answer.status_code, answer.json()) == (200, {"notice": "Folder deleted successfully."})
    assert listed(client, include_folders="true") == {"logo.gif"}


def test_a_save_on_an_older_state_changes_nothing(client: httpx.Client, folders: Folders):
    path = f"/assets/folders/{folders['animals']}"
    older = {"if-match": client.get(path).headers["etag"]}
    client.put(path, json={"asset": {"name": "plants"}})

    assert client.put(path, json={"asset": {"name": "x"}}, headers=older).status_code == 412
    assert client.delete(path, headers=older).status_code == 412


@pytest.mark.parametrize("draft", [{}, {"name": " "}, {"name": "a", "parent_uid": "blt0000000000000bad"}])
def test_what_is_no_folder_is_refused(client: httpx.Client, draft: dict[str, str]):
    assert client.post("/assets/folders", json={"asset": draft}).status_code == 422
    assert listed(client, include_folders="true") == set()


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_folder_is_found_in_its_own_stack_only(
    client: httpx.Client, other_client: httpx.Client, folders: Folders, method: str
):
    path = f"/assets/folders/{folders['animals']}"

    answer = other_client.request(method, path, json={"asset": {"name": "mine"}} if method == "PUT" else None)

    assert (answer.status_code, answer.json()["errors"]) == (422, {"uid": ["is not valid."]})
    assert client.get(path).json()["asset"]["name"] == "animals"
    assert listed(other_client, include_folders="true") == set()


def test_nothing_can_be_put_into_a_folder_of_another_stack(
    other_client: httpx.Client, upload: Upload, folders: Folders
):
    assert upload(by=other_client, parent_uid=folders["animals"]).status_code == 422
    body = {"asset": {"name": "x", "parent_uid": folders["animals"]}}
    assert other_client.post("/assets/folders", json=body).status_code == 422
