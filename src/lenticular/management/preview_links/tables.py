"""What the preview links of a project are signed with."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Base


class PreviewKey(Base):
    """A project's key; a project without a row has no valid link."""

    __tablename__ = "preview_key"

    project_uid: Mapped[str] = mapped_column(ForeignKey("project.uid", ondelete="CASCADE"), primary_key=True)
    # Secret: 64 hex digits.
    key: Mapped[str] = mapped_column(String(64))
