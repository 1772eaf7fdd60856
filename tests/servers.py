"""Real servers: `lenticular serve` as a process of its own, on a free port, stopped at the end of the test."""

import json
import os
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

COMMAND = Path(sys.executable).parent / "lenticular"
OWNER_EMAIL = "owner@example.com"
OWNER_PASSWORD = "a long enough password"
# How long anything may take on a machine that is busy with everything else.
PATIENCE_SECONDS = 120.0


@dataclass(slots=True)
class Server:
    """A running server, who owns it, and what was imported before it started."""

    url: str
    data: Path
    process: subprocess.Popen[bytes]
    log: Path
    workers: int = 1
    owner_email: str = OWNER_EMAIL
    owner_password: str = OWNER_PASSWORD
    imported: Sequence[Mapping[str, Any]] = ()  # what `lenticular import --json` printed, one for each folder
    verify: ssl.SSLContext | bool = True
    _opened: ExitStack = field(default_factory=ExitStack)

    @property
    def edge_url(self) -> str:
        return f"{self.url}/personalize-edge"

    @property
    def management_url(self) -> str:
        return f"{self.url}/personalize-api"

    @property
    def content_url(self) -> str:
        return f"{self.url}/v3"

    @property
    def project(self) -> str:
        """The uid of the first imported project."""
        return str(self.imported[0]["project"])

    def client(self, **headers: str) -> httpx.Client:
        """Return a client that is closed with the server; underscores in names of headers become hyphens."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        client = httpx.Client(base_url=self.url, headers=sent, timeout=PATIENCE_SECONDS, verify=self.verify)
        self._opened.callback(client.close)
        return client

    def sign_in(self) -> httpx.Client:
        """Return a client with the owner's authtoken."""
        client = self.client()
        credentials = {"email": self.owner_email, "password": self.owner_password}
        answer = client.post("/v3/user-session", json={"user": credentials}).raise_for_status()
        client.headers["authtoken"] = answer.json()["user"]["authtoken"]
        return client

    def worker_clients(self) -> list[httpx.Client]:
        """Return one client for each worker, by its number. A connection is bound to its worker until 5 s idle."""
        found: dict[int, httpx.Client] = {}
        for _ in range(100 * self.workers):
            client = self.client()  # kept open meanwhile, so that the others get their turn
            found.setdefault(client.get("/healthz").json()["worker"], client)
            if len(found) == self.workers:
                return [found[number] for number in sorted(found)]
        raise AssertionError(f"only the workers {sorted(found)} of {self.workers} ever answered")

    def wait_until_ready(self) -> None:
        """Wait for `/readyz`. Raises AssertionError if the server ends or never gets ready."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        with httpx.Client(base_url=self.url, timeout=PATIENCE_SECONDS, verify=self.verify) as client:
            while self.process.poll() is None and time.monotonic() < deadline:
                try:
                    if client.get("/readyz").status_code == httpx.codes.OK:
                        return
                except httpx.TransportError:  # an HTTP process has just been replaced
                    pass
                time.sleep(0.05)
        raise AssertionError(f"the server is not ready:\n{self.log.read_text(encoding='utf-8')}")

    def stop(self) -> int:
        """Ask the server to end, unless it has; return its exit code. Raises AssertionError if it doesn't end."""
        self._opened.close()
        return stop(self.process)


