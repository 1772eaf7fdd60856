"""Labels: how people group content types."""

from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Audited, Base


class Label(Audited, Base):
    """A label of a stack; `parents` are uids of other labels, `content_types` uids of what it is on."""

    __tablename__ = "label"
    __table_args__ = (UniqueConstraint("stack_uid", "name"),)

    uid: Mapped[str] = mapped_column(String(64), primary_key=True)
    stack_uid: Mapped[str] = mapped_column(ForeignKey("stack.uid", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    parents: Mapped[list[Any]]
    content_types: Mapped[list[Any]]
    version: Mapped[int]
