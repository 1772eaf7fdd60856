"""Options of conditions: what is read, what is refused and where, and that writing gives back what was read."""

import pytest

from lenticular.domain import options
from lenticular.domain.conditions import Condition
from lenticular.domain.documents import Reader

VIP = "0123456789abcdef0123456789abcdef"
NAMES = {
    Condition.STRING_EQUALS: "StringMatchOptions",
    Condition.CONTAINS_SUBSTRING: "StringMatchOptions",
    Condition.NUMBER_EQUAL_TO: "NumberMatchOptions",
    Condition.NUMBER_GREATER_THAN: "NumberMatchOptions",
    Condition.NUMBER_LESS_THAN: "NumberMatchOptions",
    Condition.BEFORE_TIME: "DateTimeMatchOptions",
    Condition.AFTER_TIME: "DateTimeMatchOptions",
    Condition.BETWEEN_TIME: "DateTimeMatchOptions",
    Condition.JSON_MATCH: "JSONMatchOptions",
    Condition.IS_MEMBER_OF: "AudienceMatchOptions",
    Condition.IS_IN_FLOW_STATE: "FlowStateMatchOptions",
}
BARE = {Condition.HAS_ANY_VALUE, Condition.IS_TRUE, Condition.IS_FALSE}


def read(condition, document, *, lytics_uids=None):
    reader = Reader()
    found = options.parse_options(Condition(condition), document, "/options", reader, lytics_uids=lytics_uids)
    return found, [(problem.pointer.removeprefix("/options"), problem.code) for problem in reader.problems]


def required(condition):
    return f"valid matchOptions is required for {condition} condition"


@pytest.mark.parametrize(
    ("condition", "members"),
    [
        ("STRING_EQUALS", {"value": "US"}),
        ("CONTAINS_SUBSTRING", {"value": ""}),
        ("NUMBER_EQUAL_TO", {"value": 18}),
        ("NUMBER_LESS_THAN", {"value": -0.5}),
        ("NUMBER_GREATER_THAN", {"value": 1e30}),
        ("BEFORE_TIME", {"value": "2023-09-28T18:40:10+00:00", "useVisitorTimezone": False}),
        ("AFTER_TIME", {"value": "2023-09-28T18:40", "useVisitorTimezone": True}),
        (
            "BETWEEN_TIME",
            {"startTime": "2024-11-29T00:00:00", "endTime": "2024-11-29T23:59:59.999Z", "useVisitorTimezone": True},
        ),
        ("IS_MEMBER_OF", {"value": VIP}),
        ("IS_IN_FLOW_STATE", {"flowId": "onboarding", "flowState": "done"}),
        ("JSON_MATCH", {"pointer": "/a", "matchCondition": "HAS_ANY_VALUE", "invertCondition": True}),
        (
            "JSON_MATCH",
            {
                "pointer": "",
                "matchCondition": "NUMBER_EQUAL_TO",
                "matchOptions": {"__type": "NumberMatchOptions", "value": 3},
                "invertCondition": False,
            },
        ),
    ],
)
def test_options_are_written_as_they_were_read(condition, members):
    document = {"__type": NAMES[condition], **members}
    found, problems = read(condition, document)
    assert problems == []
    written = options.to_document(Condition(condition), found)
    assert written == document
    assert list(written) == list(document)


def test_the_type_of_options_may_be_left_out_and_flags_are_false():
    found, problems = read("BEFORE_TIME", {"value": "2023-09-28T18:40:10Z"})
    assert problems == []
    assert options.to_document(Condition.BEFORE_TIME, found) == {
        "__type": "DateTimeMatchOptions",
        "value": "2023-09-28T18:40:10Z",
        "useVisitorTimezone": False,
    }


@pytest.mark.parametrize("condition", sorted(BARE))
@pytest.mark.parametrize("document", [None, {}, {"value": "ignored"}])
def test_conditions_without_options_ignore_them(condition, document):
    assert read(condition, document) == (None, [])
    assert options.to_document(condition, None) is None


