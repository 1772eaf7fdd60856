"""Read what a visitor sent as JSON, within the limits that keep a hostile body cheap."""

import msgspec

from lenticular import errors

MAX_DEPTH = 32


def parse(body: bytes) -> object:
    """Return the JSON value of a body, whatever its content type said.

    Raises Invalid for anything that is not JSON, holds a number no float can hold, nests deeper than 32, or holds the
    character U+0000 (which PostgreSQL cannot store as text). Whoever reads the body from the wire limits its size.
    """
    try:
        value: object = msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise invalid("BODY_NOT_JSON", f"The body is not valid JSON: {error}") from error
    _check(value, depth=0)
    return value


def invalid(code: str, message: str, pointer: str = "") -> errors.Invalid:
    """Return the failure for one thing wrong with a body."""
    return errors.Invalid([errors.Problem(pointer, code, message)], code, message)


def _check(value: object, depth: int) -> None:
    if isinstance(value, str):
        if "\0" in value:
            raise invalid("CHARACTER_NOT_ALLOWED", "Text may not hold the character U+0000.")
    elif isinstance(value, list | dict):
        if depth == MAX_DEPTH:
            raise invalid("NESTED_TOO_DEEP", f"The body may nest at most {MAX_DEPTH} arrays and objects.")
        for part in value:
            _check(part, depth + 1)
        if isinstance(value, dict):
            for part in value.values():
                _check(part, depth + 1)
