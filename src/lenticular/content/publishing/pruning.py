"""Forgetting what the publish queue has done: a job of the background process."""

from datetime import timedelta

from lenticular.api.ports import Ports
from lenticular.content.publishing import queue

KEPT_FOR = timedelta(days=30)
AT_ONCE = 1_000


def prune(ports: Ports, at_once: int = AT_ONCE) -> None:
    """Delete items that have been done, failed or cancelled for longer than they are kept, in short transactions."""
    before = ports.now() - KEPT_FOR
    while True:
        with ports.stores.configuration.reading() as session:
            uids = queue.outdated(session, before, at_most=at_once)
        if not uids:
            return
        with ports.stores.configuration.writing() as session:
            queue.forget(session, uids)
