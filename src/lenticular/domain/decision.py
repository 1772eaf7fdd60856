"""Deciding which variant of each experience a visitor gets, and why."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import NamedTuple

from lenticular.domain import audiences, bucketing, lytics
from lenticular.domain.attributes import AttributeKind, AttributeReference, Visitor, resolve
from lenticular.domain.audiences import Combination
from lenticular.domain.experiences import ABTestVariant, Experience, ExperienceType, SegmentedVariant, Status, Targeting
from lenticular.domain.lytics import LyticsAttribute
from lenticular.domain.ruleset import Ruleset

_LYTICS_AUDIENCES = AttributeReference(AttributeKind.LYTICS, LyticsAttribute.AUDIENCE.value)


class Reason(StrEnum):
    """Why a visitor gets a variant, or none."""

    AUDIENCE_MATCHED = "AUDIENCE_MATCHED"
    NO_AUDIENCE_MATCHED = "NO_AUDIENCE_MATCHED"
    ASSIGNED = "ASSIGNED"
    NOT_TARGETED = "NOT_TARGETED"
    NO_TRAFFIC = "NO_TRAFFIC"
    NO_USER = "NO_USER"
    PAUSED = "PAUSED"
    HELD_OUT = "HELD_OUT"


# Many for every manifest: a tuple is made in a third of the time that a frozen dataclass takes.
class Decision(NamedTuple):
    """What a visitor gets of one experience; no variant means the page as it is.

    `withheld_variant_short_uid` is the variant that a visitor who is HELD_OUT would get.
    """

    experience_uid: str
    experience_short_uid: str
    variant_short_uid: str | None
    reason: Reason
    version_uid: str
    withheld_variant_short_uid: str | None = None


class Owner(StrEnum):
    """Who holds visitors out."""

    EXPERIENCE = "EXPERIENCE"
    PROJECT = "PROJECT"


@dataclass(frozen=True, slots=True)
class Holdout:
    """Where a visitor stands in a holdout of the first `size` slots; a slot of None is a visitor without a UID."""

    owner: Owner
    size: int
    slot: int | None

    @property
    def holds(self) -> bool:
        """Whether the visitor is held out."""
        return self.slot is not None and self.slot < self.size


class Standing:
    """Where one visitor stands: the audiences they belong to, the slots they fall to; each found out when asked for."""

    def __init__(self, ruleset: Ruleset, visitor: Visitor) -> None:
        self._ruleset = ruleset
        self._visitor = visitor
        self._audiences: dict[str, bool] = {}
        self._lytics_names: frozenset[str] | None = None
        self._hash: int | None = None

    def belongs(self, uid: str) -> bool:
        """Tell whether the visitor matches an audience; nobody matches one that does not exist."""
        result = self._audiences.get(uid)
        if result is None:
            audience = self._ruleset.audiences.get(uid)
            result = audience is not None and audiences.matches(audience.definition, self._visitor, self._ruleset)
            self._audiences[uid] = result
        return result

    def belongs_in_lytics(self, uid: str) -> bool:
        """Tell whether the visitor carries a Lytics audience's uid or slug."""
        if self._lytics_names is None:
            value = resolve(_LYTICS_AUDIENCES, self._visitor, self._ruleset).value
            self._lytics_names = lytics.memberships(value) or frozenset()
        return lytics.is_member(self._lytics_names, uid, self._ruleset.lytics_audiences)

    def satisfies(self, choice: Targeting | SegmentedVariant) -> bool:
        """Tell whether the visitor is one of those a variant or a target group is for; without audiences it is none."""
        if not choice.audiences and not choice.lytics_audiences:
            return False
        results = chain(map(self.belongs, choice.audiences), map(self.belongs_in_lytics, choice.lytics_audiences))
        return all(results) if choice.combination is Combination.AND else any(results)

    def slot(self, experience: Experience) -> int | None:
        """Return the slot the visitor falls to in an experience, or None for a visitor without a UID."""
        return self._slot(experience.uid)

    def assigned(self, experience: Experience) -> str | None:
        """Return the short uid of the variant that the visitor drew of a bandit earlier, if it still has that one."""
        if not experience.version.is_bandit:
            return None
        drawn = self._visitor.assignments.get(experience.short_uid)
        return drawn if any(variant.short_uid == drawn for variant in experience.version.variants) else None

    def is_held_out(self, experience: Experience) -> bool:
        """Tell whether the experience is withheld from the visitor: by its own holdout, or by its project's."""
        if not (experience.holdout or self._ruleset.holdout):
            return False
        return any(holdout.holds for holdout in self.holdouts(experience))

    def holdouts(self, experience: Experience) -> Iterator[Holdout]:
        """Yield where the visitor stands in each holdout there is: the experience's own, the project's."""
        for owner, uid, size in (
            (Owner.EXPERIENCE, experience.uid, experience.holdout),
            (Owner.PROJECT, self._ruleset.project_uid, self._ruleset.holdout),
        ):
            if size:
                yield Holdout(owner, size, self._slot(f"{uid}{bucketing.HOLDOUT_SUFFIX}"))

    def _slot(self, seeding_uid: str) -> int | None:
        if self._visitor.uid is None:
            return None
        if self._hash is None:
            self._hash = bucketing.visitor_hash(self._visitor.uid)
        return bucketing.slot(self._hash, bucketing.seed(seeding_uid))


