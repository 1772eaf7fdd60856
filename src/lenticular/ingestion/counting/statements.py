"""Statements about many rows at once, in the form that each database does fastest."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Table

from lenticular.store.base import Base

_CACHE_KIB = 64 * 1024
_LOG_PAGES = 16_000  # of 4 KiB

Row = tuple[Any, ...]


def table_of(row: type[Base]) -> Table:
    """Return the table of a class of rows."""
    table = row.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{row.__name__} has no table of its own")
    return table


def add(connection: Connection, row: type[Base], amounts: Iterable[tuple[Row, int]]) -> None:
    """Add amounts to the counts of a table by primary key."""
    table = table_of(row)
    keys = ", ".join(column.name for column in table.primary_key)
    rows = sorted((*key, amount) for key, amount in amounts if amount)
    insert(connection, table, rows, f"({keys}) DO UPDATE SET count = {table.name}.count + excluded.count")


def insert(connection: Connection, table: Table, rows: Sequence[Row], on_conflict: str = "") -> None:
    """Insert rows, given in the order of the table's columns; `on_conflict` is what follows ON CONFLICT."""
    if not rows:
        return
    # Only names of tables and columns are put into the text.
    names = ", ".join(column.name for column in table.columns)
    tail = f" ON CONFLICT {on_conflict}" if on_conflict else ""
    if connection.dialect.name == "sqlite":
        places = ", ".join("?" for _ in table.columns)
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({places}){tail}", list(rows))  # noqa: S608
        return
    arrays = ", ".join(f"%s::{column.type.compile(connection.dialect)}[]" for column in table.columns)
    # One statement with an array a column: a statement a row takes ten times as long.
    columns = tuple(map(list, zip(*rows, strict=True)))
    statement = f"INSERT INTO {table.name} ({names}) SELECT * FROM unnest({arrays}){tail}"  # noqa: S608
    connection.exec_driver_sql(statement, columns)


def update(connection: Connection, row: type[Base], key: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Set columns of rows found by their key; each row is given as the new values, then the key."""
    if not rows:
        return
    table = table_of(row)
    if connection.dialect.name == "sqlite":
        places = ", ".join(f"{column} = ?" for column in columns)
        connection.exec_driver_sql(f"UPDATE {table.name} SET {places} WHERE {key} = ?", list(rows))  # noqa: S608 - names only
        return
    names = [*columns, key]
    arrays = ", ".join(f"%s::{table.columns[name].type.compile(connection.dialect)}[]" for name in names)
    places = ", ".join(f"{column} = given.{column}" for column in columns)
    statement = (
        f"UPDATE {table.name} SET {places} FROM unnest({arrays}) AS given ({', '.join(names)})"  # noqa: S608
        f" WHERE {table.name}.{key} = given.{key}"
    )
    connection.exec_driver_sql(statement, tuple(map(list, zip(*rows, strict=True))))


def select(connection: Connection, statement: str, *arguments: object) -> Sequence[Sequence[Any]]:
    """Return the rows of a statement in which `?` stands for an argument."""
    if connection.dialect.name != "sqlite":
        statement = statement.replace("?", "%s")
    return connection.exec_driver_sql(statement, arguments).all()


def listed(connection: Connection, values: Iterable[str] | Iterable[int]) -> object:
    """Return values as the one argument that `is_listed` reads."""
    return _json(list(values)) if connection.dialect.name == "sqlite" else list(values)


def is_listed(connection: Connection, column: str) -> str:
    """Return the condition that a column is one of the listed values."""
    return (
        f"{column} IN (SELECT value FROM json_each(?))" if connection.dialect.name == "sqlite" else f"{column} = ANY(?)"  # noqa: S608
    )


def only_writer(connection: Connection) -> None:
    """Let no second writer into the event store until the transaction ends; on SQLite it has begun as the only one."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql("LOCK TABLE counted_segment IN EXCLUSIVE MODE")


def expect_many_rows(connection: Connection) -> None:
    """Let a connection hold a batch's pages in memory, and move them into the database's file once in a few batches.

    A page is changed by many batches in a row: each time that it is moved costs as much as changing it.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA cache_size = -{_CACHE_KIB}")
        connection.exec_driver_sql(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")


def greatest(connection: Connection, one: str, other: str) -> str:
    """Return the expression for the larger of two."""
    return f"{'max' if connection.dialect.name == 'sqlite' else 'greatest'}({one}, {other})"


def existing_client_ids(connection: Connection, pairs: Sequence[tuple[int, str]]) -> set[tuple[int, str]]:
    """Return those of the pairs of visitor and client id that were taken in before."""
    if not pairs:
        return set()
    if connection.dialect.name == "sqlite":
        # CROSS JOIN fixes the order of the loops: one look-up for each pair.
        statement = (
            "SELECT visitor_number, client_id FROM json_each(?) CROSS JOIN seen_client_id"
            " ON visitor_number = json_extract(value, '$[0]') AND client_id = json_extract(value, '$[1]')"
        )
        return {(number, uid) for number, uid in select(connection, statement, _json(pairs))}
    statement = (
        "SELECT visitor_number, client_id FROM seen_client_id"
        " JOIN unnest(?::bigint[], ?::varchar[]) AS asked (number, id) ON visitor_number = number AND client_id = id"
    )
    columns = [number for number, _ in pairs], [client_id for _, client_id in pairs]
    return {(number, uid) for number, uid in select(connection, statement, *columns)}


def _json(values: Sequence[object]) -> str:
    return msgspec.json.encode(values).decode()
