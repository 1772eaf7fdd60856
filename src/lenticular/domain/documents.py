"""Plain JSON documents: read member by member, collecting what is wrong instead of stopping at the first; copied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from lenticular.errors import Invalid, Problem

_Member = TypeVar("_Member", bound=StrEnum)


@dataclass(slots=True)
class Reader:
    """Collects the problems of one document. Its methods return None for what cannot be read, and say why."""

    problems: list[Problem] = field(default_factory=list)

    def report(self, pointer: str, code: str, message: str) -> None:
        """Add a problem at an RFC 6901 pointer."""
        self.problems.append(Problem(pointer, code, message))

    def raise_problems(self) -> None:
        """Raise Invalid if there is any problem."""
        if self.problems:
            raise Invalid(self.problems)

    def mapping(self, value: object, pointer: str) -> Mapping[str, object] | None:
        """Return a JSON object."""
        if isinstance(value, Mapping):
            return value
        self.report(pointer, "NOT_OBJECT", "must be an object")
        return None

    def sequence(self, value: object, pointer: str, code: str = "NOT_ARRAY") -> Sequence[object] | None:
        """Return a JSON array."""
        if isinstance(value, list | tuple):
            return value
        self.report(pointer, code, "must be an array")
        return None

    def text(self, value: object, pointer: str) -> str | None:
        """Return a string."""
        if isinstance(value, str):
            return value
        self.report(pointer, "NOT_STRING", "must be a string")
        return None

    def whole(self, value: object, pointer: str) -> int | None:
        """Return a whole number, 0 or more."""
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        self.report(pointer, "NOT_WHOLE_NUMBER", "must be a whole number, 0 or more")
        return None

    def truth(self, value: object, pointer: str) -> bool:
        """Return a boolean; a missing one is false."""
        if value is None or isinstance(value, bool):
            return bool(value)
        self.report(pointer, "NOT_BOOLEAN", "must be true or false")
        return False

    def member(self, kind: type[_Member], value: object, pointer: str) -> _Member | None:
        """Return a member of an enumeration."""
        if isinstance(value, str) and value in set(kind):
            return kind(value)
        self.report(pointer, "NOT_VALID_ENUM", f"must be one of {', '.join(kind)}")
        return None


def copied(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return a deep copy of JSON, by a loop: the copy module gives up on a document that nests some hundred levels."""
    if not isinstance(value, dict | list):
        return value
    root = value.copy()
    pending = [root]
    while pending:
        held = pending.pop()
        for key, inner in held.items() if isinstance(held, dict) else enumerate(held):
            if isinstance(inner, dict | list):
                held[key] = inner.copy()
                pending.append(held[key])
    return root
