"""The variants that visitors drew of bandits."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from lenticular.migrations.stores import Store, present
from lenticular.store.base import Json

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Give every visitor assignments: none so far."""
    if present(Store.VISITORS):
        op.add_column("visitor", sa.Column("assignments", Json, nullable=False, server_default="{}"))
