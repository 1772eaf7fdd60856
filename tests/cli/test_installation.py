"""Creating, opening and upgrading an installation, on both kinds of database."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from lenticular import migrations, settings
from lenticular.accounts import passwords
from lenticular.accounts.organizations import service as organizations
from lenticular.accounts.organizations.service import OrganizationRole
from lenticular.accounts.users import service as users
from lenticular.cli import installation
from lenticular.errors import Conflict, Invalid, NotFound
from lenticular.store import backup, migrating


@pytest.fixture(params=["sqlite", "postgres"])
def fresh(request, tmp_path):
    """The settings of an installation that is not there yet, on SQLite and on PostgreSQL."""
    url = None
    if request.param == "postgres":
        server = request.getfixturevalue("postgres_server")
        url = server.create(template="template1")
    names = {"owner_email": "olga@example.com", "organization_name": "Pandas"}
    yield settings.load({"data": tmp_path / "data", "database_url": url, **names})
    if url is not None:
        server.drop(url)


def set_revision(ports, revision):
    for database in ports.stores.databases():
        with database.writing() as session:
            session.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


def test_a_new_installation_has_an_organization_and_its_owner(fresh, capsys):
    with installation.opened(fresh, create=True) as ports:
        told = capsys.readouterr().err
        password = told.split("password ")[1].split(" ")[0]
        with ports.stores.configuration.reading() as session:
            owner = users.find_by_email(session, "olga@example.com")
            organization = organizations.list_all(session)[0]
            assert passwords.matches(password, owner.password_hash)
            assert organization.name == "Pandas"
            assert organizations.members(session, organization.uid) == {owner.uid: OrganizationRole.OWNER}


def test_a_password_that_was_given_is_not_told(chosen, capsys):
    with installation.opened(chosen, create=True) as ports, ports.stores.configuration.reading() as session:
        owner = users.find_by_email(session, "olga@example.com")
        assert passwords.matches("correct horse", owner.password_hash)
    assert capsys.readouterr().err == ""


def test_the_second_time_nothing_is_made(fresh):
    with installation.opened(fresh, create=True):
        pass
    with installation.locked(fresh), installation.opened(fresh) as ports:
        assert installation.prepare(fresh, ports) == installation.Prepared()


def test_a_bad_first_password_is_told_and_can_be_corrected(chosen):
    short = settings.load({**chosen.model_dump(), "owner_password": "short"})
    with pytest.raises(Invalid), installation.opened(short, create=True):
        pass
    with installation.locked(chosen), installation.opened(chosen) as ports:
        owner = installation.prepare(chosen, ports).owner
    assert owner == installation.FirstOwner("olga@example.com", None)


def test_a_command_does_not_make_an_installation_by_itself(fresh):
    with pytest.raises((NotFound, Conflict)), installation.opened(fresh):
        pass


def test_a_newer_schema_is_refused(fresh):
    with installation.opened(fresh, create=True) as ports:
        set_revision(ports, "from_the_future")
    for create in (True, False):
        with pytest.raises(Conflict) as caught, installation.opened(fresh, create=create):
            pass
        assert caught.value.code == "SCHEMA_NEWER"


def test_a_folder_that_a_server_uses_is_refused(chosen):
    with installation.locked(chosen), pytest.raises(Conflict) as caught, installation.locked(chosen):
        pass
    assert caught.value.code == "DATA_IN_USE"


def test_a_first_start_that_was_cut_off_is_finished_by_the_next(chosen):
    with installation.opened(chosen, create=True):
        pass
    for path in chosen.data.glob("events.db*"):
        path.unlink()
    with installation.opened(chosen, create=True) as ports:
        assert set(migrating.state(ports.stores).values()) == {migrating.Standing.CURRENT}


def test_the_state_before_an_upgrade_is_kept(chosen):
    with installation.opened(chosen, create=True) as ports:
        folder = installation.back_up_before_upgrade(chosen, ports)
    assert folder.parent == chosen.data / "backups"
    assert backup.verify(folder).kind == "sqlite"


SECOND = """
revision = "second"
down_revision = {first!r}
import sqlalchemy as sa
from alembic import op
from lenticular.migrations.stores import Store, present

def upgrade():
    if present(Store.CONFIGURATION):
        op.create_table("added", sa.Column("id", sa.Integer, primary_key=True))
"""


@pytest.fixture
def next_version(tmp_path):
    """The migrations of a version that is one revision ahead."""
    folder = Path(shutil.copytree(migrations.__path__[0], tmp_path / "migrations"))
    (folder / "versions" / "second.py").write_text(SECOND.format(first=migrating.head()))
    return str(folder)


def test_an_older_sqlite_schema_is_backed_up_and_upgraded(chosen, data, next_version):
    with installation.opened(chosen) as ports:
        prepared = installation.prepare(chosen, ports, next_version)
        assert migrating.revision_of(ports.stores.configuration) == "second"
    manifest = backup.verify(prepared.backup)
    assert manifest.revision == migrating.head()


def test_an_older_postgresql_schema_waits_for_its_operator(postgres_server, tmp_path, next_version):
    url = postgres_server.create(template="template1")
    settled = settings.load({"data": tmp_path / "data", "database_url": url})
    with installation.opened(settled, create=True) as ports:
        with pytest.raises(Conflict, match="lenticular db upgrade"):
            installation.prepare(settled, ports, next_version)
        assert migrating.revision_of(ports.stores.configuration) == migrating.head()
    postgres_server.drop(url)
