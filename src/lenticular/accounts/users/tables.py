"""The people who use this server."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Base


class User(Base):
    """A person who can sign in while `active`."""

    # Not `user`: on PostgreSQL that word, unquoted, is the database role.
    __tablename__ = "user_account"

    uid: Mapped[str] = mapped_column(String(64), primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    # The address as it is compared; both databases then agree on what a duplicate is.
    email_key: Mapped[str] = mapped_column(String(762), unique=True)
    first_name: Mapped[str] = mapped_column(String(200))
    last_name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
