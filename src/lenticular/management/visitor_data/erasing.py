"""Erasing visitors while their events keep coming: a job of the background process."""

import time
from datetime import UTC, datetime, timedelta

from lenticular.api.ports import Ports
from lenticular.ingestion.counting import backlog
from lenticular.ingestion.counting import visitors as counted_visitors
from lenticular.management.visitor_data import service as visitor_data
from lenticular.management.visitor_data.service import Due
from lenticular.visitors import service as visitors

# What other processes had in their hands when a request came is written after so long.
SETTLING = timedelta(seconds=10)
TURN_SECONDS = 2.0
_NEVER = datetime.min.replace(tzinfo=UTC)


def erase_visitors(ports: Ports) -> bool:
    """Erase the visitors who are to be erased; return whether more can be done at once.

    Each is erased when the request is found, and once more, for good, when the event log holds nothing from before it.
    """
    deadline = time.monotonic() + TURN_SECONDS
    while time.monotonic() < deadline:
        # Looked at before anything is erased: what then leaves the log is in the store when the erasing begins.
        complete_before = _complete_before(ports)
        with ports.stores.configuration.reading() as session:
            due = visitor_data.next_due(session, complete_before)
        if due is None:
            return False
        _erase(ports, due)
    return True


def _complete_before(ports: Ports) -> datetime:
    """Return the instant up to which all that was recorded has left the event log."""
    limit = ports.now()
    if ports.spool is not None:
        try:
            begun_at = backlog.oldest_begun_at(ports.spool)
        except ValueError:  # a file that nobody knows the age of
            return _NEVER
        limit = limit if begun_at is None else min(limit, begun_at)
    return limit - SETTLING


def _erase(ports: Ports, due: Due) -> None:
    for name in due.names:
        with ports.stores.visitors.writing() as session:
            visitors.erase(session, due.project_uid, name)
        with ports.stores.events.writing() as session:
            counted_visitors.erase(session, due.project_uid, name)
    with ports.stores.configuration.writing() as session:
        visitor_data.settle(session, due, ports.now())
