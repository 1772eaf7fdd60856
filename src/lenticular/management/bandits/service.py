"""Bandits that run, their weights, and the history of these."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from lenticular.management.bandits.tables import BanditLook, BanditWeights
from lenticular.management.events import service as events
from lenticular.management.projects import service as projects
from lenticular.management.publishing import revisions
from lenticular.management.scope import ProjectScope
from lenticular.management.versions import reweighing
from lenticular.management.versions import service as versions

# Younger weights are kept as they changed, older ones as they were at the end of each hour (UTC).
WHOLE_DAYS = 7


@dataclass(frozen=True, slots=True)
class Bandit:
    """An active bandit; `variants` are short uids in the version's order.

    `primary_event_key` is None without a metric, `reweighed_at` before the weights were first worked out.
    """

    project_uid: str
    experience_uid: str
    version_uid: str
    variants: tuple[str, ...]
    primary_event_key: str | None
    first_activated_at: datetime
    reweighed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Weights:
    """The slots of 10,000 that each variant has from an instant on, by short uid."""

    at: datetime
    by_variant: Mapping[str, int]


def running(session: Session) -> list[Bandit]:
    """Return the bandits that are active in any project."""
    rows = reweighing.running(session)
    keys = {
        event["uid"]: event["key"]
        for found in events.of_projects(session, {row.project_uid for row in rows}).values()
        for event in found
    }
    looks = session.scalars(select(BanditLook).where(BanditLook.version_uid.in_([row.uid for row in rows])))
    reweighed = {look.version_uid: look.reweighed_at for look in looks}
    return [
        Bandit(
            project_uid=row.project_uid,
            experience_uid=row.experience_uid,
            version_uid=row.uid,
            variants=tuple(variant["shortUid"] for variant in row.variants),
            primary_event_key=keys.get(row.metrics[0]["event"]) if row.metrics else None,
            first_activated_at=row.first_activated_at,
            reweighed_at=reweighed.get(row.uid),
        )
        for row in rows
        if row.first_activated_at is not None
    ]


def reweigh(session: Session, bandit: Bandit, weights: Sequence[int], now: datetime) -> bool:
    """Give a bandit's variants, in order, so many slots of 10,000 and return whether that changed any.

    Nothing happens to one that no longer runs. Visitors who drew a variant keep it. Raises ValueError unless there is
    one weight a variant and they sum to 10,000 at most.
    """
    projects.lock(session, bandit.project_uid)
    version = reweighing.find_running(session, bandit.project_uid, bandit.version_uid)
    if version is None:
        return False
    session.merge(BanditLook(version_uid=version.uid, project_uid=version.project_uid, reweighed_at=now))
    before = reweighing.slots_of(version)
    after = dict(zip(bandit.variants, weights, strict=True))
    if before == after:
        session.flush()
        return False
    _begin_history(session, version, before)
    reweighing.share_out(version, after)
    session.merge(
        BanditWeights(version_uid=version.uid, at=now, project_uid=version.project_uid, slots=after, is_thinned=False)
    )
    session.flush()
    revisions.advance(session, version.project_uid)
    return True


def history(scope: ProjectScope, version_uid: str) -> list[Weights]:
    """Return the weights of an A/B test's version from its activation on, oldest first; the last ones are in force.

    A version whose split is fixed has but one entry, one that never was active none.
    """
    version = reweighing.find(scope.session, scope.project_uid, version_uid)
    if version is None or version.first_activated_at is None or not version.ranges:
        return []
    rows = scope.session.scalars(
        select(BanditWeights)
        .where(BanditWeights.project_uid == scope.project_uid, BanditWeights.version_uid == version_uid)
        .order_by(BanditWeights.at)
    ).all()
    if not rows:
        return [Weights(version.first_activated_at, reweighing.slots_of(version))]
    return [Weights(row.at, row.slots) for row in rows]


def oldest_unthinned(session: Session, now: datetime) -> datetime | None:
    """Return the oldest weights that are over a week old and not thinned; None if all are."""
    until = _hour(now - timedelta(days=WHOLE_DAYS))
    return session.scalar(
        select(func.min(BanditWeights.at)).where(BanditWeights.is_thinned.is_(False), BanditWeights.at < until)
    )


def thin(session: Session, oldest: datetime) -> None:
    """Keep, of the hour (UTC) that `oldest` lies in and of what is left before it, each bandit's last weights."""
    end = _hour(oldest) + timedelta(hours=1)
    is_old = (BanditWeights.is_thinned.is_(False), BanditWeights.at < end)
    rows = session.scalars(select(BanditWeights).where(*is_old).order_by(BanditWeights.version_uid, BanditWeights.at))
    for last in {row.version_uid: row for row in rows}.values():
        last.is_thinned = True
    session.flush()
    session.execute(delete(BanditWeights).where(*is_old))


def _begin_history(session: Session, version: versions.Row, slots: Mapping[str, int]) -> None:
    """Write down the split that a bandit started with, unless its history says it."""
    begun = select(BanditWeights.version_uid).where(BanditWeights.version_uid == version.uid).limit(1)
    if version.first_activated_at is not None and session.scalar(begun) is None:
        session.add(
            BanditWeights(
                version_uid=version.uid,
                at=version.first_activated_at,
                project_uid=version.project_uid,
                slots=dict(slots),
                is_thinned=True,
            )
        )


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
