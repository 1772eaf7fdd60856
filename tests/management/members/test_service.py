"""The users of a project below HTTP."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from fakes import Person
from lenticular.accounts.roles import service as roles
from lenticular.accounts.roles.service import ProjectRole
from lenticular.accounts.users import service as users
from lenticular.management.members import service as members
from lenticular.management.scope import ProjectScope


def test_who_was_invited_by_somebody_who_is_gone_stays_listed(member: Person, stranger: Person, scope: ProjectScope):
    roles.add(
        scope.session,
        project_uid=scope.project_uid,
        user_uid=stranger.user_uid,
        role=ProjectRole.MEMBER,
        invited_by=member.user_uid,
        now=scope.now,
    )
    users.delete(scope.session, users.get(scope.session, member.user_uid))
    scope.session.expire_all()

    listed = members.list_in_order(scope)

    assert [(user.name, user.invited_by) for user in listed] == [("Stan Doe", "")]


def test_the_list_is_of_one_project(
    open_scope: Callable[..., AbstractContextManager[ProjectScope]], member: Person, other_project: str
):
    with open_scope(project_uid=other_project) as scope:
        assert members.list_in_order(scope) == []
