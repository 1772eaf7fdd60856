"""What of a project can be counted at this moment: live versions with their variants, and event keys."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from lenticular.domain.experiences import Experience, Status
from lenticular.domain.ruleset import Ruleset


@dataclass(frozen=True, slots=True)
class LiveVersion:
    """The version of an experience that visitors see now; a paused experience has one that is not active.

    `activated_at` is when it was first active, in Unix milliseconds; `experience` is what all this was taken from.
    """

    experience_uid: str
    experience_short_uid: str
    version_uid: str
    variant_short_uids: frozenset[str]
    is_active: bool
    activated_at: int | None = None
    experience: Experience | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The live version by experience short UID. `event_keys` None means that the project's keys are not known."""

    live_versions: Mapping[str, LiveVersion]
    event_keys: frozenset[str] | None


def from_ruleset(ruleset: Ruleset, event_keys: Collection[str] | None, previous: Catalogue | None = None) -> Catalogue:
    """Return the catalogue of a project's ruleset; what the previous one says of the same experiences is used again."""
    known = {} if previous is None else previous.live_versions
    return Catalogue(
        live_versions={
            experience.short_uid: _live_version(experience, known.get(experience.short_uid))
            for experience in ruleset.experiences
        },
        event_keys=None if event_keys is None else frozenset(event_keys),
    )


def _live_version(experience: Experience, known: LiveVersion | None) -> LiveVersion:
    if known is not None and known.experience is experience:
        return known
    return LiveVersion(
        experience_uid=experience.uid,
        experience_short_uid=experience.short_uid,
        version_uid=experience.version.uid,
        variant_short_uids=frozenset(variant.short_uid for variant in experience.version.variants),
        is_active=experience.status is Status.ACTIVE,
        activated_at=experience.version.activated_at,
        experience=experience,
    )
