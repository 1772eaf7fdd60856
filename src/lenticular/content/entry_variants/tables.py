"""Entry variants: what an entry says otherwise to whom a variant is for."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Audited, Base


class EntryVariant(Audited, Base):
    """One entry in one language under one variant; the uid is what the wire calls `_instance_uid`."""

    __tablename__ = "entry_variant"
    __table_args__ = (
        UniqueConstraint("entry_uid", "locale", "variant_uid"),
        ForeignKeyConstraint(
            ["entry_uid", "locale"], ["entry_locale.entry_uid", "entry_locale.locale"], ondelete="CASCADE"
        ),
    )

    uid: Mapped[str] = mapped_column(String(64), primary_key=True)
    stack_uid: Mapped[str] = mapped_column(ForeignKey("stack.uid", ondelete="CASCADE"), index=True)
    entry_uid: Mapped[str] = mapped_column(String(64))
    locale: Mapped[str] = mapped_column(String(32))
    content_type_uid: Mapped[str] = mapped_column(String(200))
    variant_uid: Mapped[str] = mapped_column(ForeignKey("variant.uid", ondelete="CASCADE"), index=True)
    # The latest.
    version: Mapped[int]


class EntryVariantVersion(Base):
    """What an entry variant said from one save to the next: the delta, and which of it counts."""

    __tablename__ = "entry_variant_version"

    entry_variant_uid: Mapped[str] = mapped_column(
        ForeignKey("entry_variant.uid", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    fields: Mapped[dict[str, Any]]
    change_set: Mapped[list[Any]]
    order: Mapped[list[Any]]
    # The entry's latest version when this was saved.
    base_version: Mapped[int]
    updated_by: Mapped[str] = mapped_column(String(64))
    updated_at: Mapped[datetime]
