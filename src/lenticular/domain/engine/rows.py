"""Rows: the audiences of variants and of target groups.

A *row* is the set of audiences of a variant, or of a target group. Match Any holds if the row and the truth have a bit
in common; Match All if the row and the untruth have none.
"""

from collections.abc import Mapping
from typing import NamedTuple

from lenticular.domain.audiences import Combination
from lenticular.domain.conditions import AudienceOptions
from lenticular.domain.engine import bits
from lenticular.domain.engine.native import is_compiled, kernel
from lenticular.domain.engine.truths import Name
from lenticular.domain.experiences import SegmentedVariant, Targeting


class Row(NamedTuple):
    """The audiences of a choice, whether all of them are needed, and the number of the variant (0: of no variant)."""

    audiences: int
    needs_all: bool
    number: int = 0

    def holds(self, truth: int) -> bool:
        """Tell whether the choice is for a visitor."""
        if self.needs_all:
            return not self.audiences & ~truth
        return self.audiences & truth != 0


# The position of an experience, and for whom it is at all.
Gate = tuple[int, Row]


def close_in_python(gates: list[Gate], truth: int, options: list[int], bases: list[int]) -> None:
    """Set the option at the position of each gate whose row does not hold to its base."""
    # What `Row.holds` says, for dozens of gates of every visitor at once.
    untruth = ~truth
    for position, (audiences, needs_all, _) in gates:
        if audiences & untruth if needs_all else not audiences & truth:
            options[position] = bases[position]


close = kernel.close if is_compiled else close_in_python


def names(choice: Targeting | SegmentedVariant) -> tuple[Name, ...]:
    """Return the names of the audiences of a choice."""
    return (*choice.audiences, *map(AudienceOptions, choice.lytics_audiences))


def row(choice: Targeting | SegmentedVariant, places: Mapping[Name, int], number: int = 0) -> Row | None:
    """Return the row of a choice, None for one that is for nobody."""
    found = set(map(places.get, names(choice)))
    needs_all = choice.combination is Combination.AND
    if needs_all and None in found:
        return None
    known = [place for place in found if place is not None]
    return Row(bits.of(known), needs_all and len(known) > 1, number) if known else None
