"""Pydantic's errors in the contract's words."""

from enum import StrEnum

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from lenticular.api import validation
from lenticular.errors import Problem


class Colour(StrEnum):
    RED = "RED"


class Part(BaseModel):
    colour: Colour


class Thing(BaseModel):
    name: str
    on: bool
    count: int
    share: float
    parts: list[Part]
    labels: dict[str, int]


def problems_of(value: object, kind: object = Thing) -> list[Problem]:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(kind).validate_python(value)
    return validation.problems(refused.value.errors())


def test_every_problem_has_the_contracts_code():
    wrong = {"on": [], "count": "x", "share": {}, "parts": [{"colour": "BLUE"}, 7], "labels": []}

    assert {problem.pointer: problem.code for problem in problems_of(wrong)} == {
        "/name": "REQUIRED",
        "/on": "NOT_BOOLEAN",
        "/count": "NOT_INTEGER",
        "/share": "NOT_NUMBER",
        "/parts/0/colour": "NOT_VALID_ENUM",
        "/parts/1": "NOT_OBJECT",
        "/labels": "NOT_OBJECT",
    }


def test_what_is_wrong_as_a_whole_points_at_the_whole():
    assert [(problem.pointer, problem.code) for problem in problems_of("text")] == [("", "NOT_OBJECT")]
    assert [(problem.pointer, problem.code) for problem in problems_of("text", list[int])] == [("", "NOT_ARRAY")]


def test_keys_are_escaped_in_pointers():
    assert [problem.pointer for problem in problems_of({"a/b~c": "x"}, dict[str, int])] == ["/a~1b~0c"]


def test_a_parsers_position_is_no_pointer():
    with pytest.raises(ValidationError) as refused:
        Thing.model_validate_json('{"name": ')

    assert [(problem.pointer, problem.code) for problem in validation.problems(refused.value.errors())] == [
        ("", "NOT_VALID_JSON")
    ]
