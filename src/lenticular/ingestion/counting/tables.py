"""What was taken in from the event log, and what it adds up to. Only the background process writes these tables."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Base, Store, lives_in


class CountedSegment(Base):
    """How far a file of the event log is taken in. Kept for a while after the file is gone."""

    __tablename__ = "counted_segment"
    __table_args__ = lives_in(Store.EVENTS)

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(255), unique=True)
    offset_bytes: Mapped[int] = mapped_column(BigInteger)
    finished_at: Mapped[datetime | None]


class CountedVisitor(Base):
    """A visitor of a project under a number, with what attribution remembers: journeys by version.

    `seen` begin with the first impression, `exposed` with the first exposure.
    """

    __tablename__ = "counted_visitor"
    __table_args__ = (UniqueConstraint("project_uid", "user_uid"), lives_in(Store.EVENTS))

    # On SQLite the key of the table itself: a BIGINT would be an index beside it.
    number: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False
    )
    project_uid: Mapped[str] = mapped_column(String(24))
    user_uid: Mapped[str] = mapped_column(String)
    seen: Mapped[bytes] = mapped_column(LargeBinary)
    exposed: Mapped[bytes | None] = mapped_column(LargeBinary)


class RecordedEvent(Base):
    """One impression or exposure (it has a version) or event (it has a key), as it arrived.

    Times are Unix milliseconds. Only of an exposure it is said whether the variant was withheld.
    Ordered by day of arrival, then visitor: days expire whole, and a visitor is found in each day at once.
    """

    __tablename__ = "recorded_event"
    __table_args__ = {**lives_in(Store.EVENTS), "sqlite_with_rowid": False}  # noqa: RUF012

    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    visitor_number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    arrived_at: Mapped[int] = mapped_column(BigInteger)
    placed_at: Mapped[int] = mapped_column(BigInteger)
    agent: Mapped[str] = mapped_column(String(16))
    version_uid: Mapped[str | None] = mapped_column(String(24))
    variant_short_uid: Mapped[str | None] = mapped_column(String)
    event_key: Mapped[str | None] = mapped_column(String)
    client_id: Mapped[str | None] = mapped_column(String)
    is_held_out: Mapped[bool | None]


class SeenClientId(Base):
    """A client's own id of an element that was taken in, until no repetition of it can come."""

    __tablename__ = "seen_client_id"
    __table_args__ = (Index(None, "day"), {**lives_in(Store.EVENTS), "sqlite_with_rowid": False})

    visitor_number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    client_id: Mapped[str] = mapped_column(String, primary_key=True)
    day: Mapped[int]


class Rollup(Base):
    """How many visitors, or conversions, of a version fall into one bucket of time.

    `span` is the bucket's length and `bucket` its number since 1970, both in quarter hours. An empty variant means the
    version as a whole, an empty event key that the variant was seen.
    """

    __tablename__ = "rollup"
    __table_args__ = {**lives_in(Store.EVENTS), "sqlite_with_rowid": False}  # noqa: RUF012

    version_uid: Mapped[str] = mapped_column(String(24), primary_key=True)
    measure: Mapped[str] = mapped_column(String(16), primary_key=True)
    span: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    bucket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    variant_short_uid: Mapped[str] = mapped_column(String, primary_key=True)
    event_key: Mapped[str] = mapped_column(String, primary_key=True)
    is_crossover: Mapped[bool] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)


class Breakdown(Base):
    """How many visitors, or conversions, of a variant (or arm) have a value of a dimension, of all time.

    Every visitor counts by the context of their first impression (exposure) of the version.
    """

    __tablename__ = "breakdown"
    __table_args__ = {**lives_in(Store.EVENTS), "sqlite_with_rowid": False}  # noqa: RUF012

    version_uid: Mapped[str] = mapped_column(String(24), primary_key=True)
    basis: Mapped[str] = mapped_column(String(16), primary_key=True)
    dimension: Mapped[str] = mapped_column(String(16), primary_key=True)
    value: Mapped[str] = mapped_column(String, primary_key=True)
    variant_short_uid: Mapped[str] = mapped_column(String, primary_key=True)
    event_key: Mapped[str] = mapped_column(String, primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)


class CountedVersion(Base):
    """A version that something was counted for, and when its last impression or conversion arrived: 0 if none did."""

    __tablename__ = "counted_version"
    __table_args__ = (Index(None, "project_uid"), lives_in(Store.EVENTS))

    version_uid: Mapped[str] = mapped_column(String(24), primary_key=True)
    project_uid: Mapped[str] = mapped_column(String(24))
    last_event_at: Mapped[int] = mapped_column(BigInteger)


class Tally(Base):
    """How many elements were not counted, or are doubtful, by reason; an empty version means the whole project."""

    __tablename__ = "tally"
    __table_args__ = lives_in(Store.EVENTS)

    project_uid: Mapped[str] = mapped_column(String(24), primary_key=True)
    version_uid: Mapped[str] = mapped_column(String(24), primary_key=True)
    reason: Mapped[str] = mapped_column(String(32), primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)


class UnattributedEvent(Base):
    """How many events of a key came from visitors who had met no version of the project."""

    __tablename__ = "unattributed_event"
    __table_args__ = lives_in(Store.EVENTS)

    project_uid: Mapped[str] = mapped_column(String(24), primary_key=True)
    event_key: Mapped[str] = mapped_column(String, primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)


class SetAsideRecord(Base):
    """A record of the event log that this version can't read, kept as it was found."""

    __tablename__ = "set_aside_record"
    __table_args__ = (Index(None, "day"), lives_in(Store.EVENTS))

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    day: Mapped[int]
    data: Mapped[bytes] = mapped_column(LargeBinary)
