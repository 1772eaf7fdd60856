"""Doing what is scheduled when its time has come: a job of the background process."""

from collections.abc import Sequence

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from lenticular.api.ports import Ports
from lenticular.content.published import service as published
from lenticular.content.publishing import press as presses
from lenticular.content.publishing import queue, references
from lenticular.content.publishing.press import Press
from lenticular.content.publishing.queue import Entrance
from lenticular.content.publishing.source import Source
from lenticular.content.stacks import service as stacks
from lenticular.errors import Invalid
from lenticular.store.identifiers import Identifiers

AT_ONCE = 100
FAILED = "It could not be published. Publish it by hand to see why."

log = structlog.get_logger(__name__)


def publish_due(ports: Ports, at_once: int = AT_ONCE) -> None:
    """Carry out all that is due in any stack, in short transactions of one stack each."""
    with ports.stores.configuration.reading() as session:
        stack_uids = queue.stacks_with_due_items(session, ports.now())
    for stack_uid in stack_uids:
        while not _publish_some(ports, stack_uid, at_once):
            continue


def _publish_some(ports: Ports, stack_uid: str, at_once: int) -> bool:
    """Carry out some of what is due in a stack and tell whether that was all."""
    with ports.stores.configuration.writing() as session:
        try:
            stacks.lock(session, stacks.get(session, stack_uid).api_key)
        except Invalid:  # gone in the meantime, and its queue with it
            return True
        items = queue.due_items(session, stack_uid, ports.now(), at_most=at_once)
        if items:
            published.advance(session, stack_uid)
            _publish(ports, session, items)
        return len(items) < at_once


def _publish(ports: Ports, session: Session, items: Sequence[queue.Row]) -> None:
    source = Source(session, items[0].stack_uid)
    for item in items:
        try:
            with session.begin_nested():
                # Its own board: one that fails takes back what stood on it.
                board = published.Board(session, item.stack_uid)
                press = Press(item.stack_uid, source, board, item.created_by, ports.now())
                _carry_out(session, press, item, ports.identifiers)
        except OperationalError:  # the database is gone: all of it is tried again in the next round
            raise
        except Exception as error:
            # Whatever it is, it would be so in every round to come, and nothing behind it would ever be done.
            log.warning("scheduled publishing failed", item=item.uid, error=type(error).__name__)
            queue.fail(item, FAILED)


def _carry_out(session: Session, press: Press, item: queue.Row, identifiers: Identifiers) -> None:
    """Do what an item waited for, and write down what came of it and of what had to be done besides."""
    order = queue.order_of(item)
    *first, own = presses.carry_out(press, order)
    along = references.publish_along(press, [order])
    queue.settle(item, own, press.now)
    entrance = Entrance(item.stack_uid, item.job_uid, item.created_by, press.now)
    queue.add(session, entrance, [*first, *along], identifiers=identifiers)
