"""Rows: the audiences of a choice, as bits."""

from lenticular.domain.audiences import Combination
from lenticular.domain.conditions import AudienceOptions
from lenticular.domain.engine import rows
from lenticular.domain.engine.rows import Row
from lenticular.domain.experiences import Targeting

PLACES = {"a": 0, "b": 3, AudienceOptions("a"): 5}


def row(audiences, combination, lytics=()):
    return rows.row(Targeting(tuple(audiences), tuple(lytics), combination), PLACES, 2)


def test_audiences_of_lytics_stand_beside_the_projects_own():
    assert row("ab", Combination.OR, ["a"]) == Row(0b101001, needs_all=False, number=2)


def test_who_is_unknown_is_nobody():
    assert row("ax", Combination.OR) == Row(1, needs_all=False, number=2)
    assert row("ax", Combination.AND) is None
    assert row("x", Combination.OR) is row("", Combination.OR) is row("", Combination.AND) is None


def test_a_row_holds_by_any_or_all():
    any_of, all_of = row("ab", Combination.OR), row("ab", Combination.AND)
    assert [any_of.holds(truth) for truth in (0, 1, 8, 9, 2)] == [False, True, True, True, False]
    assert [all_of.holds(truth) for truth in (0, 1, 8, 9, 27)] == [False, False, False, True, True]
    assert row("aa", Combination.AND) == Row(1, needs_all=False, number=2)


def test_gates_are_closed_where_their_row_does_not_hold():
    gates = [(7, row("ab", Combination.OR)), (2, row("ab", Combination.AND)), (4, row("b", Combination.OR))]
    assert [rows.closed(gates, truth) for truth in (0, 1, 8, 9)] == [[7, 2, 4], [2, 4], [2], []]
