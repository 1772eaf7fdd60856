"""Opening an installation for a command: its folder, its schema and, the first time, its owner."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lenticular import opening
from lenticular.accounts import passwords
from lenticular.accounts.organizations import service as organizations
from lenticular.accounts.organizations.service import OrganizationRole
from lenticular.accounts.users import service as users
from lenticular.api.ports import Ports
from lenticular.cli import output
from lenticular.errors import Conflict, NotFound
from lenticular.settings import Settings
from lenticular.store import backup, leadership, migrating
from lenticular.store.migrating import Standing

BACKUPS_FOLDER = "backups"
SERVER_LOCK = "server.lock"
DEFAULT_OWNER = "owner@localhost"


@dataclass(frozen=True, slots=True)
class FirstOwner:
    """The owner that was just made. `password` is there only if it was made up, and cannot be read again."""

    email: str
    password: str | None


@dataclass(frozen=True, slots=True)
class Prepared:
    """What preparing an installation changed: the owner it made, the backup it took before an upgrade."""

    owner: FirstOwner | None = None
    backup: Path | None = None


@contextmanager
def opened(settings: Settings, *, create: bool = False) -> Iterator[Ports]:
    """Open an installation beside a running server, or create it first if asked to; close it when the block ends.

    A password that is made up for the first owner is told on standard error. Raises NotFound if there is none,
    Conflict if its schema is not this version's.
    """
    if not create and settings.database_url is None and not settings.data.is_dir():
        raise NotFound("INSTALLATION_NOT_FOUND", f"There is no installation in {settings.data}: check --data.")
    ports = opening.open_ports(settings)
    try:
        if not _is_current(ports):
            migrating.refuse_unknown(migrating.schemas(ports.stores))
            if not create:
                raise Conflict(
                    "SCHEMA_PENDING",
                    f"The installation in {settings.data} is not ready for this version: run `lenticular db upgrade`.",
                )
            with locked(settings):
                _tell_password(prepare(settings, ports).owner)
        yield ports
    finally:
        ports.stores.close()


@contextmanager
def locked(settings: Settings) -> Iterator[None]:
    """Keep servers, and whatever may not run beside one, away from the data folder. Raises Conflict if one is there."""
    settings.data.mkdir(parents=True, exist_ok=True)
    with leadership.file_lock(settings.data / leadership.RUN_FOLDER / SERVER_LOCK) as is_locked:
        if not is_locked:
            raise Conflict(
                "DATA_IN_USE", f"Another server uses {settings.data}: stop it first, or give another --data."
            )
        yield


def prepare(settings: Settings, ports: Ports, scripts: str = migrating.SCRIPTS) -> Prepared:
    """Bring the schema to this version and make the first owner; call it while the folder is locked.

    An older schema on SQLite is backed up first. On PostgreSQL other servers may be using it, so Conflict says what to
    do. Raises Conflict too for a newer schema.
    """
    found = migrating.schemas(ports.stores, scripts)
    migrating.refuse_unknown(found)
    standings = {schema.standing for schema in found}
    copy = None
    if standings - {Standing.EMPTY, Standing.CURRENT}:
        if settings.database_url is not None:
            raise Conflict(
                "SCHEMA_PENDING",
                f"The database is at schema {found[0].current}, this version needs {found[0].head}."
                " Back it up, stop other servers, and run `lenticular db upgrade`.",
            )
        copy = back_up_before_upgrade(settings, ports)
    if standings != {Standing.CURRENT}:
        migrating.upgrade(ports.stores, scripts=scripts)
    return Prepared(owner=_first_owner(settings, ports), backup=copy)


def back_up_before_upgrade(settings: Settings, ports: Ports) -> Path:
    """Back up into the data folder's `backups`; return where. Nothing removes it."""
    now = ports.now()
    target = settings.data / BACKUPS_FOLDER / f"{now:%Y%m%dT%H%M%SZ}"
    backup.back_up(ports.stores, settings.data, target, now=now)
    return target


def _tell_password(owner: FirstOwner | None) -> None:
    if owner is not None and owner.password is not None:
        output.tell(f"An owner was created: {owner.email}, password {owner.password} (shown only now)")


def _is_current(ports: Ports) -> bool:
    return set(migrating.state(ports.stores).values()) == {Standing.CURRENT}


def _first_owner(settings: Settings, ports: Ports) -> FirstOwner | None:
    with ports.stores.configuration.reading() as session:
        if users.any_exist(session):
            return None
    email = settings.owner_email or DEFAULT_OWNER
    given = settings.owner_password.get_secret_value() if settings.owner_password else None
    password = given or secrets.token_urlsafe(12)
    password_hash = passwords.hashed(password)
    with ports.stores.configuration.writing() as session:
        if users.any_exist(session):  # two servers may have come to the same empty PostgreSQL database
            return None
        organization = organizations.create(
            session, uid=ports.identifiers.blt(), name=settings.organization_name, now=ports.now()
        )
        user = users.create(
            session,
            uid=ports.identifiers.blt(),
            email=email,
            first_name=email.partition("@")[0],
            last_name="",
            password_hash=password_hash,
            now=ports.now(),
        )
        organizations.set_role(
            session, organization_uid=organization.uid, user_uid=user.uid, role=OrganizationRole.OWNER
        )
    return FirstOwner(email, None if given else password)
