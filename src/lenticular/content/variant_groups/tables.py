"""Variant groups and variants: the names under which entries have other content."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Base


class VariantGroup(Base):
    """A set of variants of a stack. One that Personalize made names its experience, and nobody as its maker."""

    __tablename__ = "variant_group"
    __table_args__ = (UniqueConstraint("stack_uid", "experience_uid"), Index(None, "stack_uid", "created_at"))

    uid: Mapped[str] = mapped_column(String(64), primary_key=True)
    stack_uid: Mapped[str] = mapped_column(ForeignKey("stack.uid", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str]
    # The five are None for a group that was made by hand.
    project_uid: Mapped[str | None] = mapped_column(String(64))
    experience_uid: Mapped[str | None] = mapped_column(String(64))
    experience_short_uid: Mapped[str | None] = mapped_column(String(64))
    # linked | unlinked: whether the experience is there still.
    status: Mapped[str | None] = mapped_column(String(16))
    # When Personalize last wrote the group, changed or not.
    synced_at: Mapped[datetime | None]
    created_by: Mapped[str | None] = mapped_column(String(64))
    updated_by: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class VariantGroupContentType(Base):
    """A content type whose entries may have the group's variants; unlinked, those that have them keep them."""

    __tablename__ = "variant_group_content_type"
    __table_args__ = (
        ForeignKeyConstraint(
            ["stack_uid", "content_type_uid"], ["content_type.stack_uid", "content_type.uid"], ondelete="CASCADE"
        ),
    )

    group_uid: Mapped[str] = mapped_column(ForeignKey("variant_group.uid", ondelete="CASCADE"), primary_key=True)
    content_type_uid: Mapped[str] = mapped_column(String(200), primary_key=True)
    stack_uid: Mapped[str] = mapped_column(String(64))
    # linked | unlinked.
    status: Mapped[str] = mapped_column(String(16))
    # The order in which the client named them.
    position: Mapped[int]


class Variant(Base):
    """A variant of a stack, in a group or in none. One that Personalize made has an alias."""

    __tablename__ = "variant"
    __table_args__ = (UniqueConstraint("stack_uid", "alias"), Index(None, "stack_uid", "created_at"))

    uid: Mapped[str] = mapped_column(String(64), primary_key=True)
    stack_uid: Mapped[str] = mapped_column(ForeignKey("stack.uid", ondelete="CASCADE"))
    group_uid: Mapped[str | None] = mapped_column(ForeignKey("variant_group.uid", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    alias: Mapped[str | None] = mapped_column(String(200))
    # As for the group; a client that makes variants by hand may state them too.
    project_uid: Mapped[str | None] = mapped_column(String(64))
    experience_uid: Mapped[str | None] = mapped_column(String(64))
    experience_short_uid: Mapped[str | None] = mapped_column(String(64))
    short_uid: Mapped[str | None] = mapped_column(String(64))
    status: Mapped[str | None] = mapped_column(String(16))
    # The order within the group.
    position: Mapped[int]
    created_by: Mapped[str | None] = mapped_column(String(64))
    updated_by: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
