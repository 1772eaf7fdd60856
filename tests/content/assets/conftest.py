"""What tests of assets share."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence

import httpx
import pytest
from fastapi import APIRouter, FastAPI

from fakes import application_of
from lenticular.api.ports import Ports
from lenticular.content.assets import uploads
from lenticular.content.assets.download_routes import router as download_routes
from lenticular.content.assets.folder_routes import router as folder_routes
from lenticular.content.assets.routes import router as routes
from lenticular.content.environments.routes import router as environment_routes

# A GIF, three pixels wide and two high.
GIF = bytes.fromhex("474946383961030002008000000000ffffff2c0000000003000200000203847f05003b")


class Chunks(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body whose length nobody is told before."""

    def __init__(self, chunks: Sequence[bytes]) -> None:
        self.chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        yield from self.chunks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self.chunks:
            yield chunk


def post_in_chunks(client: httpx.Client, chunks: Sequence[bytes], headers: dict[str, str]) -> httpx.Response:
    """Send an asset as a stream."""
    request = client.build_request("POST", "/assets", headers=headers)
    del request.headers["content-length"]
    request.stream = Chunks(chunks)
    return client.send(request)


Upload = Callable[..., httpx.Response]


@pytest.fixture
def routers() -> Sequence[APIRouter]:
    return [folder_routes, routes, download_routes, environment_routes]


@pytest.fixture
def api(ports: Ports, routers: Sequence[APIRouter]) -> FastAPI:
    return application_of(ports, routers, max_body=2048, uploads=uploads.limit(ports.assets.max_bytes))


@pytest.fixture
def upload(client: httpx.Client) -> Upload:
    """Upload a file as Olga: `upload(b"…", name="a.txt", title="A")`."""

    def send(
        content: bytes = GIF, *, name: str = "red.gif", by: httpx.Client = client, **fields: str
    ) -> httpx.Response:
        return by.post(
            "/assets",
            files={"asset[upload]": (name, content)},
            data={f"asset[{field}]": value for field, value in fields.items()},
        )

    return send


OpenFile = Callable[[bytes], tuple[bytes, dict[str, str]]]


@pytest.fixture
def open_file() -> OpenFile:
    """Return a function that writes a form with a file, as bytes and the headers that go with them."""

    def write(content: bytes) -> tuple[bytes, dict[str, str]]:
        request = httpx.Request("POST", "http://lenticular.test", files={"asset[upload]": ("a.bin", content)})
        return request.read(), {"content-type": request.headers["content-type"]}

    return write
