"""Organizations and the roles of users in them."""

import pytest
from sqlalchemy.orm import Session

from lenticular.accounts.organizations import service as organizations
from lenticular.accounts.organizations.service import OrganizationRole
from lenticular.accounts.users import service as users
from lenticular.errors import NotFound


def test_a_user_has_a_role_in_each_of_their_organizations(session: Session, ann: str, organization_uid: str, clock):
    clock.advance(days=1)
    other = organizations.create(session, uid="blt-other", name="Other", now=clock())
    organizations.set_role(session, organization_uid=other.uid, user_uid=ann, role=OrganizationRole.MEMBER)

    assert [(held.name, role) for held, role in organizations.of_user(session, ann)] == [
        ("Red Panda Travel", OrganizationRole.OWNER),
        ("Other", OrganizationRole.MEMBER),
    ]
    assert organizations.roles_of(session, ann) == {
        organization_uid: OrganizationRole.OWNER,
        "blt-other": OrganizationRole.MEMBER,
    }


def test_a_role_is_changed_by_setting_it_again(session: Session, ann: str, organization_uid: str):
    organizations.set_role(session, organization_uid=organization_uid, user_uid=ann, role=OrganizationRole.ADMIN)

    assert organizations.members(session, organization_uid) == {ann: OrganizationRole.ADMIN}


def test_a_removed_member_has_no_organization(session: Session, ann: str, organization_uid: str):
    organizations.remove_member(session, organization_uid=organization_uid, user_uid=ann)

    assert organizations.of_user(session, ann) == []


def test_a_deleted_user_is_no_member(session: Session, ann: str, organization_uid: str):
    users.delete(session, users.get(session, ann))

    assert organizations.members(session, organization_uid) == {}


def test_organizations_are_listed_oldest_first(session: Session, organization_uid: str, clock):
    clock.advance(days=-1)
    older = organizations.create(session, uid="blt-zzz", name="Older", now=clock())

    assert [found.uid for found in organizations.list_all(session)] == [older.uid, organization_uid]


def test_an_unknown_organization_is_not_found(session: Session):
    assert organizations.find(session, "blt-none") is None
    with pytest.raises(NotFound):
        organizations.get(session, "blt-none")
