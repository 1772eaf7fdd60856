import json

import pytest

from lenticular.domain import audiences as rules
from lenticular.management.audiences.definition import RuleCombination


def described(document):
    """The document as a client would write it by our description."""
    return RuleCombination.model_validate(document).model_dump(by_alias=True, exclude_none=True, mode="json")


@pytest.mark.parametrize("export", ["compass-starter-stack/stack", "personalize-geolocation-inspiration/stack/main"])
def test_real_definitions_are_as_described(shared, export):
    for audience in json.loads((shared / "data" / export / "personalize/audiences/audiences.json").read_text()):
        assert described(audience["definition"]) == audience["definition"]


@pytest.mark.parametrize(
    ("condition", "options"),
    [
        ("HAS_ANY_VALUE", None),
        ("NUMBER_GREATER_THAN", {"__type": "NumberMatchOptions", "value": 18.0}),
        ("BEFORE_TIME", {"__type": "DateTimeMatchOptions", "value": "2026-11-27T00:00:00", "useVisitorTimezone": True}),
    ],
)
def test_what_the_reader_writes_is_as_described(condition, options):
    rule = {
        "__type": "Rule",
        "attribute": {"__type": "CustomAttributeReference", "ref": "a" * 24},
        "attributeMatchCondition": condition,
        "invertCondition": False,
    }
    document = {"combinationType": "OR", "rules": [rule | ({"attributeMatchOptions": options} if options else {})]}
    nested = {"combinationType": "AND", "rules": [document]}
    written = rules.to_document(rules.parse_definition(nested, attribute_uids=None, lytics_uids=None))
    assert described(written) == written
