"""Organizations and who belongs to them."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Base


class Organization(Base):
    """The owner of projects."""

    __tablename__ = "organization"

    uid: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class OrganizationMember(Base):
    """A user of an organization, in a role."""

    __tablename__ = "organization_member"

    organization_uid: Mapped[str] = mapped_column(ForeignKey("organization.uid", ondelete="CASCADE"), primary_key=True)
    user_uid: Mapped[str] = mapped_column(
        ForeignKey("user_account.uid", ondelete="CASCADE"), primary_key=True, index=True
    )
    role: Mapped[str] = mapped_column(String(16))
