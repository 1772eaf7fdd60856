"""Roles of a stack, kept as clients send them."""

from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Audited, Base


class StackRole(Audited, Base):
    """A role of a stack. It grants nothing."""

    __tablename__ = "stack_role"
    __table_args__ = (UniqueConstraint("stack_uid", "name"),)

    uid: Mapped[str] = mapped_column(String(64), primary_key=True)
    stack_uid: Mapped[str] = mapped_column(ForeignKey("stack.uid", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str]
    rules: Mapped[list[Any]]
