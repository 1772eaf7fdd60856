"""Moving the event log into the event store exactly once: records, what they count, and how far the log is read."""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, delete, select

from lenticular.ingestion.counting import backlog, statements
from lenticular.ingestion.counting.backlog import Batch, Position
from lenticular.ingestion.counting.intake import Intake
from lenticular.ingestion.counting.tables import CountedSegment
from lenticular.store.database import Database


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
    with _without_collector():
        progress, reached = _take_next(database, folder, now, limit)
    backlog.remove_finished(folder, reached)
    return progress


def _take_next(database: Database, folder: Path, now: datetime, limit: int) -> tuple[Progress, Mapping[str, Position]]:
    """Take in a batch; return what it did and all positions. Nothing else of the batch outlives the call."""
    with database.writing() as session:
        connection = session.connection()
        statements.only_writer(connection)
        statements.expect_many_rows(connection)
        known = positions(connection)
        batch = backlog.read(folder, known, next_number=_next_segment(known), limit=limit)
        Intake(connection, now).take(batch.lines)
        _save_positions(connection, batch, now)
    return Progress(batch.size, batch.has_more), known | {position.name: position for position in batch.positions}


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
    table = statements.table_of(CountedSegment)
    rows = connection.execute(select(table.c.number, table.c.name, table.c.offset_bytes, table.c.finished_at))
    return {row.name: Position(row.number, row.name, row.offset_bytes, row.finished_at is not None) for row in rows}


def _next_segment(known: Mapping[str, Position]) -> int:
    return max((position.number for position in known.values()), default=0) + 1


def _save_positions(connection: Connection, batch: Batch, now: datetime) -> None:
    table = statements.table_of(CountedSegment)
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
