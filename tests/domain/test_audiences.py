"""Audience definitions: what is read and refused, round trips, and who matches."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

import golden
from lenticular.domain import audiences, dates
from lenticular.domain.attributes import AttributeKind, AttributeReference, Preset, Source, Visitor
from lenticular.domain.audiences import Combination, CombinationFinding, Rule, RuleCombination
from lenticular.domain.conditions import (
    AudienceOptions,
    Condition,
    FlowOptions,
    JSONOptions,
    NumberOptions,
    PeriodOptions,
    StringOptions,
    TimeOptions,
)
from lenticular.domain.ruleset import Ruleset
from lenticular.errors import Invalid

AGE, TIER = "66702e03d84509d0106bec01", "66702e03d84509d0106bec02"
VIP = "0123456789abcdef0123456789abcdef"
RULESET = Ruleset("66fbcbf9b14cbb16e748d857", 1, {AGE: "age", TIER: "tier"}, {}, {}, ())
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def custom(uid, condition="IS_TRUE", options=None, **members):
    document = {
        "__type": "Rule",
        "attribute": {"__type": "CustomAttributeReference", "ref": uid},
        "attributeMatchCondition": condition,
        **members,
    }
    return document if options is None else {**document, "attributeMatchOptions": options}


def preset(name, condition, options):
    attribute = {"__type": "PresetAttributeReference", "ref": name}
    return {**custom(AGE, condition, options), "attribute": attribute}


def group(*rules, combination="AND"):
    return {"__type": "RuleCombination", "combinationType": combination, "rules": list(rules)}


def parse(document, *, attribute_uids=None, lytics_uids=None, **limits):
    return audiences.parse_definition(document, attribute_uids=attribute_uids, lytics_uids=lytics_uids, **limits)


def problems(document, **known):
    with pytest.raises(Invalid) as caught:
        parse(document, **known)
    return [(problem.pointer, problem.code) for problem in caught.value.problems]


US = preset("COUNTRY", "STRING_EQUALS", {"__type": "StringMatchOptions", "value": "US"})
MOBILE = preset("DEVICE_TYPE", "STRING_EQUALS", {"__type": "StringMatchOptions", "value": "MOBILE"})


def test_a_definition_is_written_as_the_wire_shows_it():
    document = {**group(US, {**custom(AGE), "invertCondition": True})}
    written = audiences.to_document(parse(document))
    assert json.dumps(written["rules"][0]) == (
        '{"__type": "Rule", "attribute": {"__type": "PresetAttributeReference", "ref": "COUNTRY"}, '
        '"attributeMatchOptions": {"__type": "StringMatchOptions", "value": "US"}, '
        '"attributeMatchCondition": "STRING_EQUALS", "invertCondition": false}'
    )
    assert json.dumps(written["rules"][1]) == (
        '{"__type": "Rule", "attribute": {"__type": "CustomAttributeReference", "ref": "66702e03d84509d0106bec01"}, '
        '"attributeMatchCondition": "IS_TRUE", "invertCondition": true}'
    )
    assert list(written) == ["__type", "combinationType", "rules"]


def test_what_clients_leave_out_is_understood():
    terse = {"combinationType": "OR", "rules": [{**US}, {"combinationType": "AND", "rules": []}]}
    del terse["rules"][0]["__type"]
    assert audiences.to_document(parse(terse)) == group(
        {**US, "invertCondition": False}, group(combination="AND"), combination="OR"
    )


def test_the_old_name_of_custom_attributes_is_understood():
    old = {**custom(AGE), "attribute": {"__type": "UserAttributeReference", "ref": AGE}}
    assert parse(group(old)) == parse(group(custom(AGE)))


@pytest.mark.parametrize(
    "path",
    [
        "compass-starter-stack/stack/personalize/audiences/audiences.json",
        "personalize-geolocation-inspiration/stack/main/personalize/audiences/audiences.json",
    ],
)
def test_real_definitions_come_back_unchanged(shared, path):
    for audience in json.loads((shared / "data" / path).read_text(encoding="utf-8")):
        definition = parse(audience["definition"], attribute_uids=audience["referredAttributes"])
        assert audiences.to_document(definition) == audience["definition"]
        assert list(audiences.referred_attributes(definition)) == audience["referredAttributes"]


def test_everything_wrong_is_told_at_once_where_it_is():
    document = {
        "combinationType": "XOR",
        "rules": [
            {**US, "attributeMatchOptions": None},
            "rule",
            group(custom("visits"), custom("f" * 24), combination="AND"),
            {**US, "invertCondition": "yes"},
            {**US, "attributeMatchCondition": "LIKE"},
            {**US, "attribute": {"__type": "PresetAttributeReference", "ref": "BROWSER"}},
            {**US, "attribute": None},
            {"__type": "Segment"},
            {"__type": "RuleCombination", "combinationType": "OR"},
        ],
    }
    assert problems(document, attribute_uids={AGE}) == [
        ("/combinationType", "NOT_VALID_ENUM"),
        ("/rules/0/attributeMatchOptions", "valid matchOptions is required for STRING_EQUALS condition"),
        ("/rules/1", "NOT_OBJECT"),
        ("/rules/2/rules/0/attribute/ref", "visits is not a valid ObjectId"),
        ("/rules/2/rules/1/attribute/ref", "ATTRIBUTE_NOT_FOUND"),
        ("/rules/3/invertCondition", "NOT_BOOLEAN"),
        ("/rules/4/attributeMatchCondition", "NOT_VALID_ENUM"),
        ("/rules/5/attribute/ref", "NOT_VALID_ENUM"),
        ("/rules/6/attribute", "NOT_OBJECT"),
        ("/rules/7/__type", "NOT_VALID_ENUM"),
        ("/rules/8/rules", "RULES_NOT_ARRAY"),
    ]


@pytest.mark.parametrize("document", [None, [], "everyone", 5])
def test_a_definition_is_an_object(document):
    assert problems(document) == [("", "NOT_OBJECT")]


ALLOWED = {
    "DEVICE_TYPE": {"STRING_EQUALS"},
    "OPERATING_SYSTEM": {"STRING_EQUALS"},
    "COUNTRY": {"STRING_EQUALS"},
    "REGION": {"STRING_EQUALS"},
    "CITY": {"STRING_EQUALS"},
    "REFERRER": {"STRING_EQUALS", "CONTAINS_SUBSTRING"},
    "QUERY_PARAMETERS": {"JSON_MATCH"},
    "DATE_AND_TIME": {"BEFORE_TIME", "AFTER_TIME", "BETWEEN_TIME"},
    "LYTICS_AUDIENCE": {"IS_MEMBER_OF"},
    "LYTICS_FLOW_STATE": {"IS_IN_FLOW_STATE"},
    AGE: set(Condition) - {"JSON_MATCH", "IS_MEMBER_OF", "IS_IN_FLOW_STATE"},
}


@pytest.mark.parametrize("ref", list(ALLOWED))
def test_each_attribute_takes_its_conditions_and_no_others(ref):
    kind = "Custom" if ref == AGE else "Lytics" if ref.startswith("LYTICS") else "Preset"
    taken = set()
    for condition in Condition:
        rule = {**custom(AGE, condition), "attribute": {"__type": f"{kind}AttributeReference", "ref": ref}}
        try:
            parse(group(rule))
        except Invalid as invalid:
            if "CONDITION_NOT_ALLOWED" in {problem.code for problem in invalid.problems}:
                continue
        taken.add(condition)
    assert taken == ALLOWED[ref]


def test_rules_are_counted_at_any_depth():
    document = group(US, group(US, group(US)))
    parse(document, max_rules=3)
    assert problems(document, max_rules=2) == [("", "RULE_COUNT_EXCEEDED")]


def test_groups_nest_ten_deep():
    document = group(US)
    for _ in range(9):
        document = group(document)
    parse(document)
    assert problems(group(document)) == [("/rules/0" * 10, "NESTING_TOO_DEEP")]


def test_a_definition_nested_without_end_is_refused():
    document = group()
    for _ in range(50_000):
        document = group(document)
    assert problems(document) == [("/rules/0" * 10, "NESTING_TOO_DEEP")]


def test_lytics_audiences_are_looked_up_and_referred_to():
    rule = {
        **custom(AGE, "IS_MEMBER_OF", {"__type": "AudienceMatchOptions", "value": VIP}),
        "attribute": {"__type": "LyticsAttributeReference", "ref": "LYTICS_AUDIENCE"},
    }
    definition = parse(group(rule, group(rule)), lytics_uids={VIP})
    assert audiences.referred_lytics_audiences(definition) == (VIP,)
    assert audiences.referred_attributes(definition) == ()
    where = "attributeMatchOptions/value"
    assert problems(group(rule), lytics_uids=set()) == [(f"/rules/0/{where}", "LYTICS_AUDIENCE_NOT_FOUND")]


def test_custom_attributes_are_referred_to_once_in_the_order_first_seen():
    definition = parse(group(US, group(custom(TIER), custom(AGE)), custom(TIER)))
    assert audiences.referred_attributes(definition) == (TIER, AGE)


@pytest.mark.parametrize(
    ("document", "country", "device", "result"),
    [
        (group(), None, None, True),
        (group(combination="OR"), "US", "MOBILE", False),
        (group(US, MOBILE), "US", "MOBILE", True),
        (group(US, MOBILE), "US", "DESKTOP", False),
        (group(US, MOBILE, combination="OR"), "DE", "MOBILE", True),
        (group(US, MOBILE, combination="OR"), "DE", "DESKTOP", False),
        (group(US, group(MOBILE, combination="OR")), "US", "MOBILE", True),
        (group(US, group(combination="OR")), "US", "MOBILE", False),
        (group(US, group(combination="AND"), combination="OR"), "DE", None, True),
    ],
)
def test_combinations(document, country, device, result):
    visitor = Visitor(uid="user-1", now=NOW, country=country, device_type=device)
    assert audiences.matches(parse(document), visitor, RULESET) is result


def test_an_examination_tells_the_value_the_source_and_the_outcome_of_every_rule():
    definition = parse(group(US, group({**custom(AGE), "invertCondition": True}), combination="OR"))
    found = audiences.examine(definition, Visitor(uid="user-1", now=NOW, country="US"), RULESET)
    country, inner = found.findings
    assert (country.resolved.value, country.resolved.source) == ("US", Source.IP_ADDRESS)
    assert (country.outcome, country.result) == (True, True)
    (age,) = inner.findings
    assert (age.resolved.source, age.outcome, age.result, inner.result) == (Source.ABSENT, False, True, True)
    assert found.result


references = st.builds(AttributeReference, st.just(AttributeKind.CUSTOM), st.sampled_from([AGE, TIER]))
moments = st.datetimes().map(datetime.isoformat).map(dates.parse_moment)
plain = st.one_of(
    st.tuples(st.sampled_from(["STRING_EQUALS", "CONTAINS_SUBSTRING"]), st.builds(StringOptions, st.text(max_size=5))),
    st.tuples(st.sampled_from(["HAS_ANY_VALUE", "IS_TRUE", "IS_FALSE"]), st.none()),
    st.tuples(
        st.sampled_from(["NUMBER_EQUAL_TO", "NUMBER_GREATER_THAN", "NUMBER_LESS_THAN"]),
        st.builds(NumberOptions, st.integers() | st.floats(allow_nan=False, allow_infinity=False)),
    ),
    st.tuples(st.sampled_from(["BEFORE_TIME", "AFTER_TIME"]), st.builds(TimeOptions, moments, st.booleans())),
    st.tuples(
        st.just("BETWEEN_TIME"),
        st.builds(PeriodOptions, moments, moments, st.booleans()).filter(
            lambda period: not dates.is_reversed(period.start, period.end)
        ),
    ),
)


def rule_of(reference, condition, options, *, invert):
    return Rule(reference, Condition(condition), options, invert)


def preset_rules(name, condition, options):
    reference = AttributeReference(AttributeKind.PRESET, Preset(name).value)
    return st.builds(
        lambda option, invert: rule_of(reference, condition, option, invert=invert), options, st.booleans()
    )


def lytics_rules(name, condition, options):
    reference = AttributeReference(AttributeKind.LYTICS, name)
    return st.builds(
        lambda option, invert: rule_of(reference, condition, option, invert=invert), options, st.booleans()
    )


rules = st.one_of(
    st.builds(lambda ref, pair, invert: rule_of(ref, *pair, invert=invert), references, plain, st.booleans()),
    preset_rules("COUNTRY", "STRING_EQUALS", st.builds(StringOptions, st.sampled_from(["US", "us", "DE"]))),
    preset_rules("DATE_AND_TIME", "BEFORE_TIME", st.builds(TimeOptions, moments, st.booleans())),
    preset_rules(
        "QUERY_PARAMETERS",
        "JSON_MATCH",
        st.builds(
            lambda pointer, pair, invert: JSONOptions(pointer, Condition(pair[0]), pair[1], invert),
            st.sampled_from(["", "/", "/a", "/a~1b", "/~0"]),
            plain,
            st.booleans(),
        ),
    ),
    lytics_rules("LYTICS_AUDIENCE", "IS_MEMBER_OF", st.builds(AudienceOptions, st.just(VIP))),
    lytics_rules("LYTICS_FLOW_STATE", "IS_IN_FLOW_STATE", st.builds(FlowOptions, st.text(max_size=3), st.text())),
)


def combinations_of(entries):
    return st.builds(RuleCombination, st.sampled_from(Combination), st.lists(entries, max_size=4).map(tuple))


definitions = combinations_of(rules | combinations_of(rules | combinations_of(rules)))


@given(definitions)
def test_a_definition_is_read_as_it_was_written(definition):
    document = audiences.to_document(definition)
    assert parse(json.loads(json.dumps(document))) == definition


@given(definitions, golden.visitors)
def test_matching_and_examining_agree(definition, visitor):
    assert audiences.matches(definition, visitor, RULESET) is audiences.examine(definition, visitor, RULESET).result


@given(definitions, golden.visitors)
def test_a_result_is_that_of_the_parts_by_the_combination(definition, visitor):
    def check(found):
        if isinstance(found, CombinationFinding):
            quantifier = all if found.combination.combination is Combination.AND else any
            assert found.result is quantifier([part.result for part in found.findings])
            for part in found.findings:
                check(part)
        else:
            assert found.result is (found.outcome is not None and found.outcome is not found.rule.invert)

    check(audiences.examine(definition, visitor, RULESET))
