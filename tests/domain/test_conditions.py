"""Conditions: the golden vectors, the inversion law, and that nothing a visitor sends makes a rule fail."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import golden
from lenticular.domain import audiences, conditions
from lenticular.domain.conditions import Condition, Context

VECTORS = golden.load("conditions.json")
VOCABULARY = golden.read_vocabulary(VECTORS)
RULES = [golden.read_rule(case["rule"]) for case in VECTORS["cases"]]

COMPARED = {
    Condition.NUMBER_EQUAL_TO,
    Condition.NUMBER_GREATER_THAN,
    Condition.NUMBER_LESS_THAN,
    Condition.BEFORE_TIME,
    Condition.AFTER_TIME,
    Condition.BETWEEN_TIME,
}

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)) | st.just("9" * 5_000),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_vector(case):
    definition = golden.read_rule(case["rule"])
    assert audiences.matches(definition, golden.read_visitor(case["visitor"]), VOCABULARY) is case["expected"]


def test_vectors_hold_every_condition_of_every_attribute_in_every_state():
    covered = Counter()
    for case in VECTORS["cases"]:
        rule = case["rule"]
        kind = rule["attribute"]["__type"].removesuffix("AttributeReference")
        attribute = "custom" if kind == "Custom" else rule["attribute"]["ref"]
        inner = rule.get("attributeMatchOptions", {}).get("matchCondition", "")
        states = [state for state in ("match", "miss", "absent", "wrong type") if f", {state}" in case["name"]]
        if states:
            covered[attribute, rule["attributeMatchCondition"], inner, states[0], rule["invertCondition"]] += 1
    by_attribute = Counter(key[0] for key in covered)
    # Four states, plain and inverted, for each condition; the clock is never absent or of a wrong type.
    assert by_attribute == {
        "custom": 11 * 8,
        "QUERY_PARAMETERS": 11 * 8,
        "REFERRER": 2 * 8,
        "DEVICE_TYPE": 8,
        "OPERATING_SYSTEM": 8,
        "COUNTRY": 8,
        "REGION": 8,
        "CITY": 8,
        "DATE_AND_TIME": 3 * 4,
        "LYTICS_AUDIENCE": 8,
        "LYTICS_FLOW_STATE": 8,
    }
    assert len(VECTORS["cases"]) == 426


def test_vectors_hold_every_condition():
    assert {case["rule"]["attributeMatchCondition"] for case in VECTORS["cases"]} == set(Condition)


@given(st.sampled_from(RULES), anything)
def test_inverting_turns_every_result_around_but_of_what_cannot_be_compared(definition, value):
    rule = definition.rules[0]
    context = Context(ignores_case=False, timezone=None, lytics_audiences={})
    outcome = conditions.evaluate(rule.condition, rule.options, value, context)
    innermost = getattr(rule.options, "condition", rule.condition)
    assert outcome is not None or innermost in COMPARED
    assert conditions.invert_if(True, outcome) is (None if outcome is None else not outcome)
    assert conditions.invert_if(False, outcome) is outcome


@given(st.sampled_from(sorted(set(Condition) - COMPARED - {Condition.JSON_MATCH})), st.sampled_from(RULES))
def test_an_absent_value_meets_no_condition(condition, definition):
    rule = definition.rules[0]
    context = Context(ignores_case=False, timezone=None, lytics_audiences={})
    assert not conditions.evaluate(condition, rule.options, None, context)


@pytest.mark.parametrize(
    ("pointer", "found"),
    [
        ("", {"foo": ["bar"], "": 0, "a/b": 1, "m~n": 8, " ": 7}),
        ("/", 0),
        ("/a~1b", 1),
        ("/m~0n", 8),
        ("/ ", 7),
        ("/foo/0", None),
        ("/none", None),
    ],
)
def test_pointers_find_members_as_in_rfc_6901(pointer, found):
    assert conditions.find(pointer, {"foo": ["bar"], "": 0, "a/b": 1, "m~n": 8, " ": 7}) == found
