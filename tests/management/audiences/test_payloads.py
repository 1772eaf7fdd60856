"""Reading audiences that clients send."""

import pytest

from lenticular.domain import audiences as rules
from lenticular.domain.audiences import RuleCombination
from lenticular.errors import Invalid, QuotaExceeded
from lenticular.management.audiences import payloads

DEFINITION = {"combinationType": "OR", "rules": []}


def read_definition(document: object) -> RuleCombination:
    return rules.parse_definition(document, attribute_uids=None, lytics_uids=None, max_rules=0)


def test_a_valid_body_is_read():
    change = payloads.read({"name": " All ", "definition": DEFINITION, "extra": 1}, read_definition)

    assert (change.name, change.description, change.definition.rules) == ("All", "", ())


def test_problems_point_into_the_body():
    with pytest.raises(Invalid) as failure:
        payloads.read({"definition": {"combinationType": "XOR", "rules": {}}}, read_definition)

    assert {(problem.pointer, problem.code) for problem in failure.value.problems} == {
        ("/name", "REQUIRED"),
        ("/definition/combinationType", "NOT_VALID_ENUM"),
        ("/definition/rules", "RULES_NOT_ARRAY"),
    }


def test_too_many_rules_alone_are_a_quota():
    rule = {
        "attribute": {"__type": "PresetAttributeReference", "ref": "COUNTRY"},
        "attributeMatchCondition": "STRING_EQUALS",
        "attributeMatchOptions": {"value": "US"},
    }

    with pytest.raises(QuotaExceeded, match=r"^personalize\.AUDIENCES\.RULE_COUNT_EXCEEDED"):
        payloads.read({"name": "US", "definition": {"combinationType": "OR", "rules": [rule]}}, read_definition)
