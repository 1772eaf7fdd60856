"""What is kept of visitors from one request to the next."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Base, Store, lives_in


class StoredVisitor(Base):
    """One visitor of one project: attributes by key; of bandits the variants they drew, both by short uid."""

    __tablename__ = "visitor"
    __table_args__ = lives_in(Store.VISITORS)

    project_uid: Mapped[str] = mapped_column(String(24), primary_key=True)
    user_uid: Mapped[str] = mapped_column(String(256), primary_key=True)
    attributes: Mapped[dict[str, Any]]
    assignments: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]
