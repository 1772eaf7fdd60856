"""Take in the events of one request: run the pipeline, make what is kept durable, count what became of it."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from lenticular.ingestion import pipeline, records
from lenticular.ingestion.catalogue import Catalogue
from lenticular.ingestion.pipeline import Arrival, Reason
from lenticular.ingestion.records import EventType


class EventLog(Protocol):
    """Where accepted events go."""

    async def append(self, records: Sequence[bytes]) -> None:
        """Return once all records are durable. Raises Unavailable."""


@dataclass(slots=True)
class Counters:
    """How many elements this process took in, since it started."""

    accepted: Counter[EventType] = field(default_factory=Counter)
    dropped: Counter[Reason] = field(default_factory=Counter)


async def take_in(
    body: bytes,
    arrival: Arrival,
    catalogue: Catalogue,
    *,
    log: EventLog,
    counters: Counters,
    new_id: Callable[[], str],
) -> None:
    """Return once every kept element of the body is durable. Raises Invalid, TooLarge, Unavailable: nothing is kept."""
    taken = pipeline.run(body, arrival, catalogue, new_id=new_id)
    if taken.line is not None:
        await log.append([records.encode(taken.line)])
    for kind, count in taken.accepted.items():
        counters.accepted[kind] += count
    if taken.dropped:
        counters.dropped.update(taken.dropped)
