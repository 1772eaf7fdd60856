"""Versions of experiences: one may be edited, one is live, the others are history."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Audited, Base, Stamped

_IS_DRAFT = text("status = 'DRAFT'")
_IS_LIVE = text("status IN ('ACTIVE', 'PAUSED')")


class ExperienceVersion(Audited, Stamped, Base):
    """A version of an experience; variants, metrics and targeting are the canonical documents of `content`."""

    __tablename__ = "experience_version"
    __table_args__ = (
        UniqueConstraint("experience_uid", "number"),
        Index(
            "uq_experience_version_draft",
            "experience_uid",
            unique=True,
            sqlite_where=_IS_DRAFT,
            postgresql_where=_IS_DRAFT,
        ),
        Index(
            "uq_experience_version_live",
            "experience_uid",
            unique=True,
            sqlite_where=_IS_LIVE,
            postgresql_where=_IS_LIVE,
        ),
        # Holds all that is asked about what changed: beside long variants SQLite would have to read these.
        Index("ix_experience_version_stamp", "project_uid", "status", "experience_uid", "uid", "stamp"),
    )

    uid: Mapped[str] = mapped_column(String(24), primary_key=True)
    project_uid: Mapped[str] = mapped_column(ForeignKey("project.uid", ondelete="CASCADE"))
    experience_uid: Mapped[str] = mapped_column(ForeignKey("experience.uid", ondelete="CASCADE"))
    number: Mapped[int]
    status: Mapped[str] = mapped_column(String(8))
    variants: Mapped[list[Any]]
    variant_split: Mapped[str | None] = mapped_column(String(24))
    metrics: Mapped[list[Any]]
    targeting: Mapped[dict[str, Any]]
    # Variant short uid -> half-open slot ranges of an A/B test, from its first activation on; only a bandit's change.
    ranges: Mapped[dict[str, Any]]
    first_activated_at: Mapped[datetime | None]
