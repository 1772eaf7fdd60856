"""What the console's addresses answer."""

import asyncio
import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from starlette.responses import JSONResponse

from lenticular.console.application import NONCE_PLACE, ConsoleApplication

SCRIPT = b"console.log('lenticular')"
A_PAGE = {"Accept": "text/html,application/xhtml+xml"}
PLAINLY = {"Accept-Encoding": "identity"}


@dataclass(frozen=True, slots=True)
class Client:
    """Asks a console on the folder; what is none of the console's is answered with JSON."""

    built: Path

    def request(self, method: str, path: str, headers: Mapping[str, str] | None = None) -> httpx.Response:
        return asyncio.run(self._answer(method, path, headers))

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> httpx.Response:
        return self.request("GET", path, headers)

    async def _answer(self, method: str, path: str, headers: Mapping[str, str] | None) -> httpx.Response:
        application = ConsoleApplication(JSONResponse({"nothing": "here"}, 404), self.built)
        transport = httpx.ASGITransport(application)
        async with httpx.AsyncClient(transport=transport, base_url="http://lenticular.test") as client:
            return await client.request(method, path, headers=headers)


@pytest.fixture
def built(tmp_path):
    folder = tmp_path / "built"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(f'<script nonce="{NONCE_PLACE}"></script><style nonce="{NONCE_PLACE}"></style>')
    (folder / "mark.svg").write_bytes(b"<svg/>")
    (folder / "assets" / "main-1a.js").write_bytes(SCRIPT)
    (folder / "assets" / "main-1a.js.gz").write_bytes(gzip.compress(SCRIPT))
    (tmp_path / "secret.js").write_text("secret")
    return folder


@pytest.fixture
def client(built):
    return Client(built)


@pytest.mark.parametrize("path", ["/", "/projects/66fb/experiences", "/index.html", "/nowhere"])
def test_every_page_has_a_nonce_of_its_own_and_says_what_it_may_do(client, path):
    first, second = (client.get(path, headers=A_PAGE) for _ in range(2))
    nonces = [re.findall(r'nonce="([\w-]{22})"', answer.text) for answer in (first, second)]
    assert [len(found) for found in nonces] == [2, 2]
    assert len(set(nonces[0])) == 1
    assert nonces[0] != nonces[1]
    assert first.headers["cache-control"] == "no-store"
    policy = dict(part.split(" ", 1) for part in first.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == f"'self' 'nonce-{nonces[0][0]}'"
    assert "unsafe" not in str(policy)
    assert first.headers["x-content-type-options"] == "nosniff"
    assert first.headers["referrer-policy"] == first.headers["cross-origin-opener-policy"] == "same-origin"


def test_files_are_kept_for_ever_and_come_compressed_or_not(client):
    small = client.get("/assets/main-1a.js")
    assert (small.content, small.headers["content-encoding"]) == (SCRIPT, "gzip")
    assert small.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert small.headers["vary"] == "Accept-Encoding"
    plain = client.get("/assets/main-1a.js", headers=PLAINLY)
    assert (plain.content, plain.headers["content-type"]) == (SCRIPT, "text/javascript; charset=utf-8")
    assert "content-encoding" not in plain.headers
    assert plain.headers["etag"] != small.headers["etag"]
    again = client.get("/assets/main-1a.js", headers={"If-None-Match": f'"other", {small.headers["etag"]}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", small.headers["etag"])
    assert client.get("/mark.svg").headers["cache-control"] == "public, max-age=3600"


@pytest.mark.parametrize("path", ["/", "/assets/main-1a.js", "/mark.svg"])
def test_head_tells_of_the_answer_without_giving_it(client, path):
    asked = {**A_PAGE, **PLAINLY}
    got, told = client.get(path, headers=asked), client.request("HEAD", path, headers=asked)
    assert (told.status_code, told.content) == (200, b"")
    assert told.headers["content-length"] == got.headers["content-length"] == str(len(got.content))


@pytest.mark.parametrize(
    "path",
    [
        "/assets", "/assets/", "/assets/other.js", "/assets/main-1a.js/", "/assets/main-1a.js.gz",
        "/assets/../secret.js", "/assets/%2e%2e/secret.js", "/assets/..%2f..%2fsecret.js",
        "/assets/%2e%2e%2f%2e%2e%2fsecret.js", "//assets/../../secret.js",
        "/assets/..%5csecret.js", "/assets/main-1a.js%00", "/.source",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_the_console_and_no_folder_is_listed(client, path):
    assert client.get(path).json() == {"nothing": "here"}
    shown = client.get(path, headers=A_PAGE).text
    assert "secret" not in shown
    assert "main-1a" not in shown


def test_programs_and_writes_are_told_what_is_not_there(client):
    for accepted in ("*/*", "application/json", "image/avif,image/webp"):
        assert client.get("/favicon.ico", headers={"Accept": accepted}).json() == {"nothing": "here"}
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert client.request(method, "/projects", headers=A_PAGE).status_code == 404


def test_a_console_that_is_not_built_says_what_to_run(tmp_path):
    client = Client(tmp_path)
    for path in ("/", "/projects"):
        answer = client.get(path, headers=A_PAGE)
        assert answer.status_code == 404
        assert "scripts/build-console" in answer.text
    assert client.get("/assets/main-1a.js").json() == {"nothing": "here"}
