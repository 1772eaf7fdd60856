"""Delivery tokens: how sites read what is published."""

from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Audited, Base


class DeliveryToken(Audited, Base):
    """A token of a stack, and perhaps a preview token beside it; only their SHA-256 are kept.

    The two scope uids are what the wire calls `_metadata.uid` of the parts of its scope.
    """

    __tablename__ = "delivery_token"
    __table_args__ = (UniqueConstraint("stack_uid", "name"),)

    uid: Mapped[str] = mapped_column(String(64), primary_key=True)
    stack_uid: Mapped[str] = mapped_column(ForeignKey("stack.uid", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str]
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    preview_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    branches: Mapped[list[Any]]
    environment_scope_uid: Mapped[str] = mapped_column(String(64))
    branch_scope_uid: Mapped[str] = mapped_column(String(64))


class DeliveryTokenEnvironment(Base):
    """One environment that a token may read; it ends with the environment."""

    __tablename__ = "delivery_token_environment"

    token_uid: Mapped[str] = mapped_column(ForeignKey("delivery_token.uid", ondelete="CASCADE"), primary_key=True)
    environment_uid: Mapped[str] = mapped_column(
        ForeignKey("environment.uid", ondelete="CASCADE"), primary_key=True, index=True
    )
