"""Bitsets: whole numbers of which bit n says whether n is in the set. Python combines a thousand bits in some 50 ns."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt


def of(numbers: Iterable[int]) -> int:
    """Return the set of these numbers, each 0 or more."""
    found = tuple(numbers)
    if not found:
        return 0
    raw = bytearray((max(found) >> 3) + 1)
    for number in found:
        raw[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(raw, "little")


def flags(bitset: int, size: int) -> npt.NDArray[np.uint8]:
    """Return for each number below `size`, which no number in the set may reach, 1 if it is in the set and else 0."""
    raw = np.frombuffer(bitset.to_bytes((size + 7) // 8, "little"), np.uint8)
    return np.unpackbits(raw, count=size, bitorder="little")


def numbers(bitset: int) -> npt.NDArray[np.intp]:
    """Return the numbers in a set, ascending."""
    return flags(bitset, bitset.bit_length()).nonzero()[0]
