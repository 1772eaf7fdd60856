"""JSON as bytes and back, quickly; what the quick library refuses is left to the standard one."""

import json
from typing import Any, TypeAlias

import msgspec

from lenticular.domain.instances import Instances
from lenticular.domain.overlay import Folding

# What is JSON already, and stands in a value to be encoded as it is.
Json: TypeAlias = msgspec.Raw


def encode(value: object) -> bytes:
    """Return JSON."""
    try:
        return msgspec.json.encode(value, enc_hook=_listed)
    except (OverflowError, UnicodeEncodeError):  # a number over 64 bits, half of a surrogate pair: JSON, but not its
        return json.dumps(value, separators=(",", ":"), default=_plain).encode()


def decode(text: bytes | Json) -> Any:  # noqa: ANN401 - any JSON
    """Return what JSON of `encode` says."""
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:  # half of a surrogate pair again
        return json.loads(bytes(text))


def _plain(value: object) -> object:
    return decode(value) if isinstance(value, Json) else _listed(value)


def _listed(value: object) -> list[object]:
    if isinstance(value, Instances):
        return list(value)
    raise TypeError(f"{type(value).__name__} is no JSON")


# Folded is what is JSON already: where it stands in what is encoded, it is only copied.
FOLDING = Folding(lambda value: Json(encode(value)), lambda value: decode(value) if isinstance(value, Json) else value)
