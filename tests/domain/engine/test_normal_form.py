"""Normal forms: any of the conjuncts is true exactly when the definition is, and they are few or none."""

from functools import reduce
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from drawn_rulesets import Drawing
from lenticular.domain import audiences
from lenticular.domain.audiences import Combination, RuleCombination
from lenticular.domain.engine import facets
from lenticular.domain.engine.normal_form import MAX_CONJUNCTS, normal_form

DRAWING = Drawing(Random(1))
RULESET = DRAWING.ruleset(0)


def literal(rule):
    return facets.literal(rule, RULESET)


def pairs(count):
    """Return so many pairs of rules, one of each of which must hold: 2 to that power conjuncts."""
    rules = [RuleCombination(Combination.OR, (DRAWING.rule(), DRAWING.rule())) for _ in range(count)]
    return RuleCombination(Combination.AND, tuple(rules))


@settings(max_examples=50)
@given(st.integers(0, 2**32))
def test_any_conjunct_is_true_exactly_when_the_definition_is(seed):
    drawing = Drawing(Random(seed))
    definition = drawing.combination(3)
    conjuncts = normal_form(definition, lambda rule: rule)
    if conjuncts is not None:
        visitor = drawing.visitor()
        holds = [
            all(audiences.examine_rule(rule, visitor, RULESET).result for rule in conjunct) for conjunct in conjuncts
        ]
        assert any(holds) is audiences.matches(definition, visitor, RULESET)
        assert not any(one < other for one in conjuncts for other in conjuncts)


def test_a_definition_that_would_have_too_many_is_left_alone():
    assert normal_form(pairs(8), literal) is not None
    assert MAX_CONJUNCTS == 2**8
    assert normal_form(pairs(9), literal) is None


def test_a_group_that_nobody_matches_does_not_hide_how_large_another_is():
    nobody = RuleCombination(Combination.OR, ())
    assert normal_form(RuleCombination(Combination.AND, (nobody, pairs(200))), literal) is None


def test_groups_without_rules_are_true_or_false():
    assert normal_form(RuleCombination(Combination.AND, ()), literal) == (frozenset(),)
    assert normal_form(RuleCombination(Combination.OR, ()), literal) == ()
    everybody = reduce(
        lambda inner, _: RuleCombination(Combination.OR, (inner,)), range(9), RuleCombination(Combination.AND, ())
    )
    assert normal_form(everybody, literal) == (frozenset(),)
