"""Selecting by planes: for large projects.

The Match Any variants of a lane are its *planes*, in order. A plane is a matrix of one bit for each audience and lane:
whether the audience is in that variant. Or-ing the rows of the true audiences says which lanes the plane decides; only
lanes that it leaves open need the next. When few are left open, or planes run out, those are scanned row by row. Many
true audiences decide nearly all lanes by the first plane, and with few true audiences a plane is cheap: some 5 us and
1 ns for each true audience and 100 lanes. The Match All variants that stand before the Match Any variant of a plane are
looked at with it: verified where two of their audiences are true, which says no to nearly all in one go.

Rulesets that follow each other share all this. A lane never changes once it has its *berth*, its column in everything:
a changed experience gets a new one, which the deciders before do not look at. When there is none left, all lanes move.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lenticular.domain.engine import bits
from lenticular.domain.engine.lanes import Lane
from lenticular.domain.engine.native import is_compiled, kernel

_MOST_PLANES = 16
# So many lanes are scanned in the time that one more plane takes; measured.
FEW = 48

_Integers = npt.NDArray[np.int64]
_Words = npt.NDArray[np.uint64]
_Flags = npt.NDArray[np.bool_]


class _Plane:
    """One plane: who is in its variants, their numbers by berth, and the Match All variants that stand before them."""

    def __init__(self, audiences: int, berths: int) -> None:
        self.named = np.zeros((audiences, -(-berths // 64)), np.uint64)
        self.numbers = np.zeros(berths, np.int64)
        # Of each Match All variant two audiences, its berth and its number; and all its audiences.
        self.demands = np.zeros((64, 4), np.int64)
        self.needed: list[int] = []

    def support(self, berth: int, number: int, audiences: npt.NDArray[np.intp]) -> None:
        """Add a Match Any variant."""
        self.named[audiences, berth >> 6] |= np.uint64(1 << (berth & 63))
        self.numbers[berth] = number

    def demand(self, berth: int, number: int, audiences: int) -> None:
        """Add a Match All variant."""
        count = len(self.needed)
        if count == len(self.demands):
            # Another array: the deciders before go on with theirs.
            self.demands = np.concatenate((self.demands, np.zeros_like(self.demands)))
        # The lowest bits are those of audiences with fewest conjuncts, which are rather the rare ones.
        first, second = bits.numbers(audiences)[:2].tolist()
        self.demands[count] = first, second, berth, number
        self.needed.append(audiences)


class Berths:
    """So many berths, over so many audiences; given away one after the other."""

    def __init__(self, audiences: int, capacity: int) -> None:
        self.audiences = audiences
        self.capacity = capacity
        self.planes: list[_Plane] = []
        # The last plane that has to do with a lane, by berth.
        self.last = np.zeros(capacity, np.int64)
        # By identity: of a lane in it, which cannot be another's as long as the lane is held here.
        self._moored: dict[int, tuple[Lane, int]] = {}

    def have_room(self, lanes: Sequence[Lane]) -> bool:
        """Tell whether there is a berth for each of these lanes that has none yet."""
        return len(self._moored) + sum(id(lane) not in self._moored for lane in lanes) <= self.capacity

    def moor(self, lane: Lane) -> int:
        """Return the berth of a lane, a new one if it has none."""
        found = self._moored.get(id(lane))
        if found is not None:
            return found[1]
        berth = len(self._moored)
        supported = last = 0
        for row in lane.rows:
            last = supported
            if supported < _MOST_PLANES:
                plane = self._plane(supported)
                if row.needs_all:
                    plane.demand(berth, row.number, row.audiences)
                else:
                    plane.support(berth, row.number, bits.numbers(row.audiences))
            supported += not row.needs_all
        self.last[berth] = last
        self._moored[id(lane)] = lane, berth
        return berth

    def _plane(self, number: int) -> _Plane:
        if number == len(self.planes):
            self.planes.append(_Plane(self.audiences, self.capacity))
        return self.planes[number]


class _Step(NamedTuple):
    """A plane as it was when a ruleset was compiled, and which berths it may leave to the next."""

    plane: _Plane
    demands: _Integers
    more: _Flags


class Planes:
    """The lanes of one ruleset, by their place in a list of them; those that have rows are moored.

    The options of a lane are numbered from its member of `bases` on, all together less than `count`. Without kernel, so
    few lanes are scanned in the end.
    """

    def __init__(
        self, berths: Berths, lanes: Sequence[Lane], bases: Sequence[int], count: int, *, few: int = FEW
    ) -> None:
        self._berths = berths
        self._few = few
        # A lane without rows has the berth behind the last, where nothing is ever chosen.
        order = [berths.moor(lane) if lane.rows else berths.capacity for lane in lanes]
        self._order, self._bases = np.array(order, np.int64), np.array(bases, np.int64)
        self._lanes = {berth: (place, lane) for place, (berth, lane) in enumerate(zip(order, lanes, strict=True))}
        self._alive = np.zeros(berths.capacity, np.bool_)
        self._alive[[berth for berth in order if berth < berths.capacity]] = True
        self._steps = [
            _Step(plane, plane.demands[: len(plane.needed)], berths.last > number)
            for number, plane in enumerate(berths.planes)
        ]
        self.options = self._compiled(count) if is_compiled else self.in_python

    def in_python(self, truth: int) -> list[int]:
        """Return for each lane the option of the first variant that is for the visitor, its base for none.

        What `kernel.Planes` does, in Python; that goes on until no plane is left, as it is faster than scanning.
        `truth` has at least one bit.
        """
        flags = bits.flags(truth, self._berths.audiences)
        audiences = flags.nonzero()[0]
        untruth = ~truth
        chosen = np.zeros(self._berths.capacity + 1, np.int64)
        within = chosen[:-1]
        left = self._alive
        for plane, demands, more in self._steps:
            named = np.bitwise_or.reduce(plane.named[audiences], axis=0).view(np.uint8)
            held = np.unpackbits(named, count=len(within), bitorder="little").view(np.bool_)
            within += plane.numbers * (held & left)
            for place in (flags[demands[:, 0]] & flags[demands[:, 1]]).nonzero()[0].tolist():
                _, _, berth, number = demands[place].tolist()
                if left[berth] and not plane.needed[place] & untruth and not 0 < chosen[berth] < number:
                    chosen[berth] = number
            left = left & (within == 0) & more
            if np.count_nonzero(left) <= self._few:
                break
        options: list[int] = (self._bases + chosen[self._order]).tolist()
        _scan(self._lanes, truth, options, left.nonzero()[0].tolist())
        return options

    def _compiled(self, count: int) -> Callable[[int], list[int]]:
        planes = tuple(
            (plane.named, plane.numbers, demands, plane.needed, _packed(more)) for plane, demands, more in self._steps
        )
        return kernel.Planes(
            self._berths.audiences,
            self._berths.capacity,
            planes,
            _packed(self._alive),
            self._order,
            self._bases,
            tuple(range(count)),
            partial(_scan, self._lanes),
        )


def _scan(lanes: Mapping[int, tuple[int, Lane]], truth: int, options: list[int], berths: Sequence[int]) -> None:
    """Choose row by row for the lanes in these berths, each given with its place."""
    for berth in berths:
        place, lane = lanes[berth]
        options[place] += lane.scan(truth)


def _packed(flags: _Flags) -> _Words:
    found = np.zeros(-(-len(flags) // 64) * 8, np.uint8)
    packed = np.packbits(flags, bitorder="little")
    found[: len(packed)] = packed
    return found.view(np.uint64)
