"""`lenticular serve`, the real thing: it listens, survives a killed worker, ends in order, refuses a second server."""

import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import trustme

from lenticular import settings
from lenticular.cli import serve

COMMAND = [sys.executable, "-c", "from lenticular.cli.main import main; raise SystemExit(main())", "serve"]
# Each process imports the whole application first, on machines that do other things too.
PATIENCE_SECONDS = 90


class Server:
    """A server in processes of its own."""

    def __init__(self, folder: Path, *options: str, **variables: str) -> None:
        self.log = folder / "log"
        environment = {name: value for name, value in os.environ.items() if not name.startswith("LENTICULAR_")}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [*COMMAND, "--data", str(folder / "data"), "--port", "0", "--json", *options],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=environment | variables,
            )
        assert self.process.stdout is not None
        self.started = json.loads(self.process.stdout.readline())
        self.url: str = self.started["url"]

    def get(self, path: str, **options: object) -> httpx.Response:
        """Ask until a process answers: the socket listens before they are ready."""
        return httpx.get(self.url + path, timeout=PATIENCE_SECONDS, **options)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE_SECONDS)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    running: list[Server] = []

    def begin(*options: str, **variables: str) -> Server:
        running.append(Server(tmp_path, *options, **variables))
        return running[-1]

    yield begin
    for server in running:
        if server.process.poll() is None:
            server.process.terminate()
            server.process.wait(PATIENCE_SECONDS)
        server.process.communicate()


def until(is_so: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.1)
    return False


def test_a_server_lives_its_whole_life(start, tmp_path):
    server = start("--workers", "2", LENTICULAR_OWNER_EMAIL="olga@example.com")
    owner = server.started["owner"]
    assert (server.started["database"], owner["email"]) == ("SQLite", "olga@example.com")
    ready = server.get("/readyz")
    assert (ready.status_code, ready.json()["status"]) == (200, "ready")
    sign_in = {"user": {"email": owner["email"], "password": owner["password"]}}
    assert httpx.post(f"{server.url}/v3/user-session", json=sign_in, timeout=30).json()["user"]["authtoken"]

    again = subprocess.run(
        [*COMMAND, "--data", str(tmp_path / "data"), "--port", "0", "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (again.returncode, json.loads(again.stdout)["error"]["code"]) == (1, "DATA_IN_USE")

    report = tmp_path / "data" / "run" / "supervisor.json"
    counters = next((tmp_path / "data" / "run" / "metrics").iterdir())
    os.kill(int(counters.stem.rpartition("_")[2]), signal.SIGKILL)
    assert until(lambda: sum(json.loads(report.read_text())["restarts"].values()) == 1)
    assert server.get("/healthz").status_code == 200

    assert server.stop() == 0
    assert owner["password"] not in server.log.read_text()
    assert not report.exists()


def test_tls_is_served_with_the_given_certificate(start, tmp_path):
    authority = trustme.CA()
    certificate = authority.issue_cert("127.0.0.1")
    certificate.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")
    certificate.private_key_pem.write_to_path(tmp_path / "key.pem")
    server = start("--tls-cert", str(tmp_path / "cert.pem"), "--tls-key", str(tmp_path / "key.pem"))
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    assert server.url.startswith("https://127.0.0.1:")
    assert server.get("/healthz", verify=trust).json()["status"] == "ok"
    assert server.stop() == 0


def test_an_address_in_use_is_exit_code_3(lenticular, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = lenticular("serve", "--data", tmp_path / "data", "--port", taken.getsockname()[1], "--json")
    assert (ended.code, ended.document["error"]["code"]) == (3, "ADDRESS_UNAVAILABLE")


def test_a_certificate_that_cannot_be_used_is_told(lenticular, tmp_path):
    (tmp_path / "cert.pem").write_text("no certificate")
    certificate = ("--tls-cert", tmp_path / "cert.pem", "--tls-key", tmp_path / "cert.pem")
    ended = lenticular("serve", "--data", tmp_path / "data", *certificate)
    assert ended.code == 2
    assert "cannot be used" in ended.err


def test_an_ipv6_address_can_be_listened_on():
    if not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    with serve.listen(settings.load({"host": "::1", "port": 0})) as sock:
        assert sock.family == socket.AF_INET6


def test_every_option_in_the_table_is_an_option_of_serve(lenticular):
    told = lenticular("serve", "--help").out
    options = {setting.option for setting in settings.settings_table() if setting.option}
    assert options == set(re.findall(r"--[a-z-]+", told)) - {"--json"}


def test_missing_location_data_is_said(capsys, tmp_path):
    started = serve.Started("http://x", tmp_path, "SQLite", None, 1, None, None)
    serve.announce(started)
    assert "no location data: country, region and city are unknown" in capsys.readouterr().out
