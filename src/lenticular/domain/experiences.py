"""Experiences, their versions and variants, the lifecycle of a version, and short UIDs."""

from dataclasses import dataclass
from enum import StrEnum

from lenticular.domain.audiences import Combination
from lenticular.errors import Conflict

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_CODE_PREFIX = "personalize.EXPERIENCES.VERSIONS."


class ExperienceType(StrEnum):
    """How an experience chooses: by audience, or by chance."""

    SEGMENTED = "SEGMENTED"
    AB_TEST = "AB_TEST"


class Status(StrEnum):
    """Where a version, or an experience by its live version, stands in its life."""

    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    ARCHIVED = "ARCHIVED"


@dataclass(frozen=True, slots=True)
class Targeting:
    """A choice of audiences, own and Lytics together: all of them under AND, any under OR; none of them is nobody."""

    audiences: tuple[str, ...]
    lytics_audiences: tuple[str, ...]
    combination: Combination


@dataclass(frozen=True, slots=True)
class SegmentedVariant:
    """A variant for visitors of its audiences, chosen as in Targeting."""

    short_uid: str
    name: str
    audiences: tuple[str, ...]
    lytics_audiences: tuple[str, ...]
    combination: Combination


@dataclass(frozen=True, slots=True)
class ABTestVariant:
    """A variant for the visitors whose slot lies in one of its half-open ranges."""

    short_uid: str
    name: str
    ranges: tuple[tuple[int, int], ...]

    def holds(self, slot: int) -> bool:
        """Tell whether a slot lies in one of the ranges."""
        return any(start <= slot < end for start, end in self.ranges)


@dataclass(frozen=True, slots=True)
class Version:
    """What an experience does: its variants, the first in order first, and whom it is for (None: everyone).

    `is_bandit`: the ranges of an A/B test follow its results, so a visitor keeps the variant they drew first.
    `activated_at` is when the version was first active, in Unix milliseconds; None if that is not known.
    """

    uid: str
    number: int
    variants: tuple[SegmentedVariant, ...] | tuple[ABTestVariant, ...]
    targeting: Targeting | None
    is_bandit: bool = False
    activated_at: int | None = None


@dataclass(frozen=True, slots=True)
class Experience:
    """An experience with the one version that visitors get; tags are lower-case.

    `holdout` is how many slots of visitors it is withheld from, to measure what it is worth; its project's come on top.
    """

    uid: str
    short_uid: str
    name: str
    type: ExperienceType
    status: Status
    tags: frozenset[str]
    version: Version
    holdout: int = 0


def check_transition(old: Status, new: Status, *, changed: bool) -> None:
    """Raise Conflict unless a version may go from one status to another; `changed` is whether its content differs."""
    if old in {Status.ACTIVE, Status.PAUSED} and new is Status.DRAFT:
        raise Conflict(
            f"{_CODE_PREFIX}CANNOT_MARK_VERSION_AS_DRAFT",
            "An active or paused version cannot become a draft again. Create a new draft instead.",
        )
    if old is Status.DRAFT and new not in {Status.DRAFT, Status.ACTIVE}:
        raise Conflict(f"{_CODE_PREFIX}INVALID_STATUS", "A draft can be saved or activated.")
    if old is Status.ARCHIVED or new is Status.ARCHIVED or (old is not Status.DRAFT and changed):
        raise Conflict(
            f"{_CODE_PREFIX}CANNOT_UPDATE_LOCKED_VERSION",
            "This version is locked: it can be paused and resumed, but not changed. Create a new draft instead.",
        )


def short_uid(n: int) -> str:
    """Return the short UID of a counter value, 0 or more: its digits in lower-case base 36."""
    if n < 0:
        raise ValueError(f"a counter starts at 0: {n}")
    digits = _DIGITS[n % 36]
    while n := n // 36:
        digits = _DIGITS[n % 36] + digits
    return digits


def next_short_uid(high_water: int) -> tuple[str, int]:
    """Return a short UID never handed out before, and the new high-water mark: the first counter value still unused."""
    return short_uid(high_water), high_water + 1
