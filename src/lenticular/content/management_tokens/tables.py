"""Management tokens: keys of a stack that belong to no user."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Audited, Base


class ManagementToken(Audited, Base):
    """A token of a stack; only its SHA-256 is kept. `number` grows, so the oldest is known even within one instant."""

    __tablename__ = "management_token"
    __table_args__ = (UniqueConstraint("stack_uid", "name"),)

    number: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(64), unique=True)
    stack_uid: Mapped[str] = mapped_column(ForeignKey("stack.uid", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str]
    scope: Mapped[list[Any]]
    # As it was given, day or instant; `expires_at` is what it means.
    expires_on: Mapped[str | None] = mapped_column(String(64))
    expires_at: Mapped[datetime | None]
    is_email_notification_enabled: Mapped[bool] = mapped_column(Boolean)
