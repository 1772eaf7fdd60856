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

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lenticular.domain.engine import bits
from lenticular.domain.engine.lanes import Lane

_MOST_PLANES = 16
# So many lanes are scanned in the time that one more plane takes; measured.
FEW = 48

_Integers = npt.NDArray[np.intp]


class _Plane:
    """One plane: who is in its variants, their numbers by berth, and the Match All variants that stand before them."""

    def __init__(self, audiences: int, berths: int) -> None:
        self.named = np.zeros((audiences, (berths + 7) // 8), np.uint8)
        self.numbers = np.zeros(berths, np.intp)
        # Two audiences of each Match All variant; its berth, its number and all its audiences.
        self.pairs = np.zeros((2, 64), np.intp)
        self.demands: list[tuple[int, int, int]] = []

    def support(self, berth: int, number: int, audiences: _Integers) -> None:
        """Add a Match Any variant."""
        self.named[audiences, berth >> 3] |= np.uint8(1 << (berth & 7))
        self.numbers[berth] = number

    def demand(self, berth: int, number: int, audiences: int) -> None:
        """Add a Match All variant."""
        count = len(self.demands)
        if count == self.pairs.shape[1]:
            # Another array: the deciders before go on with theirs.
            self.pairs = np.concatenate((self.pairs, np.zeros_like(self.pairs)), axis=1)
        # The lowest bits are those of audiences with fewest conjuncts, which are rather the rare ones.
        self.pairs[:, count] = bits.numbers(audiences)[:2]
        self.demands.append((berth, number, audiences))


class Berths:
    """So many berths, over so many audiences; given away one after the other."""

    def __init__(self, audiences: int, capacity: int) -> None:
        self.audiences = audiences
        self.capacity = capacity
        self.planes: list[_Plane] = []
        # The last plane that has to do with a lane, by berth.
        self.last = np.zeros(capacity, np.intp)
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
    """A plane as it was when a ruleset was compiled."""

    plane: _Plane
    first: _Integers
    second: _Integers


class Planes:
    """The lanes of one ruleset, by their place in a list of them; those that have rows are moored."""

    def __init__(self, berths: Berths, lanes: Sequence[Lane], few: int = FEW) -> None:
        self._berths = berths
        self._few = few
        # A lane without rows has the berth behind the last, where nothing is ever chosen.
        order = [berths.moor(lane) if lane.rows else berths.capacity for lane in lanes]
        self._order = np.array(order, np.intp)
        self._lanes = dict(zip(order, lanes, strict=True))
        self._alive = np.zeros(berths.capacity, np.bool_)
        self._alive[[berth for berth in order if berth < berths.capacity]] = True
        self._steps = [_Step(one, *one.pairs[:, : len(one.demands)]) for one in berths.planes]

    def numbers(self, truth: int) -> list[int]:
        """Return for each lane the number of the first variant that is for the visitor, 0 for none.

        `truth` has at least one bit.
        """
        flags = bits.flags(truth, self._berths.audiences)
        audiences = flags.nonzero()[0]
        untruth = ~truth
        chosen = np.zeros(self._berths.capacity, np.intp)
        left = self._alive
        for number, (plane, first, second) in enumerate(self._steps):
            named = np.bitwise_or.reduce(plane.named[audiences], axis=0)
            held = np.unpackbits(named, count=len(chosen), bitorder="little").view(np.bool_)
            chosen += plane.numbers * (held & left)
            for place in (flags[first] & flags[second]).nonzero()[0].tolist():
                berth, demander, needed = plane.demands[place]
                if left[berth] and not needed & untruth and not 0 < chosen[berth] < demander:
                    chosen[berth] = demander
            left = self._alive & (chosen == 0) & (self._berths.last > number)
            if np.count_nonzero(left) <= self._few:
                break
        for berth in left.nonzero()[0].tolist():
            chosen[berth] = self._lanes[berth].scan(truth)
        numbers: list[int] = np.append(chosen, 0)[self._order].tolist()
        return numbers
