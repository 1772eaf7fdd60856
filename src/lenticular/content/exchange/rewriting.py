"""Replacing an export's uids by those that things have on this server (pure)."""

import re
from collections.abc import Mapping
from typing import Any

# As the vendor mints them, wherever they stand: in a reference, a link, or the markup of a rich text.
_UID = re.compile(r"\bblt[0-9a-f]{16}\b")


def rewritten(document: Any, renamed: Mapping[str, str]) -> Any:  # noqa: ANN401 - any JSON
    """Return a document in which every renamed uid is replaced; nothing in it is shared with the argument's."""
    if isinstance(document, dict):
        return {name: rewritten(value, renamed) for name, value in document.items()}
    if isinstance(document, list):
        return [rewritten(value, renamed) for value in document]
    if isinstance(document, str) and renamed:
        return _UID.sub(lambda found: renamed.get(found[0], found[0]), document)
    return document
