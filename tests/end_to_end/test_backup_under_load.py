"""A backup taken while everything is written to, and the server that it makes."""

import itertools
import json
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

import sites
from databases import PostgresServer
from lenticular.store.database import open_stores
from lenticular.visitors import service as visitors
from servers import COMMAND, PATIENCE_SECONDS, StartServer, environment_with, run
from sites import Site

MOVING = tuple(f"moving {number}" for number in range(6))
STILL = tuple(f"still {number}" for number in range(40))
TIERS = ("gold", "silver")


@dataclass(slots=True)
class Passed:
    """The states that a thing passed through, by number: the last one answered, the last one begun."""

    answered: int = 0
    begun: int = 0


@dataclass(slots=True)
class History:
    """What the original server was told, and what it decided in each state."""

    steps: dict[str, Passed] = field(default_factory=lambda: {uid: Passed() for uid in MOVING})
    decided: dict[tuple[str, int], dict[str, str | None]] = field(default_factory=dict)
    booked: list[str] = field(default_factory=list)
    edits: Passed = field(default_factory=Passed)

    def count(self) -> int:
        return sum(passed.answered for passed in self.steps.values()) + len(self.booked) + self.edits.answered


def step_forward(site: Site, client: httpx.Client, uid: str, history: History) -> None:
    """Take a visitor to their next state, and note what the server decides there."""
    passed = history.steps[uid]
    step = passed.begun + 1
    passed.begun = step
    visitor = site.visitor(client, uid)
    visitor.set(step=step, tier=TIERS[step % 2]).raise_for_status()
    history.decided[uid, step] = visitor.manifest()
    passed.answered = step


def book(site: Site, client: httpx.Client, uid: str, history: History) -> None:
    site.visitor(client, uid).book().raise_for_status()
    history.booked.append(uid)


def edit(site: Site, extra_audience: str, history: History) -> None:
    """Change an audience that no experience uses: decisions stay, the configuration store is written to."""
    history.edits.begun += 1
    body = {"name": "Moving", "definition": site.rule(f"edit {history.edits.begun}")}
    site.management.put(f"/audiences/{extra_audience}", json=body).raise_for_status()
    history.edits.answered = history.edits.begun


@contextmanager
def load(site: Site, extra_audience: str, history: History) -> Iterator[None]:
    """Keep writing attributes, events and configuration, each in threads of their own, while the block runs."""
    stopping, failures = threading.Event(), []

    def repeat(act: Callable[[httpx.Client, int], None]) -> None:
        try:
            with httpx.Client(base_url=site.server.url, timeout=PATIENCE_SECONDS) as client:
                for number in itertools.count():
                    if stopping.is_set():
                        return
                    act(client, number)
        except Exception as error:
            failures.append(error)

    acts = [
        lambda client, number: step_forward(site, client, MOVING[number % 3], history),
        lambda client, number: step_forward(site, client, MOVING[3 + number % 3], history),
        lambda client, number: book(site, client, f"booked {number}", history),
        lambda _client, _number: edit(site, extra_audience, history),
    ]
    threads = [threading.Thread(target=repeat, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stopping.set()
        for thread in threads:
            thread.join()
    assert failures == []


def wait_for(history: History, more: int) -> None:
    wanted = history.count() + more
    sites.wait_until(lambda: history.count() >= wanted)


def lenticular(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [COMMAND, *arguments]
    environment = environment_with({})
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env=environment, timeout=PATIENCE_SECONDS
    )


@pytest.fixture
def new_database_url(database_url: str | None, request: pytest.FixtureRequest) -> Iterator[str | None]:
    """An empty database to restore into; None for SQLite."""
    if database_url is None:
        yield None
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    url = server.create(template="template1")
    yield url
    server.drop(url)


@pytest.mark.parametrize("database_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)], indirect=True)
def test_a_backup_under_write_load_is_whole_and_decides_the_same(
    start_server: StartServer, database_url: str | None, new_database_url: str | None, tmp_path: Path
):
    site = sites.create(start_server(database_url=database_url))
    client = site.server.client()
    body = {"name": "Moving", "definition": site.rule("edit 0")}
    extra_audience = site.management.post("/audiences", json=body).raise_for_status().json()["uid"]
    for number, uid in enumerate(STILL):
        site.visitor(client, uid).set(tier=TIERS[number % 2]).raise_for_status()
    decided = {uid: site.visitor(client, uid).manifest() for uid in STILL}
    history = History()
    for uid in MOVING:
        step_forward(site, client, uid, history)
    where = ["--data", site.server.data, *(["--database-url", database_url] if database_url else [])]
    backup = tmp_path / "backup"

    with load(site, extra_audience, history):
        wait_for(history, 30)
        before = {uid: passed.answered for uid, passed in history.steps.items()}
        edit_before, booked_before = history.edits.answered, list(history.booked)
        written = json.loads(run("db", "backup", backup, *where, "--json"))
        after = {uid: passed.begun for uid, passed in history.steps.items()}
        edit_after, booked_after = history.edits.begun, len(history.booked)
        wait_for(history, 30)
    print(f"{written['files']} files, {written['bytes']:,} bytes; while it was taken:")
    print(f"{sum(after.values()) - sum(before.values())} attribute writes, {booked_after - len(booked_before)} events,")
    print(f"{edit_after - edit_before} audience edits")

    data = tmp_path / "restored"
    there = ["--data", data, *(["--database-url", new_database_url] if new_database_url else [])]
    damaged = Path(shutil.copytree(backup, tmp_path / "damaged"))
    change_one_byte(damaged / ("tables/visitor.copy" if database_url else "visitors.db"))
    refused = lenticular("db", "restore", damaged, *there, "--json")
    error = json.loads(refused.stdout)["error"]
    assert (refused.returncode != 0, error["code"], "checksum" in error["message"]) == (True, "BACKUP_DAMAGED", True)

    run("db", "restore", backup, *there, "--json")
    checked = lenticular("db", "check", *there, "--json")
    assert (checked.returncode, json.loads(checked.stdout)["clean"]) == (0, True), checked.stdout
    assert set(booked_before) <= set(sites.users_of_events(data, new_database_url))

    restored = site.moved_to(start_server(data=data, database_url=new_database_url))
    client = restored.server.client()
    assert {uid: restored.visitor(client, uid).manifest() for uid in STILL} == decided
    for uid, step in stored_steps(data, new_database_url, site.project).items():
        assert before[uid] <= step <= after[uid]
        assert restored.visitor(client, uid).manifest() == history.decided[uid, step]
    definition = restored.management.get(f"/audiences/{extra_audience}").json()["definition"]
    edited = int(definition["rules"][0]["attributeMatchOptions"]["value"].removeprefix("edit "))
    assert edit_before <= edited <= edit_after


def change_one_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def stored_steps(data: Path, database_url: str | None, project: str) -> dict[str, int]:
    stores = open_stores(data, database_url)
    try:
        with stores.visitors.reading() as session:
            return {uid: visitors.read(session, project, uid).attributes["step"] for uid in MOVING}
    finally:
        stores.close()
