"""A user as /v3 shows them."""

from datetime import UTC, datetime

from lenticular.accounts.organizations.service import Membership, OrganizationRole
from lenticular.accounts.organizations.tables import Organization
from lenticular.accounts.users import payloads
from lenticular.accounts.users.tables import User

TIME = datetime(2026, 11, 22, 12, 0, 0, 7000, tzinfo=UTC)


def membership(uid: str, role: OrganizationRole) -> Membership:
    return Membership(Organization(uid=uid, name=uid.upper(), created_at=TIME, updated_at=TIME), role)


ANN = User(
    uid="blt1",
    email="ann@example.com",
    email_key="ann@example.com",
    first_name="Ann",
    last_name="Lee",
    password_hash="secret",
    active=True,
    created_at=TIME,
    updated_at=TIME,
)


def test_owned_and_shared_organizations_are_told_apart():
    shown = payloads.render(
        ANN, [membership("blta", OrganizationRole.OWNER), membership("bltb", OrganizationRole.ADMIN)]
    )

    assert (shown.org_uid, shown.shared_org_uid) == (["blta"], ["bltb"])


def test_the_password_hash_is_not_shown():
    assert "secret" not in payloads.render(ANN, []).model_dump_json()


def test_times_have_milliseconds():
    assert payloads.render(ANN, []).created_at == "2026-11-22T12:00:00.007Z"


def test_admins_of_an_organization_have_an_admin_role_in_it():
    shown = payloads.render(
        ANN,
        [membership("blta", OrganizationRole.ADMIN), membership("bltb", OrganizationRole.MEMBER)],
        include_organizations=True,
    )

    assert shown.organizations is not None
    assert [held.org_roles for held in shown.organizations] == [
        [{"name": "admin", "admin": True}],
        [{"name": "member", "admin": False}],
    ]
    assert [held.is_owner for held in shown.organizations] == [False, False]
