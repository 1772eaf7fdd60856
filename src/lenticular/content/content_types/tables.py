"""Content types: what members an entry has."""

from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Audited, Base


class ContentType(Audited, Base):
    """A content type of a stack; `schema` as the client gave it, with global fields by name only."""

    __tablename__ = "content_type"

    stack_uid: Mapped[str] = mapped_column(ForeignKey("stack.uid", ondelete="CASCADE"), primary_key=True)
    uid: Mapped[str] = mapped_column(String(200), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str]
    schema: Mapped[list[Any]]
    options: Mapped[dict[str, Any]]
    # Members that clients send and want back, and that mean nothing to this server: field rules and the like.
    extras: Mapped[dict[str, Any]]
    version: Mapped[int]
