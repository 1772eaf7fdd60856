"""Tables: they select as a scan does."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from drawn_rulesets import Drawing
from lenticular.domain.engine import lanes, tables
from lenticular.domain.engine.tables import Tables

AUDIENCES = 21


def drawn_lanes(drawing, count):
    places = {f"{number:024x}": number for number in range(AUDIENCES)}
    return [lanes.lane(drawing.experience(number, AUDIENCES), places) for number in range(count)]


def truths(random):
    """Return sets of audiences from few to all."""
    return [sum(1 << bit for bit in range(AUDIENCES) if random.random() < share) for share in (0.02, 0.2, 0.6, 1)]


@settings(max_examples=50)
@given(st.integers(0, 2**32))
def test_tables_select_what_a_scan_does(seed):
    drawing = Drawing(Random(seed))
    drawn = drawn_lanes(drawing, drawing.random.choice((0, 1, 30)))
    made = Tables(drawn, AUDIENCES)
    for truth in [0, *truths(drawing.random)]:
        assert list(made.numbers(truth)) == [lane.scan(truth) for lane in drawn]


def test_a_lane_of_more_than_eight_variants_does_not_suit():
    drawing = Drawing(Random(1))
    assert all(map(tables.suits, drawn_lanes(drawing, 9)))
    assert not tables.suits(lanes.Lane(drawing.experience(1, 3), (("1", None),) * 10))
    assert tables.size(100, 243) == 31 * 256 * 300
