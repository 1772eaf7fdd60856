"""Which slots a visitor falls to: the variants they draw of A/B tests, and what is withheld from them.

A few seeds are taken one by one. Many are one vector: `bucketing.slot` is whole-number arithmetic modulo 2**64, which
is what numpy's uint64 does, and the variants of all tests are found by one search: slot s of the n-th test is the
number n * 2**14 + s, and all bounds lie in one ascending list. Compiled, one by one is the faster way for any number.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import compress
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lenticular.domain import bucketing
from lenticular.domain.engine.native import is_compiled, kernel
from lenticular.domain.experiences import ABTestVariant, SegmentedVariant

# From so many seeds on a vector is faster than one after the other, in Python; measured.
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


class Test(NamedTuple):
    """What a visitor draws: `outcomes[n]`, to be put in a place, from slot `starts[n]` on; the first start is 0."""

    place: int
    seed: int
    starts: tuple[int, ...]
    outcomes: tuple[int, ...]


def test(place: int, split: Split, base: int) -> Test:
    """Return the test of an experience, whose options are numbered from its base on."""
    return Test(place, split.seed, split.starts, tuple([base + number for number in split.numbers]))


class Drawing:
    """Tests as one. `draw`, given a visitor's hash and a list, puts there what the visitor draws of each."""

    def __init__(self, tests: Sequence[Test], many: int = MANY) -> None:
        self._tests = tests
        self._is_few = len(tests) < many
        self.draw: Callable[[int, list[int]], None] = kernel.Drawing(tuple(tests)) if is_compiled else self.in_python
        self._slots = Slots([one.seed for one in tests])
        starts = [number * _STRIDE + start for number, one in enumerate(tests) for start in one.starts]
        self._starts = np.array(starts, np.int64)
        self._outcomes = np.array([outcome for one in tests for outcome in one.outcomes], np.int64)
        self._offsets = np.arange(len(tests), dtype=np.int64) * _STRIDE

    def in_python(self, hashed: int, options: list[int]) -> None:
        """Draw without anything compiled: what `kernel.Drawing` does, in Python."""
        if self._is_few:
            for place, seed, starts, outcomes in self._tests:
                options[place] = outcomes[bisect_right(starts, bucketing.slot(hashed, seed)) - 1]
            return
        found = self._starts.searchsorted(self._slots.of(hashed) + self._offsets, "right") - 1
        for test, outcome in zip(self._tests, self._outcomes[found].tolist(), strict=True):
            options[test.place] = outcome


class Holdout(NamedTuple):
    """From so many slots' visitors an experience, at a position, is withheld."""

    position: int
    seed: int
    size: int


class Holding:
    """Holdouts as one: which of them hold a visitor, from their hash. Each is a test of who falls below its size."""

    def __init__(self, holdouts: Sequence[Holdout], many: int = MANY) -> None:
        self._positions = [one.position for one in holdouts]
        tests = [Test(place, one.seed, (0, one.size), (1, 0)) for place, one in enumerate(holdouts)]
        self.drawing = Drawing(tests, many)

    def held(self, hashed: int) -> list[int]:
        """Return the positions of the holdouts that hold a visitor, in their order."""
        flags = [0] * len(self._positions)
        self.drawing.draw(hashed, flags)
        return list(compress(self._positions, flags))


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
