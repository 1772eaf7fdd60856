"""Users as the content APIs under /v3 show them."""

from collections.abc import Sequence

from pydantic import BaseModel

from lenticular.accounts.organizations.service import Membership, OrganizationRole
from lenticular.accounts.users.tables import User
from lenticular.api.times import iso_milliseconds


class OrganizationSummary(BaseModel):
    """An organization of the user, as `include_orgs` adds it."""

    uid: str
    name: str
    created_at: str
    updated_at: str
    is_owner: bool
    org_roles: list[dict[str, str | bool]]


class UserDetails(BaseModel):
    """A signed-in user. `org_uid` are the organizations they own, `shared_org_uid` the others."""

    uid: str
    created_at: str
    updated_at: str
    email: str
    username: str
    first_name: str
    last_name: str
    org_uid: list[str]
    shared_org_uid: list[str]
    active: bool = True
    failed_attempts: int = 0
    roles: list[str] = []
    authtoken: str | None = None
    organizations: list[OrganizationSummary] | None = None


class UserAnswer(BaseModel):
    """The signed-in user."""

    user: UserDetails


def render(
    user: User,
    memberships: Sequence[Membership],
    *,
    authtoken: str | None = None,
    include_organizations: bool = False,
) -> UserDetails:
    """Return a user as the wire shows it; leave out the members that are None."""
    owned = [organization.uid for organization, role in memberships if role is OrganizationRole.OWNER]
    return UserDetails(
        uid=user.uid,
        created_at=iso_milliseconds(user.created_at),
        updated_at=iso_milliseconds(user.updated_at),
        email=user.email,
        username=user.email,
        first_name=user.first_name,
        last_name=user.last_name,
        org_uid=owned,
        shared_org_uid=[organization.uid for organization, _ in memberships if organization.uid not in owned],
        active=user.active,
        authtoken=authtoken,
        organizations=[_summary(held) for held in memberships] if include_organizations else None,
    )


def _summary(held: Membership) -> OrganizationSummary:
    organization, role = held
    return OrganizationSummary(
        uid=organization.uid,
        name=organization.name,
        created_at=iso_milliseconds(organization.created_at),
        updated_at=iso_milliseconds(organization.updated_at),
        is_owner=role is OrganizationRole.OWNER,
        org_roles=[{"name": role.value.lower(), "admin": role is not OrganizationRole.MEMBER}],
    )
