"""Opening databases, and the two kinds of transaction: reading and writing."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session, sessionmaker

from lenticular.store.base import Store

FILE_NAMES: Mapping[Store, str] = {
    Store.CONFIGURATION: "lenticular.db",
    Store.VISITORS: "visitors.db",
    Store.EVENTS: "events.db",
}
SQLITE_BUSY_TIMEOUT_MS = 10_000
CONNECT_SECONDS = 5


class Database:
    """One database, opened. A transaction commits when its block ends and rolls back when it raises."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        reading = (
            {"sqlite_begin": "BEGIN"}
            if engine.dialect.name == "sqlite"
            else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        )
        self._reading = sessionmaker(engine.execution_options(**reading), expire_on_commit=False)
        self._writing = sessionmaker(engine.execution_options(sqlite_begin="BEGIN IMMEDIATE"), expire_on_commit=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a transaction that sees one consistent state and changes nothing."""
        with self._reading() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open a transaction that may write; on SQLite its first statement takes the write lock."""
        with self._writing.begin() as session:
            yield session


@dataclass(frozen=True, slots=True)
class Stores:
    """The opened stores of one installation. On PostgreSQL all three are the same database."""

    configuration: Database
    visitors: Database
    events: Database

    def databases(self) -> dict[Database, frozenset[Store]]:
        """Return each distinct database with the stores that live in it."""
        found: dict[Database, frozenset[Store]] = {}
        for store in Store:
            database: Database = getattr(self, store.value)
            found[database] = found.get(database, frozenset()) | {store}
        return found

    def close(self) -> None:
        """Close every connection."""
        for database in self.databases():
            database.engine.dispose()


def database_url(text: str) -> URL:
    """Read a database URL; plain `postgresql://` means the psycopg 3 driver."""
    url = make_url(text)
    if url.drivername in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    return url


def connect_timeout_seconds(url: URL) -> int:
    """Return how long a connection may take: the driver's own default keeps a dead host's requests for minutes."""
    return int(str(url.query.get("connect_timeout", CONNECT_SECONDS)))


def open_stores(data: Path, url: str | None = None) -> Stores:
    """Open the stores: SQLite files in the data folder, or everything in the database that `url` names."""
    if url is not None:
        database = Database(
            create_engine(database_url(url), pool_size=10, max_overflow=30, pool_pre_ping=True, hide_parameters=True)
        )
        return Stores(configuration=database, visitors=database, events=database)
    data.mkdir(parents=True, exist_ok=True)
    return Stores(**{store.value: _open_sqlite(data / name) for store, name in FILE_NAMES.items()})


def _open_sqlite(path: Path) -> Database:
    engine = create_engine(
        URL.create("sqlite", database=str(path)), pool_size=10, max_overflow=30, hide_parameters=True
    )
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return Database(engine)


def _configure_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own transaction handling can't say BEGIN IMMEDIATE; _begin_sqlite does.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {SQLITE_BUSY_TIMEOUT_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    options: Mapping[str, Any] = connection.get_execution_options()
    connection.exec_driver_sql(options.get("sqlite_begin", "BEGIN"))
