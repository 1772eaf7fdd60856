"""What a site has told about its visitors."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Base, Store, lives_in


class StoredVisitor(Base):
    """The stored attributes of one visitor of one project, by attribute key."""

    __tablename__ = "visitor"
    __table_args__ = lives_in(Store.VISITORS)

    project_uid: Mapped[str] = mapped_column(String(24), primary_key=True)
    user_uid: Mapped[str] = mapped_column(String(256), primary_key=True)
    attributes: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]
