"""Environments: where content is published to."""

from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Audited, Base


class Environment(Audited, Base):
    """An environment of a stack; `urls` are its base URLs, one a locale, as the client gave them."""

    __tablename__ = "environment"
    __table_args__ = (UniqueConstraint("stack_uid", "name"),)

    uid: Mapped[str] = mapped_column(String(64), primary_key=True)
    stack_uid: Mapped[str] = mapped_column(ForeignKey("stack.uid", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    urls: Mapped[list[Any]]
    version: Mapped[int]
