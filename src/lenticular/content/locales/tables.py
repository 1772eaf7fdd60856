"""Locales: the languages of a stack, and which language stands in for which."""

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Audited, Base

_IS_MASTER = text("fallback_code IS NULL")


class Locale(Audited, Base):
    """A language of a stack. The master is the only one without a fallback, and every chain of fallbacks ends there."""

    __tablename__ = "locale"
    __table_args__ = (
        UniqueConstraint("stack_uid", "code"),
        ForeignKeyConstraint(["stack_uid", "fallback_code"], ["locale.stack_uid", "locale.code"]),
        Index("ix_locale_master", "stack_uid", unique=True, sqlite_where=_IS_MASTER, postgresql_where=_IS_MASTER),
    )

    uid: Mapped[str] = mapped_column(String(64), primary_key=True)
    stack_uid: Mapped[str] = mapped_column(ForeignKey("stack.uid", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(200))
    fallback_code: Mapped[str | None] = mapped_column(String(32))
    version: Mapped[int]
