"""Custom attributes: what a site may tell about a visitor."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Audited, Base


class Attribute(Audited, Base):
    """A custom attribute of a project; `key` is what the SDK's `set()` calls it."""

    __tablename__ = "attribute"
    __table_args__ = (UniqueConstraint("project_uid", "key"), UniqueConstraint("project_uid", "name"))

    uid: Mapped[str] = mapped_column(String(24), primary_key=True)
    project_uid: Mapped[str] = mapped_column(ForeignKey("project.uid", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    key: Mapped[str] = mapped_column(String(200))
    description: Mapped[str]
