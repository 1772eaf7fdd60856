"""Attempts to sign in that did not succeed."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Base


class FailedSignIn(Base):
    """The recent failures of one e-mail address, of a user or not; only the SHA-256 of the address is kept."""

    __tablename__ = "failed_sign_in"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    latest_at: Mapped[datetime] = mapped_column(index=True)
    # Until then no password of this address is looked at.
    closed_until: Mapped[datetime]
