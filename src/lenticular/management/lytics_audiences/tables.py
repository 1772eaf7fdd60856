"""CDP-synced audiences: memberships that a customer data platform knows and this server only names."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Base


class LyticsAudience(Base):
    """A CDP-synced audience of a project; `slug` is what the platform calls it in a visitor's memberships."""

    __tablename__ = "lytics_audience"
    __table_args__ = (UniqueConstraint("project_uid", "slug"),)

    # Two projects may be synced with one account of the platform, so a uid is unique only within a project.
    project_uid: Mapped[str] = mapped_column(ForeignKey("project.uid", ondelete="CASCADE"), primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    slug: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str]
