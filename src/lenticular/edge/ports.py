"""What the edge is given by whoever composes it."""

import itertools
import os
import uuid
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from lenticular.domain.attributes import Visitor
from lenticular.edge import requests
from lenticular.edge.afterwards import Afterwards
from lenticular.edge.counters import Counters
from lenticular.edge.memory import Memory
from lenticular.edge.outages import Outage
from lenticular.edge.rulesets import Rulesets
from lenticular.ingestion.service import EventLog
from lenticular.visitors.context import RequestFacts
from lenticular.visitors.stored import StoredText


class StoredVisitors(Protocol):
    """What is kept of visitors. All calls raise Unavailable when the store does not answer."""

    async def read(self, project_uid: str, user_uid: str) -> StoredText:
        """Return what is kept of a visitor, maybe nothing; a store too slow for a manifest does not answer."""

    async def write(self, project_uid: str, user_uid: str, changes: Mapping[str, object]) -> None:
        """Set attributes, delete those that are None; durable on return. Raises Invalid or TooLarge over a quota."""

    async def merge(self, project_uid: str, source_uid: str, target_uid: str) -> None:
        """Copy the source's attributes over the target's, and assignments it lacks; durable on return."""

    async def assign(
        self, project_uid: str, user_uid: str, drawn: Mapping[str, str], before: Mapping[str, str]
    ) -> None:
        """Keep variants that the visitor drew, having had the assignments `before`; of two draws the first wins."""


def numbered(name: str) -> Callable[[], str]:
    """Return a function that counts under a name: `name-1`, `name-2` …"""
    numbers = itertools.count(1)
    return lambda: f"{name}-{next(numbers)}"


def random_uid() -> str:
    """Return a UUID of random bits (version 4), as the standard library makes it, in half of its time."""
    digits = os.urandom(16).hex()
    variant = "89ab"[int(digits[16], 16) % 4]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


@dataclass(frozen=True, slots=True)
class Ports:
    """The world of the edge. `describe` makes the domain's visitor from what a request says, as far as needed.

    `new_uid` names a visitor, at random; `new_line_id` a line of the event log, uniquely and fast.
    """

    rulesets: Rulesets
    stored_visitors: StoredVisitors
    event_log: EventLog
    describe: Callable[[RequestFacts, AbstractSet[str]], Visitor]
    now: Callable[[], datetime]
    new_uid: Callable[[], str]
    counters: Counters
    client_ip_header: str | None = None
    trusted_proxies: int = 0
    body_limit_bytes: int = requests.BODY_LIMIT_BYTES
    new_line_id: Callable[[], str] = field(default_factory=lambda: numbered(uuid.uuid4().hex))
    memory: Memory = field(default_factory=Memory)
    afterwards: Afterwards = field(default_factory=Afterwards)
    visitor_reads: Outage = field(default_factory=lambda: Outage("visitor_read"))
    exposures: Outage = field(default_factory=lambda: Outage("exposure_log"))
    assignments: Outage = field(default_factory=lambda: Outage("assignment_write"))
