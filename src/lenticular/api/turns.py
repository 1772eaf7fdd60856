"""How many requests of one process may hold a database transaction at once."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Annotated, TypeVar, TypeVarTuple

import anyio.to_thread
from anyio import CapacityLimiter
from fastapi import Depends, Request

# A transaction is opened, used and ended in three visits to the thread pool (40 threads). Were all threads waiting for
# a lock, the holder of the lock would find no thread to end on; so fewer than that may hold or wait.
TURNS = 20
# For what waits or computes for long without a turn, such as signing in; it must not use up the shared threads either.
_ASIDE = CapacityLimiter(4)

Arguments = TypeVarTuple("Arguments")
Result = TypeVar("Result")


def turns() -> asyncio.Semaphore:
    """Return what `build` puts into an application for `Turn`."""
    return asyncio.Semaphore(TURNS)


async def _turn(request: Request) -> AsyncIterator[None]:
    waiting: asyncio.Semaphore = request.app.state.turns
    async with waiting:
        yield


# A dependency that yields a transaction names this one before its own work.
Turn = Annotated[None, Depends(_turn, scope="function")]


async def run_aside(work: Callable[[*Arguments], Result], *arguments: *Arguments) -> Result:
    """Run blocking work of an `async def` route on one of a few threads of its own."""
    return await anyio.to_thread.run_sync(work, *arguments, limiter=_ASIDE)
