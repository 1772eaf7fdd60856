"""Damage in the databases is told."""

from sqlalchemy import text

from lenticular.store import integrity
from lenticular.store.database import open_stores


def test_whole_databases_have_no_problems(tmp_path):
    stores = open_stores(tmp_path)
    assert integrity.problems(stores) == []
    stores.close()


def test_a_row_that_refers_to_nothing_is_told(tmp_path):
    stores = open_stores(tmp_path)
    with stores.configuration.engine.connect() as connection:
        connection.connection.dbapi_connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(text("CREATE TABLE parent (id integer PRIMARY KEY)"))
        connection.execute(text("CREATE TABLE child (parent integer REFERENCES parent)"))
        connection.execute(text("INSERT INTO child VALUES (1)"))
        connection.commit()
    assert integrity.problems(stores) == ["configuration: a row of child refers to no row of parent"]
    stores.close()


def test_a_damaged_page_is_told(tmp_path):
    stores = open_stores(tmp_path)
    with stores.events.writing() as session:
        session.execute(text("CREATE TABLE t (a TEXT)"))
        session.execute(text("CREATE INDEX i ON t (a)"))
        for number in range(500):
            session.execute(text("INSERT INTO t VALUES (:a)"), {"a": f"{number:0200}"})
    stores.close()
    path = tmp_path / "events.db"
    content = bytearray(path.read_bytes())
    content[-4096 * 2 :] = bytes(4096 * 2)
    path.write_bytes(content)
    stores = open_stores(tmp_path)
    assert any(problem.startswith("events: ") for problem in integrity.problems(stores))
    stores.close()
