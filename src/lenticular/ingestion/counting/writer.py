"""Moving the event log into the event store exactly once: records, what they count, and how far the log is read."""

import gc
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import msgspec
import structlog
from sqlalchemy import Connection, Table, delete, func, select

from lenticular.domain import attribution
from lenticular.domain.attribution import Exposure
from lenticular.ingestion.agents import AgentClass
from lenticular.ingestion.counting import backlog, rollups, statements
from lenticular.ingestion.counting.backlog import Batch, Line, Position
from lenticular.ingestion.counting.reasons import Reason
from lenticular.ingestion.counting.rollups import DAY_MS
from lenticular.ingestion.counting.tables import (
    CountedSegment,
    CountedVersion,
    CountedVisitor,
    RecordedEvent,
    Rollup,
    SeenClientId,
    SetAsideRecord,
    Tally,
)
from lenticular.ingestion.records import Impression, Record
from lenticular.store.database import Database

# Robots that say so, and browsers that a program drives, are no evidence; programs on a site's own server are visitors.
AUTOMATED = frozenset({AgentClass.BOT, AgentClass.HEADLESS})

Exposures = dict[str, Exposure]
exposures_encoder = msgspec.msgpack.Encoder()
exposures_decoder = msgspec.msgpack.Decoder(Exposures)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """What one batch did: how many records it took in, and whether more were waiting already."""

    records: int
    has_more: bool


def count_batch(database: Database, folder: Path, *, now: datetime, limit: int = backlog.BATCH_RECORDS) -> Progress:
    """Take in the next records of a folder's log in one transaction; then delete the segments that it finished.

    Whatever is killed when, calling it again goes on exactly where the last commit stopped. Raises SQLAlchemyError,
    OSError; nothing is changed then.
    """
    with _without_collector(), database.writing() as session:
        connection = session.connection()
        statements.only_writer(connection)
        known = positions(connection)
        batch = backlog.read(folder, known, next_number=_next_segment(known), limit=limit)
        _Intake(connection, now).take(batch.lines)
        _save_positions(connection, batch, now)
    backlog.remove_finished(folder, known | {position.name: position for position in batch.positions})
    return Progress(len(batch.lines), batch.has_more)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep the cycle collector off: it would go through a batch's many small tuples again and again, for nothing."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def positions(connection: Connection) -> dict[str, Position]:
    """Return how far each known segment is taken in, by its name."""
    table = CountedSegment.__table__
    rows = connection.execute(select(table.c.number, table.c.name, table.c.offset_bytes, table.c.finished_at))
    return {row.name: Position(row.number, row.name, row.offset_bytes, row.finished_at is not None) for row in rows}


def _next_segment(known: Mapping[str, Position]) -> int:
    return max((position.number for position in known.values()), default=0) + 1


def _save_positions(connection: Connection, batch: Batch, now: datetime) -> None:
    table = _table(CountedSegment)
    if not batch.positions:
        return
    connection.execute(delete(table).where(table.c.number.in_([position.number for position in batch.positions])))
    connection.execute(
        table.insert(),
        [
            {
                "number": position.number,
                "name": position.name,
                "offset_bytes": position.offset_bytes,
                "finished_at": now if position.is_finished else None,
            }
            for position in batch.positions
        ],
    )


class _Taken(NamedTuple):
    """A record that is no repetition, and where it stands in time."""

    number: int
    record: Record
    placed_at: int


@dataclass(slots=True)
class _Visitor:
    """A visitor in this batch; `first_seen` are the versions that are new to them, with the earliest instant."""

    number: int
    project_uid: str
    user_uid: str
    exposures: Exposures
    is_new: bool
    taken: list[_Taken] = field(default_factory=list)
    first_seen: dict[str, int] = field(default_factory=dict)
    is_changed: bool = False


