"""Take in the events of one request: run the pipeline, make what is kept durable, count what became of it."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from lenticular.ingestion import pipeline, records
from lenticular.ingestion.catalogue import Catalogue
from lenticular.ingestion.pipeline import Accepted, Arrival, Dropped, Reason
from lenticular.ingestion.records import EventType, Impression


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
    outcomes = pipeline.run(body, arrival, catalogue, new_id=new_id)
    kept = [outcome.record for outcome in outcomes if isinstance(outcome, Accepted)]
    if kept:
        await log.append([records.encode(record) for record in kept])
    counters.accepted.update(
        EventType.IMPRESSION if isinstance(record.subject, Impression) else EventType.EVENT for record in kept
    )
    counters.dropped.update(outcome.reason for outcome in outcomes if isinstance(outcome, Dropped))
