"""Runs the one chain of migrations on one opened connection (see store/migrating.py)."""

from alembic import context

from lenticular.store.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # SQLite changes a table by copying it.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
