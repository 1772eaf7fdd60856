"""Text that people type."""

import pytest
from pydantic import TypeAdapter, ValidationError

from lenticular.api.text import Description, Name

NAME = TypeAdapter(Name)
DESCRIPTION = TypeAdapter(Description)


@pytest.mark.parametrize("text", ["a", "x" * 200, "日本語", "Σίσυφος", "שלום", "👩\u200d👩\u200d👧", "a\u0300" * 200])
def test_a_name_is_in_any_script(text: str):
    assert NAME.validate_python(text)


def test_a_name_is_trimmed_and_composed():
    assert NAME.validate_python("  cafe\u0301\n") == "caf\u00e9"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "REQUIRED"),
        (" \t\n", "REQUIRED"),
        ("x" * 201, "TOO_LONG"),
        ("a\nb", "CONTROL_CHARACTER"),
        ("a\0", "CONTROL_CHARACTER"),
        ("a\x7f", "CONTROL_CHARACTER"),
        ("a\ud800", "CONTROL_CHARACTER"),
    ],
)
def test_any_other_name_is_refused(text: str, code: str):
    with pytest.raises(ValidationError) as refused:
        NAME.validate_python(text)

    assert [error["type"] for error in refused.value.errors()] == [code]


def test_a_description_may_be_empty_and_break_lines():
    assert DESCRIPTION.validate_python(" first\r\n\tsecond ") == "first\r\n\tsecond"
    assert DESCRIPTION.validate_python("") == ""


@pytest.mark.parametrize(("text", "code"), [("x" * 2001, "TOO_LONG"), ("a\0b", "CONTROL_CHARACTER")])
def test_any_other_description_is_refused(text: str, code: str):
    with pytest.raises(ValidationError) as refused:
        DESCRIPTION.validate_python(text)

    assert [error["type"] for error in refused.value.errors()] == [code]