@pytest.mark.parametrize("condition", sorted(set(Condition) - BARE))
@pytest.mark.parametrize("document", [None, [], "US", {"__type": "OtherMatchOptions", "value": "US"}])
def test_missing_options_are_refused_in_the_words_that_clients_know(condition, document):
    assert read(condition, document) == (None, [("", required(condition))])


@pytest.mark.parametrize(
    ("condition", "members", "pointers"),
    [
        ("STRING_EQUALS", {}, ["/value"]),
        ("STRING_EQUALS", {"value": 5}, ["/value"]),
        ("NUMBER_EQUAL_TO", {"value": "5"}, ["/value"]),
        ("NUMBER_EQUAL_TO", {"value": True}, ["/value"]),
        ("NUMBER_EQUAL_TO", {"value": float("nan")}, ["/value"]),
        ("BEFORE_TIME", {"value": "tomorrow"}, ["/value"]),
        ("BEFORE_TIME", {"value": "2023-09-28"}, ["/value"]),
        ("AFTER_TIME", {"value": 1695926410}, ["/value"]),
        ("BETWEEN_TIME", {}, ["/startTime", "/endTime"]),
        ("BETWEEN_TIME", {"startTime": "2024-11-29T00:00:00", "endTime": "2024-11-28T23:59:58"}, ["/endTime"]),
        ("BETWEEN_TIME", {"startTime": "2024-11-29T00:00:00Z", "endTime": "2024-11-29T00:59:00+01:00"}, ["/endTime"]),
        ("JSON_MATCH", {"pointer": "a", "matchCondition": "IS_TRUE"}, ["/pointer"]),
        ("JSON_MATCH", {"pointer": "/a~2", "matchCondition": "IS_TRUE"}, ["/pointer"]),
        ("JSON_MATCH", {"matchCondition": "IS_TRUE"}, ["/pointer"]),
        ("IS_MEMBER_OF", {"value": None}, ["/value"]),
        ("IS_IN_FLOW_STATE", {}, ["/flowId", "/flowState"]),
    ],
)
def test_wrong_members_are_refused_each_at_its_place(condition, members, pointers):
    _, problems = read(condition, {"__type": NAMES[condition], **members})
    assert problems == [(pointer, required(condition)) for pointer in pointers]


@pytest.mark.parametrize("value", ["yes", 1, []])
def test_flags_are_booleans(value):
    _, problems = read("BEFORE_TIME", {"value": "2023-09-28T18:40:10Z", "useVisitorTimezone": value})
    assert problems == [("/useVisitorTimezone", "NOT_BOOLEAN")]


def test_a_period_with_one_offset_may_be_in_order_in_some_zone():
    _, problems = read("BETWEEN_TIME", {"startTime": "2024-11-29T00:00:00Z", "endTime": "2024-11-28T23:00:00"})
    assert problems == []


@pytest.mark.parametrize("inner", ["JSON_MATCH", "IS_MEMBER_OF", "IS_IN_FLOW_STATE"])
def test_only_conditions_on_plain_values_go_inside_a_json_match(inner):
    _, problems = read("JSON_MATCH", {"pointer": "/a", "matchCondition": inner})
    assert problems == [("/matchCondition", "CONDITION_NOT_ALLOWED")]


def test_everything_wrong_inside_a_json_match_is_told():
    _, problems = read("JSON_MATCH", {"pointer": "a", "matchCondition": "STRING_EQUALS", "invertCondition": 0})
    assert problems == [
        ("/pointer", required("JSON_MATCH")),
        ("/invertCondition", "NOT_BOOLEAN"),
        ("/matchOptions", required("STRING_EQUALS")),
    ]
    _, problems = read("JSON_MATCH", {"pointer": "/a", "matchCondition": "LIKE"})
    assert problems == [("/matchCondition", "NOT_VALID_ENUM")]


def test_lytics_audiences_are_looked_up_where_they_are_known():
    document = {"value": VIP}
    assert read("IS_MEMBER_OF", document, lytics_uids=[VIP])[1] == []
    assert read("IS_MEMBER_OF", document, lytics_uids=[])[1] == [("/value", "LYTICS_AUDIENCE_NOT_FOUND")]
