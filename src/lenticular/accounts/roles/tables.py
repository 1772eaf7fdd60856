"""Who may use which project."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Base


class ProjectMember(Base):
    """A user of a project, in a role. Projects are unknown here: whoever deletes one says so."""

    __tablename__ = "project_member"

    project_uid: Mapped[str] = mapped_column(String(24), primary_key=True)
    user_uid: Mapped[str] = mapped_column(
        ForeignKey("user_account.uid", ondelete="CASCADE"), primary_key=True, index=True
    )
    role: Mapped[str] = mapped_column(String(16))
    invited_by: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
