"""Work that waits until its answer is on the way: it goes on by itself, and is finished before the process ends."""

import asyncio
from collections.abc import Coroutine

import structlog

DRAIN_SECONDS = 5.0

_log = structlog.get_logger(__name__)


class Afterwards:
    """The work of one process that goes on. What it waits for, event log and visitor store, bounds how much that is."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, work: Coroutine[object, object, None]) -> None:
        """Start a piece of work that sees to its own failures."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def drain(self, timeout_seconds: float = DRAIN_SECONDS) -> None:
        """Wait until everything that was begun is done; what takes longer is given up, and logged."""
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=timeout_seconds)
        for task in late:
            task.cancel()
        if late:
            _log.warning("work_after_answers_given_up", count=len(late))
