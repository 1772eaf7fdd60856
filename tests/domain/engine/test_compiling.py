"""The compiled engine decides as the simple evaluator does, whatever the rules and whatever a visitor sends."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import golden
from drawn_rulesets import KEYS, Drawing
from lenticular.domain import decision, ruleset
from lenticular.domain.engine.compiling import compiled
from lenticular.domain.ruleset import LyticsAudience

VECTORS = golden.load("decisions.json")
RULESETS = {name: ruleset.from_document(document) for name, document in VECTORS["rulesets"].items()}
DECIDERS = {name: compiled(rules) for name, rules in RULESETS.items()}
LARGE_TABLES = 1 << 24
TAGS = ((), ("Home",), ("shop", "help"), ("nothing",), ("",))

drawings = st.integers(0, 2**32).map(lambda seed: Drawing(Random(seed)))


def check(decider, visitor, tags=()):
    rules = decider.ruleset
    choice = decider.choose(visitor, tags=tags)
    expected = decision.decide(rules, visitor, tags=tags)
    assert choice.decisions() == expected
    assert [decider.options[option] for option in choice.options] == [
        (one.experience_short_uid, one.variant_short_uid) for one in expected
    ]
    assert choice.memberships() == decider.memberships(visitor) == decision.memberships(rules, visitor)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_vector(case):
    check(DECIDERS[case["ruleset"]], golden.read_visitor(case["visitor"]), case.get("tags", ()))


@settings(max_examples=30)
@given(golden.visitors)
def test_golden_rulesets_decide_alike_whatever_a_visitor_sends(visitor):
    for decider in DECIDERS.values():
        check(decider, visitor)


def check_drawn(drawing, experience_count):
    decider = compiled(drawing.ruleset(experience_count), table_bytes=drawing.random.choice((0, LARGE_TABLES)))
    for _ in range(20):
        check(decider, drawing.visitor(), drawing.random.choice(TAGS))


@settings(max_examples=40)
@given(drawings)
def test_drawn_rulesets_decide_alike(drawing):
    check_drawn(drawing, drawing.random.choice((1, 6, 40)))


def changed(drawing, rules):
    """Return the ruleset after a few changes: everything else is the same objects, as it is after a refresh."""
    random, audiences, experiences = drawing.random, dict(rules.audiences), list(rules.experiences)
    keys, lytics = dict(rules.attribute_keys), dict(rules.lytics_audiences)
    for _ in range(random.choice((0, 1, 1, 3))):
        uid = random.choice([*audiences, f"{len(audiences):024x}"])
        match random.choice(("audience", "no audience", "experience", "no experience", "order", "key", "lytics")):
            case "audience":
                audiences[uid] = drawing.audience(uid)
            case "no audience":
                audiences.pop(uid, None)
            case "experience":
                place = random.randrange(len(experiences) + 1)
                experiences[place : place + 1] = [drawing.experience(place, len(audiences))]
            case "no experience" if experiences:
                experiences.pop(random.randrange(len(experiences)))
            case "order":
                random.shuffle(experiences)
            case "key":
                keys[random.choice(list(keys))] = random.choice(KEYS)
            case "lytics":
                lytics["b" * 32] = LyticsAudience("b" * 32, random.choice(("vip", "others")), "Others")
    return replace(
        rules,
        attribute_keys=keys,
        audiences=audiences,
        lytics_audiences=lytics,
        experiences=tuple(experiences),
        revision=rules.revision + 1,
    )


def check_changes(drawing):
    table_bytes = drawing.random.choice((0, LARGE_TABLES))
    decider = compiled(drawing.ruleset(drawing.random.choice((1, 6, 40))), table_bytes=table_bytes)
    for _ in range(8):
        older = decider
        decider = compiled(changed(drawing, older.ruleset), older, table_bytes=table_bytes)
        for _ in range(3):
            visitor = drawing.visitor()
            check(decider, visitor)
            check(older, visitor)


@settings(max_examples=25)
@given(drawings)
def test_a_decider_made_from_the_one_before_decides_alike_and_leaves_that_one_alone(drawing):
    check_changes(drawing)


@pytest.mark.long
@settings(max_examples=3_000)
@given(drawings)
def test_many_drawn_rulesets_decide_alike(drawing):
    check_drawn(drawing, drawing.random.choice((1, 6, 40)))
    check_changes(drawing)
