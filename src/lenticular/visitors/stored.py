"""What is kept of a visitor from one request to the next, as everyone but the store sees it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Attributes = Mapping[str, object]
Assignments = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stored:
    """Attributes by key, and the variants that the visitor drew of bandits by experience, both short uids."""

    attributes: Attributes = field(default_factory=dict)
    assignments: Assignments = field(default_factory=dict)
