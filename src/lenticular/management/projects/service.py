"""Creating, finding, changing and deleting projects."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lenticular.accounts.authentication import Caller
from lenticular.accounts.organizations.service import OrganizationRole
from lenticular.accounts.roles import service as roles
from lenticular.accounts.roles.service import ProjectRole
from lenticular.errors import Conflict, Forbidden, Invalid, Problem, QuotaExceeded
from lenticular.management.projects.tables import Project
from lenticular.management.publishing import revisions

_GOVERNING = frozenset({OrganizationRole.OWNER, OrganizationRole.ADMIN})


def find(session: Session, uid: str) -> Project | None:
    """Return a project, or None. Says nothing about who may see it: that is the scope's question."""
    return session.get(Project, uid)


def existing(session: Session, uids: Collection[str]) -> list[str]:
    """Return those of the uids that are projects."""
    return list(session.scalars(select(Project.uid).where(Project.uid.in_(uids)).order_by(Project.uid)))


def is_stack_connected(session: Session, stack_api_key: str) -> bool:
    """Tell whether any project of this server is connected to the stack."""
    return session.scalar(select(Project.uid).where(Project.connected_stack_api_key == stack_api_key)) is not None


def lock(session: Session, uid: str) -> None:
    """Make writers of this project take turns until the transaction ends (SQLite has one writer anyway)."""
    session.execute(select(Project.uid).where(Project.uid == uid).with_for_update()).all()


def list_newest_first(
    session: Session, caller: Caller, *, organization_uid: str = "", connected_stack_api_key: str | None = None
) -> Sequence[Project]:
    """Return the projects that the caller may see, newest first; in one organization, or of one stack, if given.

    Raises Forbidden when the caller does not belong to the organization.
    """
    organizations = organizations_meant(caller, organization_uid)
    governed = [uid for uid in organizations if caller.organizations[uid] in _GOVERNING]
    query = (
        select(Project)
        .where(Project.organization_uid.in_(organizations))
        .where(
            or_(
                Project.organization_uid.in_(governed),
                Project.uid.in_(roles.projects_of(session, caller.user_uid)),
            )
        )
        .order_by(Project.created_at.desc(), Project.uid.desc())
    )
    if connected_stack_api_key is not None:
        query = query.where(Project.connected_stack_api_key == connected_stack_api_key)
    return session.scalars(query).all()


def organizations_meant(caller: Caller, organization_uid: str) -> Sequence[str]:
    """Return the organization named, or all of the caller's without one; raise Forbidden for one that is not theirs."""
    if not organization_uid:
        return list(caller.organizations)
    _require_member(caller, organization_uid)
    return [organization_uid]


def organization_for_new(caller: Caller, organization_uid: str) -> str:
    """Return the organization in which the caller may create a project; without one named, their only one.

    Raises Invalid when none is named and the caller has several; Forbidden for anybody but owners and admins.
    """
    if not organization_uid and len(caller.organizations) > 1:
        message = f"You belong to {len(caller.organizations)} organizations. Send the uid of one as organization_uid."
        raise Invalid([Problem("/organization_uid", "ORGANIZATION_UID_HEADER_NOT_SET", message)])
    uid = organization_uid or next(iter(caller.organizations), "")
    if _require_member(caller, uid) not in _GOVERNING:
        raise Forbidden("FORBIDDEN", "Only an owner or admin of the organization may create a project.")
    return uid


def create(
    session: Session,
    *,
    uid: str,
    organization_uid: str,
    name: str,
    description: str,
    connected_stack_api_key: str | None,
    user_uid: str,
    now: datetime,
    quota: int,
) -> Project:
    """Add a project whose creator is its first owner. `quota` is how many its organization may have.

    Raises QuotaExceeded, or Conflict when the name is taken in the organization or the stack by any project.
    """
    # First, because it is what makes creators take turns: both counting the quota and then both adding would pass it.
    revisions.advance(session, uid)
    count = session.scalar(
        select(func.count()).select_from(Project).where(Project.organization_uid == organization_uid)
    )
    if (count or 0) >= quota:
        raise QuotaExceeded(
            "personalize.PROJECTS.MAX_PROJECTS_COUNT_EXCEEDED",
            f"The organization has all {quota} projects it may have.",
        )
    project = Project(
        uid=uid,
        organization_uid=organization_uid,
        name=name,
        description=description,
        connected_stack_api_key=connected_stack_api_key,
        next_experience_short_uid=0,
        created_by=user_uid,
        updated_by=user_uid,
        created_at=now,
        updated_at=now,
    )
    _refuse_taken(session, project, name=name, connected_stack_api_key=connected_stack_api_key)
    session.add(project)
    session.flush()
    roles.add(session, project_uid=uid, user_uid=user_uid, role=ProjectRole.OWNER, invited_by=user_uid, now=now)
    return project


def update(
    session: Session,
    project: Project,
    *,
    name: str,
    description: str,
    connected_stack_api_key: str | None,
    user_uid: str,
    now: datetime,
) -> None:
    """Change a project; no stack disconnects it. Raise Conflict when the name or the stack is taken."""
    _refuse_taken(session, project, name=name, connected_stack_api_key=connected_stack_api_key)
    project.name = name
    project.description = description
    project.connected_stack_api_key = connected_stack_api_key
    project.updated_by = user_uid
    project.updated_at = now
    session.flush()


def delete(session: Session, project: Project) -> None:
    """Delete a project with everything that management keeps of it. This cannot be undone."""
    roles.forget_project(session, project.uid)
    session.delete(project)
    session.flush()


def _require_member(caller: Caller, organization_uid: str) -> OrganizationRole:
    role = caller.organizations.get(organization_uid)
    if role is None:
        raise Forbidden("FORBIDDEN", f"You do not belong to the organization “{organization_uid}”.")
    return role


def _refuse_taken(session: Session, project: Project, *, name: str, connected_stack_api_key: str | None) -> None:
    others = select(Project.uid).where(Project.uid != project.uid)
    same_name = others.where(Project.organization_uid == project.organization_uid, Project.name == name)
    if session.scalar(same_name) is not None:
        raise Conflict("personalize.PROJECTS.DUPLICATE_NAME", f"The organization has a project named “{name}”.")
    if connected_stack_api_key is None:
        return
    same_stack = others.where(Project.connected_stack_api_key == connected_stack_api_key)
    if session.scalar(same_stack) is not None:
        raise Conflict(
            "personalize.PROJECTS.STACK_ALREADY_CONNECTED",
            f"The stack {connected_stack_api_key} is connected to another project. Disconnect it there first.",
        )
