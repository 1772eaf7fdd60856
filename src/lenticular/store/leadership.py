"""Who may do a thing that only one process may do: locks on files, and on a PostgreSQL database."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from lenticular.store.database import Database

RUN_FOLDER = "run"
LEADER_FILE = "leader.lock"
_LEADER_LOCK = 0x1E47_0002  # any number that nobody else of our database uses


class Leadership(Protocol):
    """The right to do the background work, as long as `is_held` says so."""

    def is_held(self) -> bool:
        """Tell whether this process still leads; ask before each piece of work."""
        ...


@contextmanager
def lead(database: Database, data: Path) -> Iterator[Leadership | None]:
    """Try to become the one leader of an installation until the block ends; None if another process leads.

    Never waits: ask again later. On SQLite the processes of one data folder compete, on PostgreSQL all processes of all
    machines that use the database (through session pooling at most: a transaction pooler loses session locks).
    """
    if database.engine.dialect.name == "sqlite":
        with file_lock(data / RUN_FOLDER / LEADER_FILE) as is_locked:
            yield _FileLeadership() if is_locked else None
        return
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _LEADER_LOCK}).scalar():
            yield None
            return
        try:
            yield _DatabaseLeadership(connection)
        finally:
            _unlock(connection)


@contextmanager
def file_lock(path: Path) -> Iterator[bool]:
    """Hold a lock on a file until the block ends; False if another process holds it. The file stays, empty or not.

    The system frees it when the process ends, however it ends.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(descriptor)


class _FileLeadership:
    def is_held(self) -> bool:
        return True


class _DatabaseLeadership:
    """Lost when the connection is: the server then frees the lock, and another process may already lead."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def is_held(self) -> bool:
        try:
            self._connection.execute(text("SELECT 1"))
        except DBAPIError:
            return False
        return True


def _unlock(connection: Connection) -> None:
    if connection.invalidated:  # it was lost, and the lock with it
        return
    try:
        connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _LEADER_LOCK})
    except DBAPIError:
        connection.invalidate()
