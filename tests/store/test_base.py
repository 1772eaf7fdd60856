"""Portable column types, and which table lives in which store."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, MetaData, Table
from sqlalchemy.exc import StatementError

from lenticular import tables
from lenticular.store.base import Json, Store, UtcDateTime, lives_in, store_of
from lenticular.store.database import Database, Stores

EVERYTHING = Table("everything", MetaData(), Column("time", UtcDateTime), Column("document", Json))


@pytest.fixture
def database(stores: Stores) -> Database:
    EVERYTHING.create(stores.configuration.engine)
    return stores.configuration


def kept(database: Database, **values: object) -> tuple[object, ...]:
    with database.writing() as session:
        session.execute(EVERYTHING.insert().values(**values))
    with database.reading() as session:
        return tuple(session.execute(EVERYTHING.select()).one())


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=5, minutes=30)), timezone(timedelta(hours=-8))])
def test_a_time_comes_back_as_the_same_instant_in_utc(database: Database, zone: timezone):
    time = datetime(2026, 3, 29, 2, 30, 0, 123_456, tzinfo=zone)

    found, _ = kept(database, time=time)

    assert found == time
    assert isinstance(found, datetime)
    assert found.utcoffset() == timedelta(0)


def test_a_naive_time_is_refused(database: Database):
    with pytest.raises(StatementError, match="naive"), database.writing() as session:
        session.execute(EVERYTHING.insert().values(time=datetime(2026, 1, 1)))  # noqa: DTZ001


def test_no_time_stays_none(database: Database):
    assert kept(database, time=None, document={"a": 1})[0] is None


def test_a_document_comes_back_as_it_was(database: Database):
    document = {"b": [1, 2.5, None, True], "a": {"ü": "\N{PANDA FACE}"}}

    assert kept(database, document=document)[1] == document


def test_an_untagged_table_is_configuration():
    assert store_of(Table("plain", MetaData())) is Store.CONFIGURATION
    assert store_of(Table("tagged", MetaData(), **lives_in(Store.EVENTS))) is Store.EVENTS


def test_no_table_refers_to_a_table_of_another_store():
    for table in tables.metadata.sorted_tables:
        for key in table.foreign_keys:
            assert store_of(key.column.table) is store_of(table), f"{table.name} → {key.column.table.name}"


def test_every_constraint_has_a_name():
    unnamed = [
        f"{table.name}: {constraint}"
        for table in tables.metadata.sorted_tables
        for constraint in table.constraints
        if constraint.name is None
    ]

    assert unnamed == []
