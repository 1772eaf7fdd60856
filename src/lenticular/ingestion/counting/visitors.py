"""What the event store knows of one visitor: exporting it, and erasing it with everything it added to the results."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, select
from sqlalchemy.orm import Session

from lenticular.domain import attribution
from lenticular.domain.attribution import Increment
from lenticular.ingestion.counting import contexts, intake, journeys, rollups, statements
from lenticular.ingestion.counting.bases import Basis
from lenticular.ingestion.counting.tables import (
    Breakdown,
    CountedVersion,
    CountedVisitor,
    RecordedEvent,
    Rollup,
    SeenClientId,
    Tally,
    UnattributedEvent,
)

_EVENTS_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class KeptEvent:
    """One impression or exposure (with a version and a variant) or event (with a key) of a visitor, as it is kept.

    `placed_at` is the instant at which it counts: the client's own, if it was taken. `is_held_out` is None for what
    is no exposure.
    """

    arrived_at: datetime
    placed_at: datetime
    agent: str
    version_uid: str | None
    variant_short_uid: str | None
    event_key: str | None
    client_id: str | None
    is_held_out: bool | None


@dataclass(frozen=True, slots=True)
class KeptContext:
    """What results are broken down by: what was known of a visitor when they first met a version.

    `variant_short_uid` is the would-be variant of an exposure, None for an impression. `audiences` are uids.
    """

    version_uid: str
    basis: Basis
    first_at: datetime
    country: str | None
    device: str | None
    audiences: tuple[str, ...]
    variant_short_uid: str | None


def events_of(
    session: Session, project_uid: str, user_uid: str, *, skip: int = 0, limit: int | None = None
) -> Iterator[KeptEvent]:
    """Yield what is kept of a visitor, oldest arrival first; nothing for one never heard of. Read it to its end."""
    number = _number(session.connection(), project_uid, user_uid)
    if number is None:
        return
    rows = session.execute(
        select(
            RecordedEvent.arrived_at,
            RecordedEvent.placed_at,
            RecordedEvent.agent,
            RecordedEvent.version_uid,
            RecordedEvent.variant_short_uid,
            RecordedEvent.event_key,
            RecordedEvent.client_id,
            RecordedEvent.is_held_out,
        )
        .where(RecordedEvent.day.in_(_days(session)), RecordedEvent.visitor_number == number)
        .order_by(RecordedEvent.arrived_at, RecordedEvent.number)
        .offset(skip)
        .limit(limit)
        .execution_options(yield_per=_EVENTS_AT_ONCE)
    )
    for row in rows:
        yield KeptEvent(_moment(row.arrived_at), _moment(row.placed_at), *row[2:])


def contexts_of(session: Session, project_uid: str, user_uid: str) -> list[KeptContext]:
    """Return the contexts that are kept of a visitor, by version, impressions first; none for one never heard of."""
    number = _number(session.connection(), project_uid, user_uid)
    found: list[KeptContext] = []
    for basis, by_version in _journeys(session.connection(), number).items():
        for version_uid, journey in sorted(by_version.items()):
            first_at = min(sighting.first_at for sighting in journey.sightings)
            known, would_be = contexts.read(journey.context)
            found.append(
                KeptContext(
                    version_uid,
                    basis,
                    _moment(first_at),
                    known.country,
                    known.device,
                    known.audiences,
                    would_be or None,
                )
            )
    return found


def erase(session: Session, project_uid: str, user_uid: str) -> bool:
    """Delete everything about a visitor and take them out of the results; return whether there was anything.

    Events of theirs that still lie in the event log come back when they are counted: empty the log first.
    """
    connection = session.connection()
    statements.only_writer(connection)
    number = _number(connection, project_uid, user_uid)
    if number is None:
        return False
    _take_out(connection, number)
    days = _days(session)
    session.execute(delete(RecordedEvent).where(RecordedEvent.day.in_(days), RecordedEvent.visitor_number == number))
    session.execute(delete(SeenClientId).where(SeenClientId.visitor_number == number))
    session.execute(delete(CountedVisitor).where(CountedVisitor.number == number))
    return True


def forget_project(session: Session, project_uid: str, *, at_most: int) -> int:
    """Delete up to so many visitors of a project, with the last of them its results too; return how many there were."""
    connection = session.connection()
    statements.only_writer(connection)
    numbers = list(
        session.scalars(
            select(CountedVisitor.number)
            .where(CountedVisitor.project_uid == project_uid)
            .order_by(CountedVisitor.number)
            .limit(at_most)
        )
    )
    days = _days(session)
    session.execute(delete(RecordedEvent).where(RecordedEvent.day.in_(days), RecordedEvent.visitor_number.in_(numbers)))
    session.execute(delete(SeenClientId).where(SeenClientId.visitor_number.in_(numbers)))
    session.execute(delete(CountedVisitor).where(CountedVisitor.number.in_(numbers)))
    if len(numbers) < at_most:
        versions = select(CountedVersion.version_uid).where(CountedVersion.project_uid == project_uid)
        session.execute(delete(Rollup).where(Rollup.version_uid.in_(versions)))
        session.execute(delete(Breakdown).where(Breakdown.version_uid.in_(versions)))
        session.execute(delete(UnattributedEvent).where(UnattributedEvent.project_uid == project_uid))
        session.execute(delete(Tally).where(Tally.project_uid == project_uid))
        session.execute(delete(CountedVersion).where(CountedVersion.project_uid == project_uid))
    return len(numbers)


def _take_out(connection: Connection, number: int) -> None:
    for basis, by_version in _journeys(connection, number).items():
        sums = rollups.Sums(basis)
        for version, journey in by_version.items():
            sums.add(version, [Increment(count, -1) for count in attribution.counts(journey)])
        intake.add_to_rollups(connection, sums)


def _journeys(connection: Connection, number: int | None) -> dict[Basis, journeys.Journeys]:
    blobs = select(CountedVisitor.seen, CountedVisitor.exposed).where(CountedVisitor.number == number)
    row = connection.execute(blobs).one_or_none()
    if row is None:
        return {}
    return {Basis.IMPRESSION: journeys.decode(row.seen), Basis.EXPOSURE: journeys.decode(row.exposed)}


def _number(connection: Connection, project_uid: str, user_uid: str) -> int | None:
    number: int | None = connection.scalar(
        select(CountedVisitor.number).where(
            CountedVisitor.project_uid == project_uid, CountedVisitor.user_uid == user_uid
        )
    )
    return number


def _days(session: Session) -> list[int]:
    """Return every day that something is kept of: with them, a visitor is found without reading the others."""
    found: list[int] = []
    while True:
        after = select(RecordedEvent.day).order_by(RecordedEvent.day).limit(1)
        day = session.scalar(after.where(RecordedEvent.day > found[-1]) if found else after)
        if day is None:
            return found
        found.append(day)


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