class _Intake:
    """The taking in of one batch in one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._today = int(now.timestamp() * 1000) // DAY_MS
        self._sums: rollups.Sums = {}
        self._tallies: Counter[tuple[str, str, str]] = Counter()
        self._activity: dict[str, tuple[str, int]] = {}

    def take(self, lines: Sequence[Line]) -> None:
        """Write the records and everything that they count."""
        readable = [(line, line.record) for line in lines if line.record is not None]
        visitors = self._visitors(readable)
        self._without_repetitions(readable, visitors)
        self._see(visitors.values())
        self._convert(visitors.values(), self._earlier_events(visitors.values()))
        self._write(visitors.values())
        self._set_aside([line for line in lines if line.record is None])

    def _visitors(self, readable: Iterable[tuple[Line, Record]]) -> dict[tuple[str, str], _Visitor]:
        """Return the visitor of each (project, user), known or new."""
        users: dict[str, dict[str, None]] = defaultdict(dict)
        for _, record in readable:
            users[record.project][record.user] = None
        found: dict[tuple[str, str], _Visitor] = {}
        next_number: int = (self._connection.scalar(select(func.max(CountedVisitor.number))) or 0) + 1
        is_listed = statements.is_listed(self._connection, "user_uid")
        for project, uids in users.items():
            rows = statements.select(
                self._connection,
                f"SELECT number, user_uid, exposures FROM counted_visitor WHERE project_uid = ? AND {is_listed}",  # noqa: S608 - no value in it
                project,
                statements.listed(self._connection, uids),
            )
            for number, uid, exposures in rows:
                state = exposures_decoder.decode(exposures)
                found[project, uid] = _Visitor(number, project, uid, state, is_new=False)
            for uid in uids:
                if (project, uid) not in found:
                    found[project, uid] = _Visitor(next_number, project, uid, {}, is_new=True)
                    next_number += 1
        return found

    def _without_repetitions(
        self, readable: Sequence[tuple[Line, Record]], visitors: Mapping[tuple[str, str], _Visitor]
    ) -> None:
        """Give each visitor its records, without those whose client id was taken in before, now or earlier."""
        named = [
            (visitors[record.project, record.user].number, record.client_id)
            for _, record in readable
            if record.client_id is not None
        ]
        seen = statements.existing_client_ids(self._connection, named)
        new_ids: list[statements.Row] = []
        for line, record in readable:
            visitor = visitors[record.project, record.user]
            if record.client_id is not None:
                if (visitor.number, record.client_id) in seen:
                    self._tally(record, Reason.REPETITION)
                    continue
                seen.add((visitor.number, record.client_id))
                new_ids.append((visitor.number, record.client_id, record.arrived_at // DAY_MS))
            placed_at = attribution.place(record.arrived_at, record.client_id, record.client_time)
            if record.client_id is not None and record.client_time not in {None, placed_at}:
                self._tally(record, Reason.TIME_NOT_TAKEN)
            visitor.taken.append(_Taken(line.number, record, placed_at))
        statements.insert(self._connection, _table(SeenClientId), new_ids)

    def _see(self, visitors: Iterable[_Visitor]) -> None:
        """Count the impressions."""
        for visitor in visitors:
            for _, record, placed_at in visitor.taken:
                if not isinstance(record.subject, Impression):
                    continue
                version = record.subject.version
                if record.agent in AUTOMATED:
                    self._tally(record, Reason.AUTOMATED)
                    continue
                state = visitor.exposures.get(version)
                if state is None or version in visitor.first_seen:
                    visitor.first_seen[version] = min(placed_at, visitor.first_seen.get(version, placed_at))
                change = attribution.see(state or attribution.NEW, record.subject.variant_short_uid, placed_at)
                self._apply(visitor, version, change)
                self._mark(version, record)

    def _earlier_events(self, visitors: Iterable[_Visitor]) -> dict[int, list[tuple[str, int]]]:
        """Return the recent events (key, time) of known visitors who met a version: one may follow the impression."""
        meeting = {
            visitor.number: min(visitor.first_seen.values()) - attribution.OPEN_MS
            for visitor in visitors
            if visitor.first_seen and not visitor.is_new
        }
        if not meeting:
            return {}
        latest: int = self._connection.scalar(select(func.max(RecordedEvent.day))) or 0
        days = range(min(meeting.values()) // DAY_MS, latest + 1)
        is_day = statements.is_listed(self._connection, "day")
        is_visitor = statements.is_listed(self._connection, "visitor_number")
        rows = statements.select(
            self._connection,
            "SELECT visitor_number, event_key, placed_at, agent FROM recorded_event"  # noqa: S608 - no value in it
            f" WHERE {is_day} AND {is_visitor} AND event_key IS NOT NULL",
            statements.listed(self._connection, days),
            statements.listed(self._connection, meeting),
        )
        found: dict[int, list[tuple[str, int]]] = defaultdict(list)
        for number, key, placed_at, agent in rows:
            if placed_at >= meeting[number] and agent not in AUTOMATED:
                found[number].append((key, placed_at))
        return found

    def _convert(self, visitors: Iterable[_Visitor], earlier: Mapping[int, Sequence[tuple[str, int]]]) -> None:
        """Count the events, for every version that the visitor has seen by now."""
        for visitor in visitors:
            for version in visitor.first_seen:
                for key, placed_at in earlier.get(visitor.number, ()):
                    self._apply(visitor, version, attribution.convert(visitor.exposures[version], key, placed_at))
            for _, record, placed_at in visitor.taken:
                if isinstance(record.subject, Impression):
                    continue
                if record.agent in AUTOMATED:
                    self._tally(record, Reason.AUTOMATED)
                    continue
                if not visitor.exposures:
                    self._tally(record, Reason.NO_IMPRESSION)
                for version, state in list(visitor.exposures.items()):
                    change = attribution.convert(state, record.subject.event_key, placed_at)
                    if change.increments:
                        self._mark(version, record)
                    self._apply(visitor, version, change)

    def _apply(self, visitor: _Visitor, version: str, change: attribution.Change) -> None:
        if change.state is not visitor.exposures.get(version):
            visitor.exposures[version] = change.state
            visitor.is_changed = True
        if change.increments:
            rollups.add(self._sums, version, change.increments)

    def _mark(self, version: str, record: Record) -> None:
        _, latest = self._activity.get(version, ("", 0))
        self._activity[version] = (record.project, max(latest, record.arrived_at))

    def _tally(self, record: Record, reason: Reason) -> None:
        version = record.subject.version if isinstance(record.subject, Impression) else ""
        self._tallies[record.project, version, reason.value] += 1

    def _write(self, visitors: Iterable[_Visitor]) -> None:
        connection = self._connection
        changed: list[statements.Row] = []
        events: list[statements.Row] = []
        for visitor in visitors:
            if visitor.is_new or visitor.is_changed:
                exposures = exposures_encoder.encode(visitor.exposures)
                changed.append((visitor.number, visitor.project_uid, visitor.user_uid, exposures))
            events += [_event_row(visitor.number, taken) for taken in visitor.taken]
        events.sort()  # the order of the table, so that neighbours are written together
        update = "(number) DO UPDATE SET exposures = excluded.exposures"
        statements.insert(connection, _table(CountedVisitor), changed, update)
        statements.insert(connection, _table(RecordedEvent), events)
        add_to_rollups(connection, self._sums)
        latest = statements.greatest(connection, "counted_version.last_event_at", "excluded.last_event_at")
        versions = [(version, *activity) for version, activity in sorted(self._activity.items())]
        update = f"(version_uid) DO UPDATE SET last_event_at = {latest}"
        statements.insert(connection, _table(CountedVersion), versions, update)
        self._write_tallies()

    def _set_aside(self, lines: Sequence[Line]) -> None:
        """Keep what can't be read where it is in nobody's way."""
        if not lines:
            return
        _log.error("event_records_set_aside", count=len(lines))
        rows = [(line.number, self._today, line.data) for line in lines]
        statements.insert(self._connection, _table(SetAsideRecord), rows)

    def _write_tallies(self) -> None:
        update = "(project_uid, version_uid, reason) DO UPDATE SET count = tally.count + excluded.count"
        rows = [(*key, count) for key, count in sorted(self._tallies.items())]
        statements.insert(self._connection, _table(Tally), rows, update)


def add_to_rollups(connection: Connection, sums: rollups.Sums) -> None:
    """Add to the rollups; sums may be negative."""
    update = (
        "(version_uid, measure, span, bucket, variant_short_uid, event_key, is_crossover)"
        " DO UPDATE SET count = rollup.count + excluded.count"
    )
    rows = [(*cell, amount) for cell, amount in sorted(sums.items()) if amount]
    statements.insert(connection, _table(Rollup), rows, update)


def _event_row(visitor_number: int, taken: _Taken) -> statements.Row:
    record = taken.record
    head = (
        record.arrived_at // DAY_MS,
        visitor_number,
        taken.number,
        record.arrived_at,
        taken.placed_at,
        record.agent.value,
    )
    if isinstance(record.subject, Impression):
        return (*head, record.subject.version, record.subject.variant_short_uid, None, record.client_id)
    return (*head, None, None, record.subject.event_key, record.client_id)


def _table(row: type) -> Table:
    table: Table = row.__table__  # type: ignore[attr-defined]
    return table
