"""Audiences: who is meant, as rules about a visitor."""

from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Audited, Base, Stamped


class Audience(Audited, Stamped, Base):
    """An audience of a project; `definition` is the canonical document of `domain.audiences`."""

    __tablename__ = "audience"
    __table_args__ = (
        UniqueConstraint("project_uid", "name"),
        # Holds all that is asked about what changed: beside long definitions SQLite would have to read these.
        Index("ix_audience_stamp", "project_uid", "uid", "stamp"),
    )

    uid: Mapped[str] = mapped_column(String(24), primary_key=True)
    project_uid: Mapped[str] = mapped_column(ForeignKey("project.uid", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str]
    definition: Mapped[dict[str, Any]]
