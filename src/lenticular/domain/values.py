"""Reading a visitor's raw value as text, a number or a truth; each gives None for a value that cannot be read so."""

import math
import re
import unicodedata
from decimal import Decimal

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_WORDS = {"true": True, "false": False}


def text(value: object) -> str | None:
    """Return a string as it is and a number or boolean as its JSON text, all in NFC; None for anything else.

    Numbers are written without an exponent, whole ones without a fraction: 10.0 is `10`, as a browser would send it.
    """
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return _digits(value)
    if isinstance(value, float) and math.isfinite(value):
        return _digits(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    return None


def number(value: object) -> int | float | None:
    """Return a finite number, or the number a string spells (sign, digits, point, surrounding space); no booleans."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        value = _spelled(value.strip())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, int | float) else None


def truth(value: object) -> bool | None:
    """Return a boolean, or what the words `true` and `false` say in any case."""
    if isinstance(value, bool):
        return value
    return _WORDS.get(value.casefold()) if isinstance(value, str) else None


def _spelled(spelling: str) -> int | float | None:
    if not _NUMBER.fullmatch(spelling):
        return None
    try:
        # Whole numbers stay exact: order numbers and ids are longer than a float can tell apart.
        return float(spelling) if "." in spelling else int(spelling)
    except ValueError:  # more digits than Python agrees to read
        return None


def _digits(value: int) -> str | None:
    try:
        return str(value)
    except ValueError:  # more digits than Python agrees to write
        return None
