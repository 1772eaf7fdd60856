"""A flood of events over a real server that is killed and locked meanwhile, and whether every one of them counted once.

`run` sends it from processes of its own, `check` compares what the clients wrote down with what the store holds.
"""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

import flood_client
import flood_oracle
import sites
from flood_oracle import Differences, Figures, Names, Shown
from flood_plan import CYCLE_EVENTS, SLOT_MS, SLOTS, Plan
from lenticular import tables
from lenticular.domain import attribution
from lenticular.ingestion.counting import backlog, journeys, service, writer
from lenticular.store.database import Stores, open_stores
from sites import Site

EVENTS_A_VISITOR = 50
LOOK_SECONDS = 0.25
# Shares of the requests that are answered when something happens.
KILLS = {0.2: "http-0", 0.4: "background", 0.6: "http-1"}
LOCK_AT = 0.5


@dataclass(frozen=True, slots=True)
class Flood:
    """How much is sent by how many, and for how long the event store is locked in between."""

    events: int
    lock_seconds: float
    processes: int = 3
    connections: int = 8


@dataclass(slots=True)
class Figure:
    """What was measured."""

    events: int
    visitors: int
    requests: int
    duplicates_or_out_of_order: float
    send_seconds: float = 0.0
    backlog_bytes: int = 0
    counted_after_seconds: float = 0.0
    unavailable: int = 0
    cut_off: int = 0
    raw_events: int = 0
    bytes_an_event: int = 0
    kills: list[str] = field(default_factory=list)

    @property
    def accepted_per_second(self) -> int:
        """Return how many events were accepted in a second, from the first to the last answer."""
        return round(self.events / self.send_seconds)

    def document(self) -> dict[str, Any]:
        """Return the figures with their names."""
        return {**asdict(self), "accepted_per_second": self.accepted_per_second}


@dataclass(frozen=True, slots=True)
class Flooded:
    """A flood that is over: everything is counted."""

    plan: Plan
    names: Names
    log: Path
    figures: Figure


def run(site: Site, flood: Flood, log: Path, database_url: str | None = None) -> Flooded:
    """Send a flood, kill two workers and the background process and lock the event store, wait until all is counted."""
    plan = _plan(flood)
    figures = Figure(plan.events, plan.visitors, plan.requests, plan.disorder())
    log.mkdir()
    time.sleep(2 * SLOTS * SLOT_MS / 1000)  # until no instant that clients name is ahead
    stores = open_stores(site.server.data, database_url)
    try:
        with _clients(site, flood, plan, log) as clients:
            disturbance = _Disturbance(site, stores, figures, flood.lock_seconds)
            while any(each.poll() is None for each in clients) or not disturbance.is_over():
                answered = sum(path.stat().st_size for path in log.glob("*.acked")) / 8 / plan.requests
                disturbance.go_on(answered)
                time.sleep(LOOK_SECONDS)
                assert all(each.poll() in {None, 0} for each in clients), "a client gave up"
            ended = [json.loads(each.communicate()[0]) for each in clients]
        figures.send_seconds = max(each["seconds"] for each in ended)
        figures.unavailable = sum(each.get("unavailable", 0) for each in ended)
        figures.cut_off = sum(each.get("cut_off", 0) for each in ended)
        figures.counted_after_seconds = _wait_until_counted(site, stores, figures)
    finally:
        stores.close()
    return Flooded(plan, names_of(site), log, figures)


def check(flooded: Flooded, site: Site, database_url: str | None = None) -> list[str]:
    """Return how the store differs from what it must hold: sentences, none if all is well."""
    differences = Differences()
    plan, names = flooded.plan, flooded.names
    stores = open_stores(site.server.data, database_url)
    try:
        with stores.events.reading() as session:
            kept = flood_oracle.raw(session, plan, names, differences)
            sent = flood_oracle.told(plan, flooded.log)
            test, segmented = flood_oracle.expected(plan, sent, kept, differences)
            for what, version, shown, variants in (
                ("the test", names.test, test, names.variants),
                ("the segmented experience", names.segmented, segmented, [names.segment]),
            ):
                found = _figures(service.summary(session, version), variants, names.event)
                differences.compare(f"the summary of {what}", found, shown.figures(variants))
            _check_visitors(session, names, test, segmented, differences)
        flooded.figures.raw_events = kept.rows
        flooded.figures.bytes_an_event = round(_size_bytes(stores, site.server.data) / max(1, kept.rows))
    finally:
        stores.close()
    answered = int((sent.acked > 0).sum()) + int(((sent.acked == 0) & (sent.cut > 0)).sum())
    distinct = len(np.unique(plan.identity(np.arange(plan.requests))))
    differences.compare("the number of requests that were answered or cut off", answered, distinct)
    return differences.found


def names_of(site: Site) -> Names:
    """Return what the site calls the things that the flood is about."""
    test, segmented = (
        site.management.get(f"/experiences/{uid}").raise_for_status().json()["latestVersion"]
        for uid in (site.test, site.segmented)
    )
    return Names(test, segmented, ("0", "1"), "0", sites.EVENT)


