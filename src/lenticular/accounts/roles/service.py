"""What users are in projects: asking, giving and taking roles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lenticular.accounts.authentication import Caller
from lenticular.accounts.organizations.service import OrganizationRole
from lenticular.accounts.roles.tables import ProjectMember
from lenticular.errors import Conflict, NotFound


class ProjectRole(StrEnum):
    """What a user may do in a project: owners also change the project itself and its users."""

    OWNER = "owner"
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class Member:
    """One user's role in one project, who gave it (the creator gave themself theirs), and when."""

    user_uid: str
    role: ProjectRole
    invited_by: str
    created_at: datetime


def role_in_project(session: Session, caller: Caller, organization_uid: str, project_uid: str) -> ProjectRole | None:
    """Return the caller's role in a project of an organization, or None when the project is not theirs to see."""
    match caller.organizations.get(organization_uid):
        case None:  # who left the organization left its projects, too
            return None
        case OrganizationRole.OWNER | OrganizationRole.ADMIN:
            return ProjectRole.OWNER
    row = session.get(ProjectMember, (project_uid, caller.user_uid))
    return None if row is None else ProjectRole(row.role)


def projects_of(session: Session, user_uid: str) -> set[str]:
    """Return the uids of the projects in which the user has a role of their own."""
    return set(session.scalars(select(ProjectMember.project_uid).where(ProjectMember.user_uid == user_uid)))


def members(session: Session, project_uid: str) -> Sequence[Member]:
    """Return the project's members, in the order in which they joined."""
    rows = session.scalars(
        select(ProjectMember)
        .where(ProjectMember.project_uid == project_uid)
        .order_by(ProjectMember.created_at, ProjectMember.user_uid)
    )
    return [_member(row) for row in rows]


def get(session: Session, *, project_uid: str, user_uid: str) -> Member:
    """Return one member of the project; raise NotFound when the user is none."""
    return _member(_row(session, project_uid, user_uid))


def add(
    session: Session, *, project_uid: str, user_uid: str, role: ProjectRole, invited_by: str, now: datetime
) -> Member:
    """Give an existing user a role in the project; raise Conflict when they have one."""
    if session.get(ProjectMember, (project_uid, user_uid)) is not None:
        raise Conflict("personalize.USERS.DUPLICATE_USER", "The user already has a role in this project.")
    row = ProjectMember(
        project_uid=project_uid, user_uid=user_uid, role=role.value, invited_by=invited_by, created_at=now
    )
    session.add(row)
    session.flush()
    return _member(row)


def set_role(session: Session, *, project_uid: str, user_uid: str, role: ProjectRole) -> Member:
    """Change a member's role; raise NotFound when the user is no member."""
    row = _row(session, project_uid, user_uid)
    row.role = role.value
    session.flush()
    return _member(row)


def remove(session: Session, *, project_uid: str, user_uid: str) -> None:
    """Take a member out of the project; raise NotFound when the user is none."""
    session.delete(_row(session, project_uid, user_uid))
    session.flush()


def forget_project(session: Session, project_uid: str) -> None:
    """Take everybody out of a project that is being deleted."""
    session.execute(delete(ProjectMember).where(ProjectMember.project_uid == project_uid))


def _row(session: Session, project_uid: str, user_uid: str) -> ProjectMember:
    row = session.get(ProjectMember, (project_uid, user_uid))
    if row is None:
        raise NotFound("personalize.USERS.USER_NOT_FOUND", f"The project has no user {user_uid}.")
    return row


def _member(row: ProjectMember) -> Member:
    return Member(row.user_uid, ProjectRole(row.role), row.invited_by, row.created_at)
