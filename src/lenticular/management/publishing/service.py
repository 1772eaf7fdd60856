"""Publishing: what the edge decides by, for one project or for all that changed, each read in one consistent moment."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lenticular.management.attributes import service as attributes
from lenticular.management.audiences import service as audiences
from lenticular.management.events import service as events
from lenticular.management.experiences import service as experiences
from lenticular.management.lytics_audiences import service as lytics_audiences
from lenticular.management.measurement import service as measurement
from lenticular.management.measurement.service import Measurement
from lenticular.management.preview_links import keys as preview_keys
from lenticular.management.projects import service as projects
from lenticular.management.publishing import revisions, rulesets
from lenticular.management.publishing.rulesets import Shown
from lenticular.management.publishing.tables import ProjectRevision
from lenticular.management.versions import service as versions
from lenticular.store.database import Database

# Bounds the length of a query; a start after a long pause may have to read every project.
_PROJECTS_AT_ONCE = 100


def changes_since(database: Database, revision: int) -> tuple[int, list[tuple[str, dict[str, Any] | None]]]:
    """Return the newest revision, and each project that changed after the given one with its ruleset document.

    A document of None means that the project is gone. All is read in one transaction; nothing else is read when
    nothing changed.
    """
    with database.reading() as session:
        latest = revisions.latest(session)
        if latest <= revision:
            return latest, []
        changed = revisions.changed_since(session, revision)
        documents: dict[str, dict[str, Any]] = {}
        for start in range(0, len(changed), _PROJECTS_AT_ONCE):
            documents |= _documents(session, changed[start : start + _PROJECTS_AT_ONCE], {})
        return latest, [(project_uid, documents.get(project_uid)) for project_uid in changed]


def ruleset_document(
    session: Session, project_uid: str, *, versions: Mapping[str, str] | None = None
) -> dict[str, Any] | None:
    """Return a project's ruleset document, or None if there is no such project.

    `versions` maps experience uids to the version, a draft for instance, that is taken as if it were active now; an
    experience or version that is not the project's own is passed over.
    """
    return _documents(session, [project_uid], versions or {}).get(project_uid)


def _documents(session: Session, project_uids: Sequence[str], chosen: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    existing = projects.existing(session, project_uids)
    number = _revisions(session, existing)
    keys = attributes.of_projects(session, existing)
    rules = audiences.of_projects(session, existing)
    slugs = lytics_audiences.of_projects(session, existing)
    keys_of_events = events.of_projects(session, existing)
    measured = measurement.of_projects(session, existing)
    signing = preview_keys.of_projects(session, existing)
    shown = _shown(session, existing, chosen)
    return {
        uid: rulesets.document(
            uid,
            number.get(uid, 0),
            attributes=keys.get(uid, ()),
            audiences=rules.get(uid, ()),
            lytics_audiences=slugs.get(uid, ()),
            events=keys_of_events.get(uid, ()),
            measurement=measured.get(uid, Measurement()),
            preview_key=signing.get(uid),
            shown=shown.get(uid, ()),
        )
        for uid in existing
    }


def _shown(session: Session, project_uids: Collection[str], chosen: Mapping[str, str]) -> dict[str, list[Shown]]:
    by_project = experiences.of_projects(session, project_uids, also=chosen.keys())
    by_experience = versions.of_projects(session, project_uids, also=chosen.values())

    def states(rows: Sequence[experiences.Row]) -> Iterator[Shown]:
        for experience in rows:
            known = by_experience.get(experience.uid, ())
            wanted = chosen.get(experience.uid)
            shown = rulesets.as_if_active(experience, known, wanted) if wanted else None
            shown = shown or rulesets.live(experience, known)
            if shown is not None:
                yield shown

    return {project_uid: list(states(rows)) for project_uid, rows in by_project.items()}


def _revisions(session: Session, project_uids: Collection[str]) -> dict[str, int]:
    rows = session.execute(
        select(ProjectRevision.project_uid, ProjectRevision.revision).where(
            ProjectRevision.project_uid.in_(project_uids)
        )
    )
    return {row.project_uid: row.revision for row in rows}
