"""JSON as bytes and back, quickly; what the quick library refuses is left to the standard one."""

import json
from typing import Any

import msgspec


def encode(value: object) -> bytes:
    """Return JSON."""
    try:
        return msgspec.json.encode(value)
    except (OverflowError, UnicodeEncodeError):  # a number over 64 bits, half of a surrogate pair: JSON, but not its
        return json.dumps(value, separators=(",", ":")).encode()


def decode(text: bytes) -> Any:  # noqa: ANN401 - any JSON
    """Return what JSON of `encode` says."""
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:  # half of a surrogate pair again
        return json.loads(text)
