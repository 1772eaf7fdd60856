"""Stacks: what all content belongs to."""

from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Audited, Base


class Stack(Audited, Base):
    """A set of content of an organization, named on the wire by its API key."""

    __tablename__ = "stack"

    uid: Mapped[str] = mapped_column(String(64), primary_key=True)
    api_key: Mapped[str] = mapped_column(String(64), unique=True)
    organization_uid: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str]
    master_locale: Mapped[str] = mapped_column(String(32))
    owner_uid: Mapped[str] = mapped_column(String(64))
    settings: Mapped[dict[str, Any]]


class StackMember(Base):
    """A user who may work in a stack that is not theirs."""

    __tablename__ = "stack_member"

    stack_uid: Mapped[str] = mapped_column(ForeignKey("stack.uid", ondelete="CASCADE"), primary_key=True)
    user_uid: Mapped[str] = mapped_column(
        ForeignKey("user_account.uid", ondelete="CASCADE"), primary_key=True, index=True
    )
