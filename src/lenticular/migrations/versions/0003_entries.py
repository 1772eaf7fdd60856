"""Content: types, entries, variants, and what is published of them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from lenticular.migrations.stores import Store, present
from lenticular.store.base import Json, UtcDateTime

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Create the tables of what a stack holds, which are part of the configuration."""
    if present(Store.CONFIGURATION):
        _create_content_type()
        _create_global_field()
        _create_entry()
        _create_entry_locale()
        _create_entry_version()
        _create_variant_group()
        _create_variant_group_content_type()
        _create_variant()
        _create_entry_variant()
        _create_entry_variant_version()
        _create_content_revision()
        _create_published_entry()
        _create_published_variant()
        _create_published_asset()
        _create_publish_queue_item()


def _create_content_type() -> None:
    op.create_table(
        "content_type",
        sa.Column("stack_uid", sa.String(length=64), nullable=False),
        sa.Column("uid", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("schema", Json, nullable=False),
        sa.Column("options", Json, nullable=False),
        sa.Column("extras", Json, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["stack_uid"], ["stack.uid"], name=op.f("fk_content_type_stack_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("stack_uid", "uid", name=op.f("pk_content_type")),
    )


def _create_global_field() -> None:
    op.create_table(
        "global_field",
        sa.Column("stack_uid", sa.String(length=64), nullable=False),
        sa.Column("uid", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("schema", Json, nullable=False),
        sa.Column("extras", Json, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["stack_uid"], ["stack.uid"], name=op.f("fk_global_field_stack_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("stack_uid", "uid", name=op.f("pk_global_field")),
    )


def _create_entry() -> None:
    op.create_table(
        "entry",
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("stack_uid", sa.String(length=64), nullable=False),
        sa.Column("content_type_uid", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["stack_uid", "content_type_uid"],
            ["content_type.stack_uid", "content_type.uid"],
            name=op.f("fk_entry_stack_uid_content_type_uid"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["stack_uid"], ["stack.uid"], name=op.f("fk_entry_stack_uid"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_entry")),
    )
    op.create_index(
        op.f("ix_entry_stack_uid_content_type_uid"), "entry", ["stack_uid", "content_type_uid"], unique=False
    )


def _create_entry_locale() -> None:
    op.create_table(
        "entry_locale",
        sa.Column("entry_uid", sa.String(length=64), nullable=False),
        sa.Column("locale", sa.String(length=32), nullable=False),
        sa.Column("stack_uid", sa.String(length=64), nullable=False),
        sa.Column("content_type_uid", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_uid"], ["entry.uid"], name=op.f("fk_entry_locale_entry_uid"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["stack_uid", "locale"],
            ["locale.stack_uid", "locale.code"],
            name=op.f("fk_entry_locale_stack_uid_locale"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("entry_uid", "locale", name=op.f("pk_entry_locale")),
    )
    op.create_index(
        op.f("ix_entry_locale_stack_uid_content_type_uid_locale_updated_at"),
        "entry_locale",
        ["stack_uid", "content_type_uid", "locale", "updated_at"],
        unique=False,
    )


def _create_entry_version() -> None:
    op.create_table(
        "entry_version",
        sa.Column("entry_uid", sa.String(length=64), nullable=False),
        sa.Column("locale", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fields", Json, nullable=False),
        sa.Column("tags", Json, nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_uid", "locale"],
            ["entry_locale.entry_uid", "entry_locale.locale"],
            name=op.f("fk_entry_version_entry_uid_locale"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("entry_uid", "locale", "version", name=op.f("pk_entry_version")),
    )


def _create_variant_group() -> None:
    op.create_table(
        "variant_group",
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("stack_uid", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("project_uid", sa.String(length=64), nullable=True),
        sa.Column("experience_uid", sa.String(length=64), nullable=True),
        sa.Column("experience_short_uid", sa.String(length=64), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=True),
        sa.Column("synced_at", UtcDateTime(), nullable=True),
        sa.Column("created_by", sa.String(length=64), nullable=True),
        sa.Column("updated_by", sa.String(length=64), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["stack_uid"], ["stack.uid"], name=op.f("fk_variant_group_stack_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_variant_group")),
        sa.UniqueConstraint("stack_uid", "experience_uid", name=op.f("uq_variant_group_stack_uid_experience_uid")),
    )
    op.create_index(
        op.f("ix_variant_group_stack_uid_created_at"), "variant_group", ["stack_uid", "created_at"], unique=False
    )


def _create_variant_group_content_type() -> None:
    op.create_table(
        "variant_group_content_type",
        sa.Column("group_uid", sa.String(length=64), nullable=False),
        sa.Column("content_type_uid", sa.String(length=200), nullable=False),
        sa.Column("stack_uid", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_uid"],
            ["variant_group.uid"],
            name=op.f("fk_variant_group_content_type_group_uid"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["stack_uid", "content_type_uid"],
            ["content_type.stack_uid", "content_type.uid"],
            name=op.f("fk_variant_group_content_type_stack_uid_content_type_uid"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("group_uid", "content_type_uid", name=op.f("pk_variant_group_content_type")),
    )


def _create_variant() -> None:
    op.create_table(
        "variant",
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("stack_uid", sa.String(length=64), nullable=False),
        sa.Column("group_uid", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("alias", sa.String(length=200), nullable=True),
        sa.Column("project_uid", sa.String(length=64), nullable=True),
        sa.Column("experience_uid", sa.String(length=64), nullable=True),
        sa.Column("experience_short_uid", sa.String(length=64), nullable=True),
        sa.Column("short_uid", sa.String(length=64), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=True),
        sa.Column("updated_by", sa.String(length=64), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_uid"], ["variant_group.uid"], name=op.f("fk_variant_group_uid"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["stack_uid"], ["stack.uid"], name=op.f("fk_variant_stack_uid"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_variant")),
        sa.UniqueConstraint("stack_uid", "alias", name=op.f("uq_variant_stack_uid_alias")),
    )
    op.create_index(op.f("ix_variant_group_uid"), "variant", ["group_uid"], unique=False)
    op.create_index(op.f("ix_variant_stack_uid_created_at"), "variant", ["stack_uid", "created_at"], unique=False)


def _create_entry_variant() -> None:
    op.create_table(
        "entry_variant",
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("stack_uid", sa.String(length=64), nullable=False),
        sa.Column("entry_uid", sa.String(length=64), nullable=False),
        sa.Column("locale", sa.String(length=32), nullable=False),
        sa.Column("content_type_uid", sa.String(length=200), nullable=False),
        sa.Column("variant_uid", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_uid", "locale"],
            ["entry_locale.entry_uid", "entry_locale.locale"],
            name=op.f("fk_entry_variant_entry_uid_locale"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["stack_uid"], ["stack.uid"], name=op.f("fk_entry_variant_stack_uid"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["variant_uid"], ["variant.uid"], name=op.f("fk_entry_variant_variant_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_entry_variant")),
        sa.UniqueConstraint(
            "entry_uid", "locale", "variant_uid", name=op.f("uq_entry_variant_entry_uid_locale_variant_uid")
        ),
    )
    op.create_index(op.f("ix_entry_variant_stack_uid"), "entry_variant", ["stack_uid"], unique=False)
    op.create_index(op.f("ix_entry_variant_variant_uid"), "entry_variant", ["variant_uid"], unique=False)


def _create_entry_variant_version() -> None:
    op.create_table(
        "entry_variant_version",
        sa.Column("entry_variant_uid", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fields", Json, nullable=False),
        sa.Column("change_set", Json, nullable=False),
        sa.Column("order", Json, nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_variant_uid"],
            ["entry_variant.uid"],
            name=op.f("fk_entry_variant_version_entry_variant_uid"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("entry_variant_uid", "version", name=op.f("pk_entry_variant_version")),
    )


def _create_content_revision() -> None:
    op.create_table(
        "content_revision",
        sa.Column("stack_uid", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["stack_uid"], ["stack.uid"], name=op.f("fk_content_revision_stack_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("stack_uid", name=op.f("pk_content_revision")),
    )


def _create_published_entry() -> None:
    op.create_table(
        "published_entry",
        sa.Column("environment_uid", sa.String(length=64), nullable=False),
        sa.Column("entry_uid", sa.String(length=64), nullable=False),
        sa.Column("locale", sa.String(length=32), nullable=False),
        sa.Column("stack_uid", sa.String(length=64), nullable=False),
        sa.Column("content_type_uid", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", Json, nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("published_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["environment_uid"],
            ["environment.uid"],
            name=op.f("fk_published_entry_environment_uid"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["stack_uid", "locale"],
            ["locale.stack_uid", "locale.code"],
            name=op.f("fk_published_entry_stack_uid_locale"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["stack_uid"], ["stack.uid"], name=op.f("fk_published_entry_stack_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("environment_uid", "entry_uid", "locale", name=op.f("pk_published_entry")),
    )
    op.create_index(op.f("ix_published_entry_entry_uid"), "published_entry", ["entry_uid"], unique=False)
    op.create_index(
        op.f("ix_published_entry_environment_uid_content_type_uid_locale"),
        "published_entry",
        ["environment_uid", "content_type_uid", "locale"],
        unique=False,
    )
    op.create_index(
        op.f("ix_published_entry_stack_uid_revision"), "published_entry", ["stack_uid", "revision"], unique=False
    )


def _create_published_variant() -> None:
    op.create_table(
        "published_variant",
        sa.Column("environment_uid", sa.String(length=64), nullable=False),
        sa.Column("entry_uid", sa.String(length=64), nullable=False),
        sa.Column("locale", sa.String(length=32), nullable=False),
        sa.Column("variant_uid", sa.String(length=64), nullable=False),
        sa.Column("stack_uid", sa.String(length=64), nullable=False),
        sa.Column("content_type_uid", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fields", Json, nullable=False),
        sa.Column("change_set", Json, nullable=False),
        sa.Column("order", Json, nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("published_by", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["environment_uid"],
            ["environment.uid"],
            name=op.f("fk_published_variant_environment_uid"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["stack_uid", "locale"],
            ["locale.stack_uid", "locale.code"],
            name=op.f("fk_published_variant_stack_uid_locale"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["stack_uid"], ["stack.uid"], name=op.f("fk_published_variant_stack_uid"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["variant_uid"], ["variant.uid"], name=op.f("fk_published_variant_variant_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(
            "environment_uid", "entry_uid", "locale", "variant_uid", name=op.f("pk_published_variant")
        ),
    )
    op.create_index(op.f("ix_published_variant_entry_uid"), "published_variant", ["entry_uid"], unique=False)
    op.create_index(op.f("ix_published_variant_stack_uid"), "published_variant", ["stack_uid"], unique=False)
    op.create_index(op.f("ix_published_variant_variant_uid"), "published_variant", ["variant_uid"], unique=False)


def _create_published_asset() -> None:
    op.create_table(
        "published_asset",
        sa.Column("environment_uid", sa.String(length=64), nullable=False),
        sa.Column("asset_uid", sa.String(length=64), nullable=False),
        sa.Column("locale", sa.String(length=32), nullable=False),
        sa.Column("stack_uid", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", Json, nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("published_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["environment_uid"],
            ["environment.uid"],
            name=op.f("fk_published_asset_environment_uid"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["stack_uid", "locale"],
            ["locale.stack_uid", "locale.code"],
            name=op.f("fk_published_asset_stack_uid_locale"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["stack_uid"], ["stack.uid"], name=op.f("fk_published_asset_stack_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("environment_uid", "asset_uid", "locale", name=op.f("pk_published_asset")),
    )
    op.create_index(op.f("ix_published_asset_asset_uid"), "published_asset", ["asset_uid"], unique=False)
    op.create_index(
        op.f("ix_published_asset_stack_uid_revision"), "published_asset", ["stack_uid", "revision"], unique=False
    )


def _create_publish_queue_item() -> None:
    op.create_table(
        "publish_queue_item",
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("stack_uid", sa.String(length=64), nullable=False),
        sa.Column("job_uid", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("object_uid", sa.String(length=64), nullable=False),
        sa.Column("variant_uid", sa.String(length=64), nullable=True),
        sa.Column("content_type_uid", sa.String(length=200), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("is_with_references", sa.Boolean(), nullable=False),
        sa.Column("environment_uid", sa.String(length=64), nullable=False),
        sa.Column("locale", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("scheduled_at", UtcDateTime(), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["environment_uid"],
            ["environment.uid"],
            name=op.f("fk_publish_queue_item_environment_uid"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["stack_uid"], ["stack.uid"], name=op.f("fk_publish_queue_item_stack_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_publish_queue_item")),
    )
    op.create_index(op.f("ix_publish_queue_item_created_at"), "publish_queue_item", ["created_at"], unique=False)
    op.create_index(op.f("ix_publish_queue_item_job_uid"), "publish_queue_item", ["job_uid"], unique=False)
    op.create_index(
        op.f("ix_publish_queue_item_stack_uid_created_at"),
        "publish_queue_item",
        ["stack_uid", "created_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_publish_queue_item_status_scheduled_at"),
        "publish_queue_item",
        ["status", "scheduled_at"],
        unique=False,
    )
