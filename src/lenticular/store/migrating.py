"""Running the one chain of migrations, and telling whether a database and the code agree."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from alembic import autogenerate, command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, MetaData, Table, inspect, text
from sqlalchemy.sql.schema import SchemaItem

from lenticular.errors import Conflict
from lenticular.store.base import Store, store_of
from lenticular.store.database import Database, Stores

SCRIPTS = "lenticular:migrations"
VERSION_TABLE = "alembic_version"
LOCK_TIMEOUT_SECONDS = 30
_UPGRADE_LOCK = 0x1E47_0001  # any number that nobody else of our database uses


class Standing(StrEnum):
    """How a database's schema stands to the code's."""

    EMPTY = "empty"
    PENDING = "pending"
    CURRENT = "current"
    NEWER = "newer"
    FOREIGN = "foreign"  # it has tables, but they were not made by these migrations


@dataclass(frozen=True, slots=True)
class Schema:
    """The schema of one database and of the stores in it. `current` is None before the first migration."""

    stores: frozenset[Store]
    current: str | None
    head: str
    standing: Standing


def head(scripts: str = SCRIPTS) -> str:
    """Return the newest revision that this code knows."""
    revision = _scripts(scripts).get_current_head()
    if revision is None:
        raise LookupError("the package holds no migration")
    return revision


def revision_of(database: Database) -> str | None:
    """Return the revision of a database, or None if it was never migrated."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def schemas(stores: Stores, scripts: str = SCRIPTS) -> list[Schema]:
    """Return the schema of each database, in the order configuration, visitors, events."""
    return [_schema(database, held, scripts) for database, held in stores.databases().items()]


def state(stores: Stores, scripts: str = SCRIPTS) -> dict[Store, Standing]:
    """Return how the schema of each store stands to the code."""
    return {store: schema.standing for schema in schemas(stores, scripts) for store in sorted(schema.stores)}


def upgrade(stores: Stores, revision: str = "head", scripts: str = SCRIPTS) -> None:
    """Bring every database to the revision. Each is one transaction: it ends at the revision or stays as it was.

    Raises Conflict for a database that is newer than this code or was made by something else.
    """
    for database, held in stores.databases().items():
        refuse_unknown([_schema(database, held, scripts)])
        with _connection_for_changes(database) as connection:
            config = _config(scripts)
            config.attributes.update(connection=connection, stores=held)
            command.upgrade(config, revision)


def require_known(revision: str, scripts: str = SCRIPTS) -> None:
    """Raise Conflict if this code has no migration that leads to the revision."""
    if not _is_known(revision, scripts):
        raise Conflict(
            "SCHEMA_NEWER", f"Schema {revision} is not known to this version: install the newer version of Lenticular."
        )


def refuse_unknown(found: Sequence[Schema]) -> None:
    """Raise Conflict if a database is newer than this code, or not ours."""
    for schema in found:
        named = ", ".join(sorted(schema.stores))
        if schema.standing is Standing.NEWER:
            raise Conflict(
                "SCHEMA_NEWER",
                f"The database ({named}) is at schema {schema.current}, which this version does not know:"
                " install the newer version of Lenticular, or restore a backup.",
            )
        if schema.standing is Standing.FOREIGN:
            raise Conflict(
                "SCHEMA_FOREIGN",
                f"The database ({named}) holds tables that Lenticular did not make: give it an empty one.",
            )


def differences(stores: Stores, metadata: MetaData) -> list[str]:
    """Return a sentence for each difference between the schema of the databases and the tables in the code."""
    found = []
    for database, held in stores.databases().items():
        with database.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"include_object": _belongs_to(held)})
            changes = autogenerate.compare_metadata(context, metadata)
            found += [_sentence(change) for change in _flat(changes)]
    return found


def _config(scripts: str) -> Config:
    config = Config()
    config.set_main_option("script_location", scripts)
    config.set_main_option("path_separator", "os")
    return config


@cache
def _scripts(scripts: str) -> ScriptDirectory:
    return ScriptDirectory.from_config(_config(scripts))


def _schema(database: Database, held: frozenset[Store], scripts: str) -> Schema:
    current, newest = revision_of(database), head(scripts)
    if current is None:
        tables = set(inspect(database.engine).get_table_names()) - {VERSION_TABLE}
        standing = Standing.FOREIGN if tables else Standing.EMPTY
    elif current == newest:
        standing = Standing.CURRENT
    else:
        standing = Standing.PENDING if _is_known(current, scripts) else Standing.NEWER
    return Schema(held, current, newest, standing)


def _is_known(revision: str, scripts: str) -> bool:
    try:
        return _scripts(scripts).get_revision(revision) is not None
    except CommandError:
        return False


@contextmanager
def _connection_for_changes(database: Database) -> Iterator[Connection]:
    """Open one transaction in which the schema may change, alone."""
    engine = database.engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            with _without_foreign_keys(connection), connection.begin():
                yield connection
                _check_foreign_keys(connection)
            return
        with connection.begin():
            # A migration that waits for a lock makes everyone behind it wait too: give up instead.
            connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT_SECONDS}s'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
            yield connection


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    # SQLite changes a table by copying and dropping it, which would delete every row that refers to it. The switch
    # works outside a transaction only, so it must not go through SQLAlchemy, which would begin one.
    switch = connection.connection.dbapi_connection
    if switch is None:
        raise ConnectionError("the connection is closed")
    switch.cursor().execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        switch.cursor().execute("PRAGMA foreign_keys = ON")


def _check_foreign_keys(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise Conflict(
            "SCHEMA_UPGRADE_FAILED", f"The upgrade would leave {len(broken)} rows without what they refer to."
        )


def _belongs_to(held: frozenset[Store]) -> Callable[..., bool]:
    def include(thing: SchemaItem, name: str | None, _kind: str, reflected: bool, _other: SchemaItem | None) -> bool:
        if not isinstance(thing, Table):
            return True
        return name != VERSION_TABLE if reflected else store_of(thing) in held

    return include


def _flat(changes: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    for change in changes:
        if isinstance(change, list):
            yield from change
        else:
            yield change


def _sentence(change: tuple[Any, ...]) -> str:
    match change:
        case ("add_table", table):
            return f"table {table.name} is missing"
        case ("remove_table", table):
            return f"table {table.name} is not known to this version"
        case ("add_column", _, table, column):
            return f"column {table}.{column.name} is missing"
        case ("remove_column", _, table, column):
            return f"column {table}.{column.name} is not known to this version"
        case (str(kind), _, table, column, _, old, new) if kind.startswith("modify_"):
            return f"column {table}.{column}: {kind.removeprefix('modify_')} is {old!r}, not {new!r}"
        case (str(kind), thing, *_):
            verb, _, noun = kind.partition("_")
            named = f"{noun.replace('_', ' ')} {getattr(thing, 'name', None) or thing}"
            place = getattr(getattr(thing, "table", None), "name", None)
            where = f" on table {place}" if place else ""
            return f"{named}{where} is {'missing' if verb == 'add' else 'not known to this version'}"
        case _:
            return str(change)
