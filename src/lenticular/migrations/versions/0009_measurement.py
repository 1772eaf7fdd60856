"""Holdouts and the privacy setting, the weights of bandits, and requests to erase visitors."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from lenticular.migrations.stores import Store, present
from lenticular.store.base import Json, UtcDateTime

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Create the tables, which are part of the configuration; every project has the defaults."""
    if present(Store.CONFIGURATION):
        _create_measurement()
        _create_bandits()
        _create_erasures()


def _create_measurement() -> None:
    op.create_table(
        "project_measurement",
        sa.Column("project_uid", sa.String(length=24), nullable=False),
        sa.Column("holdout_slots", sa.Integer(), nullable=False),
        sa.Column("privacy_signal", sa.String(length=16), nullable=False),
        sa.Column("pseudonym_key", sa.String(length=64), nullable=True),
        sa.Column("key_day", sa.Integer(), nullable=True),
        sa.CheckConstraint("holdout_slots BETWEEN 0 AND 5000", name=op.f("ck_project_measurement_share")),
        sa.ForeignKeyConstraint(
            ["project_uid"], ["project.uid"], name=op.f("fk_project_measurement_project_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_uid", name=op.f("pk_project_measurement")),
    )
    op.create_table(
        "experience_holdout",
        sa.Column("experience_uid", sa.String(length=24), nullable=False),
        sa.Column("project_uid", sa.String(length=24), nullable=False),
        sa.Column("slots", sa.Integer(), nullable=False),
        sa.CheckConstraint("slots BETWEEN 0 AND 5000", name=op.f("ck_experience_holdout_share")),
        sa.ForeignKeyConstraint(
            ["experience_uid"],
            ["experience.uid"],
            name=op.f("fk_experience_holdout_experience_uid"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_uid"], ["project.uid"], name=op.f("fk_experience_holdout_project_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("experience_uid", name=op.f("pk_experience_holdout")),
    )
    op.create_index(op.f("ix_experience_holdout_project_uid"), "experience_holdout", ["project_uid"])


def _create_bandits() -> None:
    op.create_table(
        "bandit_look",
        sa.Column("version_uid", sa.String(length=24), nullable=False),
        sa.Column("project_uid", sa.String(length=24), nullable=False),
        sa.Column("reweighed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_uid"], ["experience_version.uid"], name=op.f("fk_bandit_look_version_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_uid", name=op.f("pk_bandit_look")),
    )
    op.create_table(
        "bandit_weights",
        sa.Column("version_uid", sa.String(length=24), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("project_uid", sa.String(length=24), nullable=False),
        sa.Column("slots", Json, nullable=False),
        sa.Column("is_thinned", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_uid"], ["experience_version.uid"], name=op.f("fk_bandit_weights_version_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_uid", "at", name=op.f("pk_bandit_weights")),
    )
    op.create_index(op.f("ix_bandit_weights_is_thinned_at"), "bandit_weights", ["is_thinned", "at"])


def _create_erasures() -> None:
    op.create_table(
        "visitor_erasure",
        sa.Column("uid", sa.String(length=24), nullable=False),
        sa.Column("project_uid", sa.String(length=24), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("user_uid", sa.String(length=256), nullable=True),
        sa.Column("pseudonym", sa.String(length=64), nullable=True),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("first_erased_at", UtcDateTime(), nullable=True),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_uid"], ["project.uid"], name=op.f("fk_visitor_erasure_project_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_visitor_erasure")),
    )
    op.create_index(op.f("ix_visitor_erasure_status_requested_at"), "visitor_erasure", ["status", "requested_at"])
    op.create_index(op.f("ix_visitor_erasure_project_uid"), "visitor_erasure", ["project_uid"])
