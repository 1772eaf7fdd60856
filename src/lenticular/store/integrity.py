"""Telling whether what the databases hold is whole: the databases' own checks."""

from collections.abc import Iterator

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError, OperationalError

from lenticular.store.database import Stores


def problems(stores: Stores) -> list[str]:
    """Return a sentence for each damage found. Reads every page of an SQLite file, so it takes time on large ones.

    PostgreSQL checks references at every write and its pages by itself: nothing is asked there.
    """
    found = []
    for database, held in stores.databases().items():
        if database.engine.dialect.name != "sqlite":
            continue
        named = ", ".join(sorted(held))
        with database.engine.connect() as connection:
            try:
                found += [f"{named}: {problem}" for problem in _problems(connection)]
            except OperationalError:
                raise
            except DatabaseError as error:  # too damaged to be checked any further
                found.append(f"{named}: {error.orig}")
    return found


def _problems(connection: Connection) -> Iterator[str]:
    rows = connection.exec_driver_sql("PRAGMA integrity_check").scalars()
    yield from (row for row in rows if row != "ok")
    for table, _, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"a row of {table} refers to no row of {parent}"
