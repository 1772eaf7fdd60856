"""Hashing and checking passwords."""

import pytest
from argon2 import PasswordHasher

from lenticular.accounts import passwords
from lenticular.errors import Invalid


def test_a_password_matches_its_hash_and_no_other():
    kept = passwords.hashed("correct horse")

    assert passwords.matches("correct horse", kept)
    assert not passwords.matches("Correct horse", kept)


def test_the_hash_is_argon2_with_a_salt_of_its_own():
    first, second = passwords.hashed("correct horse"), passwords.hashed("correct horse")

    assert first.startswith("$argon2id$")
    assert first != second


def test_nobody_has_a_password():
    assert not passwords.matches("correct horse", None)


def test_keyboards_that_compose_letters_differently_type_the_same_password():
    assert passwords.matches("cafe\u0301 au lait", passwords.hashed("caf\u00e9 au lait"))


@pytest.mark.parametrize(
    ("password", "code"), [("seven77", "TOO_SHORT"), ("x" * 257, "TOO_LONG"), ("é" * 129, "TOO_LONG")]
)
def test_a_password_has_8_characters_to_256_bytes(password: str, code: str):
    with pytest.raises(Invalid) as refused:
        passwords.hashed(password)

    assert [(problem.pointer, problem.code) for problem in refused.value.problems] == [("/password", code)]


@pytest.mark.parametrize("password", ["", "x" * 1_000_000, "\ud800 is no character", "\0"])
def test_anything_may_be_tried(password: str):
    assert not passwords.matches(password, passwords.hashed("correct horse"))


def test_a_broken_hash_matches_nothing():
    assert not passwords.matches("correct horse", "no hash")


def test_a_hash_with_weaker_parameters_is_outdated():
    assert passwords.is_outdated(PasswordHasher(time_cost=1, memory_cost=1024).hash("correct horse"))
    assert not passwords.is_outdated(passwords.hashed("correct horse"))
