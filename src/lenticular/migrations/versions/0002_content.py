"""Content: stacks, what is in them, and who may manage it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from lenticular.migrations.stores import Store, present
from lenticular.store.base import Json, UtcDateTime

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Create the tables of content, which are part of the configuration."""
    if present(Store.CONFIGURATION):
        _create_stacks()
        _create_management_tokens()
        _create_environments()
        _create_locales()
        _create_delivery_tokens()


def _create_stacks() -> None:
    op.create_table(
        "stack",
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("api_key", sa.String(length=64), nullable=False),
        sa.Column("organization_uid", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("master_locale", sa.String(length=32), nullable=False),
        sa.Column("owner_uid", sa.String(length=64), nullable=False),
        sa.Column("settings", Json, nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_stack")),
        sa.UniqueConstraint("api_key", name=op.f("uq_stack_api_key")),
    )
    op.create_index(op.f("ix_stack_organization_uid"), "stack", ["organization_uid"], unique=False)
    op.create_table(
        "stack_member",
        sa.Column("stack_uid", sa.String(length=64), nullable=False),
        sa.Column("user_uid", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["stack_uid"], ["stack.uid"], name=op.f("fk_stack_member_stack_uid"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_uid"], ["user_account.uid"], name=op.f("fk_stack_member_user_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("stack_uid", "user_uid", name=op.f("pk_stack_member")),
    )
    op.create_index(op.f("ix_stack_member_user_uid"), "stack_member", ["user_uid"], unique=False)


def _create_management_tokens() -> None:
    op.create_table(
        "management_token",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("stack_uid", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("scope", Json, nullable=False),
        sa.Column("expires_on", sa.String(length=64), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("is_email_notification_enabled", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["stack_uid"], ["stack.uid"], name=op.f("fk_management_token_stack_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_management_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_management_token_digest")),
        sa.UniqueConstraint("stack_uid", "name", name=op.f("uq_management_token_stack_uid_name")),
        sa.UniqueConstraint("uid", name=op.f("uq_management_token_uid")),
    )
    op.create_index(op.f("ix_management_token_stack_uid"), "management_token", ["stack_uid"], unique=False)


def _create_environments() -> None:
    op.create_table(
        "environment",
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("stack_uid", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("urls", Json, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["stack_uid"], ["stack.uid"], name=op.f("fk_environment_stack_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_environment")),
        sa.UniqueConstraint("stack_uid", "name", name=op.f("uq_environment_stack_uid_name")),
    )


def _create_locales() -> None:
    op.create_table(
        "locale",
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("stack_uid", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("fallback_code", sa.String(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["stack_uid", "fallback_code"],
            ["locale.stack_uid", "locale.code"],
            name=op.f("fk_locale_stack_uid_fallback_code"),
        ),
        sa.ForeignKeyConstraint(["stack_uid"], ["stack.uid"], name=op.f("fk_locale_stack_uid"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_locale")),
        sa.UniqueConstraint("stack_uid", "code", name=op.f("uq_locale_stack_uid_code")),
    )
    op.create_index(
        op.f("ix_locale_master"),
        "locale",
        ["stack_uid"],
        unique=True,
        sqlite_where=sa.text("fallback_code IS NULL"),
        postgresql_where=sa.text("fallback_code IS NULL"),
    )


def _create_delivery_tokens() -> None:
    op.create_table(
        "delivery_token",
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("stack_uid", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("preview_digest", sa.String(length=64), nullable=True),
        sa.Column("branches", Json, nullable=False),
        sa.Column("environment_scope_uid", sa.String(length=64), nullable=False),
        sa.Column("branch_scope_uid", sa.String(length=64), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["stack_uid"], ["stack.uid"], name=op.f("fk_delivery_token_stack_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_delivery_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_delivery_token_digest")),
        sa.UniqueConstraint("preview_digest", name=op.f("uq_delivery_token_preview_digest")),
        sa.UniqueConstraint("stack_uid", "name", name=op.f("uq_delivery_token_stack_uid_name")),
    )
    op.create_table(
        "delivery_token_environment",
        sa.Column("token_uid", sa.String(length=64), nullable=False),
        sa.Column("environment_uid", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["environment_uid"],
            ["environment.uid"],
            name=op.f("fk_delivery_token_environment_environment_uid"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["token_uid"],
            ["delivery_token.uid"],
            name=op.f("fk_delivery_token_environment_token_uid"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_uid", "environment_uid", name=op.f("pk_delivery_token_environment")),
    )
    op.create_index(
        op.f("ix_delivery_token_environment_environment_uid"),
        "delivery_token_environment",
        ["environment_uid"],
        unique=False,
    )
