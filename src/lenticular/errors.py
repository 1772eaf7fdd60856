"""The kinds of expected failure: each has a stable code and a sentence for a person, and knows nothing of HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input: where (RFC 6901 JSON pointer, '' is the whole), a stable code, a sentence."""

    pointer: str
    code: str
    message: str


class Failure(Exception):
    """An expected failure. `code` is stable and machine-readable, `message` tells a person what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class NotFound(Failure):
    """The thing named does not exist, or the caller may not know that it exists."""


class Conflict(Failure):
    """The input is well-formed, but the present state forbids it (a duplicate, a lock, a reference)."""


class QuotaExceeded(Conflict):
    """The change would pass a quota."""


class Unauthenticated(Failure):
    """The caller did not say, or could not prove, who they are."""


class Forbidden(Failure):
    """The caller is known and may not do this."""


class PreconditionFailed(Failure):
    """The thing changed since the caller last read it (If-Match)."""


class TooLarge(Failure):
    """The input is larger than a limit."""


class Unavailable(Failure):
    """A part that is needed does not answer; trying again later may succeed."""


class Invalid(Failure):
    """The input is wrong. Carries every problem at once."""

    def __init__(
        self, problems: Sequence[Problem], code: str = "INVALID", message: str = "The input is not valid."
    ) -> None:
        super().__init__(code, message)
        self.problems = tuple(problems)
