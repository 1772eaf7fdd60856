"""What is kept of a visitor from one request to the next, as everyone but the store sees it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec

Attributes = Mapping[str, object]
Assignments = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stored:
    """Attributes by key, and the variants that the visitor drew of bandits by experience, both short uids."""

    attributes: Attributes = field(default_factory=dict)
    assignments: Assignments = field(default_factory=dict)

    def as_text(self) -> "StoredText":
        """Return the same as JSON."""
        return StoredText(json.dumps(self.attributes), json.dumps(self.assignments))


class StoredText(NamedTuple):
    """The same as JSON, as the store keeps it: small to remember, and read by whoever looks."""

    attributes_json: str = "{}"
    assignments_json: str = "{}"

    @property
    def attributes(self) -> Attributes:
        """Attributes by key; read anew at every look."""
        return _read(self.attributes_json)

    @property
    def assignments(self) -> Assignments:
        """Variants drawn of bandits by experience; read anew at every look."""
        return _read(self.assignments_json)


NOTHING = StoredText()


def _read(text: str) -> Mapping[str, Any]:
    if text == "{}":
        return {}
    try:
        found: Mapping[str, Any] = msgspec.json.decode(text)
    except msgspec.MsgspecError:  # of what JSON can say in Python alone: half a character
        found = json.loads(text)
    return found