def decide(ruleset: Ruleset, visitor: Visitor, *, tags: Collection[str] = ()) -> tuple[Decision, ...]:
    """Return the decision on every experience that has any of the tags (all experiences if none is given), by priority.

    Case does not count in tags. Never raises, whatever the visitor's data.
    """
    standing = Standing(ruleset, visitor)
    return tuple(decide_experience(experience, standing) for experience in tagged(ruleset, tags))


def tagged(ruleset: Ruleset, tags: Collection[str]) -> tuple[Experience, ...]:
    """Return the experiences that have any of the tags, or all if none is given, by priority."""
    wished = {tag.lower() for tag in tags}
    return tuple(one for one in ruleset.experiences if not wished or not wished.isdisjoint(one.tags))


def memberships(ruleset: Ruleset, visitor: Visitor) -> tuple[str, ...]:
    """Return the uids of the project's audiences that the visitor is in, sorted. Never raises."""
    standing = Standing(ruleset, visitor)
    return tuple(sorted(filter(standing.belongs, ruleset.audiences)))


def decide_experience(experience: Experience, standing: Standing) -> Decision:
    """Return the decision on one experience."""
    variant, reason = _choose(experience, standing)
    if variant is not None and standing.is_held_out(experience):
        return Decision(experience.uid, experience.short_uid, None, Reason.HELD_OUT, experience.version.uid, variant)
    return Decision(experience.uid, experience.short_uid, variant, reason, experience.version.uid)


def _choose(experience: Experience, standing: Standing) -> tuple[str | None, Reason]:
    if experience.status is not Status.ACTIVE:
        return None, Reason.PAUSED
    targeting = experience.version.targeting
    if targeting is not None and not standing.satisfies(targeting):
        return None, Reason.NOT_TARGETED
    if experience.type is ExperienceType.AB_TEST:
        return _draw(experience, standing)
    for variant in experience.version.variants:
        if isinstance(variant, SegmentedVariant) and standing.satisfies(variant):
            return variant.short_uid, Reason.AUDIENCE_MATCHED
    return None, Reason.NO_AUDIENCE_MATCHED


def _draw(experience: Experience, standing: Standing) -> tuple[str | None, Reason]:
    slot = standing.slot(experience)
    if slot is None:
        return None, Reason.NO_USER
    if (drawn := standing.assigned(experience)) is not None:
        return drawn, Reason.ASSIGNED
    for variant in experience.version.variants:
        if isinstance(variant, ABTestVariant) and variant.holds(slot):
            return variant.short_uid, Reason.ASSIGNED
    return None, Reason.NO_TRAFFIC
