"""Taking the records of one batch into the event store: who they are of, what they count, what is kept."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import NamedTuple

import structlog
from sqlalchemy import Connection, func, select

from lenticular.domain import attribution
from lenticular.ingestion.agents import AUTOMATED
from lenticular.ingestion.counting import contexts, journeys, rollups, statements
from lenticular.ingestion.counting.backlog import Line
from lenticular.ingestion.counting.bases import HELD_OUT, SHOWN, Basis
from lenticular.ingestion.counting.journeys import Journeys
from lenticular.ingestion.counting.reasons import Reason
from lenticular.ingestion.counting.rollups import DAY_MS
from lenticular.ingestion.counting.tables import (
    Breakdown,
    CountedVersion,
    CountedVisitor,
    RecordedEvent,
    Rollup,
    SeenClientId,
    SetAsideRecord,
    Tally,
    UnattributedEvent,
)
from lenticular.ingestion.records import Event, Exposure, Impression, Record

_AUTOMATED_NAMES = {agent.value for agent in AUTOMATED}
# How far before its arrival a record may be placed and not be called late.
PROMPT_MS = 60_000
_NEVER = 1 << 62

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Visitor:
    """A visitor in this batch.

    `met_at` is when they first saw, or were exposed to, any version of the project, as far as known; `begun` are the
    journeys that begin in this batch, and `since` is the first instant at which an earlier event might count for them.
    """

    number: int
    project_uid: str
    user_uid: str
    seen: Journeys
    exposed: Journeys
    is_new: bool
    met_at: int
    met_before: int
    since: int = _NEVER
    begun: tuple[tuple[Basis, str], ...] = ()
    is_changed: bool = False

    def journeys(self, basis: Basis) -> Journeys:
        return self.seen if basis is Basis.IMPRESSION else self.exposed


class _Taken(NamedTuple):
    """A record that is no repetition, whose it is, and where it stands in time."""

    visitor: _Visitor
    record: Record
    placed_at: int


Visitors = Mapping[tuple[str, str], _Visitor]
# Of earlier events: whose, which, and when.
_Earlier = tuple[_Visitor, str, int]


class Intake:
    """The taking in of one batch in one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._today = int(now.timestamp() * 1000) // DAY_MS
        self._sums = {basis: rollups.Sums(basis) for basis in Basis}
        self._seen_sums, self._exposed_sums = self._sums[Basis.IMPRESSION], self._sums[Basis.EXPOSURE]
        self._tallies: Counter[tuple[str, str, str]] = Counter()
        self._unattributed: Counter[tuple[str, str]] = Counter()
        self._activity: dict[str, tuple[str, int]] = {}
        self._events: list[statements.Row] = []

    def take(self, lines: Sequence[Line]) -> None:
        """Write the records and everything that they count."""
        readable = [line for line in lines if line.records]
        visitors = self._visitors(readable)
        taken = self._without_repetitions(
            [(visitors[line.records[0].project, line.records[0].user], line) for line in readable]
        )
        self._meet(taken)
        self._reconsider(self._earlier_events(visitors.values()))
        self._convert(taken)
        self._write(visitors.values())
        self._set_aside([line for line in lines if not line.records])

    def _visitors(self, lines: Iterable[Line]) -> Visitors:
        """Return the visitor of each (project, user), known or new."""
        users: dict[str, dict[str, None]] = defaultdict(dict)
        for line in lines:
            users[line.records[0].project][line.records[0].user] = None
        found: dict[tuple[str, str], _Visitor] = {}
        next_number: int = (self._connection.scalar(select(func.max(CountedVisitor.number))) or 0) + 1
        is_listed = statements.is_listed(self._connection, "user_uid")
        for project, uids in users.items():
            rows = statements.select(
                self._connection,
                f"SELECT number, user_uid, seen, exposed FROM counted_visitor WHERE project_uid = ? AND {is_listed}",  # noqa: S608 - no value in it
                project,
                statements.listed(self._connection, uids),
            )
            for number, uid, seen, exposed in rows:
                found[project, uid] = _known(number, project, uid, journeys.decode(seen), journeys.decode(exposed))
            for uid in uids:
                if (project, uid) not in found:
                    found[project, uid] = _Visitor(next_number, project, uid, {}, {}, True, _NEVER, _NEVER)
                    next_number += 1
        return found

    def _without_repetitions(self, lines: Sequence[tuple[_Visitor, Line]]) -> list[_Taken]:
        """Return and keep the records, without those whose client id was taken in before, now or earlier."""
        seen = self._seen_client_ids(lines)
        new_ids: list[statements.Row] = []
        taken: list[_Taken] = []
        for visitor, (arrived_at, first_number, _, _, records) in lines:
            day = arrived_at // DAY_MS
            agent = records[0].agent.value
            for number, record in enumerate(records, first_number):
                placed_at = arrived_at
                if record.client_id is not None:
                    client_id = (visitor.number, record.client_id)
                    if client_id in seen:
                        self._tally(record, Reason.REPETITION)
                        continue
                    seen.add(client_id)
                    new_ids.append((*client_id, day))
                    placed_at = self._placed(record)
                taken.append(_Taken(visitor, record, placed_at))
                head = (day, visitor.number, number, arrived_at, placed_at, agent)
                self._events.append((*head, *_said(record)))
        statements.insert(self._connection, statements.table_of(SeenClientId), new_ids)
        return taken

    def _seen_client_ids(self, lines: Iterable[tuple[_Visitor, Line]]) -> set[tuple[int, str]]:
        named = [
            (visitor.number, record.client_id)
            for visitor, line in lines
            for record in line.records
            if record.client_id is not None
        ]
        return statements.existing_client_ids(self._connection, named)

    def _placed(self, record: Record) -> int:
        placed_at = attribution.place(record.arrived_at, record.client_id, record.client_time)
        if record.client_time is not None and record.client_time != placed_at:
            self._tally(record, Reason.TIME_NOT_TAKEN)
        if record.arrived_at - placed_at > PROMPT_MS:
            self._tally(record, Reason.LATE)
        return placed_at

    def _meet(self, taken: Iterable[_Taken]) -> None:
        """Count the impressions and exposures."""
        for visitor, record, placed_at in taken:
            subject = record.subject
            if isinstance(subject, Event):
                continue
            if record.agent in AUTOMATED:
                self._tally(record, Reason.AUTOMATED)
                continue
            if isinstance(subject, Impression):
                basis, found, sums = Basis.IMPRESSION, visitor.seen, self._seen_sums
                variant, context = subject.variant_short_uid, contexts.text(subject.context)
            else:
                basis, found, sums = Basis.EXPOSURE, visitor.exposed, self._exposed_sums
                variant = HELD_OUT if subject.is_held_out else SHOWN
                context = contexts.text(subject.context, subject.variant_short_uid)
            version = subject.version
            state = found.get(version)
            if state is None:
                visitor.begun += ((basis, version),)
            if state is None or placed_at < visitor.met_at or (basis, version) in visitor.begun:
                visitor.since = min(visitor.since, placed_at)
                visitor.met_at = min(visitor.met_at, placed_at)
            found[version], increments = attribution.see(state or attribution.NEW, variant, placed_at, context)
            visitor.is_changed = True
            if increments:
                sums.add(version, increments)
            self._mark(version, record.project, record.arrived_at if basis is Basis.IMPRESSION else 0)

    def _earlier_events(self, visitors: Iterable[_Visitor]) -> Iterable[_Earlier]:
        """Yield the recent events of known visitors who met a version: one may follow what they met."""
        meeting = {visitor.number: visitor for visitor in visitors if visitor.since < _NEVER and not visitor.is_new}
        if not meeting:
            return
        since = min(visitor.since for visitor in meeting.values()) - attribution.OPEN_MS
        latest: int = self._connection.scalar(select(func.max(RecordedEvent.day))) or 0
        is_day = statements.is_listed(self._connection, "day")
        is_visitor = statements.is_listed(self._connection, "visitor_number")
        rows = statements.select(
            self._connection,
            "SELECT visitor_number, event_key, placed_at, agent FROM recorded_event"  # noqa: S608 - no value in it
            f" WHERE {is_day} AND {is_visitor} AND event_key IS NOT NULL",
            statements.listed(self._connection, range(since // DAY_MS, latest + 1)),
            statements.listed(self._connection, meeting),
        )
        for number, key, placed_at, agent in rows:
            visitor = meeting[number]
            if placed_at >= visitor.since - attribution.OPEN_MS and agent not in _AUTOMATED_NAMES:
                yield visitor, key, placed_at

    def _reconsider(self, earlier: Iterable[_Earlier]) -> None:
        """Count earlier events for the journeys that begin now; some of them are unattributed no more."""
        for visitor, key, placed_at in earlier:
            for basis, version in visitor.begun:
                found = visitor.journeys(basis)
                found[version], increments = attribution.convert(found[version], key, placed_at)
                self._sums[basis].add(version, increments)
            if visitor.met_at <= placed_at < visitor.met_before:
                self._count_unattributed(visitor.project_uid, key, -1)

    def _convert(self, taken: Iterable[_Taken]) -> None:
        """Count the events, for every version that the visitor has seen, or was exposed to, by now."""
        for visitor, record, placed_at in taken:
            if not isinstance(record.subject, Event):
                continue
            if record.agent in AUTOMATED:
                self._tally(record, Reason.AUTOMATED)
                continue
            key = record.subject.event_key
            if placed_at < visitor.met_at:
                self._count_unattributed(record.project, key, 1)
            for found, sums in ((visitor.seen, self._seen_sums), (visitor.exposed, self._exposed_sums)):
                for version, state in found.items():
                    after, increments = attribution.convert(state, key, placed_at)
                    if after is not state:
                        found[version] = after
                        visitor.is_changed = True
                    if increments:
                        sums.add(version, increments)
                        self._mark(version, record.project, record.arrived_at if found is visitor.seen else 0)

    def _mark(self, version: str, project: str, arrived_at: int) -> None:
        known = self._activity.get(version)
        if known is None or known[1] < arrived_at:
            self._activity[version] = (project, arrived_at)

    def _tally(self, record: Record, reason: Reason) -> None:
        version = "" if isinstance(record.subject, Event) else record.subject.version
        self._tallies[record.project, version, reason.value] += 1

    def _count_unattributed(self, project: str, key: str, amount: int) -> None:
        self._unattributed[project, key] += amount
        self._tallies[project, "", Reason.NO_IMPRESSION.value] += amount

    def _write(self, visitors: Iterable[_Visitor]) -> None:
        connection = self._connection
        new: list[statements.Row] = []
        changed: list[statements.Row] = []
        for visitor in visitors:
            if not visitor.is_new and not visitor.is_changed:
                continue
            seen, exposed = journeys.encode(visitor.seen), journeys.encode(visitor.exposed) if visitor.exposed else None
            if visitor.is_new:
                new.append((visitor.number, visitor.project_uid, visitor.user_uid, seen, exposed))
            else:
                changed.append((seen, exposed, visitor.number))
        changed.sort(key=itemgetter(2))
        statements.insert(connection, statements.table_of(CountedVisitor), new)
        statements.update(connection, CountedVisitor, "number", ("seen", "exposed"), changed)
        self._events.sort()  # the order of the table, so that neighbours are written together
        statements.insert(connection, statements.table_of(RecordedEvent), self._events)
        for sums in self._sums.values():
            add_to_rollups(connection, sums)
        latest = statements.greatest(connection, "counted_version.last_event_at", "excluded.last_event_at")
        versions = [(version, *activity) for version, activity in sorted(self._activity.items())]
        update = f"(version_uid) DO UPDATE SET last_event_at = {latest}"
        statements.insert(connection, statements.table_of(CountedVersion), versions, update)
        statements.add(connection, Tally, self._tallies.items())
        statements.add(connection, UnattributedEvent, self._unattributed.items())

    def _set_aside(self, lines: Sequence[Line]) -> None:
        """Keep what can't be read where it is in nobody's way."""
        if not lines:
            return
        _log.error("event_records_set_aside", count=len(lines))
        rows = [(line.number, self._today, line.data) for line in lines]
        statements.insert(self._connection, statements.table_of(SetAsideRecord), rows)


def add_to_rollups(connection: Connection, sums: rollups.Sums) -> None:
    """Add to the rollups; sums may be negative."""
    statements.add(connection, Rollup, sums.cells().items())
    statements.add(connection, Breakdown, sums.shares().items())


def _known(number: int, project: str, uid: str, seen: Journeys, exposed: Journeys) -> _Visitor:
    met_at = _NEVER
    for found in (seen, exposed):
        for journey in found.values():
            for _, first_at, _ in journey.sightings:
                met_at = min(met_at, first_at)
    return _Visitor(number, project, uid, seen, exposed, is_new=False, met_at=met_at, met_before=met_at)


def _said(record: Record) -> statements.Row:
    """Return the columns of a raw record that say what happened."""
    subject = record.subject
    if isinstance(subject, Event):
        return None, None, subject.event_key, record.client_id, None
    is_held_out = subject.is_held_out if isinstance(subject, Exposure) else None
    return subject.version, subject.variant_short_uid, None, record.client_id, is_held_out
