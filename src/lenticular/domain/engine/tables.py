"""Selecting by tables: for small and middling projects.

All variants of all experiences are the bits of one number, eight for each experience. A *refutation* is the set of
those that some audiences forbid: a Match Any variant holds unless nothing supports it, a Match All variant unless an
audience refutes it. The audiences are taken eight at a time, as the bytes of the truth: for each there is a table of
256 entries, filled as bytes occur, of what the eight audiences support and refute. Or-ing the entries of all bytes,
and translating each experience's eight bits to the number of its lowest, selects for everybody in audiences / 8
look-ups (the method of four Russians: Arlazarov, Dinic, Kronrod, Faradzhev, 1970).
"""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from lenticular.domain.engine import bits
from lenticular.domain.engine.lanes import Lane

_MOST_VARIANTS = 8
_LOWEST = bytes([0, *((byte & -byte).bit_length() for byte in range(1, 256))])


def suits(lane: Lane) -> bool:
    """Tell whether a lane has few enough variants."""
    return len(lane.options) <= _MOST_VARIANTS + 1


class Tables:
    """Lanes, over so many audiences; those that have too many variants are taken for lanes that have none."""

    def __init__(self, lanes: Sequence[Lane], audiences: int) -> None:
        self._size = len(lanes)
        self._octets = (audiences + 7) // 8
        supported: list[list[int]] = [[] for _ in range(8 * self._octets)]
        refuted: list[list[int]] = [[] for _ in range(8 * self._octets)]
        demanding = []
        for place, lane in enumerate(lanes):
            for row in lane.rows if suits(lane) else ():
                bit = 8 * place + row.number - 1
                if row.needs_all:
                    demanding.append(bit)
                for audience in bits.numbers(row.audiences).tolist():
                    (refuted if row.needs_all else supported)[audience].append(bit)
        self._demanding = bits.of(demanding)
        self._every = (1 << 8 * self._size) - 1
        # An entry holds what is supported in its lower half, and what is refuted in its upper.
        ups, downs = [bits.of(one) for one in supported], [bits.of(one) << 8 * self._size for one in refuted]
        self._tables = [_Table(ups[at : at + 8], downs[at : at + 8]) for at in range(0, 8 * self._octets, 8)]

    def numbers(self, truth: int) -> bytes:
        """Return for each lane the number of the first variant that is for the visitor, 0 for none."""
        found = 0
        for table, byte in zip(self._tables, truth.to_bytes(self._octets, "little"), strict=True):
            found |= table[byte]
        held = (found & self._every) | (self._demanding & ~(found >> 8 * self._size))
        return held.to_bytes(self._size, "little").translate(_LOWEST)


class _Table(dict[int, int]):
    """What eight audiences support and refute, by the byte that tells which of them are true."""

    __slots__ = ("_downs", "_ups")

    def __init__(self, ups: Sequence[int], downs: Sequence[int]) -> None:
        super().__init__()
        self._ups = ups
        self._downs = downs

    def __missing__(self, byte: int) -> int:
        chosen = (
            up if byte >> place & 1 else down
            for place, (up, down) in enumerate(zip(self._ups, self._downs, strict=True))
        )
        self[byte] = found = reduce(or_, chosen)
        return found


def size(lane_count: int, audiences: int) -> int:
    """Return how many bytes the tables of so many lanes can grow to."""
    return (audiences + 7) // 8 * 256 * (2 * lane_count + 100)
