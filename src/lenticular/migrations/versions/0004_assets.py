"""Assets: folders, files and their versions."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from lenticular.migrations.stores import Store, present
from lenticular.store.base import Json, UtcDateTime

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Create the tables of assets, which are part of the configuration."""
    if present(Store.CONFIGURATION):
        _create_folders()
        _create_assets()


def _create_folders() -> None:
    op.create_table(
        "asset_folder",
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("stack_uid", sa.String(length=64), nullable=False),
        sa.Column("parent_uid", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_uid"], ["asset_folder.uid"], name=op.f("fk_asset_folder_parent_uid"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["stack_uid"], ["stack.uid"], name=op.f("fk_asset_folder_stack_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_asset_folder")),
    )
    op.create_index(op.f("ix_asset_folder_stack_uid"), "asset_folder", ["stack_uid"], unique=False)
    op.create_index(op.f("ix_asset_folder_parent_uid"), "asset_folder", ["parent_uid"], unique=False)


def _create_assets() -> None:
    op.create_table(
        "asset",
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("stack_uid", sa.String(length=64), nullable=False),
        sa.Column("parent_uid", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_uid"], ["asset_folder.uid"], name=op.f("fk_asset_parent_uid"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["stack_uid"], ["stack.uid"], name=op.f("fk_asset_stack_uid"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_asset")),
    )
    op.create_index(op.f("ix_asset_stack_uid_updated_at"), "asset", ["stack_uid", "updated_at"], unique=False)
    op.create_index(op.f("ix_asset_parent_uid"), "asset", ["parent_uid"], unique=False)
    op.create_table(
        "asset_version",
        sa.Column("asset_uid", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("tags", Json, nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(length=255), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_uid"], ["asset.uid"], name=op.f("fk_asset_version_asset_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("asset_uid", "version", name=op.f("pk_asset_version")),
    )
    op.create_index(op.f("ix_asset_version_digest"), "asset_version", ["digest"], unique=False)
