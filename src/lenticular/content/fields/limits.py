"""What no document may hold, whatever its schema says: what cannot be stored, sent, or walked through."""

import math
from collections.abc import Iterator, Mapping

from lenticular.errors import Problem

# As deep as a request may be (api/body.py); imports come another way.
DEEPEST = 32


def problems(document: object, pointer: str = "") -> list[Problem]:
    """Return where JSON nests too deep, and has numbers that are none or texts with a NUL, each at its pointer."""
    return list(_problems(document, pointer))


def joined(pointer: str, name: str) -> str:
    """Return the pointer to a member of what a pointer names."""
    return f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"


def _problems(document: object, pointer: str) -> Iterator[Problem]:
    # By a loop: what came from a file may nest thousands of levels.
    pending = [(document, pointer, 1)]
    while pending:
        value, here, level = pending.pop()
        if isinstance(value, Mapping | list):
            if level > DEEPEST:
                yield Problem(here, "TOO_DEEP", f"nests deeper than {DEEPEST} levels.")
                continue
            members = value.items() if isinstance(value, Mapping) else enumerate(value)
            for name, inner in members:
                if isinstance(name, str) and "\0" in name:
                    yield Problem(here, "NOT_VALID_TEXT", "has a name with the character U+0000.")
                pending.append((inner, joined(here, str(name)), level + 1))
        elif isinstance(value, str) and "\0" in value:
            yield Problem(here, "NOT_VALID_TEXT", "must not have the character U+0000.")
        elif isinstance(value, float) and not math.isfinite(value):
            yield Problem(here, "NOT_NUMBER", "must be a number.")
