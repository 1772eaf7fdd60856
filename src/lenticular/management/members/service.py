"""Listing, adding, changing and removing the users of a project."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from lenticular.accounts.organizations import service as organizations
from lenticular.accounts.roles import service as roles
from lenticular.accounts.roles.service import Member, ProjectRole
from lenticular.accounts.users import service as users
from lenticular.errors import Conflict, Invalid, Problem
from lenticular.management.scope import ProjectScope

# Who made the project was invited by nobody.
SYSTEM = "System"


@dataclass(frozen=True, slots=True)
class ProjectUser:
    """A user with a role of their own in a project. `invited_by` is a person's name, or “System”."""

    uid: str
    name: str
    email: str
    role: ProjectRole
    invited_by: str
    created_at: datetime


def list_in_order(scope: ProjectScope) -> Sequence[ProjectUser]:
    """Return the project's users in the order in which they joined.

    Owners and admins of the organization own all its projects; they are listed where they have a role besides.
    """
    return _described(scope, roles.members(scope.session, scope.project_uid))


def get(scope: ProjectScope, uid: str) -> ProjectUser:
    """Return one user of the project; raise NotFound when the user has no role in it."""
    return _described(scope, [_member(scope, uid)])[0]


def add(scope: ProjectScope, *, uid: str | None, email: str | None, role: ProjectRole) -> ProjectUser:
    """Give a user of the organization, named by uid or by e-mail address, a role in the project.

    Raises Forbidden for callers who are no owners, Invalid when the organization has no such user, Conflict when
    the user has a role in the project already.
    """
    scope.require_owner()
    member = roles.add(
        scope.session,
        project_uid=scope.project_uid,
        user_uid=_colleague(scope, uid=uid, email=email),
        role=role,
        invited_by=scope.user_uid,
        now=scope.now,
    )
    return _described(scope, [member])[0]


def change_role(scope: ProjectScope, uid: str, role: ProjectRole) -> ProjectUser:
    """Change what a user is in the project; raise Forbidden, NotFound, or Conflict for its last owner."""
    scope.require_owner()
    member = _member(scope, uid)
    if role is not ProjectRole.OWNER:
        _refuse_last_owner(scope, member)
    return _described(scope, [roles.set_role(scope.session, project_uid=scope.project_uid, user_uid=uid, role=role)])[0]


def remove(scope: ProjectScope, uid: str) -> None:
    """Take a user out of the project; raise Forbidden, NotFound, or Conflict for its last owner."""
    scope.require_owner()
    _refuse_last_owner(scope, _member(scope, uid))
    roles.remove(scope.session, project_uid=scope.project_uid, user_uid=uid)


def _colleague(scope: ProjectScope, *, uid: str | None, email: str | None) -> str:
    user = users.find(scope.session, uid) if uid is not None else users.find_by_email(scope.session, email or "")
    if user is None or scope.organization_uid not in organizations.roles_of(scope.session, user.uid):
        # The same answer for a stranger and for nobody: it must not tell who has an account here.
        pointer = "/email" if uid is None else "/uid"
        message = "The organization has no such user. Add the user to the organization first."
        raise Invalid([Problem(pointer, "USER_NOT_FOUND", message)])
    return user.uid


def _refuse_last_owner(scope: ProjectScope, member: Member) -> None:
    owners = {
        other.user_uid for other in roles.members(scope.session, scope.project_uid) if other.role is ProjectRole.OWNER
    }
    if owners == {member.user_uid}:
        raise Conflict(
            "personalize.USERS.CANNOT_REMOVE_LAST_OWNER", "A project keeps at least one owner. First name another."
        )


def _member(scope: ProjectScope, uid: str) -> Member:
    return roles.get(scope.session, project_uid=scope.project_uid, user_uid=uid)


def _described(scope: ProjectScope, members: Iterable[Member]) -> Sequence[ProjectUser]:
    found = list(members)
    people = users.by_uid(scope.session, {uid for member in found for uid in (member.user_uid, member.invited_by)})
    names = {uid: users.display_name(user) for uid, user in people.items()}
    return [
        ProjectUser(
            uid=member.user_uid,
            name=names[member.user_uid],
            email=people[member.user_uid].email,
            role=member.role,
            invited_by=SYSTEM if member.invited_by == member.user_uid else names.get(member.invited_by, ""),
            created_at=member.created_at,
        )
        for member in found
    ]
