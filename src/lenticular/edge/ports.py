"""What the edge is given by whoever composes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from lenticular.domain.attributes import Visitor
from lenticular.edge import requests
from lenticular.edge.counters import Counters
from lenticular.edge.outages import Outage
from lenticular.edge.rulesets import Rulesets
from lenticular.ingestion.service import EventLog
from lenticular.visitors.context import RequestFacts


class StoredVisitors(Protocol):
    """The attributes kept for visitors. All calls raise Unavailable when the store does not answer."""

    async def read(self, project_uid: str, user_uid: str) -> Mapping[str, object] | None:
        """Return the stored attributes by key, None if nothing is stored."""

    async def write(self, project_uid: str, user_uid: str, changes: Mapping[str, object]) -> None:
        """Set attributes, delete those that are None; durable on return. Raises Invalid or TooLarge over a quota."""

    async def merge(self, project_uid: str, source_uid: str, target_uid: str) -> None:
        """Copy the source's attributes over the target's; durable on return."""


@dataclass(frozen=True, slots=True)
class Ports:
    """The world of the edge. `describe` makes the domain's visitor from what a request says."""

    rulesets: Rulesets
    stored_visitors: StoredVisitors
    event_log: EventLog
    describe: Callable[[RequestFacts], Visitor]
    now: Callable[[], datetime]
    new_uid: Callable[[], str]
    counters: Counters
    client_ip_header: str | None = None
    trusted_proxies: int = 0
    body_limit_bytes: int = requests.BODY_LIMIT_BYTES
    visitor_read_seconds: float = 0.05
    visitor_reads: Outage = field(default_factory=lambda: Outage("visitor_read"))
