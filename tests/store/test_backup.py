"""A backup taken under load, verified, restored: the same rows and files, or a clear refusal."""

import json
import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from lenticular.errors import Conflict, Invalid, NotFound
from lenticular.store import backup, integrity, migrating
from lenticular.store.migrating import Standing

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
REVISION = """
revision = "one"
down_revision = None
import sqlalchemy as sa
from alembic import op
from lenticular.migrations.stores import Store, present

def upgrade():
    if present(Store.CONFIGURATION):
        # Named so that alphabetical order is not the order of reference.
        op.create_table("z_parent", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.Text))
        op.create_table(
            "a_child",
            sa.Column("number", sa.Integer, primary_key=True),
            sa.Column("parent", sa.Integer, sa.ForeignKey("z_parent.id")),
        )
        op.execute("INSERT INTO z_parent VALUES (0, 'made by the migration')")
    if present(Store.VISITORS):
        op.create_table("seen", sa.Column("uid", sa.Text, primary_key=True), sa.Column("attributes", sa.JSON))
"""
TRICKY = "tab\\t, line\\n, backslash \\\\ , é, '\\\\N'"


@pytest.fixture
def scripts(chain):
    return chain(REVISION)


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def filled(empty_stores, scripts, data):
    """An installation with rows in two stores and files in every folder."""
    migrating.upgrade(empty_stores, scripts=scripts)
    with empty_stores.configuration.writing() as session:
        session.execute(text("UPDATE z_parent SET name = 'renamed' WHERE id = 0"))
        session.execute(text("INSERT INTO z_parent VALUES (1, :name)"), {"name": TRICKY})
        for _ in range(3):
            session.execute(text("INSERT INTO a_child (parent) VALUES (1)"))
        session.execute(text("DELETE FROM a_child WHERE number = 3"))
    with empty_stores.visitors.writing() as session:
        session.execute(text("""INSERT INTO seen VALUES ('v1', '{"age": 5}')"""))
    for name in ("spool/1.events", "assets/blt1/photo.jpg", "rulesets/p.json", "geo/places.mmdb"):
        (data / name).parent.mkdir(parents=True)
        (data / name).write_bytes(name.encode())
    (data / "run").mkdir()
    (data / "run" / "server.lock").touch()
    return empty_stores


def rows(stores):
    with stores.configuration.reading() as session:
        parents = session.execute(text("SELECT id, name FROM z_parent ORDER BY id")).all()
        children = session.execute(text("SELECT number, parent FROM a_child ORDER BY number")).all()
    with stores.visitors.reading() as session:
        seen = session.execute(text("SELECT uid, CAST(attributes AS TEXT) FROM seen")).all()
    return [*map(tuple, parents), *map(tuple, children), *map(tuple, seen)]


