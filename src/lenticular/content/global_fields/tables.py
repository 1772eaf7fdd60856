"""Global fields: groups of fields that several content types share."""

from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Audited, Base


class GlobalField(Audited, Base):
    """A global field of a stack; `schema` as the client gave it, with nested global fields by name only."""

    __tablename__ = "global_field"

    stack_uid: Mapped[str] = mapped_column(ForeignKey("stack.uid", ondelete="CASCADE"), primary_key=True)
    uid: Mapped[str] = mapped_column(String(200), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str]
    schema: Mapped[list[Any]]
    # Members that clients send and want back, and that mean nothing to this server.
    extras: Mapped[dict[str, Any]]
    version: Mapped[int]
