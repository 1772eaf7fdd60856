"""Patterns that a text has to match, as a person wrote them into a content type; they cannot be made to run long."""

from functools import lru_cache
from typing import Any

import re2

# A pattern may grow to this once compiled; a larger one is not applied.
_PATTERN_BYTES = 1 << 20


def matches(pattern: str, text: str) -> bool:
    """Tell whether a text has what a pattern describes; true for a pattern that RE2 has not, such as a look-ahead."""
    compiled = _compiled(pattern)
    try:
        return compiled is None or compiled.search(text) is not None
    except UnicodeEncodeError:  # half of a surrogate pair: no text
        return False


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Any:  # noqa: ANN401 - the library has no types
    limits = re2.Options()
    limits.max_mem = _PATTERN_BYTES
    limits.log_errors = False
    try:
        return re2.compile(pattern, limits)
    except (re2.error, UnicodeEncodeError):
        return None
