"""What results are about: one version of an experience, its variants, metrics and split."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lenticular.domain import bucketing
from lenticular.domain.experiences import ExperienceType, Status
from lenticular.errors import NotFound
from lenticular.management.events import service as events
from lenticular.management.experiences import service as experiences
from lenticular.management.scope import ProjectScope
from lenticular.management.versions import service as versions
from lenticular.management.versions.content import VariantSplit


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to show the experience."""

    short_uid: str
    name: str


@dataclass(frozen=True, slots=True)
class Metric:
    """A goal; `event_key` is None where the event was deleted, so that nothing can be said of it."""

    event_uid: str
    event_key: str | None
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Subject:
    """A version with its variants in order and its metrics, the primary one first; a segmented one has none."""

    experience: experiences.Row
    version: versions.Row
    variants: tuple[Variant, ...]
    metrics: tuple[Metric, ...]

    @property
    def is_test(self) -> bool:
        """Return whether chance decides who sees what."""
        return self.experience.type == ExperienceType.AB_TEST

    @property
    def is_bandit(self) -> bool:
        """Return whether the split follows the results."""
        return self.version.variant_split == VariantSplit.MULTI_ARMED_BANDIT

    @property
    def is_active(self) -> bool:
        """Return whether visitors get it now."""
        return self.version.status == Status.ACTIVE

    @property
    def primary(self) -> Metric | None:
        """Return the metric that decides the test."""
        return self.metrics[0] if self.metrics else None

    @property
    def activated_at(self) -> datetime:
        """Return when it was first active. Raises ValueError for a version that never was."""
        if self.version.first_activated_at is None:
            raise ValueError(f"the version {self.version.uid} was never active")
        return self.version.first_activated_at

    def shares(self) -> tuple[int, ...] | None:
        """Return the planned slots of each variant; None where none are planned: by audience, or by the results."""
        if not self.is_test or self.is_bandit or not self.variants:
            return None
        return bucketing.weights([variant["trafficDistribution"] for variant in self.version.variants])

    def running(self, now: datetime) -> timedelta:
        """Return how long it has been running since its first activation: until it was archived, else until now."""
        begun = self.version.first_activated_at
        if begun is None:
            return timedelta()
        # An archived version is locked, so its last change is that it was archived.
        until = self.version.updated_at if self.version.status == Status.ARCHIVED else now
        return max(until - begun, timedelta())


def find(scope: ProjectScope, experience_uid: str, version_uid: str) -> Subject:
    """Return a version of an experience of the project. Raises NotFound."""
    experience = experiences.get(scope, experience_uid)
    version = versions.get(scope, experience, version_uid)
    keys = {event["uid"]: event["key"] for event in _events(scope)}
    return Subject(
        experience,
        version,
        tuple(Variant(variant["shortUid"], variant["name"]) for variant in version.variants),
        tuple(
            Metric(metric["event"], keys.get(metric["event"]), metric["name"], metric["__type"])
            for metric in version.metrics
        ),
    )


def find_activated(scope: ProjectScope, experience_uid: str, version_uid: str, *, code: str) -> Subject:
    """Return a version that was active once. Raises NotFound, with the given code for one that never was."""
    subject = find(scope, experience_uid, version_uid)
    if subject.version.first_activated_at is None:
        raise NotFound(code, "Nothing has been measured for this version: it has never been active.")
    return subject


def find_event(scope: ProjectScope, name: str) -> Metric | None:
    """Return an event of the project by its uid or key, as a goal of its own; None if there is none."""
    for event in _events(scope):
        if name in (event["uid"], event["key"]):
            return Metric(event["uid"], event["key"], event["key"], "Event")
    return None


def _events(scope: ProjectScope) -> list[dict[str, str]]:
    return events.of_projects(scope.session, [scope.project_uid]).get(scope.project_uid, [])
