"""Selection: options by priority, the same by every method."""

from random import Random

import pytest

from drawn_rulesets import Drawing
from lenticular.domain.engine.lanes import Lane, Option
from lenticular.domain.engine.planes import Berths
from lenticular.domain.engine.rows import Row
from lenticular.domain.engine.selection import Selection

EXPERIENCE = Drawing(Random(1)).experience(1, 1)


def lane(*rows, gate=None, variants=2):
    return Lane(EXPERIENCE, (Option("1", None),) * (variants + 1), rows=rows, gate=gate)


FIRST, SECOND, BOTH = Row(0b01, False, 1), Row(0b10, False, 2), Row(0b11, True, 1)
LANES = [
    lane(FIRST, SECOND),
    lane(variants=3),
    lane(BOTH, SECOND, gate=Row(0b100, False)),
    lane(Row(0b10, False, 9), variants=9),
]


@pytest.mark.parametrize("berths", [None, Berths(8, 10)])
def test_each_experience_has_its_options_behind_those_of_the_ones_before(berths):
    made = Selection(LANES, 8, berths)
    for _ in range(2):
        assert made.options(0) == [0, 3, 7, 10]
        assert made.options(0b001) == [1, 3, 7, 10]
        assert made.options(0b010) == [2, 3, 7, 19]
        assert made.options(0b110) == [2, 3, 9, 19]
        assert made.options(0b111) == [1, 3, 8, 19]


def test_options_are_given_away():
    made = Selection(LANES, 8, Berths(8, 10))
    for truth in (0, 1):
        made.options(truth).clear()
        assert made.options(truth) == [truth, 3, 7, 10]
