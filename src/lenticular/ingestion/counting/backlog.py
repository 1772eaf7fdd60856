"""Reading on in the event log from where counting stopped: the oldest records of all its files first."""

import heapq
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import msgspec

from lenticular.ingestion import records, segments
from lenticular.ingestion.records import Record

BATCH_RECORDS = 5_000
# Reading may not keep the event store locked for longer.
BATCH_SECONDS = 0.2
SEGMENTS_AT_ONCE = 200
# A file's number above, the place in it below: no two records have the same number.
OFFSET_BITS = 40
MAX_USER_UID_BYTES = 1024
_RECORDS_BETWEEN_LOOKS = 64


@dataclass(slots=True)
class Position:
    """How far a segment is taken in."""

    number: int
    name: str
    offset_bytes: int
    is_finished: bool = False


class Line(NamedTuple):
    """One record as it was found; `record` is None if it can't be read."""

    arrived_at: int
    number: int
    data: bytes
    record: Record | None


@dataclass(frozen=True, slots=True)
class Batch:
    """Records in the order of arrival, and the positions that are reached with them, only those that moved."""

    lines: list[Line]
    positions: list[Position]
    has_more: bool


def read(folder: Path, known: Mapping[str, Position], *, next_number: int, limit: int = BATCH_RECORDS) -> Batch:
    """Return the next records of a folder, at most so many; `known` are the positions by name of segment.

    A segment is finished when its writer is gone and nothing whole is left in it; a torn end is passed over.
    """
    readings = list(_readings(folder, known, next_number))
    lines: list[Line] = []
    deadline = time.monotonic() + BATCH_SECONDS
    has_more = False
    for reading, line in heapq.merge(*(reading.lines() for reading in readings), key=lambda pair: pair[1].arrived_at):
        if len(lines) >= limit or (len(lines) % _RECORDS_BETWEEN_LOOKS == 1 and time.monotonic() > deadline):
            has_more = True
            break
        lines.append(line)
        reading.take(line)
    for reading in readings:
        reading.finish()
    moved = [reading.position for reading in readings if reading.has_moved]
    moved += [replace(position, is_finished=True) for position in known.values() if _is_gone(folder, position)]
    # Where nothing was read of so many files, asking again at once would not help.
    is_cut = len(readings) >= SEGMENTS_AT_ONCE and bool(moved)
    return Batch(lines, moved, has_more or is_cut)


def bytes_left(folder: Path, known: Mapping[str, Position]) -> int:
    """Return how many bytes of the log are not taken in yet."""
    total = 0
    for path in segments.paths(folder):
        position = known.get(path.name)
        if position is None:
            total += max(0, _size(path) - len(segments.HEADER))
        elif not position.is_finished:
            total += max(0, _size(path) - position.offset_bytes)
    return total


def remove_finished(folder: Path, known: Mapping[str, Position]) -> None:
    """Delete the segments of which nothing is needed any more."""
    for name, position in known.items():
        if position.is_finished:
            (folder / name).unlink(missing_ok=True)


class _Reading:
    """The reading of one segment in one batch."""

    def __init__(self, path: Path, position: Position) -> None:
        # Asked before the first byte is read: what a closed segment then holds is all that it will ever hold.
        self._is_closed = segments.is_closed(path)
        self._path = path
        self._from = position.offset_bytes
        self._read_to = position.offset_bytes
        self._is_exhausted = False
        self.position = position

    @property
    def has_moved(self) -> bool:
        return self.position.is_finished or self.position.offset_bytes != self._from

    def lines(self) -> Iterator[tuple["_Reading", Line]]:
        """Yield what follows the position; merging calls it lazily."""
        latest = 0
        base = self.position.number << OFFSET_BITS
        with suppress(FileNotFoundError):  # a writer removes a segment that it wrote nothing into
            for offset, data in segments.read_segment(self._path, self._from, is_growing=not self._is_closed):
                self._read_to = offset
                record = _decoded(data)
                latest = record.arrived_at if record is not None else latest
                yield self, Line(latest, base | offset, data, record)
        self._is_exhausted = True

    def take(self, line: Line) -> None:
        """Move the position behind a line."""
        self.position.offset_bytes = line.number & ((1 << OFFSET_BITS) - 1)

    def finish(self) -> None:
        """Tell whether the segment is read to its end for good."""
        is_all_taken = self._is_exhausted and self.position.offset_bytes == self._read_to
        self.position.is_finished = self._is_closed and is_all_taken


def _readings(folder: Path, known: Mapping[str, Position], next_number: int) -> Iterator[_Reading]:
    found = 0
    for path in segments.paths(folder):
        if found == SEGMENTS_AT_ONCE:
            return
        position = known.get(path.name)
        if position is not None and position.is_finished:
            continue
        if position is None and _size(path) < len(segments.HEADER):  # just begun, or its writer died beginning it
            continue
        if position is None:
            position = Position(next_number, path.name, 0)
            next_number += 1
        found += 1
        with suppress(FileNotFoundError):
            yield _Reading(path, position)


def _decoded(data: bytes) -> Record | None:
    """Return a record that every database can store, or None."""
    try:
        record = records.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    is_storable = (
        b"\\u0000" not in data
        and len(record.user.encode()) <= MAX_USER_UID_BYTES
        and len(record.project) <= 24
        and 0 <= record.arrived_at < 1 << 53
    )
    return record if is_storable else None


def _is_gone(folder: Path, position: Position) -> bool:
    return not position.is_finished and not (folder / position.name).exists()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
