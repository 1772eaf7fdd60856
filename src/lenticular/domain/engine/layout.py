"""Where conjuncts and audiences have their bits, so that few shifts make the truth of all audiences.

Audiences are classed by the number of their conjuncts, rounded up to a power of two: class k has 2**k *rows* of
`capacity` bits, and conjunct n of its audience m is bit m of row n. Or-ing the upper half of the rows onto the lower
k times leaves one row that says of each audience whether any of its conjuncts lives. All classes together take some 40
operations, whatever the number of audiences. Each class has room to spare, so that a changed audience finds a place
without the others moving.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

_FEW_CONJUNCTS = 128


class Place(NamedTuple):
    """The class of an audience and its number in it."""

    rank: int
    number: int


class Fold(NamedTuple):
    """How the rows of one class, `capacity` bits each from the bit `shift` on, become bits of the truth."""

    shift: int
    capacity: int
    rows: int
    target: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of conjuncts and audiences, by the capacity of each class (of rank 0, 1, 2, …)."""

    capacities: tuple[int, ...]
    _shifts: tuple[int, ...] = field(init=False)
    _targets: tuple[int, ...] = field(init=False)
    folds: tuple[Fold, ...] = field(init=False)

    def __post_init__(self) -> None:
        shift = target = 0
        folds = []
        for rank, capacity in enumerate(self.capacities):
            folds.append(Fold(shift, capacity, 1 << rank, target))
            shift += capacity << rank
            target += capacity
        object.__setattr__(self, "_shifts", tuple(fold.shift for fold in folds))
        object.__setattr__(self, "_targets", tuple(fold.target for fold in folds))
        object.__setattr__(self, "folds", tuple(fold for fold in folds if fold.capacity))

    @property
    def audiences(self) -> int:
        """The number of bits of a truth."""
        return sum(self.capacities)

    @property
    def conjuncts(self) -> int:
        """The number of bits of a mask of conjuncts."""
        return sum(capacity << rank for rank, capacity in enumerate(self.capacities))

    def conjunct(self, place: Place, number: int) -> int:
        """Return the bit of a conjunct of the audience at a place."""
        return self._shifts[place.rank] + number * self.capacities[place.rank] + place.number

    def audience(self, place: Place) -> int:
        """Return the bit of the audience at a place."""
        return self._targets[place.rank] + place.number

    def truth(self, alive: int) -> int:
        """Return the bits of the audiences that have a living conjunct."""
        truth = 0
        for shift, capacity, rows, target in self.folds:
            part = alive >> shift & (1 << capacity * rows) - 1
            left = rows >> 1
            while left:
                part |= part >> capacity * left
                left >>= 1
            truth |= (part & (1 << capacity) - 1) << target
        return truth


def rank(conjuncts: int) -> int:
    """Return the class of an audience of so many conjuncts, at least 0."""
    return max(0, conjuncts - 1).bit_length()


def roomy(counts: Mapping[int, int]) -> Layout:
    """Return a layout for so many audiences of each rank, with an eighth and four more of every class there is.

    Classes of few conjuncts are joined to the next larger: their rows cost less than their fold would.
    """
    capacities = []
    waiting = 0
    last = max(counts, default=-1)
    for rank in range(last + 1):
        count = waiting + counts.get(rank, 0)
        waiting = count if count << rank <= _FEW_CONJUNCTS and rank < last else 0
        capacities.append(0 if waiting or not count else count + count // 8 + 4)
    return Layout(tuple(capacities))
