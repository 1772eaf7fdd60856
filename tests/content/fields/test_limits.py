"""What no document may hold."""

import math
from typing import Any

import pytest

from lenticular.content.fields import limits


def nested(levels: int) -> Any:
    document: Any = "leaf"
    for _ in range(levels):
        document = [document]
    return document


def test_a_document_may_nest_to_the_limit_and_no_deeper():
    assert limits.problems({"a": nested(limits.DEEPEST - 1)}) == []
    assert [problem.code for problem in limits.problems({"a": nested(limits.DEEPEST)})] == ["TOO_DEEP"]


def test_a_document_of_thousands_of_levels_is_refused_like_any_other():
    assert [problem.code for problem in limits.problems({"a": nested(100_000)})] == ["TOO_DEEP"]


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        ({"a": [{"b": math.nan}]}, "/a/0/b"),
        ({"a": math.inf}, "/a"),
        ({"a": {"b/c": "x\0y"}}, "/a/b~1c"),
        ({"a": {"b\0c": 1}}, "/a"),
    ],
    ids=["not-a-number", "infinity", "nul", "nul-in-a-name"],
)
def test_what_databases_cannot_keep_is_found_where_it_is(document: object, pointer: str):
    assert [problem.pointer for problem in limits.problems(document)] == [pointer]


def test_ordinary_json_has_no_problem():
    assert limits.problems({"a": [None, True, 10**400, 1.5, "\n", {"": "ü"}]}) == []
