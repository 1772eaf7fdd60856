"""Creating and finding organizations, and the roles of users in them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lenticular.accounts.organizations.tables import Organization, OrganizationMember
from lenticular.errors import NotFound


class OrganizationRole(StrEnum):
    """What a user is in an organization. Owners and admins own every project of it; members need a project role."""

    OWNER = "OWNER"
    ADMIN = "ADMIN"
    MEMBER = "MEMBER"


class Membership(NamedTuple):
    """An organization as one of its users sees it."""

    organization: Organization
    role: OrganizationRole


def create(session: Session, *, uid: str, name: str, now: datetime) -> Organization:
    """Add an organization without members."""
    organization = Organization(uid=uid, name=name, created_at=now, updated_at=now)
    session.add(organization)
    session.flush()
    return organization


def find(session: Session, uid: str) -> Organization | None:
    """Return an organization, or None."""
    return session.get(Organization, uid)


def get(session: Session, uid: str) -> Organization:
    """Return an organization; raise NotFound when there is none of this uid."""
    organization = find(session, uid)
    if organization is None:
        raise NotFound("ORGANIZATION_NOT_FOUND", f"There is no organization {uid}.")
    return organization


def list_all(session: Session) -> Sequence[Organization]:
    """Return every organization of this server, oldest first."""
    return session.scalars(select(Organization).order_by(Organization.created_at, Organization.uid)).all()


def of_user(session: Session, user_uid: str) -> Sequence[Membership]:
    """Return the organizations of a user with the user's role in each, oldest first."""
    rows = session.execute(
        select(Organization, OrganizationMember.role)
        .join(OrganizationMember, OrganizationMember.organization_uid == Organization.uid)
        .where(OrganizationMember.user_uid == user_uid)
        .order_by(Organization.created_at, Organization.uid)
    )
    return [Membership(organization, OrganizationRole(role)) for organization, role in rows]


def roles_of(session: Session, user_uid: str) -> Mapping[str, OrganizationRole]:
    """Return the user's role in each of the user's organizations, by organization uid."""
    rows = session.execute(
        select(OrganizationMember.organization_uid, OrganizationMember.role)
        .where(OrganizationMember.user_uid == user_uid)
        .order_by(OrganizationMember.organization_uid)
    )
    return {uid: OrganizationRole(role) for uid, role in rows}


def members(session: Session, organization_uid: str) -> Mapping[str, OrganizationRole]:
    """Return the role of each member of the organization, by user uid."""
    rows = session.execute(
        select(OrganizationMember.user_uid, OrganizationMember.role)
        .where(OrganizationMember.organization_uid == organization_uid)
        .order_by(OrganizationMember.user_uid)
    )
    return {uid: OrganizationRole(role) for uid, role in rows}


def set_role(session: Session, *, organization_uid: str, user_uid: str, role: OrganizationRole) -> None:
    """Make the user a member of the organization in this role, whether they were one before or not."""
    session.merge(OrganizationMember(organization_uid=organization_uid, user_uid=user_uid, role=role.value))
    session.flush()


def remove_member(session: Session, *, organization_uid: str, user_uid: str) -> None:
    """Take the user out of the organization; nothing happens when they are not in it."""
    session.execute(
        delete(OrganizationMember).where(
            OrganizationMember.organization_uid == organization_uid, OrganizationMember.user_uid == user_uid
        )
    )
