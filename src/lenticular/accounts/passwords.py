"""Hashing and checking passwords. Slow on purpose: never inside a database transaction."""

import secrets
import threading
import unicodedata
from functools import cache

import argon2
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from lenticular.errors import Invalid, Problem

SHORTEST = 8
LONGEST_BYTES = 256

_hasher = argon2.PasswordHasher()
# Each hash takes 64 MiB while it runs: as many at once as there are request threads would take gigabytes.
_at_once = threading.BoundedSemaphore(4)


def hashed(password: str) -> str:
    """Return the argon2 hash of a password; raise Invalid for one shorter than 8 characters or over 256 bytes."""
    normalised = _normalised(password)
    if len(normalised) < SHORTEST:
        raise _invalid("TOO_SHORT", f"must have at least {SHORTEST} characters")
    if len(normalised.encode()) > LONGEST_BYTES:
        raise _invalid("TOO_LONG", f"must have at most {LONGEST_BYTES} bytes")
    with _at_once:
        return _hasher.hash(normalised)


def matches(password: str, password_hash: str | None) -> bool:
    """Tell whether the password has this hash. None, for a user who is not there, takes as long and is False."""
    candidate = _normalised(password).encode()[: LONGEST_BYTES + 1]
    with _at_once:
        try:
            _hasher.verify(password_hash or _hash_of_nobody(), candidate)
        except (VerifyMismatchError, InvalidHashError):
            return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Tell whether the hash was made with weaker parameters than a new one would be."""
    return _hasher.check_needs_rehash(password_hash)


@cache
def _hash_of_nobody() -> str:
    return _hasher.hash(secrets.token_hex())


def _normalised(password: str) -> str:
    # Keyboards differ in how they compose an é; lone surrogates, which JSON can carry, have no bytes.
    return unicodedata.normalize("NFC", password).encode("utf-8", "replace").decode()


def _invalid(code: str, message: str) -> Invalid:
    return Invalid([Problem("/password", code, message)])
