"""Reading one row by primary key on a visitor's path: no session, no ORM, never waiting for a writer."""

import asyncio
import sqlite3
from collections.abc import Mapping
from typing import Any, Protocol

import psycopg
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import Select
from sqlalchemy.dialects import sqlite

from lenticular.errors import Unavailable
from lenticular.store.database import Database, connect_timeout_seconds

RECONNECT_SECONDS = 1.0
# A row of some kilobytes lies on several pages, each of which would be a call of the system.
MAPPED_BYTES = 1 << 30

Row = tuple[Any, ...]


class PointReader(Protocol):
    """Answers one prepared question with the first row, or None."""

    async def fetch(self, parameters: Mapping[str, Any]) -> Row | None:
        """Return the row as the driver reads it; raise Unavailable when the database does not answer in time."""
        ...

    async def close(self) -> None:
        """Release the connections."""
        ...


def open_reader(database: Database, question: Select[*tuple[Any, ...]], *, timeout_seconds: float) -> PointReader:
    """Return the reader of this database's kind. Must be called inside the event loop that will use it."""
    if database.engine.dialect.name == "sqlite":
        return _SqliteReader(str(database.engine.url.database), question, timeout_seconds)
    return _PostgresReader(database, question, timeout_seconds)


class _SqliteReader:
    """Reads on the event loop: in WAL mode a read takes some 11 µs and waits for nobody."""

    def __init__(self, path: str, question: Select[*tuple[Any, ...]], timeout_seconds: float) -> None:
        compiled = question.compile(dialect=sqlite.dialect(paramstyle="qmark"))
        self._sql, self._names = str(compiled), compiled.positiontup or ()
        self._connection = sqlite3.connect(
            f"file:{path}?mode=ro", uri=True, timeout=timeout_seconds, isolation_level=None
        )
        # One for all questions: each is answered before the next, and to make one costs more than to find the row.
        self._cursor = self._connection.execute(f"PRAGMA mmap_size = {MAPPED_BYTES}")

    async def fetch(self, parameters: Mapping[str, Any]) -> Row | None:
        try:
            # SQLite looks named parameters up one by one. All rows are fetched, because that ends the reading.
            rows = self._cursor.execute(self._sql, [parameters[name] for name in self._names]).fetchall()
        except sqlite3.Error as error:
            raise Unavailable("VISITORS_UNAVAILABLE", "What is stored of the visitor cannot be read.") from error
        return rows[0] if rows else None

    async def close(self) -> None:
        self._connection.close()


class _PostgresReader:
    """Reads through an asynchronous pool, so a slow database never stops the event loop."""

    def __init__(self, database: Database, question: Select[*tuple[Any, ...]], timeout_seconds: float) -> None:
        self._sql = str(question.compile(dialect=database.engine.dialect))
        self._timeout_seconds = timeout_seconds
        conninfo = database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._pool = AsyncConnectionPool(
            conninfo,
            min_size=1,
            max_size=8,
            open=False,
            # The pool waits twice as long after every failure; giving up, it tries anew at the next read.
            reconnect_timeout=RECONNECT_SECONDS,
            kwargs={
                "autocommit": True,
                "prepare_threshold": 0,
                "connect_timeout": connect_timeout_seconds(database.engine.url),
            },
        )
        self._opened = False

    async def fetch(self, parameters: Mapping[str, Any]) -> Row | None:
        try:
            if not self._opened:
                self._opened = True
                await self._pool.open()
            async with (
                asyncio.timeout(self._timeout_seconds),
                self._pool.connection(timeout=self._timeout_seconds) as connection,
            ):
                cursor = await connection.execute(self._sql.encode(), dict(parameters))
                row: Row | None = await cursor.fetchone()
        except (psycopg.Error, TimeoutError) as error:
            raise Unavailable("VISITORS_UNAVAILABLE", "What is stored of the visitor cannot be read.") from error
        return row

    async def close(self) -> None:
        await self._pool.close()
