"""Whatever was answered with 2xx is there after kill -9: of single workers meanwhile, and of everything at last."""

import itertools
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import pytest

import sites
from lenticular.store.database import Stores, open_stores
from lenticular.visitors import service as visitors
from servers import PATIENCE_SECONDS, StartServer
from sites import Site

EVENTS_AT_ONCE = 3
MERGED = "gold"


@dataclass(slots=True)
class Answered:
    """What clients were told is done; `attempted` are the last steps begun, answered or not."""

    attributes: dict[str, str] = field(default_factory=dict)  # the tier by visitor
    merges: list[str] = field(default_factory=list)  # the visitors who were copied to
    events: list[str] = field(default_factory=list)  # the visitors who triggered some
    step: int = 0
    attempted_step: int = 0
    edit: int = 0
    attempted_edit: int = 0
    cut_off: int = 0

    def count(self) -> int:
        return len(self.attributes) + len(self.merges) + len(self.events) + self.step + self.edit


class Clients:
    """Threads that write to a site without pause until they are stopped, each thing over its own connection."""

    def __init__(self, site: Site) -> None:
        self.answered = Answered()
        self._site = site
        self._stopping = threading.Event()
        jobs = (self._write_attributes, self._write_attributes, self._go_on, self._merge, self._book, self._book)
        self._threads = [threading.Thread(target=self._run, args=(job, number)) for number, job in enumerate(jobs)]
        self._threads.append(threading.Thread(target=self._run, args=(self._edit, len(jobs))))

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def wait_for(self, more: int) -> None:
        """Wait until so many more writes of any kind were answered."""
        wanted = self.answered.count() + more
        sites.wait_until(lambda: self.answered.count() >= wanted)

    def _run(self, job, number: int) -> None:
        with httpx.Client(base_url=self._site.server.url, timeout=PATIENCE_SECONDS) as client:
            for step in itertools.count(1):
                if self._stopping.is_set():
                    return
                try:
                    job(client, f"{number}-{step}", step)
                except (httpx.TransportError, httpx.HTTPStatusError):
                    self.answered.cut_off += 1
                    time.sleep(0.01)

    def _write_attributes(self, client: httpx.Client, name: str, step: int) -> None:
        uid, tier = f"attributes {name}", f"tier {step}"
        self._site.visitor(client, uid).set(tier=tier).raise_for_status()
        self.answered.attributes[uid] = tier

    def _go_on(self, client: httpx.Client, _name: str, step: int) -> None:
        self.answered.attempted_step = step
        self._site.visitor(client, "one and the same").set(step=step).raise_for_status()
        self.answered.step = step

    def _merge(self, client: httpx.Client, name: str, _step: int) -> None:
        source = self._site.visitor(client, f"source {name}")
        source.set(tier=MERGED).raise_for_status()
        source.become(f"target {name}").raise_for_status()
        self.answered.merges.append(f"target {name}")

    def _book(self, client: httpx.Client, name: str, _step: int) -> None:
        self._site.visitor(client, f"booked {name}").book(EVENTS_AT_ONCE).raise_for_status()
        self.answered.events.append(f"booked {name}")

    def _edit(self, _client: httpx.Client, _name: str, step: int) -> None:
        self.answered.attempted_edit = step
        self._site.edit_audience(f"edit {step}")
        self.answered.edit = step


@contextmanager
def writing_clients(site: Site) -> Iterator[Clients]:
    clients = Clients(site)
    clients.start()
    try:
        yield clients
    finally:
        clients.stop()


@pytest.mark.parametrize("kills", [1, pytest.param(12, marks=pytest.mark.long)])
def test_what_was_answered_survives_kill_9(start_server: StartServer, database_url: str | None, kills: int):
    site = sites.create(start_server(workers=2, database_url=database_url))
    with writing_clients(site) as clients:
        for number in range(kills):
            clients.wait_for(100)
            os.kill(sites.http_processes(site.server)[number % 2], signal.SIGKILL)
            sites.wait_until(lambda n=number: sites.report(site.server)["restarts"]["http"] == n + 1)
        clients.wait_for(100)
        sites.kill_all(site.server)
    answered = clients.answered
    summary = f"{database_url=}, {kills + 1} kills: answered {len(answered.attributes)} attribute writes,"
    summary += f" {answered.step} writes of one attribute, {len(answered.merges)} merges, {len(answered.events)} posts"
    print(f"{summary} of {EVENTS_AT_ONCE} events, {answered.edit} audience edits; {answered.cut_off} cut off")

    kept = Counter(sites.users_of_events(site.server.data, database_url))
    assert [uid for uid in answered.events if kept[uid] != EVENTS_AT_ONCE] == []

    stores = open_stores(site.server.data, database_url)
    try:
        check_attributes(stores, site.project, answered)
    finally:
        stores.close()

    again = site.moved_to(start_server(data=site.server.data, workers=1, database_url=database_url))
    check_answers(again, answered)


def check_attributes(stores: Stores, project: str, answered: Answered) -> None:
    with stores.visitors.reading() as session:
        stored = {uid: visitors.read(session, project, uid).attributes.get("tier") for uid in answered.attributes}
        assert stored == answered.attributes
        merged = {uid: visitors.read(session, project, uid).attributes.get("tier") for uid in answered.merges}
        assert merged == dict.fromkeys(answered.merges, MERGED)
        steps = visitors.read(session, project, "one and the same").attributes
        assert answered.step <= steps["step"] <= answered.attempted_step


def check_answers(site: Site, answered: Answered) -> None:
    definition = site.management.get(f"/audiences/{site.gold}").json()["definition"]
    edit = int(definition["rules"][0]["attributeMatchOptions"]["value"].removeprefix("edit "))
    assert answered.edit <= edit <= answered.attempted_edit

    client = site.server.client()
    site.edit_audience(MERGED)
    (short_uid,) = site.activate(["Private tours"])
    members = [site.visitor(client, uid) for uid in answered.merges[-5:]]
    sites.seconds_until_seen(members, lambda seen: seen["0"] == short_uid)
