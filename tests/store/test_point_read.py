import asyncio
import time

import pytest
from sqlalchemy import bindparam, delete, select, text

from lenticular.errors import Unavailable
from lenticular.store.database import Database
from lenticular.store.point_read import open_reader
from lenticular.visitors.service import POINT_READ, Upsert, apply
from lenticular.visitors.tables import StoredVisitor

PARAMETERS = {"project_uid": "a" * 24, "user_uid": "ann"}


def fetch(database: Database, question, parameters, times=1):
    async def run():
        reader = open_reader(database, question, timeout_seconds=5)
        try:
            return [await reader.fetch(parameters) for _ in range(times)][-1]
        finally:
            await reader.close()

    return asyncio.run(run())


def test_returns_the_row_or_none(stores, clock):
    assert fetch(stores.visitors, POINT_READ, PARAMETERS) is None
    with stores.visitors.writing() as session:
        apply(session, [Upsert("a" * 24, "ann", {"age": 10})], clock())
    assert fetch(stores.visitors, POINT_READ, PARAMETERS, times=3) in (({"age": 10}, {}), ('{"age": 10}', "{}"))


def test_sees_a_write_that_happens_while_it_is_open(stores, clock):
    async def run():
        reader = open_reader(stores.visitors, POINT_READ, timeout_seconds=5)
        before = await reader.fetch(PARAMETERS)
        with stores.visitors.writing() as session:
            apply(session, [Upsert("a" * 24, "ann", {"age": 10})], clock())
        after = await reader.fetch(PARAMETERS)
        await reader.close()
        return before, after

    before, after = asyncio.run(run())
    assert before is None
    assert after is not None


def test_does_not_wait_for_a_writer_on_sqlite(sqlite_stores, clock):
    with sqlite_stores.visitors.writing() as session:
        apply(session, [Upsert("a" * 24, "ann", {"age": 10})], clock())
        assert fetch(sqlite_stores.visitors, POINT_READ, PARAMETERS) is None


def test_holds_nothing_of_sqlite_once_it_has_answered(sqlite_stores, clock):
    async def run():
        reader = open_reader(sqlite_stores.visitors, POINT_READ, timeout_seconds=5)
        with sqlite_stores.visitors.writing() as session:
            apply(session, [Upsert("a" * 24, "ann", {"age": 10})], clock())
        await reader.fetch(PARAMETERS)
        with sqlite_stores.visitors.engine.connect() as other:
            is_busy, *_ = other.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        await reader.close()
        return is_busy

    assert asyncio.run(run()) == 0


def test_a_database_that_does_not_answer_is_not_waited_for(postgres_stores):
    visitors = postgres_stores.visitors

    async def run():
        reader = open_reader(visitors, POINT_READ, timeout_seconds=0.5)
        with visitors.engine.connect() as other:
            other.exec_driver_sql("LOCK TABLE visitor IN ACCESS EXCLUSIVE MODE")
            begun = time.monotonic()
            with pytest.raises(Unavailable):
                await reader.fetch(PARAMETERS)
            took = time.monotonic() - begun
            other.rollback()
        await reader.close()
        return took

    assert asyncio.run(run()) < 5


def test_the_reader_cannot_write(sqlite_stores):
    of_one = (getattr(StoredVisitor, name) == bindparam(name) for name in PARAMETERS)
    writing = delete(StoredVisitor).where(*of_one)
    with pytest.raises(Unavailable) as refused:
        fetch(sqlite_stores.visitors, writing, PARAMETERS)
    assert "readonly" in str(refused.value.__cause__)


def test_a_failing_question_is_unavailable(stores):
    broken = select(text("nothing FROM nowhere")).where(bindparam("project_uid") == bindparam("user_uid"))
    with pytest.raises(Unavailable):
        fetch(stores.visitors, broken, PARAMETERS)
