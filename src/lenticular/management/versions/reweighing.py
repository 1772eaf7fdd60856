"""Bandits among the versions: which of them run, and sharing their visitors out anew while they do."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from lenticular.domain.experiences import Status
from lenticular.management.versions.content import VariantSplit, moved_ranges
from lenticular.management.versions.service import Row
from lenticular.management.versions.tables import ExperienceVersion


def running(session: Session) -> Sequence[Row]:
    """Return the active bandits of every project."""
    return session.scalars(
        select(ExperienceVersion)
        .where(
            ExperienceVersion.status == Status.ACTIVE.value,
            ExperienceVersion.variant_split == VariantSplit.MULTI_ARMED_BANDIT.value,
            ExperienceVersion.first_activated_at.is_not(None),
        )
        .order_by(ExperienceVersion.project_uid, ExperienceVersion.uid)
    ).all()


def find(session: Session, project_uid: str, uid: str) -> Row | None:
    """Return a version of a project, or None."""
    return session.scalar(
        select(ExperienceVersion).where(ExperienceVersion.project_uid == project_uid, ExperienceVersion.uid == uid)
    )


def find_running(session: Session, project_uid: str, uid: str) -> Row | None:
    """Return an active bandit as it is now, or None: it may have been paused since it was listed."""
    return session.scalar(
        select(ExperienceVersion)
        .where(
            ExperienceVersion.project_uid == project_uid,
            ExperienceVersion.uid == uid,
            ExperienceVersion.status == Status.ACTIVE.value,
            ExperienceVersion.variant_split == VariantSplit.MULTI_ARMED_BANDIT.value,
        )
        .execution_options(populate_existing=True)
    )


def share_out(version: Row, slots: Mapping[str, int]) -> None:
    """Give each variant so many slots, moving as few visitors as can be."""
    version.ranges = moved_ranges(version.ranges, slots)


def slots_of(version: Row) -> dict[str, int]:
    """Return how many of the 10,000 slots each variant of an A/B test has, by short uid; nothing before it starts."""
    return {
        variant["shortUid"]: sum(end - start for start, end in version.ranges.get(variant["shortUid"], ()))
        for variant in version.variants
        if version.ranges
    }
