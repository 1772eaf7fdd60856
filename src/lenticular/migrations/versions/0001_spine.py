"""The first schema: accounts, management and visitors."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from lenticular.migrations.stores import Store, present
from lenticular.store.base import Json, UtcDateTime

revision: str = "0001"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Create the tables of the stores that this database holds."""
    if present(Store.CONFIGURATION):
        _create_configuration()
    if present(Store.VISITORS):
        _create_visitors()


def _create_configuration() -> None:
    op.create_table(
        "failed_sign_in",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("latest_at", UtcDateTime(), nullable=False),
        sa.Column("closed_until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_failed_sign_in")),
    )
    op.create_index(op.f("ix_failed_sign_in_latest_at"), "failed_sign_in", ["latest_at"], unique=False)
    op.create_table(
        "latest_revision",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_latest_revision_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_latest_revision")),
    )
    op.create_table(
        "organization",
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_organization")),
    )
    op.create_table(
        "project",
        sa.Column("uid", sa.String(length=24), nullable=False),
        sa.Column("organization_uid", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("connected_stack_api_key", sa.String(length=64), nullable=True),
        sa.Column("next_experience_short_uid", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_project")),
        sa.UniqueConstraint("connected_stack_api_key", name=op.f("uq_project_connected_stack_api_key")),
        sa.UniqueConstraint("organization_uid", "name", name=op.f("uq_project_organization_uid_name")),
    )
    op.create_table(
        "project_revision",
        sa.Column("project_uid", sa.String(length=24), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("is_forgotten", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("project_uid", name=op.f("pk_project_revision")),
    )
    op.create_index(op.f("ix_project_revision_revision"), "project_revision", ["revision"], unique=False)
    op.create_table(
        "user_account",
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=762), nullable=False),
        sa.Column("first_name", sa.String(length=200), nullable=False),
        sa.Column("last_name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_user_account")),
        sa.UniqueConstraint("email_key", name=op.f("uq_user_account_email_key")),
    )
    op.create_table(
        "attribute",
        sa.Column("uid", sa.String(length=24), nullable=False),
        sa.Column("project_uid", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_uid"], ["project.uid"], name=op.f("fk_attribute_project_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_attribute")),
        sa.UniqueConstraint("project_uid", "key", name=op.f("uq_attribute_project_uid_key")),
        sa.UniqueConstraint("project_uid", "name", name=op.f("uq_attribute_project_uid_name")),
    )
    op.create_table(
        "audience",
        sa.Column("uid", sa.String(length=24), nullable=False),
        sa.Column("project_uid", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("definition", Json, nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_uid"], ["project.uid"], name=op.f("fk_audience_project_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_audience")),
        sa.UniqueConstraint("project_uid", "name", name=op.f("uq_audience_project_uid_name")),
    )
    op.create_table(
        "authtoken",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("user_uid", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_uid"], ["user_account.uid"], name=op.f("fk_authtoken_user_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_authtoken")),
        sa.UniqueConstraint("digest", name=op.f("uq_authtoken_digest")),
    )
    op.create_index(op.f("ix_authtoken_user_uid"), "authtoken", ["user_uid"], unique=False)
    op.create_table(
        "browser_session",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("user_uid", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_uid"], ["user_account.uid"], name=op.f("fk_browser_session_user_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_browser_session")),
    )
    op.create_index(op.f("ix_browser_session_seen_at"), "browser_session", ["seen_at"], unique=False)
    op.create_index(op.f("ix_browser_session_user_uid"), "browser_session", ["user_uid"], unique=False)
    op.create_table(
        "event",
        sa.Column("uid", sa.String(length=24), nullable=False),
        sa.Column("project_uid", sa.String(length=24), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_uid"], ["project.uid"], name=op.f("fk_event_project_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_event")),
        sa.UniqueConstraint("project_uid", "key", name=op.f("uq_event_project_uid_key")),
    )
    op.create_table(
        "experience",
        sa.Column("uid", sa.String(length=24), nullable=False),
        sa.Column("project_uid", sa.String(length=24), nullable=False),
        sa.Column("short_uid", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("tags", Json, nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("has_draft", sa.Boolean(), nullable=False),
        sa.Column("latest_version_uid", sa.String(length=24), nullable=False),
        sa.Column("next_variant_short_uid", sa.Integer(), nullable=False),
        sa.Column("activated_at", UtcDateTime(), nullable=True),
        sa.Column("activated_by", sa.String(length=64), nullable=True),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_uid"], ["project.uid"], name=op.f("fk_experience_project_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_experience")),
        sa.UniqueConstraint("project_uid", "name", name=op.f("uq_experience_project_uid_name")),
        sa.UniqueConstraint("project_uid", "short_uid", name=op.f("uq_experience_project_uid_short_uid")),
    )
    op.create_index(op.f("ix_experience_project_uid_priority"), "experience", ["project_uid", "priority"], unique=False)
    op.create_table(
        "lytics_audience",
        sa.Column("project_uid", sa.String(length=24), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("slug", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_uid"], ["project.uid"], name=op.f("fk_lytics_audience_project_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_uid", "uid", name=op.f("pk_lytics_audience")),
        sa.UniqueConstraint("project_uid", "slug", name=op.f("uq_lytics_audience_project_uid_slug")),
    )
    op.create_table(
        "organization_member",
        sa.Column("organization_uid", sa.String(length=64), nullable=False),
        sa.Column("user_uid", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_uid"],
            ["organization.uid"],
            name=op.f("fk_organization_member_organization_uid"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_uid"], ["user_account.uid"], name=op.f("fk_organization_member_user_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("organization_uid", "user_uid", name=op.f("pk_organization_member")),
    )
    op.create_index(op.f("ix_organization_member_user_uid"), "organization_member", ["user_uid"], unique=False)
    op.create_table(
        "project_member",
        sa.Column("project_uid", sa.String(length=24), nullable=False),
        sa.Column("user_uid", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("invited_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_uid"], ["user_account.uid"], name=op.f("fk_project_member_user_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_uid", "user_uid", name=op.f("pk_project_member")),
    )
    op.create_index(op.f("ix_project_member_user_uid"), "project_member", ["user_uid"], unique=False)
    op.create_table(
        "reference",
        sa.Column("project_uid", sa.String(length=24), nullable=False),
        sa.Column("source_kind", sa.String(length=16), nullable=False),
        sa.Column("source_uid", sa.String(length=24), nullable=False),
        sa.Column("target_kind", sa.String(length=16), nullable=False),
        sa.Column("target_uid", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_uid"], ["project.uid"], name=op.f("fk_reference_project_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(
            "project_uid", "source_kind", "source_uid", "target_kind", "target_uid", name=op.f("pk_reference")
        ),
    )
    op.create_index(
        op.f("ix_reference_project_uid_target_kind_target_uid"),
        "reference",
        ["project_uid", "target_kind", "target_uid"],
        unique=False,
    )
    op.create_table(
        "experience_version",
        sa.Column("uid", sa.String(length=24), nullable=False),
        sa.Column("project_uid", sa.String(length=24), nullable=False),
        sa.Column("experience_uid", sa.String(length=24), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("variants", Json, nullable=False),
        sa.Column("variant_split", sa.String(length=24), nullable=True),
        sa.Column("metrics", Json, nullable=False),
        sa.Column("targeting", Json, nullable=False),
        sa.Column("ranges", Json, nullable=False),
        sa.Column("first_activated_at", UtcDateTime(), nullable=True),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["experience_uid"],
            ["experience.uid"],
            name=op.f("fk_experience_version_experience_uid"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_uid"], ["project.uid"], name=op.f("fk_experience_version_project_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_experience_version")),
        sa.UniqueConstraint("experience_uid", "number", name=op.f("uq_experience_version_experience_uid_number")),
    )
    op.create_index(
        op.f("ix_experience_version_project_uid_status"), "experience_version", ["project_uid", "status"], unique=False
    )
    op.create_index(
        "uq_experience_version_draft",
        "experience_version",
        ["experience_uid"],
        unique=True,
        sqlite_where=sa.text("status = 'DRAFT'"),
        postgresql_where=sa.text("status = 'DRAFT'"),
    )
    op.create_index(
        "uq_experience_version_live",
        "experience_version",
        ["experience_uid"],
        unique=True,
        sqlite_where=sa.text("status IN ('ACTIVE', 'PAUSED')"),
        postgresql_where=sa.text("status IN ('ACTIVE', 'PAUSED')"),
    )
    op.execute(sa.text("INSERT INTO latest_revision (id, revision) VALUES (1, 0)"))


def _create_visitors() -> None:
    op.create_table(
        "visitor",
        sa.Column("project_uid", sa.String(length=24), nullable=False),
        sa.Column("user_uid", sa.String(length=256), nullable=False),
        sa.Column("attributes", Json, nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("project_uid", "user_uid", name=op.f("pk_visitor")),
        info={"store": "visitors"},
    )
