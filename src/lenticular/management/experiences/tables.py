"""Experiences: what a project shows differently to different visitors."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Audited, Base


class Experience(Audited, Base):
    """An experience of a project. Its status, draft and latest version are kept in step by the versions service."""

    __tablename__ = "experience"
    __table_args__ = (
        UniqueConstraint("project_uid", "name"),
        UniqueConstraint("project_uid", "short_uid"),
        # Not unique: a reordering writes one row after the other.
        Index(None, "project_uid", "priority"),
    )

    uid: Mapped[str] = mapped_column(String(24), primary_key=True)
    project_uid: Mapped[str] = mapped_column(ForeignKey("project.uid", ondelete="CASCADE"))
    short_uid: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str]
    type: Mapped[str] = mapped_column(String(16))
    tags: Mapped[list[Any]]
    # 1 is the highest; without gaps within a project.
    priority: Mapped[int]
    status: Mapped[str] = mapped_column(String(8))
    has_draft: Mapped[bool]
    # The version with the highest number, draft or not. No foreign key: the version's own points the other way.
    latest_version_uid: Mapped[str] = mapped_column(String(24))
    # The next variant gets this one; never handed out twice, so it never goes down.
    next_variant_short_uid: Mapped[int] = mapped_column(default=0)
    activated_at: Mapped[datetime | None]
    activated_by: Mapped[str | None] = mapped_column(String(64))