def _plan(flood: Flood) -> Plan:
    cycles = flood.events // CYCLE_EVENTS
    return Plan(cycles, cycles * CYCLE_EVENTS // EVENTS_A_VISITOR, int(time.time() * 1000))


@contextmanager
def _clients(site: Site, flood: Flood, plan: Plan, log: Path) -> Iterator[list[subprocess.Popen[str]]]:
    names = names_of(site)
    told = {
        "plan": asdict(plan), "host": site.server.url.partition("//")[2], "path": "/personalize-edge/events",
        "project": site.project, "log": str(log), "processes": flood.processes, "connections": flood.connections,
        "test": "1", "segmented": "0", "variants": names.variants, "segment": names.segment, "event": names.event,
    }  # fmt: skip
    started = [
        subprocess.Popen(
            [sys.executable, flood_client.__file__, json.dumps({**told, "process": number})],
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(flood.processes)
    ]
    try:
        yield started
    finally:
        for process in started:
            process.kill()
            process.wait()


@dataclass(slots=True)
class _Disturbance:
    """Kills and locks when their time has come, and watches the backlog."""

    site: Site
    stores: Stores
    figures: Figure
    lock_seconds: float
    kills: dict[float, str] = field(default_factory=lambda: dict(KILLS))
    locking: threading.Thread | None = None

    def go_on(self, answered: float) -> None:
        """Do what is due when this share of the requests is answered."""
        for at in [at for at in self.kills if answered >= at]:
            self.figures.kills.append(_kill(self.site, self.kills.pop(at)))
        if answered >= LOCK_AT and self.locking is None:
            self.locking = threading.Thread(target=_lock, args=(self.site, self.stores, self.lock_seconds))
            self.locking.start()
        left = _backlog_bytes(self.site, self.stores)
        self.figures.backlog_bytes = max(self.figures.backlog_bytes, left or 0)

    def is_over(self) -> bool:
        """Tell whether nothing is to come."""
        return not self.kills and self.locking is not None and not self.locking.is_alive()


def _kill(site: Site, name: str) -> str:
    """Kill a process as soon as it is there."""
    sites.wait_until(lambda: name in sites.report(site.server)["children"])
    os.kill(sites.report(site.server)["children"][name], signal.SIGKILL)
    return name


def _lock(site: Site, stores: Stores, seconds: float) -> None:
    """Keep everybody else from writing into the event store."""
    if stores.events.engine.dialect.name == "sqlite":
        connection = sqlite3.connect(site.server.data / "events.db", timeout=60.0, isolation_level=None)
        connection.execute("BEGIN EXCLUSIVE")
        time.sleep(seconds)
        connection.execute("ROLLBACK")
        connection.close()
        return
    url = stores.events.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as server:
        server.execute("LOCK TABLE counted_segment IN EXCLUSIVE MODE")  # others may still read it
        time.sleep(seconds)
        server.rollback()


def _backlog_bytes(site: Site, stores: Stores) -> int | None:
    """Return how much of the log is not counted; None if the store can't be asked now."""
    with suppress(SQLAlchemyError), stores.events.reading() as session:
        return backlog.bytes_left(site.server.data / "spool", writer.positions(session.connection()))
    return None


def _wait_until_counted(site: Site, stores: Stores, figures: Figure) -> float:
    """Return how many seconds it takes from now. Raises AssertionError if nothing moves for minutes."""
    began = moved = time.monotonic()
    before = None
    while (left := _backlog_bytes(site, stores)) != 0:
        if left != before:
            before, moved = left, time.monotonic()
        assert time.monotonic() - moved < flood_client.PATIENCE_SECONDS, f"{left} bytes stay uncounted"
        figures.backlog_bytes = max(figures.backlog_bytes, left or 0)
        time.sleep(LOOK_SECONDS)
    return time.monotonic() - began


def _figures(summary: service.Summary, variants: Any, event: str) -> Figures:
    """Return a summary as the oracle has it."""
    everyone, steady = (
        {
            name: (found.visitors, found.conversions.get(event, 0)) if (found := part.get(name)) else (0, 0)
            for name in variants
        }
        for part in (summary.variants, summary.without_crossovers)
    )
    return Figures(summary.visitors, summary.crossovers, everyone, steady)


def _check_visitors(session: Session, names: Names, test: Shown, segmented: Shown, differences: Differences) -> None:
    """Compare what each visitor adds, as attribution remembers it."""
    wrong = []
    versions = ((names.test, test, names.variants), (names.segmented, segmented, [names.segment]))
    seen = {version: shown.seen.tolist() for version, shown, _ in versions}
    credited = {version: shown.credited.tolist() for version, shown, _ in versions}
    met = set()
    for uid, blob in session.execute(text("SELECT user_uid, seen FROM counted_visitor")):
        visitor = int(str(uid).partition("-")[0], 16)
        met.add(visitor)
        states = journeys.decode(blob)
        for version, _, variants in versions:
            counted = attribution.counts(states.get(version, attribution.NEW))
            found = {(count.variant, count.event_key) for count in counted if count.variant is not None}
            must = {(name, None) for index, name in enumerate(variants) if seen[version][index][visitor]}
            if credited[version][visitor] >= 0:
                must.add((variants[credited[version][visitor]], names.event))
            if found != must:
                wrong.append(visitor)
    differences.tell("visitors who add something else", np.array(wrong))
    everyone = test.seen.any(axis=0) | segmented.seen.any(axis=0)
    differences.tell(
        "visitors whom the store doesn't know", np.array(sorted(set(np.flatnonzero(everyone).tolist()) - met))
    )


def _size_bytes(stores: Stores, data: Path) -> int:
    if stores.events.engine.dialect.name == "sqlite":
        with stores.events.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return (data / "events.db").stat().st_size
    names = [table.name for table in tables.metadata.tables.values() if table.info.get("store") == "events"]
    with stores.events.engine.connect() as connection:
        return sum(connection.scalar(text(f"SELECT pg_total_relation_size('{name}')")) or 0 for name in names)
