"""Raw values of visitors read as text, numbers and truths."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lenticular.domain import values


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("as it is ", "as it is "),
        ("cafe\u0301", "caf\u00e9"),
        (True, "true"),
        (False, "false"),
        (10, "10"),
        (10.0, "10"),
        (-0.0, "0"),
        (10.25, "10.25"),
        (1e-7, "0.0000001"),
        (1e21, "1000000000000000000000"),
        (float("nan"), None),
        (float("inf"), None),
        (None, None),
        ([], None),
        ({}, None),
    ],
)
def test_text(value, text):
    assert values.text(value) == text


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (1, 1),
        (1.5, 1.5),
        ("42", 42),
        (" +4.2\t", 4.2),
        ("-.5", -0.5),
        ("5.", 5),
        ("9007199254740993", 9007199254740993),
        ("1e3", None),
        ("0x1f", None),
        ("1_000", None),
        ("\u0661", None),
        ("", None),
        (".", None),
        ("nan", None),
        ("9" * 5_000, None),
        ("9" * 400 + ".0", None),
        (float("-inf"), None),
        (True, None),
        (None, None),
        ([1], None),
    ],
)
def test_number(value, number):
    assert values.number(value) == number


@pytest.mark.parametrize(
    ("value", "truth"),
    [(True, True), (False, False), ("TRUE", True), ("fAlse", False), ("yes", None), (1, None), ("", None), ([], None)],
)
def test_truth(value, truth):
    assert values.truth(value) is truth


def test_a_number_too_long_to_write_has_no_text():
    assert values.text(10**5_000) is None
    assert values.number(10**5_000) == 10**5_000


@given(st.integers(-(2**60), 2**60))
def test_text_of_a_whole_number_reads_back_as_it(number):
    assert values.text(number) == json.dumps(number)
    assert values.number(values.text(number)) == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_text_of_a_number_reads_back_as_it(number):
    assert values.number(values.text(number)) == number
