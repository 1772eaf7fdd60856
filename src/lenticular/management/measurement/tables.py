"""What a project withholds to measure by, and what it does when a visitor asks not to be tracked."""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Base


class ProjectMeasurement(Base):
    """The settings of one project; a project without a row has the defaults."""

    __tablename__ = "project_measurement"
    __table_args__ = (CheckConstraint("holdout_slots BETWEEN 0 AND 5000", name="share"),)

    project_uid: Mapped[str] = mapped_column(ForeignKey("project.uid", ondelete="CASCADE"), primary_key=True)
    # Of 10,000 slots.
    holdout_slots: Mapped[int] = mapped_column(default=0)
    privacy_signal: Mapped[str] = mapped_column(String(16))
    # Secret: 64 hex digits, and the day since 1970 (UTC) that it was made for. Only where the signal is ANONYMOUS.
    pseudonym_key: Mapped[str | None] = mapped_column(String(64))
    key_day: Mapped[int | None]


class ExperienceHoldout(Base):
    """How much one experience withholds by itself; an experience without a row withholds nothing."""

    __tablename__ = "experience_holdout"
    __table_args__ = (CheckConstraint("slots BETWEEN 0 AND 5000", name="share"),)

    experience_uid: Mapped[str] = mapped_column(ForeignKey("experience.uid", ondelete="CASCADE"), primary_key=True)
    project_uid: Mapped[str] = mapped_column(ForeignKey("project.uid", ondelete="CASCADE"), index=True)
    slots: Mapped[int]
