"""Reading and changing holdouts and what a privacy signal means. The key of pseudonyms is shown to the edge alone."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from lenticular.domain import privacy
from lenticular.domain.bucketing import SLOT_COUNT
from lenticular.domain.privacy import PrivacySignal
from lenticular.management.experiences import service as experiences
from lenticular.management.measurement.tables import ExperienceHoldout, ProjectMeasurement
from lenticular.management.scope import ProjectScope

KEY_BYTES = 32
_DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Measurement:
    """A project's settings: slots of 10,000, those of experiences by uid; `pseudonym_key` is 64 hex digits, secret."""

    holdout_slots: int = 0
    privacy_signal: PrivacySignal = PrivacySignal.IGNORE
    pseudonym_key: str | None = field(default=None, repr=False)
    experience_slots: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Holdout:
    """What is withheld of one experience, in slots of 10,000: by itself, and by its project."""

    own_slots: int
    project_slots: int

    @property
    def effective_share(self) -> float:
        """The share of visitors, 0 to 1, held out by either: the two choose independently of each other."""
        return 1 - (1 - self.own_slots / SLOT_COUNT) * (1 - self.project_slots / SLOT_COUNT)


def of_projects(session: Session, project_uids: Collection[str]) -> dict[str, Measurement]:
    """Return the settings of each project, for its ruleset; one without any is absent."""
    slots: dict[str, dict[str, int]] = {}
    held_out = select(ExperienceHoldout).where(
        ExperienceHoldout.project_uid.in_(project_uids), ExperienceHoldout.slots > 0
    )
    for holdout in session.scalars(held_out.order_by(ExperienceHoldout.experience_uid)):
        slots.setdefault(holdout.project_uid, {})[holdout.experience_uid] = holdout.slots
    found = {uid: Measurement(experience_slots=by_experience) for uid, by_experience in slots.items()}
    rows = select(ProjectMeasurement).where(ProjectMeasurement.project_uid.in_(project_uids))
    for row in session.scalars(rows.order_by(ProjectMeasurement.project_uid)):
        found[row.project_uid] = Measurement(
            row.holdout_slots,
            PrivacySignal(row.privacy_signal),
            row.pseudonym_key,
            slots.get(row.project_uid, {}),
        )
    return found


def of_project(scope: ProjectScope) -> Measurement:
    """Return the project's settings."""
    return of_projects(scope.session, [scope.project_uid]).get(scope.project_uid, Measurement())


def change_project(
    scope: ProjectScope, *, holdout_slots: int | None = None, privacy_signal: PrivacySignal | None = None
) -> None:
    """Change the project's settings, None keeping the present one; raise Forbidden for anybody but owners."""
    scope.require_owner()
    row = scope.session.get(ProjectMeasurement, scope.project_uid)
    if row is None:
        row = ProjectMeasurement(
            project_uid=scope.project_uid, holdout_slots=0, privacy_signal=PrivacySignal.IGNORE.value
        )
        scope.session.add(row)
    if holdout_slots is not None:
        row.holdout_slots = holdout_slots
    if privacy_signal is not None:
        row.privacy_signal = privacy_signal.value
        if privacy_signal is not PrivacySignal.ANONYMOUS:
            row.pseudonym_key = row.key_day = None
        elif row.pseudonym_key is None:
            _renew_key(row, scope.now)
    scope.session.flush()


def holdout_of(scope: ProjectScope, experience_uid: str) -> Holdout:
    """Return what is withheld of an experience; raise NotFound when the project has none of this uid."""
    experience = experiences.get(scope, experience_uid)
    found = of_project(scope)
    return Holdout(found.experience_slots.get(experience.uid, 0), found.holdout_slots)


def change_experience(scope: ProjectScope, experience_uid: str, *, slots: int) -> None:
    """Set what an experience withholds by itself; raise NotFound when the project has none of this uid."""
    experience = experiences.get(scope, experience_uid)
    scope.session.merge(ExperienceHoldout(experience_uid=experience.uid, project_uid=scope.project_uid, slots=slots))
    scope.session.flush()


def pseudonym_of(scope: ProjectScope, user_uid: str) -> str | None:
    """Return the name under which today's records of a visitor are kept while their browser sends the signal."""
    key = of_project(scope).pseudonym_key
    return None if key is None else privacy.pseudonym(bytes.fromhex(key), user_uid)


def with_outdated_keys(session: Session, now: datetime) -> Sequence[str]:
    """Return the uids of the projects whose key of pseudonyms was made for another day of UTC."""
    return session.scalars(
        select(ProjectMeasurement.project_uid).where(_is_due(now)).order_by(ProjectMeasurement.project_uid)
    ).all()


def renew_key(session: Session, project_uid: str, now: datetime) -> bool:
    """Replace a project's outdated key of pseudonyms, for good; return whether it was one."""
    row = session.scalar(
        select(ProjectMeasurement).where(ProjectMeasurement.project_uid == project_uid, _is_due(now)).with_for_update()
    )
    if row is None:
        return False
    _renew_key(row, now)
    session.flush()
    return True


def _is_due(now: datetime) -> ColumnElement[bool]:
    return and_(
        ProjectMeasurement.privacy_signal == PrivacySignal.ANONYMOUS.value,
        or_(ProjectMeasurement.key_day.is_(None), ProjectMeasurement.key_day != _day(now)),
    )


def _renew_key(row: ProjectMeasurement, now: datetime) -> None:
    row.pseudonym_key = secrets.token_hex(KEY_BYTES)
    row.key_day = _day(now)


def _day(now: datetime) -> int:
    return int(now.timestamp()) // _DAY_SECONDS
