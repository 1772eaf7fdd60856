"""Events: what a visitor may do that a marketer counts."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Audited, Base


class Event(Audited, Base):
    """An event of a project; `key` is what the SDK's `triggerEvent()` calls it."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("project_uid", "key"),)

    uid: Mapped[str] = mapped_column(String(24), primary_key=True)
    project_uid: Mapped[str] = mapped_column(ForeignKey("project.uid", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(200))
    description: Mapped[str]
