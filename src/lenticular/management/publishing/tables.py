"""Revisions: how the edge learns that a project changed."""

from sqlalchemy import BigInteger, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Base


class LatestRevision(Base):
    """The one row that every worker polls: the number of the newest change to any project."""

    __tablename__ = "latest_revision"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[int] = mapped_column(BigInteger)


class ProjectRevision(Base):
    """The revision of a project's newest change; it outlives the project, so that a deletion is noticed."""

    __tablename__ = "project_revision"

    project_uid: Mapped[str] = mapped_column(String(24), primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger, index=True)
    # The project is gone, and so is what other stores kept of it.
    is_forgotten: Mapped[bool] = mapped_column(default=False)
