"""Taxonomies, labels, and the roles that clients keep in a stack."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from lenticular.migrations.stores import Store, present
from lenticular.store.base import Json, UtcDateTime

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Create the tables of what sorts content, which are part of the configuration."""
    if present(Store.CONFIGURATION):
        _create_taxonomies()
        _create_labels()
        _create_roles()


def _create_taxonomies() -> None:
    op.create_table(
        "taxonomy",
        sa.Column("stack_uid", sa.String(length=64), nullable=False),
        sa.Column("uid", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        *_audited(),
        sa.ForeignKeyConstraint(["stack_uid"], ["stack.uid"], name=op.f("fk_taxonomy_stack_uid"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("stack_uid", "uid", name=op.f("pk_taxonomy")),
    )
    op.create_table(
        "taxonomy_term",
        sa.Column("stack_uid", sa.String(length=64), nullable=False),
        sa.Column("taxonomy_uid", sa.String(length=200), nullable=False),
        sa.Column("uid", sa.String(length=200), nullable=False),
        sa.Column("parent_uid", sa.String(length=200), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *_audited(),
        sa.ForeignKeyConstraint(
            ["stack_uid", "taxonomy_uid"],
            ["taxonomy.stack_uid", "taxonomy.uid"],
            name=op.f("fk_taxonomy_term_stack_uid_taxonomy_uid"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["stack_uid", "taxonomy_uid", "parent_uid"],
            ["taxonomy_term.stack_uid", "taxonomy_term.taxonomy_uid", "taxonomy_term.uid"],
            name=op.f("fk_taxonomy_term_stack_uid_taxonomy_uid_parent_uid"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("stack_uid", "taxonomy_uid", "uid", name=op.f("pk_taxonomy_term")),
    )


def _create_labels() -> None:
    op.create_table(
        "label",
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("stack_uid", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("parents", Json, nullable=False),
        sa.Column("content_types", Json, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_audited(),
        sa.ForeignKeyConstraint(["stack_uid"], ["stack.uid"], name=op.f("fk_label_stack_uid"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_label")),
        sa.UniqueConstraint("stack_uid", "name", name=op.f("uq_label_stack_uid_name")),
    )


def _create_roles() -> None:
    op.create_table(
        "stack_role",
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("stack_uid", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("rules", Json, nullable=False),
        *_audited(),
        sa.ForeignKeyConstraint(["stack_uid"], ["stack.uid"], name=op.f("fk_stack_role_stack_uid"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_stack_role")),
        sa.UniqueConstraint("stack_uid", "name", name=op.f("uq_stack_role_stack_uid_name")),
    )


def _audited() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
    )
