"""What every table shares: the declarative base, portable column types, the store that a table lives in."""

import secrets
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, MetaData, String, Table, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Store(StrEnum):
    """The stores of one installation: a file each on SQLite, one database together on PostgreSQL."""

    CONFIGURATION = "configuration"
    VISITORS = "visitors"
    EVENTS = "events"


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept and returned in UTC by every dialect."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time: it would mean another instant on another machine."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return an aware time in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = JSON().with_variant(JSONB(), "postgresql")


class Base(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: Json, list[Any]: Json}  # noqa: RUF012


class Audited:
    """Who made and who last changed a row, and when. User uids are kept even after the user is gone."""

    created_by: Mapped[str] = mapped_column(String(64))
    updated_by: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


def _new_stamp() -> int:
    return secrets.randbits(63)


class Stamped:
    """A number that is another one after every write of the row, by whatever statement of SQLAlchemy's.

    Who kept what a row says need not read it again while its stamp is the same.
    """

    stamp: Mapped[int] = mapped_column(BigInteger, default=_new_stamp, onupdate=_new_stamp)


def lives_in(store: Store) -> dict[str, dict[str, str]]:
    """Return the `__table_args__` member that tags a table with its store (untagged means configuration)."""
    return {"info": {"store": store.value}}


def store_of(table: Table) -> Store:
    """Return the store that a table lives in."""
    return Store(table.info.get("store", Store.CONFIGURATION))
