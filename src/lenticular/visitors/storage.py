"""The visitor store as the edge uses it: point reads on the event loop, writes grouped by one thread."""

import asyncio
import queue
import threading
from collections.abc import Callable, Mapping
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from lenticular.errors import Failure, Unavailable
from lenticular.store.database import Database
from lenticular.store.point_read import PointReader, open_reader
from lenticular.visitors import service
from lenticular.visitors.service import Assign, Change, Merge, Upsert
from lenticular.visitors.stored import NOTHING, StoredText

BATCH_SIZE = 200
QUEUE_SIZE = 10_000
ATTEMPTS = 3

log = structlog.get_logger()
_Waiting = tuple[Change, "asyncio.Future[None]", asyncio.AbstractEventLoop]


class VisitorStorage:
    """What is kept of visitors. A write is durable, and seen by every worker, when its call returns."""

    def __init__(self, database: Database, *, now: Callable[[], datetime], read_timeout_seconds: float) -> None:
        self._database = database
        self._now = now
        self._read_timeout_seconds = read_timeout_seconds
        self._reader: PointReader | None = None
        self._queue: queue.Queue[_Waiting | None] = queue.Queue(QUEUE_SIZE)
        self._writer = threading.Thread(target=self._write_batches, name="visitor-writer", daemon=True)
        self._writer.start()

    async def read(self, project_uid: str, user_uid: str) -> StoredText:
        """Return what is kept of the visitor, maybe nothing; raise Unavailable when reading fails."""
        if self._reader is None:
            self._reader = open_reader(self._database, service.POINT_READ, timeout_seconds=self._read_timeout_seconds)
        row = await self._reader.fetch({"project_uid": project_uid, "user_uid": user_uid})
        return NOTHING if row is None else StoredText(*row)

    async def write(self, project_uid: str, user_uid: str, changes: Mapping[str, object]) -> None:
        """Set attributes; null deletes one. Raise Invalid over the limit, Unavailable when it can't be stored."""
        await self._submit(Upsert(project_uid, user_uid, changes))

    async def merge(self, project_uid: str, source_uid: str, target_uid: str) -> None:
        """Copy the source's attributes onto the target, the source's value winning."""
        await self._submit(Merge(project_uid, source_uid, target_uid))

    async def assign(
        self, project_uid: str, user_uid: str, drawn: Mapping[str, str], before: Mapping[str, str]
    ) -> None:
        """Keep variants that the visitor drew, having had the assignments `before`; of two draws the first wins."""
        await self._submit(Assign(project_uid, user_uid, drawn, before))

    async def close(self) -> None:
        """Write what is queued, then stop."""
        self._queue.put(None)
        await asyncio.to_thread(self._writer.join)
        if self._reader is not None:
            await self._reader.close()

    async def _submit(self, change: Change) -> None:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        try:
            self._queue.put_nowait((change, future, loop))
        except queue.Full:
            raise Unavailable("TOO_BUSY", "Too many writes are waiting. Try again in a moment.") from None
        await future

    def _write_batches(self) -> None:
        while True:
            batch = [self._queue.get()]
            while len(batch) < BATCH_SIZE and batch[-1] is not None:
                try:
                    batch.append(self._queue.get_nowait())
                except queue.Empty:
                    break
            waiting = [entry for entry in batch if entry is not None]
            if waiting:
                self._write(waiting)
            if batch[-1] is None:
                return

    def _write(self, waiting: list[_Waiting]) -> None:
        outcomes = self._commit([change for change, _, _ in waiting])
        for (_, future, loop), outcome in zip(waiting, outcomes, strict=True):
            loop.call_soon_threadsafe(_settle, future, outcome)

    def _commit(self, changes: list[Change]) -> list[Failure | None]:
        for attempt in range(ATTEMPTS):
            try:
                with self._database.writing() as session:
                    return service.apply(session, changes, self._now())
            except SQLAlchemyError as error:
                log.warning("visitors could not be written", attempt=attempt, error=type(error).__name__)
        refusal = Unavailable(
            "VISITORS_UNAVAILABLE", "What is known of the visitor could not be stored. Try again in a moment."
        )
        return [refusal] * len(changes)


def _settle(future: "asyncio.Future[None]", outcome: Failure | None) -> None:
    if future.done():
        return
    if outcome is None:
        future.set_result(None)
    else:
        future.set_exception(outcome)
