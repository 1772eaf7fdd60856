"""The publish queue: what was asked to be published or withdrawn, when, and what came of it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Base


class QueueItem(Base):
    """One thing for one environment in one language. Scheduled, it waits for its time; else it is done already."""

    __tablename__ = "publish_queue_item"
    __table_args__ = (
        Index(None, "stack_uid", "created_at"),
        Index(None, "status", "scheduled_at"),
        Index(None, "job_uid"),
        Index(None, "created_at"),
    )

    uid: Mapped[str] = mapped_column(String(64), primary_key=True)
    stack_uid: Mapped[str] = mapped_column(ForeignKey("stack.uid", ondelete="CASCADE"))
    job_uid: Mapped[str] = mapped_column(String(64))
    # publish | unpublish
    action: Mapped[str] = mapped_column(String(16))
    # entry | entry_variant | asset
    type: Mapped[str] = mapped_column(String(16))
    # Of the entry or asset; for an entry variant of its entry.
    object_uid: Mapped[str] = mapped_column(String(64))
    variant_uid: Mapped[str | None] = mapped_column(String(64))
    content_type_uid: Mapped[str | None] = mapped_column(String(200))
    title: Mapped[str]
    version: Mapped[int | None]
    # Whether what it refers to is published along.
    is_with_references: Mapped[bool]
    environment_uid: Mapped[str] = mapped_column(ForeignKey("environment.uid", ondelete="CASCADE"))
    locale: Mapped[str] = mapped_column(String(32))
    # scheduled | success | skipped | failed | cancelled
    status: Mapped[str] = mapped_column(String(16))
    message: Mapped[str]
    scheduled_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    created_by: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
