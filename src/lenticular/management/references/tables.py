"""Which thing of a project uses which other thing."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Base


class Reference(Base):
    """The source uses the target; `source_name` is what a person calls the source."""

    __tablename__ = "reference"
    __table_args__ = (Index(None, "project_uid", "target_kind", "target_uid"),)

    project_uid: Mapped[str] = mapped_column(ForeignKey("project.uid", ondelete="CASCADE"), primary_key=True)
    source_kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    source_uid: Mapped[str] = mapped_column(String(24), primary_key=True)
    target_kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    target_uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    position: Mapped[int]
    source_name: Mapped[str] = mapped_column(String(200))
