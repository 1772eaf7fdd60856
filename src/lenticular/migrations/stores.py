"""Which stores the database under migration holds: a revision changes only tables of those."""

from alembic import context

from lenticular.store.base import Store

__all__ = ["Store", "present"]


def present(store: Store) -> bool:
    """Tell whether the database that is being migrated holds this store."""
    return store in context.config.attributes["stores"]
