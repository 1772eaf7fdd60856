"""Deciding which variant of each experience a visitor gets, and why."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

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


@dataclass(frozen=True, slots=True)
class Decision:
    """What a visitor gets of one experience; no variant means the page as it is."""

    experience_uid: str
    experience_short_uid: str
    variant_short_uid: str | None
    reason: Reason
    version_uid: str


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
        if self._visitor.uid is None:
            return None
        if self._hash is None:
            self._hash = bucketing.visitor_hash(self._visitor.uid)
        return bucketing.slot(self._hash, bucketing.seed(experience.uid))


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


def decide_experience(experience: Experience, standing: Standing) -> Decision:
    """Return the decision on one experience."""
    variant, reason = _choose(experience, standing)
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
    for variant in experience.version.variants:
        if isinstance(variant, ABTestVariant) and variant.holds(slot):
            return variant.short_uid, Reason.ASSIGNED
    return None, Reason.NO_TRAFFIC
