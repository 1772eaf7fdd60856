"""`lenticular db`: upgrade, check, backup and restore."""

import pytest
from sqlalchemy import text

from lenticular.accounts.users import service as users
from lenticular.cli import installation
from lenticular.store.database import open_stores


def test_a_new_installation_is_clean(lenticular, data):
    ended = lenticular("db", "check", "--data", data, "--json")
    assert ended.code == 0
    assert ended.document["clean"] is True
    assert {schema["state"] for schema in ended.document["schemas"]} == {"current"}
    assert "All is well." in lenticular("db", "check", "--data", data).out


def test_a_schema_that_differs_from_the_code_is_not_clean(lenticular, data):
    stores = open_stores(data)
    with stores.visitors.writing() as session:
        session.execute(text("CREATE TABLE extra (id integer)"))
    stores.close()
    ended = lenticular("db", "check", "--data", data, "--json")
    assert ended.code == 1
    assert ended.document["differences"] == ["table extra is not known to this version"]
    assert "- table extra" in lenticular("db", "check", "--data", data).out


def test_an_empty_folder_is_not_clean_until_it_is_upgraded(lenticular, tmp_path):
    assert lenticular("db", "check", "--data", tmp_path).code == 1
    ended = lenticular("db", "upgrade", "--data", tmp_path, "--json")
    assert ended.code == 0
    assert {schema["state"] for schema in ended.document["now"]} == {"current"}
    assert lenticular("db", "check", "--data", tmp_path).code == 0
    assert "The schema is current" in lenticular("db", "upgrade", "--data", tmp_path).out


def test_an_upgrade_beside_a_server_is_refused(lenticular, chosen, data):
    with installation.locked(chosen):
        ended = lenticular("db", "upgrade", "--data", data, "--json")
    assert (ended.code, ended.document["error"]["code"]) == (1, "DATA_IN_USE")


@pytest.mark.parametrize("command", [["db", "check"], ["db", "backup", "copy"]])
def test_a_folder_that_is_not_there_is_not_made(lenticular, tmp_path, command):
    ended = lenticular(*command, "--data", tmp_path / "none", "--json")
    assert (ended.code, ended.document["error"]["code"]) == (1, "INSTALLATION_NOT_FOUND")
    assert not (tmp_path / "none").exists()


def test_a_backup_is_restored_into_a_new_folder(lenticular, data, tmp_path):
    ended = lenticular("db", "backup", tmp_path / "copy", "--data", data, "--json")
    assert ended.code == 0
    assert ended.document["files"] == 3
    assert lenticular("db", "restore", tmp_path / "copy", "--data", tmp_path / "new").code == 0
    assert lenticular("db", "check", "--data", tmp_path / "new").code == 0
    stores = open_stores(tmp_path / "new")
    with stores.configuration.reading() as session:
        assert users.find_by_email(session, "olga@example.com") is not None
    stores.close()


def test_a_restore_over_an_installation_is_refused(lenticular, data, tmp_path):
    lenticular("db", "backup", tmp_path / "copy", "--data", data)
    ended = lenticular("db", "restore", tmp_path / "copy", "--data", data)
    assert ended.code == 1
    assert "already holds an installation" in ended.err


def test_what_is_no_backup_makes_no_folder(lenticular, tmp_path):
    ended = lenticular("db", "restore", tmp_path, "--data", tmp_path / "new", "--json")
    assert (ended.code, ended.document["error"]["code"]) == (1, "BACKUP_NOT_FOUND")
    assert not (tmp_path / "new").exists()


def test_on_postgresql_all_of_it_works_too(lenticular, postgres_server, tmp_path):
    first, second = (postgres_server.create(template="template1") for _ in range(2))
    here = ("--data", tmp_path / "data", "--database-url", first)
    there = ("--data", tmp_path / "new", "--database-url", second)
    assert lenticular("db", "check", *here[2:], "--data", tmp_path).code == 1
    assert lenticular("db", "upgrade", *here).code == 0
    assert lenticular("db", "backup", tmp_path / "copy", *here).code == 0
    assert lenticular("db", "restore", tmp_path / "copy", *there).code == 0
    ended = lenticular("db", "check", *there, "--json")
    assert (ended.code, ended.document["clean"]) == (0, True)
    assert lenticular("db", "restore", tmp_path / "copy", *there).code == 1
    for url in (first, second):
        postgres_server.drop(url)


def test_a_database_that_does_not_answer_is_exit_code_3(lenticular, tmp_path):
    ended = lenticular("db", "check", "--data", tmp_path, "--database-url", "postgresql://127.0.0.1:1/none", "--json")
    assert (ended.code, ended.document["error"]["code"]) == (3, "DATABASE_UNAVAILABLE")
