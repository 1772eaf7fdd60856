"""Groups: a value kills a conjunct exactly when one of its literals is false, as the plain conditions say."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from drawn_rulesets import Drawing
from lenticular.domain import conditions
from lenticular.domain.conditions import Condition, Context, NumberOptions, StringOptions
from lenticular.domain.engine.facets import Facet, Literal, Origin
from lenticular.domain.engine.groups import Equal, Numbers, groups
from lenticular.domain.lytics import LyticsAudience

FACET = Facet(Origin.CUSTOM, "tier")
LYTICS = {"a" * 32: LyticsAudience("a" * 32, "vip", "VIP")}


def expected(holders, context, value):
    killed = 0
    for literal, mask in holders.items():
        outcome = conditions.evaluate(literal.condition, literal.options, value, context)
        if conditions.invert_if(literal.is_inverted, outcome) is not True:
            killed |= mask
    return killed


@settings(max_examples=100)
@given(st.integers(0, 2**32))
def test_what_is_killed_is_what_the_conditions_say(seed):
    drawing = Drawing(Random(seed))
    random = drawing.random
    context = Context(random.random() < 0.5, random.choice((None, "Europe/Berlin", "Nowhere")), LYTICS)
    literals = {Literal(FACET, *drawing.plain(), random.random() < 0.3) for _ in range(random.choice((1, 3, 20)))}
    holders = {literal: random.getrandbits(70) for literal in literals}
    made = groups(holders, context)
    for value in [None, *(drawing.value() for _ in range(20))]:
        killed = 0
        for group in made:
            killed |= group[value]
        assert killed == expected(holders, context, value)


def test_texts_that_no_literal_names_share_one_mask():
    literals = {
        Literal(FACET, Condition.STRING_EQUALS, StringOptions(text), False): 1 << n for n, text in enumerate("abc")
    }
    memo = Equal(literals, Context(False, None, {})).memo()
    assert (memo["a"], memo["b"], memo["é"]) == (0b110, 0b101, 0b111)
    assert memo["x"] is memo["y"]
    assert len(memo) == 3
    assert Equal(literals, Context(True, None, {})).memo() is None


def test_numbers_have_a_mask_for_each_region_between_bounds():
    conditions_of = {Condition.NUMBER_LESS_THAN: 1, Condition.NUMBER_EQUAL_TO: 2, Condition.NUMBER_GREATER_THAN: 4}
    holders = {Literal(FACET, one, NumberOptions(5), False): mask for one, mask in conditions_of.items()}
    numbers = Numbers(holders, Context(False, None, {}))
    assert [numbers[value] for value in (4, 5, 6)] == [0b110, 0b101, 0b011]
    for value in (float("nan"), float("inf"), -float("inf"), None, True, "x"):
        assert numbers[value] == 0b111
