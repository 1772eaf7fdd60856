"""What the client tests share: Node with the published SDKs, csdx, and servers: one has both real exports."""

import json
import os
import shutil
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import trustme

from clients import csdx
from clients.csdx import Csdx
from clients.desk import Desk
from clients.stacks import Stack
from servers import PATIENCE_SECONDS, Server, servers
from tools import lacking

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"

Node = Callable[..., list[Any]]

# Tests share the servers below, and each of them may make a project.
MANY_PROJECTS = {"LENTICULAR_LIMIT_PROJECTS_PER_ORGANIZATION": "100"}


@dataclass(frozen=True, slots=True)
class Certificates:
    """Files (PEM): the authority's certificate, and a chain and key for 127.0.0.1 and the name that csdx takes."""

    authority: Path
    chain: Path
    key: Path

    @property
    def options(self) -> list[str]:
        """The options of `serve` with which it answers over HTTPS."""
        return ["--tls-cert", str(self.chain), "--tls-key", str(self.key)]

    @property
    def trust(self) -> ssl.SSLContext:
        """What a client trusts who knows the authority."""
        return ssl.create_default_context(cafile=self.authority)


def driven(command: list[str | Path], job: object, environment: Mapping[str, str] | None = None) -> list[Any]:
    """Run a driver of a client with a job on its standard input; return the JSON lines it prints."""
    finished = subprocess.run(
        command,
        input=json.dumps(job),
        env=os.environ | dict(environment or {}),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert finished.returncode == 0, f"{command[-1]} ended with {finished.returncode}:\n{finished.stderr}"
    # Not splitlines(): JSON may hold a line separator of Unicode as it is.
    return [json.loads(line) for line in finished.stdout.split("\n") if line]


@pytest.fixture(scope="session")
def node() -> Node:
    """Return a function that runs a script with a job on its standard input and returns the JSON lines it prints."""
    if shutil.which("node") is None:
        lacking("Node 20")
    wanted = json.loads((HERE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    if not all((MODULES / name).is_dir() for name in wanted):
        lacking("the published SDKs")

    def run(script: str, job: object, environment: Mapping[str, str] | None = None) -> list[Any]:
        return driven(["node", HERE / script], job, environment)

    return run


@pytest.fixture(scope="session", params=["typescript", "python"])
def deliver(request: pytest.FixtureRequest, node: Node) -> Node:
    """Return a function that reads entries through a delivery SDK, each of the two in its turn.

    `deliver(server, stack, token, "production", {"contentType": …}, …)` returns what each request gives, as deliver.mjs
    says.
    """

    def ask(server: Server, stack: Stack, token: str, environment: str, *requests: Mapping[str, Any]) -> list[Any]:
        whose = {"apiKey": stack.api_key, "token": token, "environment": environment}
        job = whose | {"endpoint": server.content_url, "requests": requests}
        if request.param == "typescript":
            return node("deliver.mjs", job)
        return driven([sys.executable, HERE / "deliver.py"], job)

    return ask


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """What an authority of our own issues."""
    folder = tmp_path_factory.mktemp("certificates")
    files = Certificates(folder / "authority.pem", folder / "chain.pem", folder / "key.pem")
    authority = trustme.CA()
    issued = authority.issue_cert("127.0.0.1", csdx.HOST)
    authority.cert_pem.write_to_path(files.authority)
    for part in issued.cert_chain_pems:
        part.write_to_path(files.chain, append=True)
    issued.private_key_pem.write_to_path(files.key)
    return files


@pytest.fixture
def open_csdx(certificates: Certificates, tmp_path: Path) -> Callable[[Server], Csdx]:
    """Return a function that gives a terminal where csdx has a server for its region; nobody has signed in yet."""
    if shutil.which("node") is None:
        lacking("Node 20")
    if not csdx.COMMAND.is_file():
        lacking("csdx")

    def open_terminal(server: Server) -> Csdx:
        home = tmp_path / "home"
        home.mkdir()
        terminal = Csdx(home, server.url, certificates.authority)
        terminal.choose_region()
        return terminal

    return open_terminal


@pytest.fixture
def desk(node: Node, tmp_path: Path) -> Iterator[Desk]:
    """What a marketer and an author work with; nobody has signed in yet."""
    if not (HERE / "cli" / "node_modules" / "@contentstack" / "cli-variants").is_dir():
        lacking("csdx")
    home = {"HOME": str(tmp_path), "CS_CLI_CONFIG_PATH": str(tmp_path), "CS_CLI_LOG_PATH": str(tmp_path / "logs")}
    process = subprocess.Popen(
        ["node", HERE / "marketer.mjs"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | home,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        yield Desk(process.stdin, process.stdout)
        process.stdin.close()


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


@pytest.fixture(scope="session")
def cms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server where tests make stacks of their own."""
    with servers(tmp_path_factory.mktemp("cms")) as starter:
        yield starter.start(environment=MANY_PROJECTS)


@pytest.fixture(scope="session")
def region(certificates: Certificates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The same over HTTPS, which csdx takes for a region of its own."""
    with servers(tmp_path_factory.mktemp("region")) as starter:
        yield starter.start(environment=MANY_PROJECTS, options=certificates.options, verify=certificates.trust)
