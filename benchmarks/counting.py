"""How fast the event log becomes results: `python -m benchmarks.counting [--events N] [--database NAME]`.

Writes a log as `serve` does, then takes it in with the code of the background process and asks for the results. Prints
one JSON document. PostgreSQL is a server of its own with its durable defaults.
"""

import argparse
import itertools
import json
import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from sqlalchemy import text

from benchmarks import serving
from lenticular import tables
from lenticular.ingestion import records, segments
from lenticular.ingestion.agents import AgentClass
from lenticular.ingestion.counting import backlog, service, writer
from lenticular.ingestion.counting.bases import Dimension
from lenticular.ingestion.records import Context, Event, Impression, Record
from lenticular.store import migrating
from lenticular.store.database import Database, open_stores

PROJECT = "p" * 24
VERSIONS = [f"{number:024x}" for number in range(10)]
KEYS = ["clicked", "bought", "subscribed"]
COUNTRIES = ["DE", "FR", "US", "IN", "BR", "JP", "GB", "IT", "ES", "PL"]
DEVICES = ["MOBILE", "DESKTOP", "TABLET"]
AUDIENCES = [f"{number:024x}" for number in range(100, 120)]
STEP_MS = 20
RECORDS_A_WRITE = 200
SEGMENT_EVENTS = 200_000
# Of 100 records so many are sent a second time, within so many records.
REPEATED_PERCENT = 20
REPEATED_WITHIN = 20_000


def visits(events: int, visitors: int) -> Iterator[bytes]:
    """Yield records: each visitor looks, and clicks now and then; one in five was sent before, under the same id."""
    chance = random.Random(7)
    began = int(datetime(2026, 8, 1, tzinfo=UTC).timestamp() * 1000)
    sent: list[Record] = []
    for number in range(events):
        at = began + number * STEP_MS
        if sent and chance.randrange(100) < REPEATED_PERCENT:
            again = sent[-1 - chance.randrange(min(len(sent), REPEATED_WITHIN))]
            yield records.encode(msgspec.structs.replace(again, arrived_at=at))
            continue
        found = visit(chance, number, at, int(visitors * chance.random() ** 1.5))
        if found.client_id is not None:
            sent.append(found)
        yield records.encode(found)


def visit(chance: random.Random, number: int, at: int, visitor: int) -> Record:
    """Return what one visitor does; every other record carries the client's own id and time."""
    is_named = chance.random() < 0.5
    version = VERSIONS[(visitor + chance.randrange(2)) % len(VERSIONS)]
    subject: Impression | Event = Event(event_key=chance.choice(KEYS))
    if chance.random() < 0.6:
        # What a visitor is belongs to them, not to the moment.
        audiences = tuple(AUDIENCES[index] for index in range(len(AUDIENCES)) if hash((visitor, index)) % 8 == 0)
        context = Context(COUNTRIES[visitor % 7 * visitor % 10], DEVICES[visitor % 3], audiences)
        subject = Impression("e" * 24, "0", version, str(visitor % 3), context)
    return Record(
        id=f"{number:032x}",
        arrived_at=at,
        project=PROJECT,
        user=f"{visitor:08x}-0000-4000-8000-000000000000",
        agent=AgentClass.BROWSER,
        subject=subject,
        client_id=f"c{number}" if is_named else None,
        client_time=at - int(60_000 * chance.random() ** 4) if is_named else None,
    )


def write_log(folder: Path, events: int, visitors: int) -> None:
    """Write the log as two processes would: every other segment at the same time."""
    folder.mkdir(parents=True)
    found = visits(events, visitors)
    for number in itertools.count():
        part = list(itertools.islice(found, SEGMENT_EVENTS))
        if not part:
            return
        pair = [segments.Segment(folder / f"{number:020d}-{process}-000001.events") for process in (1, 2)]
        for begin in range(0, len(part), RECORDS_A_WRITE):
            pair[begin // RECORDS_A_WRITE % 2].append(map(segments.frame, part[begin : begin + RECORDS_A_WRITE]))
        for segment in pair:
            segment.close()


def measured(database: Database, folder: Path, events: int) -> dict[str, object]:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    batches: list[float] = []
    counted = 0
    began, began_cpu = time.perf_counter(), time.process_time()
    while counted < events:
        before = time.perf_counter()
        counted += writer.count_batch(database, folder, now=now).records
        batches.append(time.perf_counter() - before)
    seconds, cpu = time.perf_counter() - began, time.process_time() - began_cpu
    batches.sort()
    return {
        "events": events,
        "events_per_second": round(events / seconds),
        # What one idle core would do.
        "events_per_cpu_second": round(events / cpu),
        "cpu_us_per_event": round(cpu / events * 1e6, 1),
        "batch_ms_p50": round(batches[len(batches) // 2] * 1000, 1),
        "batch_ms_p99": round(batches[len(batches) * 99 // 100] * 1000, 1),
        "batch_records": backlog.BATCH_RECORDS,
    }


def asked(database: Database) -> dict[str, object]:
    """Time the questions of the results page, in sessions of their own."""
    found: dict[str, object] = {}
    began = datetime(2026, 8, 1, tzinfo=UTC)
    questions = {
        "summary_ms": lambda session: service.summary(session, VERSIONS[0]),
        "summary_of_a_range_ms": lambda session: service.summary(session, VERSIONS[0], start=began),
        "series_by_day_ms": lambda session: service.series(session, VERSIONS[0], zone="Asia/Kolkata"),
        "series_by_hour_ms": lambda session: service.series(
            session, VERSIONS[0], granularity=service.Granularity.HOUR, zone="Europe/Berlin"
        ),
        "breakdown_ms": lambda session: service.breakdown(session, VERSIONS[0], Dimension.AUDIENCE),
    }
    for name, ask in questions.items():
        times = []
        for _ in range(5):
            before = time.perf_counter()
            with database.reading() as session:
                ask(session)
            times.append(time.perf_counter() - before)
        found[name] = {"first": round(times[0] * 1000, 1), "best": round(min(times) * 1000, 1)}
    return found


def size_bytes(database: Database, data: Path) -> int:
    if database.engine.dialect.name == "sqlite":
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return (data / "events.db").stat().st_size
    names = [table.name for table in tables.metadata.tables.values() if table.info.get("store") == "events"]
    with database.engine.connect() as connection:
        return sum(connection.scalar(text(f"SELECT pg_total_relation_size('{name}')")) or 0 for name in names)


def run(data: Path, url: str | None, options: argparse.Namespace) -> dict[str, object]:
    stores = open_stores(data, url)
    migrating.upgrade(stores)
    write_log(data / "spool", options.events, options.visitors)
    log_bytes = sum(path.stat().st_size for path in segments.paths(data / "spool"))
    found = measured(stores.events, data / "spool", options.events)
    found |= {
        "database": stores.events.engine.dialect.name,
        "visitors": options.visitors,
        "log_bytes_per_event": round(log_bytes / options.events),
        "store_bytes_per_event": round(size_bytes(stores.events, data) / options.events),
    }
    found |= asked(stores.events)
    stores.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=500_000)
    parser.add_argument("--visitors", type=int, default=200_000)
    parser.add_argument("--database", choices=serving.DATABASES, default="sqlite")
    options = parser.parse_args()
    with serving.starter(options.database) as (starter, url):
        found = run(starter.folder, url, options)
    json.dump(found, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
