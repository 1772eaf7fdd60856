"""What was taken in from the event log, and what it adds up to."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from lenticular.migrations.stores import Store, present
from lenticular.store.base import UtcDateTime

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Create the tables of the event store."""
    if present(Store.EVENTS):
        _create_positions()
        _create_visitors()
        _create_recorded_events()
        _create_results()


def _create_positions() -> None:
    op.create_table(
        "counted_segment",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("offset_bytes", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_counted_segment")),
        sa.UniqueConstraint("name", name=op.f("uq_counted_segment_name")),
    )
    op.create_table(
        "set_aside_record",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_set_aside_record")),
    )
    op.create_index(op.f("ix_set_aside_record_day"), "set_aside_record", ["day"])


def _create_visitors() -> None:
    op.create_table(
        "counted_visitor",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("project_uid", sa.String(length=24), nullable=False),
        sa.Column("user_uid", sa.String(), nullable=False),
        sa.Column("exposures", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_counted_visitor")),
        sa.UniqueConstraint("project_uid", "user_uid", name=op.f("uq_counted_visitor_project_uid_user_uid")),
    )
    op.create_table(
        "seen_client_id",
        sa.Column("visitor_number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("visitor_number", "client_id", name=op.f("pk_seen_client_id")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_seen_client_id_day"), "seen_client_id", ["day"])


def _create_recorded_events() -> None:
    op.create_table(
        "recorded_event",
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("visitor_number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("arrived_at", sa.BigInteger(), nullable=False),
        sa.Column("placed_at", sa.BigInteger(), nullable=False),
        sa.Column("agent", sa.String(length=16), nullable=False),
        sa.Column("version_uid", sa.String(length=24), nullable=True),
        sa.Column("variant_short_uid", sa.String(), nullable=True),
        sa.Column("event_key", sa.String(), nullable=True),
        sa.Column("client_id", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("day", "visitor_number", "number", name=op.f("pk_recorded_event")),
        sqlite_with_rowid=False,
    )


def _create_results() -> None:
    op.create_table(
        "rollup",
        sa.Column("version_uid", sa.String(length=24), nullable=False),
        sa.Column("measure", sa.String(length=16), nullable=False),
        sa.Column("span", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("bucket", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("variant_short_uid", sa.String(), nullable=False),
        sa.Column("event_key", sa.String(), nullable=False),
        sa.Column("is_crossover", sa.Boolean(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "version_uid",
            "measure",
            "span",
            "bucket",
            "variant_short_uid",
            "event_key",
            "is_crossover",
            name=op.f("pk_rollup"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "counted_version",
        sa.Column("version_uid", sa.String(length=24), nullable=False),
        sa.Column("project_uid", sa.String(length=24), nullable=False),
        sa.Column("last_event_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("version_uid", name=op.f("pk_counted_version")),
    )
    op.create_index(op.f("ix_counted_version_project_uid"), "counted_version", ["project_uid"])
    op.create_table(
        "tally",
        sa.Column("project_uid", sa.String(length=24), nullable=False),
        sa.Column("version_uid", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("project_uid", "version_uid", "reason", name=op.f("pk_tally")),
    )