def files(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_what_is_restored_is_what_was_backed_up(filled, data, tmp_path, open_empty, scripts):
    backup.back_up(filled, data, tmp_path / "copy", now=NOW)
    restored = open_empty(tmp_path / "new")
    manifest = backup.restore(tmp_path / "copy", restored, tmp_path / "new", scripts)
    assert manifest.created == "2026-11-22T12:00:00+00:00"
    assert rows(restored) == rows(filled)
    assert set(migrating.state(restored, scripts).values()) == {Standing.CURRENT}
    assert integrity.problems(restored) == []
    kept = {"spool/1.events", "assets/blt1/photo.jpg", "rulesets/p.json", "geo/places.mmdb"}
    assert {name for name in files(tmp_path / "new") if ".db" not in name} == kept
    assert (tmp_path / "new" / "assets/blt1/photo.jpg").read_bytes() == b"assets/blt1/photo.jpg"


def test_numbers_go_on_where_they_were(filled, data, tmp_path, open_empty, scripts):
    if filled.configuration.engine.dialect.name == "sqlite":
        pytest.skip("SQLite gives the number after the largest by itself")
    backup.back_up(filled, data, tmp_path / "copy", now=NOW)
    restored = open_empty(tmp_path / "new")
    backup.restore(tmp_path / "copy", restored, tmp_path / "new", scripts)
    with restored.configuration.writing() as session:
        number = session.scalar(text("INSERT INTO a_child (parent) VALUES (1) RETURNING number"))
    assert number == 4


def test_a_backup_while_others_write_is_one_consistent_state(filled, data, tmp_path, open_empty, scripts):
    stop = threading.Event()

    def write():
        number = 10
        while not stop.is_set():
            with filled.configuration.writing() as session:
                session.execute(text("INSERT INTO z_parent VALUES (:n, 'x')"), {"n": number})
                session.execute(text("INSERT INTO a_child (parent) VALUES (:n)"), {"n": number})
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for attempt in range(3):
            backup.back_up(filled, data, tmp_path / f"copy-{attempt}", now=NOW)
    finally:
        stop.set()
        writer.join()
    for attempt in range(3):
        new = tmp_path / f"new-{attempt}"
        restored = open_empty(new)
        backup.restore(tmp_path / f"copy-{attempt}", restored, new, scripts)
        assert integrity.problems(restored) == []
        with restored.configuration.reading() as session:
            parents = session.scalar(text("SELECT count(*) FROM z_parent WHERE id >= 10"))
            children = session.scalar(text("SELECT count(*) FROM a_child WHERE parent >= 10"))
        assert parents == children


def test_a_changed_file_is_refused_and_nothing_is_restored(filled, data, tmp_path, open_empty, scripts):
    backup.back_up(filled, data, tmp_path / "copy", now=NOW)
    (tmp_path / "copy" / "assets/blt1/photo.jpg").write_bytes(b"another picture here!")
    (tmp_path / "copy" / "spool/1.events").unlink()
    restored = open_empty(tmp_path / "new")
    with pytest.raises(Invalid) as caught:
        backup.restore(tmp_path / "copy", restored, tmp_path / "new", scripts)
    assert len(caught.value.problems) == 2
    assert set(migrating.state(restored, scripts).values()) == {Standing.EMPTY}


def test_a_manifest_that_points_outside_is_refused(filled, data, tmp_path):
    backup.back_up(filled, data, tmp_path / "copy", now=NOW)
    path = tmp_path / "copy" / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["files"][0]["path"] = "../data/run/server.lock"
    path.write_text(json.dumps(manifest))
    with pytest.raises(Invalid, match="missing"):
        backup.verify(tmp_path / "copy")


def test_an_installation_is_never_overwritten(filled, data, tmp_path, scripts):
    backup.back_up(filled, data, tmp_path / "copy", now=NOW)
    before = rows(filled)
    with pytest.raises(Conflict) as caught:
        backup.restore(tmp_path / "copy", filled, data, scripts)
    assert caught.value.code == "RESTORE_TARGET_NOT_EMPTY"
    assert rows(filled) == before


def test_a_folder_in_use_is_no_target(filled, data, tmp_path):
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "note.txt").touch()
    with pytest.raises(Conflict, match="not empty"):
        backup.back_up(filled, data, tmp_path / "copy", now=NOW)


def test_an_unfinished_backup_is_no_backup(tmp_path):
    with pytest.raises(NotFound, match="no finished backup"):
        backup.verify(tmp_path)
    (tmp_path / "manifest.json").write_text('{"format": 99}')
    with pytest.raises(Invalid, match="format 1"):
        backup.verify(tmp_path)


def test_a_backup_goes_back_where_it_came_from(tmp_path, open_empty, scripts):
    (tmp_path / "copy").mkdir()
    manifest = {"format": 1, "kind": "other", "created": "", "revision": "one", "files": [], "sequences": {}}
    (tmp_path / "copy" / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(Conflict) as caught:
        backup.restore(tmp_path / "copy", open_empty(tmp_path / "new"), tmp_path / "new", scripts)
    assert caught.value.code == "BACKUP_OF_ANOTHER_KIND"
