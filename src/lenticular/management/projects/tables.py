"""Projects: what everything else belongs to."""

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Audited, Base


class Project(Audited, Base):
    """A project of an organization, connected to at most one stack."""

    __tablename__ = "project"
    __table_args__ = (UniqueConstraint("organization_uid", "name"), UniqueConstraint("connected_stack_api_key"))

    uid: Mapped[str] = mapped_column(String(24), primary_key=True)
    organization_uid: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str]
    connected_stack_api_key: Mapped[str | None] = mapped_column(String(64))
    # The next experience gets this one; never handed out twice, so it never goes down.
    next_experience_short_uid: Mapped[int] = mapped_column(default=0)
