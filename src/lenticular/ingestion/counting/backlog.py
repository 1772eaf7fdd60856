"""Reading on in the event log from where counting stopped: the oldest records of all its files first."""

import heapq
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from lenticular.ingestion import records, segments
from lenticular.ingestion.records import Record

BATCH_RECORDS = 20_000
# Reading may not keep the event store locked for longer.
BATCH_SECONDS = 0.5
SEGMENTS_AT_ONCE = 200
# A file's number above, the place in it below: no two records have the same number.
OFFSET_BITS = 40
MAX_USER_UID_BYTES = 1024
_LINES_BETWEEN_LOOKS = 64


@dataclass(slots=True)
class Position:
    """How far a segment is taken in."""

    number: int
    name: str
    offset_bytes: int
    is_finished: bool = False


class Line(NamedTuple):
    """One line of the log as it was found: the records of one request, none if they can't be read.

    `number` is that of the first record, the others follow it: a line has more bytes than records. `end` is the offset
    behind the line.
    """

    arrived_at: int
    number: int
    end: int
    data: bytes
    records: list[Record]


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines in the order of arrival, and the positions that are reached with them, only those that moved.

    `size` is how many records they have; a line that can't be read counts as one.
    """

    lines: list[Line]
    size: int
    positions: list[Position]
    has_more: bool


def read(folder: Path, known: Mapping[str, Position], *, next_number: int, limit: int = BATCH_RECORDS) -> Batch:
    """Return the next lines of a folder, up to the one that fills the limit of records; `known` are positions by name.

    A segment is finished when its writer is gone and nothing whole is left in it; a torn end is passed over.
    """
    readings = list(_readings(folder, known, next_number))
    lines: list[Line] = []
    reached: dict[int, int] = {}
    deadline = time.monotonic() + BATCH_SECONDS
    size, has_more = 0, False
    # Lines are compared by their first members: the time of arrival, and a number that no other has.
    for line in heapq.merge(*(reading.lines() for reading in readings)):
        if size >= limit or (len(lines) % _LINES_BETWEEN_LOOKS == 1 and time.monotonic() > deadline):
            has_more = True
            break
        lines.append(line)
        size += len(line.records) or 1
        reached[line.number >> OFFSET_BITS] = line.end
    for reading in readings:
        reading.finish(reached.get(reading.position.number))
    moved = [reading.position for reading in readings if reading.has_moved]
    moved += [replace(position, is_finished=True) for position in known.values() if _is_gone(folder, position)]
    # Where nothing was read of so many files, asking again at once would not help.
    is_cut = len(readings) >= SEGMENTS_AT_ONCE and bool(moved)
    return Batch(lines, size, moved, has_more or is_cut)


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


def begun_at(name: str) -> datetime:
    """Return when the segment of this name was begun. Raises ValueError if the name says nothing of it."""
    return datetime.fromtimestamp(int(name.partition("-")[0]) // 1000 / 1_000_000, UTC)


def oldest_begun_at(folder: Path) -> datetime | None:
    """Return when the oldest segment was begun that lies in a folder; None if there is none."""
    oldest = next(iter(segments.paths(folder)), None)
    return None if oldest is None else begun_at(oldest.name)


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

    def lines(self) -> Iterator[Line]:
        """Yield what follows the position; merging calls it lazily."""
        latest = 0
        base = self.position.number << OFFSET_BITS
        with suppress(FileNotFoundError):  # a writer removes a segment that it wrote nothing into
            for offset, data in segments.read_segment(self._path, self._from, is_growing=not self._is_closed):
                begin, self._read_to = self._read_to, offset
                found = _expanded(data)
                latest = found[0].arrived_at if found else latest
                yield Line(latest, base + begin + 1, offset, data, found)
        self._is_exhausted = True

    def finish(self, reached: int | None) -> None:
        """Move the position to the offset that was reached, if any; tell whether the segment is read to its end."""
        if reached is not None:
            self.position.offset_bytes = reached
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


def _expanded(data: bytes) -> list[Record]:
    """Return the records of a line if every database can store them."""
    try:
        found = records.expand(data)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return []
    # All of a line are of one visitor, at one time.
    is_storable = (
        b"\\u0000" not in data
        and (len(data) <= MAX_USER_UID_BYTES or len(found[0].user.encode()) <= MAX_USER_UID_BYTES)
        and len(found[0].project) <= 24
        and 0 <= found[0].arrived_at < 1 << 53
    )
    return found if is_storable else []


def _is_gone(folder: Path, position: Position) -> bool:
    return not position.is_finished and not (folder / position.name).exists()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
