"""How bandits shared out their visitors, and when they last looked at their results."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Base


class BanditLook(Base):
    """When the weights of a bandit were last worked out, whether they changed or not."""

    __tablename__ = "bandit_look"

    version_uid: Mapped[str] = mapped_column(ForeignKey("experience_version.uid", ondelete="CASCADE"), primary_key=True)
    project_uid: Mapped[str] = mapped_column(String(24))
    reweighed_at: Mapped[datetime]


class BanditWeights(Base):
    """The slots of 10,000 that each variant (by short uid) of a bandit had from an instant on, until the next row."""

    __tablename__ = "bandit_weights"
    __table_args__ = (Index(None, "is_thinned", "at"),)

    version_uid: Mapped[str] = mapped_column(ForeignKey("experience_version.uid", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    project_uid: Mapped[str] = mapped_column(String(24))
    slots: Mapped[dict[str, Any]]
    # It stays: the first of its version, or the last of its hour.
    is_thinned: Mapped[bool]
