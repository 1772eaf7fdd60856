"""Entries: pieces of content, in languages, in versions."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Audited, Base


class Entry(Base):
    """An entry of a content type; what it says lies in its languages."""

    __tablename__ = "entry"
    __table_args__ = (
        ForeignKeyConstraint(
            ["stack_uid", "content_type_uid"], ["content_type.stack_uid", "content_type.uid"], ondelete="CASCADE"
        ),
        Index(None, "stack_uid", "content_type_uid"),
    )

    uid: Mapped[str] = mapped_column(String(64), primary_key=True)
    stack_uid: Mapped[str] = mapped_column(ForeignKey("stack.uid", ondelete="CASCADE"))
    content_type_uid: Mapped[str] = mapped_column(String(200))


class EntryLocale(Audited, Base):
    """An entry in one language: which version is the latest there, and when the first was made."""

    __tablename__ = "entry_locale"
    __table_args__ = (
        ForeignKeyConstraint(["stack_uid", "locale"], ["locale.stack_uid", "locale.code"], ondelete="CASCADE"),
        # What a list of entries is read by.
        Index(None, "stack_uid", "content_type_uid", "locale", "updated_at"),
    )

    entry_uid: Mapped[str] = mapped_column(ForeignKey("entry.uid", ondelete="CASCADE"), primary_key=True)
    locale: Mapped[str] = mapped_column(String(32), primary_key=True)
    stack_uid: Mapped[str] = mapped_column(String(64))
    content_type_uid: Mapped[str] = mapped_column(String(200))
    title: Mapped[str]
    # The latest.
    version: Mapped[int]


class EntryVersion(Base):
    """What an entry said in one language from one save to the next."""

    __tablename__ = "entry_version"
    __table_args__ = (
        ForeignKeyConstraint(
            ["entry_uid", "locale"], ["entry_locale.entry_uid", "entry_locale.locale"], ondelete="CASCADE"
        ),
    )

    entry_uid: Mapped[str] = mapped_column(String(64), primary_key=True)
    locale: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    fields: Mapped[dict[str, Any]]
    tags: Mapped[list[Any]]
    updated_by: Mapped[str] = mapped_column(String(64))
    updated_at: Mapped[datetime]
