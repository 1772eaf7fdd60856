"""Sieving: compiled or not, the same truth of whatever a visitor has."""

from random import Random
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawn_rulesets import NOON, Drawing
from lenticular.domain.attributes import Visitor
from lenticular.domain.conditions import Condition, Context, NumberOptions, StringOptions
from lenticular.domain.engine import sieving
from lenticular.domain.engine.compiling import compiled
from lenticular.domain.engine.facets import Facet, Literal, Origin
from lenticular.domain.engine.layout import Layout
from lenticular.domain.engine.sieves import Sieve

WAYS = (sieving.sieving, sieving.in_python)
SPENT, PAGE, COUNTRY = (
    Facet(Origin.CUSTOM, "spent"),
    Facet(Origin.PARAMETER, "/page"),
    Facet(Origin.FIELD, "country"),
)


def sieve(facet, *pairs):
    context = Context(ignores_case=False, timezone=None, lytics_audiences={})
    return Sieve({Literal(facet, *pair, False): 1 << n for n, pair in enumerate(pairs)}, context, 256)


def truth(way, visitor, *pairs, facet=SPENT, dead=0):
    layout = Layout((len(pairs),))
    return way(sieving.probes({facet: sieve(facet, *pairs)}), (1 << len(pairs)) - 1, layout)(visitor, dead)


def visitor(**known):
    return Visitor(uid=None, now=NOON, **known)


@settings(max_examples=60)
@given(st.integers(0, 2**32))
def test_both_say_the_same_of_whoever_comes(seed):
    drawing = Drawing(Random(seed))
    truths = compiled(drawing.ruleset(12, audience_count=40)).truths
    probes = sieving.probes({facet: one for facet, one in truths.sieves.items() if isinstance(one, Sieve)})
    used = drawing.random.getrandbits(truths.layout.conjuncts)
    ways = [way(probes, used, truths.layout) for way in WAYS]
    for _ in range(30):
        one, dead = drawing.visitor(), drawing.random.getrandbits(truths.layout.conjuncts)
        assert ways[0](one, dead) == ways[1](one, dead)


@pytest.mark.parametrize("way", WAYS)
def test_numbers_fall_to_their_regions_whatever_they_are(way):
    above = (Condition.NUMBER_GREATER_THAN, NumberOptions(2**60 + 1))
    pairs = ((Condition.NUMBER_GREATER_THAN, NumberOptions(10)), (Condition.NUMBER_EQUAL_TO, NumberOptions(10.5)))
    expected = {10.0: 0b00, 10.5: 0b11, 11: 0b01, float("nan"): 0, float("inf"): 0, "10.5": 0b11, True: 0, None: 0}
    for value, bits in expected.items():
        assert truth(way, visitor(stored_attributes={"spent": value}), *pairs) == bits, value
        assert truth(way, visitor(stored_attributes={"spent": value}), *pairs, above) & 3 == bits, value
    assert truth(way, visitor(stored_attributes={"spent": 2**60 + 2}), above) == 1
    assert truth(way, visitor(stored_attributes={"spent": 2**60 + 1}), above) == 0


@pytest.mark.parametrize("way", WAYS)
def test_what_is_live_hides_what_is_stored_also_if_it_is_nothing(way):
    gold = (Condition.STRING_EQUALS, StringOptions("gold"))
    for live, expected in (({}, 1), ({"spent": "gold"}, 1), ({"spent": "no"}, 0), ({"spent": None}, 0), ({"x": 1}, 1)):
        known = visitor(stored_attributes={"spent": "gold"}, live_attributes=MappingProxyType(live))
        assert truth(way, known, gold) == expected
        assert truth(way, known, gold, dead=1) == 0


@pytest.mark.parametrize("way", WAYS)
def test_fields_and_parameters_are_found_and_an_empty_field_is_none(way):
    given = ((Condition.STRING_EQUALS, StringOptions("US")), (Condition.HAS_ANY_VALUE, None))
    assert truth(way, visitor(country="US"), *given, facet=COUNTRY) == 0b11
    assert truth(way, visitor(country=""), *given, facet=COUNTRY) == 0
    assert truth(way, visitor(query_parameters={"page": "x"}), *given, facet=PAGE) == 0b10
    assert truth(way, visitor(), *given, facet=PAGE) == 0


@pytest.mark.parametrize("way", WAYS)
def test_a_flood_of_values_is_learned_while_it_is_sieved(way):
    made = way(
        sieving.probes({SPENT: sieve(SPENT, (Condition.CONTAINS_SUBSTRING, StringOptions("9")))}), 1, Layout((1,))
    )
    for number in range(2_000):
        text = f"{number} {'é' if number % 7 == 0 else 'e'}"
        assert made(visitor(live_attributes={"spent": text}), 0) == ("9" in text)


@pytest.mark.parametrize("way", WAYS)
def test_names_come_in_any_order_and_as_any_objects(way):
    random, names = Random(1), [f"name-{number}" for number in range(300)]
    context, gold = Context(ignores_case=False, timezone=None, lytics_audiences={}), StringOptions("gold")
    facets = {Facet(Origin.CUSTOM, name): 1 << number for number, name in enumerate(names)}
    sieves = {
        facet: Sieve({Literal(facet, Condition.STRING_EQUALS, gold, False): bit}, context, 256)
        for facet, bit in facets.items()
    }
    made = way(sieving.probes(sieves), (1 << 300) - 1, Layout((300,)))
    for _ in range(20):
        if random.random() < 0.7:
            random.shuffle(names)
        # Now and then other objects of the same names, and names that nothing is about.
        mine = [name if random.random() < 0.9 else f"{name}{random.choice(('', 'x'))}" for name in names[:290]]
        known = {name: random.choice(("gold", "lead")) for name in mine}
        stored, live = ({name: known[name] for name in part} for part in (mine[::2], mine[1::3]))
        expected = sum(bit for facet, bit in facets.items() if {**stored, **live}.get(facet.name) == "gold")
        assert made(visitor(stored_attributes=stored, live_attributes=live), 0) == expected
