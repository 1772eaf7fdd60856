"""Reading plain JSON: everything wrong is told at once."""

from enum import StrEnum

import pytest

from lenticular.domain import documents
from lenticular.domain.documents import Reader
from lenticular.errors import Invalid, Problem


class Colour(StrEnum):
    RED = "RED"
    BLUE = "BLUE"


def test_what_is_right_is_returned_and_raises_nothing():
    reader = Reader()
    assert reader.mapping({"a": 1}, "") == {"a": 1}
    assert reader.sequence([1], "") == [1]
    assert reader.text("x", "") == "x"
    assert reader.whole(0, "") == 0
    assert reader.truth(True, "") is True
    assert reader.truth(None, "") is False
    assert reader.member(Colour, "RED", "") is Colour.RED
    reader.raise_problems()


def test_every_problem_is_told_with_its_pointer():
    reader = Reader()
    assert reader.mapping([], "/a") is None
    assert reader.sequence("text", "/b", "LIST_NOT_ARRAY") is None
    assert reader.text(5, "/c") is None
    assert reader.whole(True, "/d") is None
    assert reader.whole(-1, "/e") is None
    assert reader.truth("true", "/f") is False
    assert reader.member(Colour, ["RED"], "/g") is None
    with pytest.raises(Invalid) as caught:
        reader.raise_problems()
    assert [(problem.pointer, problem.code) for problem in caught.value.problems] == [
        ("/a", "NOT_OBJECT"),
        ("/b", "LIST_NOT_ARRAY"),
        ("/c", "NOT_STRING"),
        ("/d", "NOT_WHOLE_NUMBER"),
        ("/e", "NOT_WHOLE_NUMBER"),
        ("/f", "NOT_BOOLEAN"),
        ("/g", "NOT_VALID_ENUM"),
    ]
    assert caught.value.problems[-1] == Problem("/g", "NOT_VALID_ENUM", "must be one of RED, BLUE")


def test_a_copy_shares_nothing():
    original = {"a": [{"b": 1}]}

    copy = documents.copied(original)
    copy["a"][0]["b"] = 2

    assert original == {"a": [{"b": 1}]}
