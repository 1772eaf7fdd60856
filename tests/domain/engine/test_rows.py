"""Rows: the audiences of a choice, as bits."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@pytest.mark.parametrize("close", [rows.close, rows.close_in_python])
def test_gates_are_closed_where_their_row_does_not_hold(close):
    gates = [(3, row("ab", Combination.OR)), (0, row("ab", Combination.AND)), (2, row("b", Combination.OR))]
    expected = {0: [10, 5, 30, 40], 1: [10, 5, 30, 8], 8: [10, 5, 7, 8], 9: [1, 5, 7, 8]}
    for truth, options in expected.items():
        given = [1, 5, 7, 8]
        assert close(gates, truth, given, [10, 20, 30, 40]) is None
        assert given == options
    with pytest.raises(IndexError):
        close(gates, 0, [1, 5, 7], [10, 20, 30])


@given(st.integers(0, 2**32))
def test_compiled_or_not_the_same_gates_are_closed(seed):
    random = Random(seed)
    width = random.choice((1, 30, 31, 60, 200))
    gates = [
        (position, Row(random.getrandbits(width) & random.getrandbits(width) or 1, random.random() < 0.5))
        for position in range(20)
    ]
    for truth in (random.getrandbits(width), random.getrandbits(width // 2 + 1), (1 << width) - 1, 0):
        ways = []
        for close in (rows.close, rows.close_in_python):
            close(gates, truth, options := list(range(20, 40)), list(range(20)))
            ways.append(options)
        assert ways[0] == ways[1]
        assert ways[0] == [position + 20 * gate.holds(truth) for position, gate in gates]
