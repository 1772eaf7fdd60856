"""The keys that preview links are signed with."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from lenticular.migrations.stores import Store, present

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Create the table, which is part of the configuration; no project has a key yet."""
    if not present(Store.CONFIGURATION):
        return
    op.create_table(
        "preview_key",
        sa.Column("project_uid", sa.String(length=24), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_uid"], ["project.uid"], name=op.f("fk_preview_key_project_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_uid", name=op.f("pk_preview_key")),
    )
