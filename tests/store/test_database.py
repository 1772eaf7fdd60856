"""Transactions: what readers see, who may write when, what survives."""

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from lenticular.store.base import Store
from lenticular.store.database import Stores, database_url, open_stores


def add(session: Session, uid: str) -> None:
    session.execute(
        text("INSERT INTO organization (uid, name, created_at, updated_at) VALUES (:uid, 'A', :now, :now)"),
        {"uid": uid, "now": "2026-11-22 12:00:00"},
    )


def count(session: Session) -> int:
    found: int = session.execute(text("SELECT count(*) FROM organization")).scalar_one()
    return found


def begun_with(engine: Engine) -> list[str]:
    """Collect every BEGIN from now on."""
    said: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("BEGIN"):
            said.append(statement)

    event.listen(engine, "before_cursor_execute", listen)
    return said


def test_what_was_written_is_there_when_the_block_has_ended(stores: Stores):
    with stores.configuration.writing() as session:
        add(session, "a")

    with stores.configuration.reading() as session:
        assert count(session) == 1


def test_a_block_that_raises_leaves_nothing_behind(stores: Stores):
    def fail_half_way() -> None:
        with stores.configuration.writing() as session:
            add(session, "a")
            _ = 1 / 0

    with pytest.raises(ZeroDivisionError):
        fail_half_way()

    with stores.configuration.reading() as session:
        assert count(session) == 0


def test_a_reader_sees_one_state_whatever_is_committed_meanwhile(stores: Stores):
    with stores.configuration.reading() as reader:
        assert count(reader) == 0
        with stores.configuration.writing() as writer:
            add(writer, "a")
        assert count(reader) == 0

    with stores.configuration.reading() as reader:
        assert count(reader) == 1


def test_a_reader_waits_for_no_writer_and_sees_nothing_unfinished(stores: Stores):
    with stores.configuration.writing() as writer:
        add(writer, "a")
        writer.flush()
        with stores.configuration.reading() as reader:
            assert count(reader) == 0


def test_a_reader_changes_nothing(stores: Stores):
    try:
        with stores.configuration.reading() as reader:
            add(reader, "a")
    except DBAPIError:
        pass  # PostgreSQL says so at once

    with stores.configuration.reading() as reader:
        assert count(reader) == 0


def test_what_was_read_can_be_used_after_the_transaction(stores: Stores, organization_uid: str):
    from lenticular.accounts.organizations import service as organizations

    with stores.configuration.reading() as session:
        found = organizations.get(session, organization_uid)

    assert found.name == "Red Panda Travel"


def test_writers_on_sqlite_take_the_lock_first_and_readers_never(sqlite_stores: Stores):
    said = begun_with(sqlite_stores.configuration.engine)

    with sqlite_stores.configuration.writing() as session:
        count(session)
    with sqlite_stores.configuration.reading() as session:
        count(session)

    assert said == ["BEGIN IMMEDIATE", "BEGIN"]


def test_two_writers_that_read_first_take_turns_instead_of_failing(stores: Stores):
    """Without the lock at the beginning SQLite would refuse the second writer for having read an old state."""
    both_started = threading.Barrier(2, timeout=5)
    failures: list[Exception] = []

    def write(uid: str) -> None:
        both_started.wait()
        try:
            with stores.configuration.writing() as session:
                count(session)
                add(session, uid)
        except DBAPIError as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(uid,)) for uid in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    with stores.configuration.reading() as session:
        assert count(session) == 2


def test_constraints_hold(stores: Stores):
    with pytest.raises(IntegrityError), stores.configuration.writing() as session:
        session.execute(text("INSERT INTO organization_member VALUES ('nowhere', 'nobody', 'OWNER')"))


def test_sqlite_files_survive_a_power_cut(sqlite_stores: Stores):
    with sqlite_stores.events.reading() as session:
        settings = {
            name: session.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


def test_sqlite_keeps_each_store_in_a_file_of_its_own(tmp_path: Path):
    stores = open_stores(tmp_path / "new" / "data")
    for database in stores.databases():
        with database.writing() as session:
            session.execute(text("CREATE TABLE t (x int)"))
    stores.close()

    assert sorted(path.name for path in (tmp_path / "new" / "data").iterdir()) == [
        "events.db",
        "lenticular.db",
        "visitors.db",
    ]


def test_postgres_keeps_all_stores_in_one_database(postgres_stores: Stores):
    assert list(postgres_stores.databases().values()) == [frozenset(Store)]


def test_a_database_that_stays_locked_is_an_operational_error(sqlite_stores: Stores, tmp_path: Path):
    blocker = sqlite3.connect(tmp_path / "data" / "lenticular.db", isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    with sqlite_stores.configuration.reading() as session:
        session.execute(text("PRAGMA busy_timeout = 1"))
        with pytest.raises(OperationalError):
            add(session, "a")
    blocker.close()


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_every_spelling_of_a_postgres_url_means_our_driver(scheme: str):
    assert database_url(f"{scheme}://u:p@h/d").drivername == "postgresql+psycopg"
