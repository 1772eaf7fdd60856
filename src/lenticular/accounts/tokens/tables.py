"""Authtokens: how scripts and clients stay signed in."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Base


class Authtoken(Base):
    """A token of a user; only its SHA-256 is kept. `number` grows, so the oldest is known even within one instant."""

    __tablename__ = "authtoken"

    number: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    user_uid: Mapped[str] = mapped_column(ForeignKey("user_account.uid", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
