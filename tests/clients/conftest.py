"""What the client tests share: Node with the published SDKs, and one server with both real exports."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from servers import PATIENCE_SECONDS, Server, servers

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"

Node = Callable[..., list[Any]]


def lacking(what: str) -> None:
    """Skip a test that cannot run here; in CI, where nothing may go untested, fail it."""
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"needs {what}: run `scripts/clients`")


@pytest.fixture(scope="session")
def node() -> Node:
    """Return a function that runs a script with a job on its standard input and returns the JSON lines it prints."""
    if shutil.which("node") is None:
        lacking("Node 20")
    if not (MODULES / "@contentstack" / "personalize-edge-sdk").is_dir():
        lacking("the published SDKs")

    def run(script: str, job: object, environment: Mapping[str, str] | None = None) -> list[Any]:
        finished = subprocess.run(
            ["node", HERE / script],
            input=json.dumps(job),
            env=os.environ | dict(environment or {}),
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        assert finished.returncode == 0, f"{script} ended with {finished.returncode}:\n{finished.stderr}"
        return [json.loads(line) for line in finished.stdout.splitlines()]

    return run


@pytest.fixture(scope="session")
def chromium(node: Node) -> Path:
    """The browser of the system's packages."""
    found = shutil.which("chromium")
    if found is None:
        lacking("Chromium")
    return Path(str(found))


@pytest.fixture(scope="session")
def compass_export(shared: Path) -> Path:
    """A travel site: a segmented experience of four variants and a three-way A/B test, over custom attributes."""
    return shared / "data" / "compass-starter-stack"


@pytest.fixture(scope="session")
def geolocation_export(shared: Path) -> Path:
    """A shop whose home page goes by the visitor's city and region."""
    return shared / "data" / "personalize-geolocation-inspiration"


@pytest.fixture(scope="session")
def site(
    node: Node, compass_export: Path, geolocation_export: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A server of two workers with both exports, as they were: project uids included."""
    with servers(tmp_path_factory.mktemp("site")) as starter:
        yield starter.start(workers=2, imports=[compass_export, geolocation_export])


@pytest.fixture(scope="session")
def compass(site: Server) -> str:
    """The uid of the travel site's project, the exported one."""
    assert site.imported[0]["project"] == "66fbcbf9b14cbb16e748d857"
    return str(site.imported[0]["project"])


@pytest.fixture(scope="session")
def geolocation(site: Server) -> str:
    """The uid of the shop's project, the exported one."""
    assert site.imported[1]["project"] == "68d4db26bd31bdb8470bcc3e"
    return str(site.imported[1]["project"])