@dataclass(slots=True)
class Servers:
    """Starts servers, each with its data below one folder, until all are stopped together."""

    folder: Path
    started: list[Server] = field(default_factory=list)

    def start(
        self,
        *,
        data: Path | None = None,
        workers: int = 1,
        database_url: str | None = None,
        imports: Sequence[Path] = (),
        environment: Mapping[str, str] | None = None,
        options: Sequence[str] = (),
        verify: ssl.SSLContext | bool = True,
        until_ready: bool = True,
    ) -> Server:
        """Import the folders, start a server on the data folder (a new one if not given), and wait until it is ready.

        `options` are further ones of `serve`; `verify` is what clients of the server trust. Without `until_ready`, only
        wait until it listens.
        """
        number = len(self.started)
        data = data or self.folder / f"data-{number}"
        where = ["--data", str(data), *(["--database-url", database_url] if database_url else [])]
        told = {"LENTICULAR_OWNER_EMAIL": OWNER_EMAIL, "LENTICULAR_OWNER_PASSWORD": OWNER_PASSWORD}
        told |= environment or {}
        imported = [json.loads(run("import", folder, *where, "--json", environment=told)) for folder in imports]
        log = self.folder / f"server-{number}.log"
        announced = self.folder / f"server-{number}.json"
        with log.open("wb") as errors, announced.open("wb") as output:
            process = subprocess.Popen(
                [COMMAND, "serve", *where, "--port", "0", "--workers", str(workers), "--json", *options],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
                env=environment_with(told),
            )
        server = Server("", data, process, log, workers, imported=imported, verify=verify)
        server.owner_email, server.owner_password = told["LENTICULAR_OWNER_EMAIL"], told["LENTICULAR_OWNER_PASSWORD"]
        self.started.append(server)
        server.url = wait_for_document(announced, process, log)["url"]
        if until_ready:
            server.wait_until_ready()
        return server

    def stop_all(self) -> None:
        """Stop what still runs, latest first; print every log, which pytest shows if the test failed."""
        with ExitStack() as stack:  # goes on with the others when one does not end
            for server in self.started:
                stack.callback(self._stop, server)

    def _stop(self, server: Server) -> None:
        try:
            server.stop()
        finally:
            log = server.log.read_text(encoding="utf-8", errors="replace")
            print(f"{server.log.name} (exit code {server.process.poll()}):\n{log}")


StartServer = Callable[..., Server]


def environment_with(told: Mapping[str, str]) -> dict[str, str]:
    """Return this process's environment without its own settings of Lenticular, and with the given variables."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LENTICULAR_")}
    # Else each of many processes would compile every module anew, which takes longer than all it does.
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return kept | dict(told)


def run(*arguments: str | Path, environment: Mapping[str, str] | None = None) -> str:
    """Run `lenticular` with the arguments; return what it printed. Raises AssertionError with its complaint."""
    finished = subprocess.run(
        [COMMAND, *arguments],
        env=environment_with(environment or {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    complaint = finished.stderr or finished.stdout  # with --json it is printed
    assert finished.returncode == 0, f"lenticular {arguments[0]} ended with {finished.returncode}:\n{complaint}"
    return finished.stdout


def stop(process: subprocess.Popen[bytes]) -> int:
    """Ask a process to end, unless it has; return its exit code. Raises AssertionError if it doesn't end."""
    if process.poll() is None:
        process.terminate()
    try:
        return process.wait(timeout=PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise AssertionError(f"{process.args!r} did not end after SIGTERM") from None


def wait_for_document(path: Path, process: subprocess.Popen[bytes], log: Path) -> dict[str, Any]:
    """Return the JSON document that a process prints into a file, as soon as it is whole."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        is_running = process.poll() is None
        try:
            return dict(json.loads(path.read_bytes()))
        except ValueError:
            if not is_running:
                break
        time.sleep(0.05)
    raise AssertionError(f"the server has not said where it listens:\n{log.read_text(encoding='utf-8')}")


@contextmanager
def servers(folder: Path) -> Iterator[Servers]:
    """Give a starter of servers; stop them all when the block ends. For fixtures that many tests share."""
    starter = Servers(folder)
    try:
        yield starter
    finally:
        starter.stop_all()


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[StartServer]:
    """Return a function that starts a server: `start_server(workers=2, imports=[shared / "data" / …])`.

    It takes the arguments of `Servers.start`. Every server is stopped at the end, and its log shown if the test fails.
    """
    with servers(tmp_path) as starter:
        yield starter.start
