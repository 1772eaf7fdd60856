"""Taking in a file."""

from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI

from content.assets.conftest import Upload
from lenticular.api.ports import Ports
from lenticular.content.assets import uploads


def test_only_forms_for_assets_may_be_as_large_as_a_file():
    limit = uploads.limit(1000)
    form, json = [(b"content-type", b"multipart/form-data; boundary=x")], [(b"content-type", b"application/json")]

    def takes(path: str, headers: list[tuple[bytes, bytes]], root_path: str = "/v3") -> bool:
        return limit.takes({"path": path, "root_path": root_path, "headers": headers})

    assert takes("/v3/assets", form)
    assert takes("/v3/assets/blt1", form)
    assert takes("/assets", form, "")
    assert not takes("/v3/assets", json)
    assert not takes("/v3/assetsx", form)
    assert not takes("/v3/taxonomies/import", form)


def test_a_form_of_too_many_files_is_refused_and_none_is_kept(client: httpx.Client, ports: Ports):
    files = [("asset[upload]", ("a.txt", b"a")), ("asset[upload]", ("b.txt", b"b"))]

    answer = client.post("/assets", files=files)

    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["asset"])
    assert client.get("/assets").json() == {"assets": []}


def test_a_file_of_a_type_that_is_not_allowed_is_refused_and_not_kept(api: FastAPI, client: httpx.Client, ports: Ports):
    api.state.ports = replace(ports, asset_types=("image/*",))

    answer = client.post("/assets", files={"asset[upload]": ("a.html", b"<p>", "text/html")})

    assert (answer.status_code, answer.json()["errors"]) == (422, {"upload": ["has a type that is not allowed."]})
    assert "text/html" in answer.json()["error_message"]
    assert client.get("/assets").json() == {"assets": []}


def test_fields_without_a_file_are_refused(client: httpx.Client):
    answer = client.post("/assets", files={"asset[title]": (None, "Red")})

    assert (answer.status_code, answer.json()["errors"]) == (422, {"upload": ["is a required field."]})


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"asset": 7}'])
def test_a_body_that_says_nothing_of_an_asset_is_refused(client: httpx.Client, upload: Upload, body: bytes):
    uid = upload().json()["asset"]["uid"]

    answer = client.put(f"/assets/{uid}", content=body, headers={"content-type": "application/json"})

    assert answer.status_code == 422
    assert client.get(f"/assets/{uid}").json()["asset"]["_version"] == 1


def test_an_empty_title_leaves_the_files_name(upload: Upload):
    assert upload(title=" ").json()["asset"]["title"] == "red.gif"
