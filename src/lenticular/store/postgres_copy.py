"""Copying all tables of a PostgreSQL database out to files and in again, each way in one transaction."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import inspect

from lenticular.store.database import Database
from lenticular.store.migrating import VERSION_TABLE

SUFFIX = ".copy"
_PIECE_BYTES = 1024 * 1024

_SEQUENCES = (
    "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema() ORDER BY sequencename"
)
_COLUMNS = (
    "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = %s"
    " AND is_generated = 'NEVER' ORDER BY ordinal_position"
)


def copy_out(database: Database, folder: Path) -> dict[str, int]:
    """Write each table to a file, all as of one instant. Return the last number that each used sequence gave."""
    with _transaction(database) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for table in _tables(database):
            columns = [name for (name,) in connection.execute(_COLUMNS, (table,))]
            statement = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(table), _listed(columns))
            with (
                (folder / f"{table}{SUFFIX}").open("xb") as file,
                connection.cursor() as cursor,
                cursor.copy(statement) as pieces,
            ):
                # The first line names the columns: their order differs between a migrated and a new database.
                file.write(("\t".join(columns) + "\n").encode())
                for piece in pieces:
                    file.write(piece)
        # Sequences are outside of transactions, so they are never behind the rows.
        return {name: last for name, last in connection.execute(_SEQUENCES) if last is not None}


def copy_in(database: Database, folder: Path, sequences: Mapping[str, int]) -> None:
    """Fill the tables, which must exist, from the files; what migrations had put into them is replaced."""
    tables = [table for table in _tables(database) if table != VERSION_TABLE]
    with _transaction(database) as connection:
        if tables:
            connection.execute(sql.SQL("TRUNCATE {}").format(_listed(tables)))
        for table in tables:
            _fill(connection, table, folder / f"{table}{SUFFIX}")
        for name, last in sequences.items():
            connection.execute("SELECT setval(%s::regclass, %s)", (sql.Identifier(name).as_string(connection), last))


def _fill(connection: psycopg.Connection[Any], table: str, path: Path) -> None:
    with path.open("rb") as file:
        columns = file.readline().decode().rstrip("\n").split("\t")
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), _listed(columns))
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            while piece := file.read(_PIECE_BYTES):
                copy.write(piece)


def _tables(database: Database) -> list[str]:
    """Return the tables, those that others refer to first."""
    ordered = inspect(database.engine).get_sorted_table_and_fkc_names()
    return [name for name, _ in ordered if name is not None]


def _listed(names: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


@contextmanager
def _transaction(database: Database) -> Iterator[psycopg.Connection[Any]]:
    with database.engine.connect() as pooled:
        connection = pooled.connection.driver_connection
        if not isinstance(connection, psycopg.Connection):
            raise TypeError(f"not a connection of psycopg: {type(connection).__name__}")
        with connection.transaction():
            yield connection
