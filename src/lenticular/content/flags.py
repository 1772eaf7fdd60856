"""Yes or no in a query string or a header, as clients of many languages spell it."""

from typing import Annotated

from fastapi import Query
from pydantic import BeforeValidator

_YES = frozenset({"true", "1"})


def is_yes(text: str) -> bool:
    """Tell whether a text says yes: `true` or `1`, in any case. Whatever else a client sends means no."""
    return text.strip().casefold() in _YES


def _read(given: object) -> bool:
    return is_yes(str(given))


# For a flag that has an alias or a description; `Flag` is one that needs neither.
READ = BeforeValidator(_read)
Flag = Annotated[bool, READ, Query()]
