"""Planes: they select as a scan does, and rulesets that share berths do not disturb each other."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from drawn_rulesets import Drawing
from lenticular.domain.engine.lanes import Lane
from lenticular.domain.engine.planes import Berths, Planes
from lenticular.domain.engine.rows import Row

AUDIENCES = 40


def drawn_lane(drawing):
    random = drawing.random
    rows = tuple(
        Row(
            sum(1 << bit for bit in random.sample(range(AUDIENCES), size)), needs_all=size > 1 and is_all, number=number
        )
        for number in range(1, random.choice((1, 2, 4, 30)))
        for size, is_all in [(random.choice((1, 2, 5)), random.random() < 0.5)]
    )
    return Lane(drawing.experience(1, 1), (), rows=rows)


def made_of(berths, lanes, few):
    """Return planes as they are, and planes without anything compiled that leave few lanes to be scanned."""
    bases, count = range(0, 100 * len(lanes), 100), 100 * len(lanes)
    found = Planes(berths, lanes, bases, count), Planes(berths, lanes, bases, count, few=few)
    found[1].options = found[1].in_python
    return found


def check(made, lanes, random):
    for share in (0.02, 0.2, 0.6, 1):
        truth = 1 | sum(1 << bit for bit in range(AUDIENCES) if random.random() < share)
        expected = [100 * place + lane.scan(truth) for place, lane in enumerate(lanes)]
        assert [planes.options(truth) for planes in made] == [expected, expected]


@settings(max_examples=20)
@given(st.integers(0, 2**32))
def test_planes_select_what_a_scan_does_also_while_berths_are_given_away(seed):
    drawing = Drawing(Random(seed))
    random = drawing.random
    berths = Berths(AUDIENCES, 90)
    lanes = [drawn_lane(drawing) for _ in range(60)]
    made = []
    while berths.have_room(lanes):
        made.append((made_of(berths, lanes, random.choice((0, 5, 100))), lanes))
        random.shuffle(lanes := [drawn_lane(drawing) if random.random() < 0.1 else lane for lane in lanes])
    for planes, theirs in made:
        check(planes, theirs, random)


def test_a_lane_keeps_its_berth():
    berths = Berths(AUDIENCES, 2)
    drawing = Drawing(Random(1))
    first, second, third = (drawn_lane(drawing) for _ in range(3))
    assert [berths.moor(lane) for lane in (first, second, first)] == [0, 1, 0]
    assert berths.have_room([first, second])
    assert not berths.have_room([third])
