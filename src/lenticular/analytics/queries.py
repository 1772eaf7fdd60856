"""Reading the query of a request: every value of it, and all that is wrong with them at once."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from lenticular.domain import dates
from lenticular.errors import Invalid, Problem

_OBJECT_ID = re.compile(r"[0-9a-f]{24}")
_FIRST_YEAR, _LAST_YEAR = 1970, 2999
_SHOWN_CHARACTERS = 64

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Range:
    """From `start` on and before `end`; None leaves that side open."""

    start: datetime | None = None
    end: datetime | None = None

    @property
    def is_whole(self) -> bool:
        """Return whether nothing is left out."""
        return self.start is None and self.end is None


@dataclass(slots=True)
class Query:
    """Takes the values of one request and remembers their problems; what is wrong reads as absent until `check`."""

    problems: list[Problem] = field(default_factory=list)

    def check(self) -> None:
        """Raise Invalid with every problem so far, if there is any."""
        if self.problems:
            raise Invalid(self.problems)

    def refuse(self, name: str, code: str, message: str) -> None:
        """Remember a problem of one value."""
        self.problems.append(Problem(f"/{name}", code, message))

    def version(self, text: str | None) -> str:
        """Return the uid of a version; it is required."""
        if not text:
            self.refuse("version", "VERSION_REQUIRED", "Say which version: ?version=<uid>.")
        elif _OBJECT_ID.fullmatch(text) is None:
            code = f"{text[:_SHOWN_CHARACTERS]} is not a valid ObjectId"
            self.refuse("version", code, "must be a version's uid")
        return text or ""

    def range(self, start: str | None, end: str | None) -> Range:
        """Return the range of time between two ISO 8601 times with an offset, each of them optional."""
        found = Range(self._moment("startTime", start), self._moment("endTime", end))
        if found.start is not None and found.end is not None and found.start >= found.end:
            self.refuse("endTime", "END_NOT_AFTER_START", "The range has to end after it starts.")
        return found

    def choice(self, name: str, text: str | None, choices: Sequence[Choice], default: Choice | None = None) -> Choice:
        """Return the choice that a text names; without a text the default, and without a default it is required."""
        found = next((choice for choice in choices if choice.value == text), None)
        if found is not None:
            return found
        if default is not None and not text:
            return default
        known = ", ".join(choices)
        if text:
            self.refuse(name, "NOT_VALID_ENUM", f"{text[:_SHOWN_CHARACTERS]} is none of {known}.")
        else:
            self.refuse(name, "REQUIRED", f"Say which: {known}.")
        return choices[0]

    def zone(self, text: str | None) -> str:
        """Return the name of an IANA time zone, UTC without a text."""
        name = text or "UTC"
        if dates.find_zone(name) is None:
            self.refuse("timezone", "TIMEZONE_UNKNOWN", f"{name[:_SHOWN_CHARACTERS]} is not an IANA time zone.")
        return name

    def number(
        self, name: str, text: str | None, *, above: float, below: float = math.inf, is_required: bool = False
    ) -> float | None:
        """Return a number strictly between two others; None without a text."""
        if not text:
            if is_required:
                self.refuse(name, "REQUIRED", "Send a number.")
            return None
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not above < number < below:
            limits = f"above {above:g}" + ("" if below == math.inf else f" and below {below:g}")
            self.refuse(name, "NOT_VALID_NUMBER", f"{text[:_SHOWN_CHARACTERS]} is no number {limits}.")
            return None
        return number

    def whole(self, name: str, text: str | None, *, least: int, most: int) -> int | None:
        """Return a whole number in a range, both ends included; None without a text."""
        if not text:
            return None
        if re.fullmatch(r"[0-9]{1,9}", text) is None or not least <= int(text) <= most:
            shown = text[:_SHOWN_CHARACTERS]
            self.refuse(name, "NOT_VALID_NUMBER", f"{shown} is no whole number from {least} to {most}.")
            return None
        return int(text)

    def _moment(self, name: str, text: str | None) -> datetime | None:
        if not text:
            return None
        moment = dates.parse_moment(text.strip())
        if moment is None or moment.offset is None or not _FIRST_YEAR <= moment.local.year <= _LAST_YEAR:
            message = "Send an ISO 8601 time with its offset, 2026-05-15T00:00:00Z; a + is written %2B in a query."
            self.refuse(name, "NOT_VALID_TIME", message)
            return None
        return datetime.fromtimestamp(dates.earliest(moment, UTC) / 1_000_000, UTC)
