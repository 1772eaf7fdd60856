"""One request inside one project: who, when, in which transaction; and the dependencies that open it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Header
from sqlalchemy.orm import Session

from lenticular.accounts.authentication import Caller, SignedIn
from lenticular.accounts.roles import service as roles
from lenticular.accounts.roles.service import ProjectRole
from lenticular.api.metering import Meter, Metered
from lenticular.api.ports import Limits, Ports, RequestPorts
from lenticular.api.turns import Turn
from lenticular.errors import Forbidden, Invalid, NotFound, Problem
from lenticular.management.projects import service as projects
from lenticular.management.publishing import revisions
from lenticular.store.identifiers import Identifiers

ProjectUid = Annotated[
    str, Header(alias="x-project-uid", description="The project that the request is about (24 hex digits).")
]


@dataclass(frozen=True, slots=True)
class ProjectScope:
    """What a service needs to know of the request: every query it makes is scoped to `project_uid`."""

    session: Session
    project_uid: str
    organization_uid: str
    user_uid: str
    role: ProjectRole
    now: datetime
    identifiers: Identifiers
    limits: Limits

    def require_owner(self) -> None:
        """Raise Forbidden unless the caller may change the project itself and its users."""
        if self.role is not ProjectRole.OWNER:
            raise Forbidden("FORBIDDEN", "Only a project owner, or an owner or admin of the organization, may do this.")


def require_project_uid(project_uid: str | None) -> str:
    """Return the header's value, or raise Invalid when it is missing or empty."""
    if not project_uid:
        raise Invalid(
            [Problem("/x-project-uid", "PROJECT_UID_HEADER_NOT_SET", "Send the project's uid as x-project-uid.")]
        )
    return project_uid


def open_scope(session: Session, ports: Ports, caller: Caller, project_uid: str) -> ProjectScope:
    """Return the scope of a caller in a project; raise NotFound when they may not see it."""
    project = projects.find(session, project_uid)
    role = None if project is None else roles.role_in_project(session, caller, project.organization_uid, project.uid)
    if project is None or role is None:
        raise NotFound("personalize.PROJECTS.PROJECT_NOT_FOUND", f"There is no project {project_uid} for you here.")
    return ProjectScope(
        session=session,
        project_uid=project.uid,
        organization_uid=project.organization_uid,
        user_uid=caller.user_uid,
        role=role,
        now=ports.now(),
        identifiers=ports.identifiers,
        limits=ports.limits,
    )


@contextmanager
def changing(ports: Ports, caller: Caller, project_uid: str) -> Iterator[ProjectScope]:
    """Open a transaction that changes a project: writers of one project take turns, and its revision moves on."""
    with ports.stores.configuration.writing() as session:
        projects.lock(session, project_uid)
        yield open_scope(session, ports, caller, project_uid)
        revisions.advance(session, project_uid)


@contextmanager
def noting(ports: Ports, caller: Caller, project_uid: str) -> Iterator[ProjectScope]:
    """Open a transaction that writes what neither visitors nor marketers see of a project: its revision stays."""
    with ports.stores.configuration.writing() as session:
        yield open_scope(session, ports, caller, project_uid)


@contextmanager
def metered_reading(ports: Ports, caller: Caller, meter: Meter, project_uid: str) -> Iterator[ProjectScope]:
    """Open a transaction that reads a project, counted against the rate limit of its organization."""
    with ports.stores.configuration.reading() as session:
        scope = open_scope(session, ports, caller, project_uid)
        meter.count(scope.organization_uid)
        yield scope


@contextmanager
def metered_changing(ports: Ports, caller: Caller, meter: Meter, project_uid: str) -> Iterator[ProjectScope]:
    """Open a transaction as `changing` does, counted against the rate limit of the project's organization."""
    _meter_first(ports, caller, meter, project_uid)
    with changing(ports, caller, project_uid) as scope:
        yield scope


def _meter_first(ports: Ports, caller: Caller, meter: Meter, project_uid: str) -> None:
    """Count a request before it waits for its turn to write: a refusal must not keep others from theirs."""
    if meter.is_on:
        with metered_reading(ports, caller, meter, project_uid):
            pass


def _reading(
    ports: RequestPorts, caller: SignedIn, meter: Metered, _turn: Turn, x_project_uid: ProjectUid = ""
) -> Iterator[ProjectScope]:
    with metered_reading(ports, caller, meter, require_project_uid(x_project_uid)) as scope:
        yield scope


def _noting(
    ports: RequestPorts, caller: SignedIn, meter: Metered, _turn: Turn, x_project_uid: ProjectUid = ""
) -> Iterator[ProjectScope]:
    project_uid = require_project_uid(x_project_uid)
    _meter_first(ports, caller, meter, project_uid)
    with noting(ports, caller, project_uid) as scope:
        yield scope


def _changing(
    ports: RequestPorts, caller: SignedIn, meter: Metered, _turn: Turn, x_project_uid: ProjectUid = ""
) -> Iterator[ProjectScope]:
    with metered_changing(ports, caller, meter, require_project_uid(x_project_uid)) as scope:
        yield scope


# scope="function": the transaction ends before the answer is sent, so what was answered is durable.
Reading = Annotated[ProjectScope, Depends(_reading, scope="function")]
Changing = Annotated[ProjectScope, Depends(_changing, scope="function")]
Noting = Annotated[ProjectScope, Depends(_noting, scope="function")]
