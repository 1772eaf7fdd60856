"""Facets: what rules look at, and where a visitor has it."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from drawn_rulesets import NOON, Drawing
from lenticular.domain import attributes, conditions, dates
from lenticular.domain.attributes import AttributeKind, AttributeReference, Visitor
from lenticular.domain.audiences import Rule
from lenticular.domain.conditions import Condition, JSONOptions, StringOptions, TimeOptions
from lenticular.domain.engine import facets
from lenticular.domain.engine.facets import Facet, Literal, Origin

RULESET = Drawing(Random(1)).ruleset(0)
GOLD = StringOptions("gold")


def preset(name, condition, options, *, invert=False):
    return facets.literal(Rule(AttributeReference(AttributeKind.PRESET, name), condition, options, invert), RULESET)


@given(st.integers(0, 2**32))
def test_a_facet_has_the_value_that_its_attribute_has(seed):
    drawing = Drawing(Random(seed))
    rule, visitor = drawing.rule(), drawing.visitor()
    found = facets.literal(rule, RULESET)
    resolved = attributes.resolve(rule.attribute, visitor, RULESET).value
    if isinstance(found, bool):
        assert resolved is None
    elif found.facet.origin is Origin.PARAMETER:
        assert facets.value(found.facet, visitor) == conditions.find(rule.options.pointer, resolved)
    else:
        assert facets.value(found.facet, visitor) is resolved


def test_a_match_in_the_parameters_is_a_literal_of_what_the_pointer_finds():
    found = preset("QUERY_PARAMETERS", Condition.JSON_MATCH, JSONOptions("/utm", Condition.STRING_EQUALS, GOLD, True))
    assert found == Literal(Facet(Origin.PARAMETER, "/utm"), Condition.STRING_EQUALS, GOLD, True)
    assert facets.parameter(found.facet) == "utm"
    assert facets.fields(found.facet) == ("query_parameters",)
    for pointer in ("", "/a/b", "/~0"):
        assert facets.parameter(Facet(Origin.PARAMETER, pointer)) is None


def test_the_visitors_zone_matters_where_a_bound_or_a_value_is_read_in_it():
    def zoned(attribute, text, wished):
        options = TimeOptions(dates.parse_moment(text), wished)
        rule = Rule(attribute, Condition.BEFORE_TIME, options, invert=False)
        return "timezone" in facets.fields(facets.literal(rule, RULESET).facet)

    clock = AttributeReference(AttributeKind.PRESET, "DATE_AND_TIME")
    since = AttributeReference(AttributeKind.CUSTOM, "csince")
    assert [zoned(clock, text, True) for text in ("2026-11-22T12:00:00", "2026-11-22T12:00:00Z")] == [True, False]
    assert [zoned(since, "2026-11-22T12:00:00Z", wished) for wished in (True, False)] == [True, False]
    assert not zoned(clock, "2026-11-22T12:00:00", False)


def test_a_rule_of_what_nobody_can_have_is_constant():
    gone = AttributeReference(AttributeKind.CUSTOM, "gone")
    assert facets.literal(Rule(gone, Condition.STRING_EQUALS, GOLD, invert=False), RULESET) is False
    assert facets.literal(Rule(gone, Condition.STRING_EQUALS, GOLD, invert=True), RULESET) is True


def test_a_definition_mentions_the_facets_of_all_its_rules():
    definition = Drawing(Random(3)).audience("a").definition
    found = {field for facet in facets.mentioned(definition, RULESET) for field in facets.fields(facet)}
    assert found <= set(Visitor._fields) - {"uid", "now"}
    assert facets.value(Facet(Origin.FIELD, "now"), Visitor(uid=None, now=NOON)) == NOON
