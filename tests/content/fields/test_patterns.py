"""Patterns that texts have to match."""

import time

import pytest

from lenticular.content.fields import patterns


@pytest.mark.parametrize(
    ("pattern", "text", "is_match"),
    [
        ("^/", "/home", True),
        ("^/", "home", False),
        ("[0-9]{4}", "in 2026", True),
        (r"^\d+$", "12a", False),
    ],
)
def test_a_pattern_is_looked_for_anywhere_in_the_text(pattern: str, text: str, is_match: bool):
    assert patterns.matches(pattern, text) is is_match


@pytest.mark.parametrize("pattern", ["(?=a)b", "(", "\\", "a{1000}{1000}{1000}"])
def test_a_pattern_that_cannot_be_applied_refuses_nothing(pattern: str):
    assert patterns.matches(pattern, "home")


def test_no_pattern_makes_it_run_long():
    started = time.perf_counter()

    assert not patterns.matches("^(a+)+$", "a" * 50_000 + "b")

    assert time.perf_counter() - started < 1


def test_half_a_character_matches_nothing():
    assert not patterns.matches(".", "\ud800")
