"""Lanes: what of an experience is compiled."""

from dataclasses import replace
from random import Random

from drawn_rulesets import Drawing
from lenticular.domain.audiences import Combination
from lenticular.domain.engine import lanes
from lenticular.domain.engine.rows import Row
from lenticular.domain.experiences import ExperienceType, SegmentedVariant, Status, Targeting

PLACES = {"a": 0, "b": 1}
VARIANTS = tuple(
    SegmentedVariant(str(number), "A variant", tuple(audiences), (), Combination.OR)
    for number, audiences in enumerate(("x", "a", "ab"))
)


def experience(targeting=None, **changes):
    drawn = replace(Drawing(Random(1)).experience(7, 3), type=ExperienceType.SEGMENTED, status=Status.ACTIVE, holdout=0)
    return replace(drawn, version=replace(drawn.version, variants=VARIANTS, targeting=targeting), **changes)


def test_a_lane_has_a_row_for_each_variant_that_somebody_can_get():
    lane = lanes.lane(experience(), PLACES)
    assert lane.rows == (Row(0b01, needs_all=False, number=2), Row(0b11, needs_all=False, number=3))
    assert (lane.audiences, lane.missing, lane.gate, lane.split, lane.held) == (0b11, {"x"}, None, None, None)
    assert lane.options == (("7", None), ("7", "0"), ("7", "1"), ("7", "2"))
    assert [lane.scan(truth) for truth in range(4)] == [0, 2, 3, 2]


def test_a_lane_that_gives_nothing_has_neither_rows_nor_a_split_but_all_options():
    paused = lanes.lane(experience(status=Status.PAUSED), PLACES)
    nobodys = lanes.lane(experience(Targeting(("x",), (), Combination.OR)), PLACES)
    for lane in (paused, nobodys):
        assert (lane.rows, lane.split, len(lane.options)) == ((), None, 4)
    assert (paused.missing, nobodys.missing) == (frozenset(), {"x"})


def test_what_a_variant_for_nobody_names_is_looked_at_for_when_the_missing_comes():
    needs_both = experience(Targeting(("a",), (), Combination.OR))
    version = replace(
        needs_both.version, variants=(SegmentedVariant("0", "A variant", ("b", "x"), (), Combination.AND),)
    )
    lane = lanes.lane(replace(needs_both, version=version), PLACES)
    assert (lane.rows, lane.audiences, lane.missing) == ((), 0b11, {"x"})
    nobodys = lanes.lane(experience(Targeting(("a", "x"), (), Combination.AND)), PLACES)
    assert (nobodys.audiences, nobodys.missing) == (0b11, {"x"})


def test_a_target_group_is_a_gate():
    lane = lanes.lane(experience(Targeting(("a", "b"), (), Combination.AND)), PLACES)
    assert lane.gate == Row(0b11, needs_all=True)
