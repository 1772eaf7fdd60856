"""What is published: the rows that delivery reads, and nothing else does it read of content."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Base

# Nothing is NULL, not the JSON text `null`, so that a query can ask for it.
_Document = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class ContentRevision(Base):
    """A number per stack that every change of the stack raises, so that whoever remembers knows when to look again."""

    __tablename__ = "content_revision"

    stack_uid: Mapped[str] = mapped_column(ForeignKey("stack.uid", ondelete="CASCADE"), primary_key=True)
    revision: Mapped[int]


class PublishedEntry(Base):
    """An entry as an environment has it in one language. Without a document it was there, and is no more."""

    __tablename__ = "published_entry"
    __table_args__ = (
        ForeignKeyConstraint(["stack_uid", "locale"], ["locale.stack_uid", "locale.code"], ondelete="CASCADE"),
        Index(None, "environment_uid", "content_type_uid", "locale"),
        Index(None, "entry_uid"),
        Index(None, "stack_uid", "revision"),
    )

    environment_uid: Mapped[str] = mapped_column(ForeignKey("environment.uid", ondelete="CASCADE"), primary_key=True)
    entry_uid: Mapped[str] = mapped_column(String(64), primary_key=True)
    locale: Mapped[str] = mapped_column(String(32), primary_key=True)
    stack_uid: Mapped[str] = mapped_column(ForeignKey("stack.uid", ondelete="CASCADE"))
    content_type_uid: Mapped[str] = mapped_column(String(200))
    version: Mapped[int]
    # The system's members and the content; a file is `{"uid": …, "_content_type_uid": "sys_assets"}`.
    document: Mapped[dict[str, Any] | None] = mapped_column(_Document)
    # Without a document: since when it has been withdrawn.
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(String(64))
    # The stack's revision when this row was written.
    revision: Mapped[int]


class PublishedVariant(Base):
    """An entry variant as an environment has it in one language; it lies over the entry that is published there."""

    __tablename__ = "published_variant"
    __table_args__ = (
        ForeignKeyConstraint(["stack_uid", "locale"], ["locale.stack_uid", "locale.code"], ondelete="CASCADE"),
        Index(None, "entry_uid"),
    )

    environment_uid: Mapped[str] = mapped_column(ForeignKey("environment.uid", ondelete="CASCADE"), primary_key=True)
    entry_uid: Mapped[str] = mapped_column(String(64), primary_key=True)
    locale: Mapped[str] = mapped_column(String(32), primary_key=True)
    variant_uid: Mapped[str] = mapped_column(
        ForeignKey("variant.uid", ondelete="CASCADE"), primary_key=True, index=True
    )
    stack_uid: Mapped[str] = mapped_column(ForeignKey("stack.uid", ondelete="CASCADE"), index=True)
    content_type_uid: Mapped[str] = mapped_column(String(200))
    version: Mapped[int]
    fields: Mapped[dict[str, Any]]
    change_set: Mapped[list[Any]]
    order: Mapped[list[Any]]
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(String(64))


class PublishedAsset(Base):
    """An asset as an environment has it in one language. Without a document it was there, and is no more."""

    __tablename__ = "published_asset"
    __table_args__ = (
        ForeignKeyConstraint(["stack_uid", "locale"], ["locale.stack_uid", "locale.code"], ondelete="CASCADE"),
        Index(None, "asset_uid"),
        Index(None, "stack_uid", "revision"),
    )

    environment_uid: Mapped[str] = mapped_column(ForeignKey("environment.uid", ondelete="CASCADE"), primary_key=True)
    asset_uid: Mapped[str] = mapped_column(String(64), primary_key=True)
    locale: Mapped[str] = mapped_column(String(32), primary_key=True)
    stack_uid: Mapped[str] = mapped_column(ForeignKey("stack.uid", ondelete="CASCADE"))
    version: Mapped[int]
    document: Mapped[dict[str, Any] | None] = mapped_column(_Document)
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(String(64))
    revision: Mapped[int]
