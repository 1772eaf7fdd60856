"""Stamps, by which the edge knows which audiences and versions it has to read again."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from lenticular.migrations.stores import Store, present

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Add the columns to the configuration; what was written before has the stamp 0 until it is written again."""
    if not present(Store.CONFIGURATION):
        return
    for table in ("audience", "experience_version"):
        op.add_column(table, sa.Column("stamp", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_index("ix_audience_stamp", "audience", ["project_uid", "uid", "stamp"])
    op.drop_index("ix_experience_version_project_uid_status", "experience_version")
    op.create_index(
        "ix_experience_version_stamp",
        "experience_version",
        ["project_uid", "status", "experience_uid", "uid", "stamp"],
    )
