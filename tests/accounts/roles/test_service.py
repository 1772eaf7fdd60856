"""Roles in projects."""

import pytest
from sqlalchemy.orm import Session

from lenticular.accounts.authentication import Caller
from lenticular.accounts.organizations.service import OrganizationRole
from lenticular.accounts.roles import service as roles
from lenticular.accounts.roles.service import Member, ProjectRole
from lenticular.accounts.users import service as users
from lenticular.errors import Conflict, NotFound

SHOP = "a" * 24
BLOG = "b" * 24


def join(
    session: Session, user_uid: str, clock, project_uid: str = SHOP, role: ProjectRole = ProjectRole.MEMBER
) -> Member:
    return roles.add(
        session, project_uid=project_uid, user_uid=user_uid, role=role, invited_by="blt-system", now=clock()
    )


def caller(user_uid: str, **organizations: OrganizationRole) -> Caller:
    return Caller(user_uid=user_uid, name="", email="", organizations=organizations)


@pytest.mark.parametrize("role", [OrganizationRole.OWNER, OrganizationRole.ADMIN])
def test_owners_and_admins_of_the_organization_own_its_projects(session: Session, role: OrganizationRole):
    assert roles.role_in_project(session, caller("blt1", travel=role), "travel", SHOP) is ProjectRole.OWNER


def test_an_owner_of_another_organization_has_no_role(session: Session):
    stranger = caller("blt1", other=OrganizationRole.OWNER)

    assert roles.role_in_project(session, stranger, "travel", SHOP) is None


def test_a_member_has_the_role_they_were_given_in_that_project_alone(session: Session, ann: str, clock):
    join(session, ann, clock)
    member = caller(ann, travel=OrganizationRole.MEMBER)

    assert roles.role_in_project(session, member, "travel", SHOP) is ProjectRole.MEMBER
    assert roles.role_in_project(session, member, "travel", BLOG) is None
    assert roles.projects_of(session, ann) == {SHOP}


def test_members_are_listed_in_the_order_they_joined(session: Session, ann: str, sign_up, clock):
    join(session, ann, clock, role=ProjectRole.OWNER)
    listed = roles.members(session, SHOP)

    assert listed == [Member(ann, ProjectRole.OWNER, "blt-system", clock())]


def test_nobody_joins_twice(session: Session, ann: str, clock):
    join(session, ann, clock)

    with pytest.raises(Conflict):
        join(session, ann, clock)


def test_a_role_is_changed(session: Session, ann: str, clock):
    join(session, ann, clock)

    assert roles.set_role(session, project_uid=SHOP, user_uid=ann, role=ProjectRole.OWNER).role is ProjectRole.OWNER
    assert roles.get(session, project_uid=SHOP, user_uid=ann).role is ProjectRole.OWNER


def test_a_removed_member_has_no_role(session: Session, ann: str, clock):
    join(session, ann, clock)
    roles.remove(session, project_uid=SHOP, user_uid=ann)

    assert roles.members(session, SHOP) == []


def test_who_is_no_member_cannot_be_changed_or_removed(session: Session, ann: str):
    with pytest.raises(NotFound):
        roles.set_role(session, project_uid=SHOP, user_uid=ann, role=ProjectRole.OWNER)
    with pytest.raises(NotFound):
        roles.remove(session, project_uid=SHOP, user_uid=ann)


def test_a_deleted_project_is_forgotten_alone(session: Session, ann: str, clock):
    join(session, ann, clock)
    join(session, ann, clock, project_uid=BLOG)
    roles.forget_project(session, SHOP)

    assert roles.projects_of(session, ann) == {BLOG}


def test_a_deleted_user_is_in_no_project(session: Session, ann: str, clock):
    join(session, ann, clock)
    users.delete(session, users.get(session, ann))

    assert roles.members(session, SHOP) == []
