"""The durable log of events: a thread writes what many requests queued and answers them after one sync to disk."""

import asyncio
import os
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import structlog

from lenticular import errors
from lenticular.ingestion import segments

SEGMENT_BYTES = 64 * 1024 * 1024
SEGMENT_SECONDS = 900.0
QUEUE_BYTES = 16 * 1024 * 1024

_log = structlog.get_logger(__name__)


class _Waiter(NamedTuple):
    data: bytes
    loop: asyncio.AbstractEventLoop
    done: asyncio.Future[None]


class Spool:
    """The log of one process: a folder in which this process alone writes its own files.

    A file is ended when it is large or old enough, whether anything follows or not: what is counted and deleted is
    deleted by files, and nobody's events shall wait for others'.

    Start it in the process that uses it (threads do not survive a fork), close it after the last append.
    """

    def __init__(
        self,
        folder: Path,
        *,
        segment_bytes: int = SEGMENT_BYTES,
        segment_seconds: float = SEGMENT_SECONDS,
        queue_bytes: int = QUEUE_BYTES,
    ) -> None:
        self._folder = folder
        self._segment_bytes = segment_bytes
        self._segment_seconds = segment_seconds
        self._queue_bytes = queue_bytes
        self._segment: segments.Segment | None = None
        self._segment_ends_at = 0.0
        self._sequence = 0
        self._is_failing = False
        self._condition = threading.Condition()
        self._queue: list[_Waiter] = []
        self._queued_bytes = 0
        self._is_closing = False
        self._thread = threading.Thread(target=self._write_until_closed, name="spool", daemon=True)

    def start(self) -> None:
        """Create the folder and begin to write. Raises OSError if the folder can't be made."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._thread.start()

    async def append(self, records: Sequence[bytes]) -> None:
        """Return once all records are on disk. No records: return once the log has shown that it can be written.

        Raises Unavailable if the queue is full, the log is closed, or the disk refuses; then none of them is confirmed,
        and a later append tries anew.
        """
        loop = asyncio.get_running_loop()
        waiter = _Waiter(b"".join(map(segments.frame, records)), loop, loop.create_future())
        with self._condition:
            if self._is_closing or not self._thread.is_alive():
                raise errors.Unavailable("EVENT_LOG_CLOSED", "The event log is closed.")
            if self._queued_bytes + len(waiter.data) > self._queue_bytes:
                raise errors.Unavailable("EVENT_LOG_BUSY", "Too many events are waiting for the disk. Try again later.")
            self._queue.append(waiter)
            self._queued_bytes += len(waiter.data)
            if len(self._queue) == 1:
                # Not yet: a thread that waits for the interpreter slows down who has it, and the batch would be small.
                loop.call_soon(self._wake)
        await waiter.done

    def close(self) -> None:
        """Write what is queued, answer it, and close the file. Blocks; appends from now on raise Unavailable."""
        with self._condition:
            self._is_closing = True
            self._condition.notify()
        if self._thread.is_alive():
            self._thread.join()

    def _wake(self) -> None:
        with self._condition:
            self._condition.notify()

    def _write_until_closed(self) -> None:
        while (batch := self._next_batch()) is not None:
            self._end_segment_if_due()
            if not batch:
                continue
            is_written = False
            try:
                is_written = self._write([waiter.data for waiter in batch])
            finally:
                for loop in {waiter.loop for waiter in batch}:
                    _answer(loop, [waiter.done for waiter in batch if waiter.loop is loop], is_written=is_written)
        if self._segment is not None:
            self._segment.close()

    def _next_batch(self) -> list[_Waiter] | None:
        """Wait for work and take all of it, or none when the segment is due to end; None: the log is closed."""
        with self._condition:
            while not self._queue and not self._is_closing:
                seconds_left = None if self._segment is None else self._segment_ends_at - time.monotonic()
                if seconds_left is not None and seconds_left <= 0:
                    return []
                self._condition.wait(seconds_left)
            if not self._queue:
                return None
            batch, self._queue = self._queue, []
            self._queued_bytes = 0
            return batch

    def _end_segment_if_due(self) -> None:
        if self._segment is None:
            return
        if self._segment.size_bytes >= self._segment_bytes or time.monotonic() >= self._segment_ends_at:
            ended, self._segment = self._segment, None
            try:
                ended.close()
            except OSError as error:  # all of it is on disk already
                _log.warning("event_segment_not_closed", file=ended.path.name, error=str(error))

    def _write(self, parts: Sequence[bytes]) -> bool:
        try:
            self._open_segment().append(parts)
        except OSError as error:
            self._abandon_segment(error)
            return False
        if self._is_failing:
            self._is_failing = False
            _log.info("event_log_writable_again")
        return True

    def _open_segment(self) -> segments.Segment:
        if self._segment is None:
            self._sequence += 1
            name = f"{time.time_ns():020d}-{os.getpid()}-{self._sequence:06d}{segments.SUFFIX}"
            self._segment = segments.Segment(self._folder / name)
            self._segment_ends_at = time.monotonic() + self._segment_seconds
        return self._segment

    def _abandon_segment(self, error: OSError) -> None:
        # After a failed sync the kernel may have dropped the pages and report success next time: never go on in the
        # same file.
        if self._segment is not None:
            self._segment.abandon()
            self._segment = None
        if not self._is_failing:
            self._is_failing = True
            _log.error("event_log_unwritable", error=str(error))


def _answer(loop: asyncio.AbstractEventLoop, waiting: Sequence[asyncio.Future[None]], *, is_written: bool) -> None:
    try:
        loop.call_soon_threadsafe(_resolve, waiting, is_written)
    except RuntimeError:
        # The loop was closed while its requests waited: nobody is left to be told.
        _log.warning("event_log_waiters_gone", count=len(waiting))


def _resolve(waiting: Sequence[asyncio.Future[None]], is_written: bool) -> None:
    for done in waiting:
        if done.done():
            continue
        if is_written:
            done.set_result(None)
        else:
            message = "The event log cannot be written. Try again later."
            done.set_exception(errors.Unavailable("EVENT_LOG_UNWRITABLE", message))
