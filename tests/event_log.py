"""An event log that tests write record by record, and the event store that it is counted into."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fakes import NOON
from lenticular.ingestion import records, segments
from lenticular.ingestion.agents import AgentClass
from lenticular.ingestion.counting import service, writer
from lenticular.ingestion.counting.bases import Basis, Dimension
from lenticular.ingestion.counting.service import Summary
from lenticular.ingestion.records import Context, Event, Exposure, Impression, Record
from lenticular.store.database import Stores

PROJECT = "p" * 24
VERSION = "v" * 24
OTHER_VERSION = "w" * 24
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
START = int(NOON.timestamp() * 1000)


def moment(at: int) -> datetime:
    return datetime.fromtimestamp((START + at) / 1000, UTC)


_ids = itertools.count(1)


def record(subject: Impression | Event | Exposure, user: str, at: int, **told: object) -> Record:
    known = {"project": PROJECT, "agent": AgentClass.BROWSER, "client_id": None, "client_time": None} | told
    return Record(id=f"{next(_ids):032x}", arrived_at=START + at, user=user, subject=subject, **known)


def saw(user: str, variant: str = "0", at: int = 0, version: str = VERSION, **told: object) -> Record:
    """The record of an impression, `at` milliseconds after noon."""
    context = told.pop("context", None)
    assert context is None or isinstance(context, Context)
    return record(Impression("e" * 24, "0", version, variant, context), user, at, **told)


def exposed(user: str, variant: str = "0", at: int = 0, version: str = VERSION, **told: object) -> Record:
    """The record of an exposure, not held out unless said otherwise."""
    context, is_held_out = told.pop("context", None), bool(told.pop("is_held_out", False))
    assert context is None or isinstance(context, Context)
    return record(Exposure("e" * 24, "0", version, variant, is_held_out, context), user, at, **told)


def did(user: str, key: str = "bought", at: int = MINUTE, **told: object) -> Record:
    """The record of an event, a minute after noon unless said otherwise."""
    return record(Event(key), user, at, **told)


@dataclass(slots=True)
class Log:
    """The event log in a folder and the store that it is counted into."""

    stores: Stores
    folder: Path
    opened: list[segments.Segment] = field(default_factory=list)

    def begin(self) -> segments.Segment:
        """Return a new segment of a process of its own, still open."""
        path = self.folder / f"{len(self.opened):020d}-1-000001.events"
        self.opened.append(segments.Segment(path))
        return self.opened[-1]

    def write(self, *written: Record) -> Path:
        """Write records into a segment and close it."""
        segment = self.begin()
        append(segment, written)
        segment.close()
        return segment.path

    def count(self, *written: Record, limit: int = 5_000) -> int:
        """Write records, if any, and count all that the log holds; return how many were taken in."""
        if written:
            self.write(*written)
        taken = 0
        while True:
            progress = writer.count_batch(self.stores.events, self.folder, now=NOON, limit=limit)
            taken += progress.records
            if not progress.has_more:
                return taken

    def summary(self, version: str = VERSION, **told: Any) -> Summary:
        with self.stores.events.reading() as session:
            return service.summary(session, version, **told)

    def shown(self, version: str = VERSION, **told: Any) -> dict[str, tuple[int, dict[str, int]]]:
        """Return (visitors, conversions by key) by variant."""
        return plain(self.summary(version, **told).variants)

    def by(
        self, dimension: Dimension, basis: Basis = Basis.IMPRESSION
    ) -> dict[str, dict[str, tuple[int, dict[str, int]]]]:
        """Return (visitors, conversions by key) by value and variant."""
        with self.stores.events.reading() as session:
            found = service.breakdown(session, VERSION, dimension, basis=basis)
        return {value: plain(variants) for value, variants in found.items()}


def append(segment: segments.Segment, written: Iterable[Record]) -> None:
    segment.append([segments.frame(records.encode(one)) for one in written])


def plain(variants: object) -> dict[str, tuple[int, dict[str, int]]]:
    return {variant: (figures.visitors, figures.conversions) for variant, figures in dict(variants).items()}
