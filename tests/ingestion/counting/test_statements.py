"""Many rows at once, on both databases."""

import pytest
from sqlalchemy import text

from lenticular import tables
from lenticular.ingestion.counting import statements
from lenticular.ingestion.counting.tables import CountedVisitor, Tally

TALLY = tables.metadata.tables["tally"]
CLIENT_IDS = tables.metadata.tables["seen_client_id"]


@pytest.fixture
def connection(stores):
    with stores.events.writing() as session:
        yield session.connection()


def test_rows_are_inserted_and_conflicts_resolved(connection):
    rows = [("p", "", f"reason {number}", number) for number in range(1_000)]
    statements.insert(connection, TALLY, rows)
    update = "(project_uid, version_uid, reason) DO UPDATE SET count = tally.count + excluded.count"
    statements.insert(connection, TALLY, [("p", "", "reason 1", 5), ("p", "", "new", 1)], update)
    statements.insert(connection, TALLY, [])
    listed = statements.listed(connection, ["reason 1", "new", "reason 999", "%s ? '"])
    where = statements.is_listed(connection, "reason")
    found = statements.select(
        connection, f"SELECT reason, count FROM tally WHERE project_uid = ? AND {where} ORDER BY reason", "p", listed
    )
    assert [tuple(row) for row in found] == [("new", 1), ("reason 1", 6), ("reason 999", 999)]


def test_rows_are_changed_by_their_key(connection):
    visitors = tables.metadata.tables["counted_visitor"]
    statements.insert(connection, visitors, [(number, "p", f"u{number}", b"old", b"old") for number in range(1, 4)])
    statements.update(connection, CountedVisitor, "number", ("seen", "exposed"), [(b"new", None, 1), (b"3", b"3", 3)])
    statements.update(connection, CountedVisitor, "number", ("seen", "exposed"), [])
    found = connection.execute(text("SELECT user_uid, seen, exposed FROM counted_visitor ORDER BY number"))
    assert [tuple(row) for row in found] == [("u1", b"new", None), ("u2", b"old", b"old"), ("u3", b"3", b"3")]


def test_amounts_are_added_to_what_is_there(connection):
    statements.add(connection, Tally, [(("p", "", "late"), 2), (("p", "", "none"), 0)])
    statements.add(connection, Tally, [(("p", "", "late"), -1), (("p", "v", "late"), 1)])
    found = connection.execute(text("SELECT version_uid, reason, count FROM tally ORDER BY version_uid"))
    assert [tuple(row) for row in found] == [("", "late", 1), ("v", "late", 1)]


def test_a_visitor_is_the_row_itself_on_sqlite(sqlite_stores):
    with sqlite_stores.events.reading() as session:
        plan = session.execute(text("EXPLAIN QUERY PLAN SELECT seen FROM counted_visitor WHERE number = 1")).all()
    assert [row[-1] for row in plan] == ["SEARCH counted_visitor USING INTEGER PRIMARY KEY (rowid=?)"]


def test_only_client_ids_of_the_asked_visitors_exist(connection):
    statements.insert(connection, CLIENT_IDS, [(1, "a", 5), (1, "12", 5), (2, "b", 5)])
    asked = [(1, "a"), (1, "b"), (2, "b"), (1, "12"), (3, "ä'\"")]
    assert statements.existing_client_ids(connection, asked) == {(1, "a"), (2, "b"), (1, "12")}
    assert statements.existing_client_ids(connection, []) == set()


def test_client_ids_are_found_by_their_key(sqlite_stores):
    with sqlite_stores.events.reading() as session:
        connection = session.connection()
        statement = (
            "EXPLAIN QUERY PLAN SELECT visitor_number, client_id FROM json_each('[]') CROSS JOIN seen_client_id"
            " ON visitor_number = json_extract(value, '$[0]') AND client_id = json_extract(value, '$[1]')"
        )
        seen = [row[-1] for row in connection.execute(text(statement))]
    assert "SEARCH seen_client_id USING PRIMARY KEY (visitor_number=? AND client_id=?)" in seen


def test_the_larger_of_two_is_the_larger(connection):
    assert connection.scalar(text(f"SELECT {statements.greatest(connection, '3', '5')}")) == 5


def test_a_second_writer_waits_for_the_first(postgres_stores):
    with postgres_stores.events.writing() as session:
        statements.only_writer(session.connection())
        with postgres_stores.events.writing() as other:
            other.execute(text("SET LOCAL lock_timeout = '50ms'"))
            with pytest.raises(Exception, match="lock timeout"):
                statements.only_writer(other.connection())
            other.rollback()
