"""The revision counter: one number that grows with every change to any project."""

from collections.abc import Sequence

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from lenticular.management.publishing.tables import LatestRevision, ProjectRevision

LATEST: Select[tuple[int]] = select(LatestRevision.revision)


def advance(session: Session, project_uid: str) -> int:
    """Give the project the next revision; the counter is held until the transaction ends, so they commit in order."""
    revision: int = session.scalars(
        update(LatestRevision)
        .where(LatestRevision.id == 1)
        .values(revision=LatestRevision.revision + 1)
        .returning(LatestRevision.revision)
    ).one()
    session.merge(ProjectRevision(project_uid=project_uid, revision=revision, is_forgotten=False))
    session.flush()
    return revision


def latest(session: Session) -> int:
    """Return the newest revision; 0 before the first change."""
    return session.scalar(LATEST) or 0


def of_project(session: Session, project_uid: str) -> int:
    """Return the revision of a project's newest change; 0 before the first."""
    row = session.get(ProjectRevision, project_uid)
    return 0 if row is None else row.revision


def changed_since(session: Session, revision: int) -> Sequence[str]:
    """Return the uids of the projects that changed after the revision, oldest change first."""
    return session.scalars(
        select(ProjectRevision.project_uid)
        .where(ProjectRevision.revision > revision)
        .order_by(ProjectRevision.revision)
    ).all()


def remembered(session: Session) -> Sequence[str]:
    """Return the uids of the projects, gone or not, of which other stores may keep something."""
    return session.scalars(
        select(ProjectRevision.project_uid)
        .where(ProjectRevision.is_forgotten.is_(False))
        .order_by(ProjectRevision.project_uid)
    ).all()


def mark_forgotten(session: Session, project_uid: str) -> None:
    """Record that no store keeps anything of a deleted project any more."""
    session.execute(update(ProjectRevision).where(ProjectRevision.project_uid == project_uid).values(is_forgotten=True))
