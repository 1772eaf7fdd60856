"""The chain of migrations, run on real databases: forward, refused, and rolled back when it breaks."""

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, inspect, text

from lenticular import tables
from lenticular.errors import Conflict
from lenticular.store import integrity, migrating
from lenticular.store.base import Store, lives_in
from lenticular.store.database import Stores
from lenticular.store.migrating import Standing

FIRST = """
revision = "one"
down_revision = None
import sqlalchemy as sa
from alembic import op
from lenticular.migrations.stores import Store, present

def upgrade():
    if present(Store.CONFIGURATION):
        op.create_table("parent", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(9)))
        op.create_table("child", sa.Column("parent", sa.Integer, sa.ForeignKey("parent.id", ondelete="CASCADE")))
    if present(Store.VISITORS):
        op.create_table("seen", sa.Column("id", sa.Integer, primary_key=True))
"""
SECOND = """
revision = "two"
down_revision = "one"
import sqlalchemy as sa
from alembic import op
from lenticular.migrations.stores import Store, present

def upgrade():
    if present(Store.CONFIGURATION):
        with op.batch_alter_table("parent") as parent:
            parent.alter_column("name", type_=sa.String(20))
"""
BREAKING = SECOND.replace('"two"', '"three"').replace('"one"', '"two"') + "        raise RuntimeError('no')\n"


def execute(stores: Stores, statement: str) -> None:
    with stores.configuration.writing() as session:
        session.execute(text(statement))


def test_an_empty_database_gets_every_table_of_its_store(empty_stores, chain):
    scripts = chain(FIRST)
    assert set(migrating.state(empty_stores, scripts).values()) == {Standing.EMPTY}
    migrating.upgrade(empty_stores, scripts=scripts)
    assert migrating.state(empty_stores, scripts) == dict.fromkeys(Store, Standing.CURRENT)
    assert inspect(empty_stores.visitors.engine).has_table("seen")
    together = empty_stores.visitors is empty_stores.configuration
    assert inspect(empty_stores.configuration.engine).has_table("seen") is together


def test_an_older_database_is_pending_and_keeps_its_rows(empty_stores, chain):
    migrating.upgrade(empty_stores, scripts=chain(FIRST))
    execute(empty_stores, "INSERT INTO parent VALUES (1, 'a')")
    execute(empty_stores, "INSERT INTO child VALUES (1)")
    scripts = chain(FIRST, SECOND)
    assert set(migrating.state(empty_stores, scripts).values()) == {Standing.PENDING}
    migrating.upgrade(empty_stores, scripts=scripts)
    with empty_stores.configuration.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM child")) == 1
    assert migrating.revision_of(empty_stores.configuration) == "two"


def test_foreign_keys_hold_again_after_an_upgrade(empty_stores, chain):
    migrating.upgrade(empty_stores, scripts=chain(FIRST, SECOND))
    execute(empty_stores, "INSERT INTO parent VALUES (1, 'a')")
    execute(empty_stores, "INSERT INTO child VALUES (1)")
    execute(empty_stores, "DELETE FROM parent")
    with empty_stores.configuration.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM child")) == 0


def test_a_migration_that_breaks_changes_nothing(empty_stores, chain):
    migrating.upgrade(empty_stores, scripts=chain(FIRST))
    with pytest.raises(RuntimeError, match="no"):
        migrating.upgrade(empty_stores, scripts=chain(FIRST, SECOND, BREAKING))
    assert migrating.revision_of(empty_stores.configuration) == "one"


def test_a_newer_database_is_refused(empty_stores, chain):
    migrating.upgrade(empty_stores, scripts=chain(FIRST, SECOND))
    scripts = chain(FIRST)
    assert set(migrating.state(empty_stores, scripts).values()) == {Standing.NEWER}
    with pytest.raises(Conflict) as caught:
        migrating.upgrade(empty_stores, scripts=scripts)
    assert caught.value.code == "SCHEMA_NEWER"
    with pytest.raises(Conflict):
        migrating.require_known("two", scripts)


def test_a_database_of_something_else_is_refused(empty_stores, chain):
    execute(empty_stores, "CREATE TABLE theirs (id integer)")
    with pytest.raises(Conflict) as caught:
        migrating.upgrade(empty_stores, scripts=chain(FIRST))
    assert caught.value.code == "SCHEMA_FOREIGN"


def test_each_difference_between_schema_and_code_is_a_sentence(empty_stores, chain):
    migrating.upgrade(empty_stores, scripts=chain(FIRST))
    metadata = MetaData()
    Table("parent", metadata, Column("id", Integer, primary_key=True), Column("title", String(9)))
    Table("seen", metadata, Column("id", Integer, primary_key=True), info=lives_in(Store.VISITORS)["info"])
    Table("fresh", metadata, Column("id", Integer, primary_key=True))
    assert sorted(migrating.differences(empty_stores, metadata)) == [
        "column parent.name is not known to this version",
        "column parent.title is missing",
        "table child is not known to this version",
        "table fresh is missing",
    ]


def test_the_tables_in_the_code_are_what_the_migrations_make(empty_stores):
    migrating.upgrade(empty_stores)
    assert migrating.differences(empty_stores, tables.metadata) == []
    assert integrity.problems(empty_stores) == []
