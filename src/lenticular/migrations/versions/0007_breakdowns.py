"""Exposures beside impressions, results by audience, device and country, and events that belong to nothing."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from lenticular.migrations.stores import Store, present

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_DIMENSIONS = ("AUDIENCE", "DEVICE", "COUNTRY")


def upgrade() -> None:
    """Extend the event store; of visitors counted before, no context is known."""
    if present(Store.EVENTS):
        _extend_visitors()
        op.add_column("recorded_event", sa.Column("is_held_out", sa.Boolean(), nullable=True))
        _create_breakdown()
        _create_unattributed_events()
        _fill_breakdown()


def _extend_visitors() -> None:
    with op.batch_alter_table("counted_visitor") as visitors:
        visitors.alter_column("exposures", new_column_name="seen", existing_type=sa.LargeBinary())
        visitors.add_column(sa.Column("exposed", sa.LargeBinary(), nullable=True))
        # SQLite finds a row by an INTEGER key without an index beside the table; by a BIGINT it does not.
        visitors.alter_column(
            "number",
            type_=sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            existing_type=sa.BigInteger(),
            existing_nullable=False,
        )


def _create_breakdown() -> None:
    op.create_table(
        "breakdown",
        sa.Column("version_uid", sa.String(length=24), nullable=False),
        sa.Column("basis", sa.String(length=16), nullable=False),
        sa.Column("dimension", sa.String(length=16), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("variant_short_uid", sa.String(), nullable=False),
        sa.Column("event_key", sa.String(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "version_uid",
            "basis",
            "dimension",
            "value",
            "variant_short_uid",
            "event_key",
            name=op.f("pk_breakdown"),
        ),
        sqlite_with_rowid=False,
    )


def _create_unattributed_events() -> None:
    op.create_table(
        "unattributed_event",
        sa.Column("project_uid", sa.String(length=24), nullable=False),
        sa.Column("event_key", sa.String(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("project_uid", "event_key", name=op.f("pk_unattributed_event")),
    )


def _fill_breakdown() -> None:
    """Put everyone who was counted so far under the unknown value, as what is remembered of them says."""
    for dimension in _DIMENSIONS:
        op.execute(
            "INSERT INTO breakdown (version_uid, basis, dimension, value, variant_short_uid, event_key, count)"  # noqa: S608 - names of our own
            f" SELECT version_uid, 'IMPRESSION', '{dimension}', '', variant_short_uid, event_key, sum(count)"
            " FROM rollup WHERE measure = 'first_seen' AND span = 96 AND variant_short_uid <> ''"
            " GROUP BY version_uid, variant_short_uid, event_key HAVING sum(count) <> 0"
        )
