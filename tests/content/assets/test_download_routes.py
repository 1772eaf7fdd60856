"""Files over HTTP."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx
import pytest

from content.assets.conftest import GIF, Upload
from content.conftest import ClientFor
from fakes import NOON
from lenticular.api.ports import Ports
from lenticular.store import backup


def path_of(asset: dict[str, str]) -> str:
    """The path of an asset's file below the root of the application."""
    return urlsplit(asset["url"]).path.removeprefix("/v3")


@pytest.fixture
def visitor(client_for: ClientFor) -> httpx.Client:
    """A client without any token or header."""
    return client_for()


@pytest.fixture
def red(upload: Upload) -> dict[str, str]:
    asset: dict[str, str] = upload().json()["asset"]
    return asset


def test_a_file_is_downloaded_without_a_token(visitor: httpx.Client, red: dict[str, str]):
    answer = visitor.get(path_of(red))

    assert (answer.status_code, answer.content) == (200, GIF)
    assert answer.headers["content-type"] == "image/gif"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["content-disposition"] == "inline; filename*=UTF-8''red.gif"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_only_the_head_can_be_asked_for(visitor: httpx.Client, red: dict[str, str]):
    answer = visitor.head(path_of(red))

    assert (answer.status_code, answer.content, answer.headers["content-length"]) == (200, b"", str(len(GIF)))


def test_a_page_that_was_uploaded_does_not_run_on_this_origin(visitor: httpx.Client, upload: Upload):
    asset = upload(b"<script>alert(1)</script>", name="a.html").json()["asset"]

    answer = visitor.get(path_of(asset))

    assert answer.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("asked", "sent"), [("bytes=0-5", GIF[:6]), ("bytes=6-", GIF[6:]), ("bytes=-3", GIF[-3:])], ids=["a", "b", "c"]
)
def test_a_part_of_a_file_can_be_asked_for(visitor: httpx.Client, red: dict[str, str], asked: str, sent: bytes):
    answer = visitor.get(path_of(red), headers={"range": asked})

    assert (answer.status_code, answer.content) == (206, sent)


def test_a_part_that_is_not_there_is_refused(visitor: httpx.Client, red: dict[str, str]):
    assert visitor.get(path_of(red), headers={"range": "bytes=9999-"}).status_code == 416


def test_who_has_the_file_is_told_so(visitor: httpx.Client, red: dict[str, str]):
    tag = visitor.get(path_of(red)).headers["etag"]

    answer = visitor.get(path_of(red), headers={"if-none-match": f'W/"x", {tag}'})

    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
    assert visitor.get(path_of(red), headers={"if-none-match": '"x"'}).status_code == 200


def test_a_name_of_any_script_comes_back(visitor: httpx.Client, upload: Upload):
    asset = upload(name="röt 红.gif").json()["asset"]

    answer = visitor.get(path_of(asset))

    assert answer.status_code == 200
    assert unquote(answer.headers["content-disposition"]).endswith("röt 红.gif")


@pytest.mark.parametrize("wrong", ["api_key", "uid", "digest"])
def test_who_was_not_told_the_url_gets_nothing(
    visitor: httpx.Client, red: dict[str, str], upload: Upload, wrong: str, other_stack: str
):
    other = upload(b"another", name="b.txt").json()["asset"]
    parts = path_of(red).split("/")
    at = {"api_key": 2, "uid": 3, "digest": 4}[wrong]
    parts[at] = other_stack if wrong == "api_key" else path_of(other).split("/")[at]

    answer = visitor.get("/".join(parts))

    assert (answer.status_code, answer.json()["errors"]) == (404, {})


def test_a_path_out_of_the_folder_leads_nowhere(visitor: httpx.Client, red: dict[str, str]):
    assert visitor.get(f"/assets/x/{red['uid']}/..%2f..%2flock/a").status_code == 404


def test_a_file_that_is_gone_from_the_disk_is_not_found(visitor: httpx.Client, red: dict[str, str], ports: Ports):
    ports.assets.path(path_of(red).split("/")[4]).unlink()

    assert visitor.get(path_of(red)).status_code == 404


def test_a_backup_holds_the_files_of_assets_with_their_checksums(
    red: dict[str, str], ports: Ports, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
):
    digest = path_of(red).split("/")[4]
    target = tmp_path_factory.mktemp("backups") / "copy"

    made = backup.back_up(ports.stores, tmp_path, target, now=NOON)

    assert (f"assets/{digest[:2]}/{digest}", digest) in [(file.path, file.sha256) for file in made.files]
    assert (target / f"assets/{digest[:2]}/{digest}").read_bytes() == GIF
