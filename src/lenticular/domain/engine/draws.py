"""Which slots a visitor falls to: the variants they draw of A/B tests, and what is withheld from them.

A few seeds are taken one by one. Many are one vector: `bucketing.slot` is whole-number arithmetic modulo 2**64, which
is what numpy's uint64 does, and the variants of all tests are found by one search: slot s of the n-th test is the
number n * 2**14 + s, and all bounds lie in one ascending list.
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lenticular.domain import bucketing
from lenticular.domain.experiences import ABTestVariant, SegmentedVariant

# From so many seeds on a vector is faster than one after the other; measured.
MANY = 16
_STRIDE = 1 << 14


class Split(NamedTuple):
    """How the slots of a test are shared out: `numbers[n]` is the variant (from 1; 0 is none) from `starts[n]` on."""

    seed: int
    starts: tuple[int, ...]
    numbers: tuple[int, ...]


def split(uid: str, variants: Sequence[ABTestVariant | SegmentedVariant]) -> Split:
    """Return how an experience shares out its slots; one that two variants have is the first's."""
    tests = [(number, one) for number, one in enumerate(variants, 1) if isinstance(one, ABTestVariant)]
    starts = sorted({0} | {bound for _, one in tests for part in one.ranges for bound in part})
    numbers = [next((number for number, one in tests if one.holds(start)), 0) for start in starts]
    return Split(bucketing.seed(uid), tuple(starts), tuple(numbers))


class Drawing:
    """Tests as one: what a visitor draws of each, from their hash."""

    def __init__(self, splits: Sequence[Split], many: int = MANY) -> None:
        self._splits = splits
        self._is_few = len(splits) < many
        self._slots = Slots([one.seed for one in splits])
        starts = [number * _STRIDE + start for number, one in enumerate(splits) for start in one.starts]
        self._starts = np.array(starts, np.int64)
        self._numbers = np.array([number for one in splits for number in one.numbers], np.int64)
        self._offsets = np.arange(len(splits), dtype=np.int64) * _STRIDE

    def numbers(self, hashed: int) -> list[int]:
        """Return the number of the variant that a visitor draws of each test, 0 for none."""
        if self._is_few:
            return [one.numbers[bisect_right(one.starts, bucketing.slot(hashed, one.seed)) - 1] for one in self._splits]
        places = self._slots.of(hashed) + self._offsets
        found: list[int] = self._numbers[self._starts.searchsorted(places, "right") - 1].tolist()
        return found


class Holding:
    """Holdouts as one: which of them hold a visitor, from their hash."""

    def __init__(self, seeds: Sequence[int], sizes: Sequence[int], many: int = MANY) -> None:
        self._seeds = seeds
        self._is_few = len(seeds) < many
        self._sizes = sizes
        self._slots = Slots(seeds)
        self._bounds = np.array(sizes, np.int64)

    def held(self, hashed: int) -> list[int]:
        """Return which of the holdouts hold a visitor, ascending."""
        if self._is_few:
            pairs = enumerate(zip(self._seeds, self._sizes, strict=True))
            return [number for number, (seed, size) in pairs if bucketing.slot(hashed, seed) < size]
        found: list[int] = np.flatnonzero(self._slots.of(hashed) < self._bounds).tolist()
        return found


class Slots:
    """The slots of a visitor by many seeds."""

    def __init__(self, seeds: Sequence[int]) -> None:
        self._seeds = np.array(seeds, np.uint64)

    def of(self, hashed: int) -> npt.NDArray[np.int64]:
        """Return what `bucketing.slot` does for each seed."""
        mixed = self._seeds ^ np.uint64(hashed)
        mixed = (mixed ^ mixed >> _30) * _FIRST
        mixed = (mixed ^ mixed >> _27) * _SECOND
        mixed ^= mixed >> _31
        return ((mixed >> _32) * _SLOTS >> _32).view(np.int64)


_27, _30, _31, _32 = (np.uint64(shift) for shift in (27, 30, 31, 32))
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_SLOTS = np.uint64(bucketing.SLOT_COUNT)
