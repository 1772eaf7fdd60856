"""Requests to erase a visitor."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Base


class VisitorErasure(Base):
    """A request to erase one visitor of a project. Once it is done, nothing in it says whom it was about."""

    __tablename__ = "visitor_erasure"
    __table_args__ = (Index(None, "status", "requested_at"), Index(None, "project_uid"))

    uid: Mapped[str] = mapped_column(String(24), primary_key=True)
    project_uid: Mapped[str] = mapped_column(ForeignKey("project.uid", ondelete="CASCADE"))
    status: Mapped[str] = mapped_column(String(8))
    user_uid: Mapped[str | None] = mapped_column(String(256))
    # Of the day of the request, if the project has pseudonyms.
    pseudonym: Mapped[str | None] = mapped_column(String(64))
    requested_at: Mapped[datetime]
    first_erased_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
