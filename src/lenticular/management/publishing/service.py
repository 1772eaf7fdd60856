"""Publishing: what the edge decides by, for one project or for all that changed, each read in one consistent moment.

What changed is found by comparison: of each audience and version there is a number that every write changes, and the
rest is small. So there is nothing that a change could forget to tell but the project's revision.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from lenticular.domain.experiences import Status
from lenticular.domain.ruleset import Published
from lenticular.management.attributes import service as attributes
from lenticular.management.audiences import service as audiences
from lenticular.management.events import service as events
from lenticular.management.experiences import service as experiences
from lenticular.management.experiences.service import Outline
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
# Bounds how long one step of reading keeps a server's other threads from running.
_PARTS_AT_ONCE = 50

LATEST_REVISION = revisions.LATEST
Marks = Callable[[str], Collection[str]]
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class _Listed:
    """What there is, by mark: an audience's uid; an experience with its version's uid and its holdout."""

    audiences: dict[str, str] = field(default_factory=dict)
    experiences: dict[str, tuple[Outline, str, int]] = field(default_factory=dict)


def changes_since(database: Database, revision: int, known: Marks) -> tuple[int, list[tuple[str, Published | None]]]:
    """Return the newest revision, and each project that changed after the given one, None for one that is gone.

    `known` gives the marks of the parts of a project that the caller has: these parts are not read. All is read in one
    transaction; nothing else is read when nothing changed.
    """
    with database.reading() as session:
        latest = revisions.latest(session)
        if latest <= revision:
            return latest, []
        changed = revisions.changed_since(session, revision)
        published: dict[str, Published] = {}
        for uids in _slices(changed, _PROJECTS_AT_ONCE):
            published |= _published(session, uids, known)
        return latest, [(project_uid, published.get(project_uid)) for project_uid in changed]


def ruleset_document(
    session: Session, project_uid: str, *, versions: Mapping[str, str] | None = None
) -> dict[str, Any] | None:
    """Return a project's ruleset document, whole, or None if there is no such project.

    `versions` maps experience uids to the version, a draft for instance, that is taken as if it were active now; an
    experience or version that is not the project's own is passed over.
    """
    existing = projects.existing(session, [project_uid])
    if not existing:
        return None
    measured = measurement.of_projects(session, existing)
    [document] = _documents(session, existing, measured).values()
    slots = measured.get(project_uid, Measurement()).experience_slots
    return document | {
        "audiences": audiences.of_projects(session, existing).get(project_uid, []),
        "experiences": [
            rulesets.experience(shown, slots.get(shown.experience.uid, 0))
            for shown in _shown(session, project_uid, versions or {})
        ],
    }


def _published(session: Session, project_uids: Sequence[str], known: Marks) -> dict[str, Published]:
    existing = projects.existing(session, project_uids)
    measured = measurement.of_projects(session, existing)
    listed = _listed(session, existing, measured)
    return {
        uid: Published(
            document | {"audiences": list(listed[uid].audiences), "experiences": list(listed[uid].experiences)},
            _parts(session, listed[uid], frozenset(known(uid))),
        )
        for uid, document in _documents(session, existing, measured).items()
    }


def _documents(
    session: Session, existing: Sequence[str], measured: Mapping[str, Measurement]
) -> dict[str, dict[str, Any]]:
    number = _revisions(session, existing)
    keys = attributes.of_projects(session, existing)
    slugs = lytics_audiences.of_projects(session, existing)
    keys_of_events = events.of_projects(session, existing)
    signing = preview_keys.of_projects(session, existing)
    return {
        uid: rulesets.document(
            uid,
            number.get(uid, 0),
            attributes=keys.get(uid, ()),
            lytics_audiences=slugs.get(uid, ()),
            events=keys_of_events.get(uid, ()),
            measurement=measured.get(uid, Measurement()),
            preview_key=signing.get(uid),
        )
        for uid in existing
    }


def _listed(session: Session, project_uids: Sequence[str], measured: Mapping[str, Measurement]) -> dict[str, _Listed]:
    found = {uid: _Listed() for uid in project_uids}
    for project_uid, stamps in audiences.stamps(session, project_uids).items():
        found[project_uid].audiences.update((rulesets.audience_mark(uid, stamp), uid) for uid, stamp in stamps)
    live = versions.live_stamps(session, project_uids)
    for project_uid, outlines in experiences.of_projects(session, project_uids).items():
        slots = measured.get(project_uid, Measurement()).experience_slots
        for outline in outlines:
            if (version := live.get(outline.uid)) is not None:
                holdout = slots.get(outline.uid, 0)
                mark = rulesets.experience_mark(outline, version, holdout)
                found[project_uid].experiences[mark] = (outline, version[0], holdout)
    return found


def _parts(session: Session, listed: _Listed, known: Collection[str]) -> dict[str, bytes]:
    """Return the JSON of what is listed and not known, by mark."""
    parts: dict[str, bytes] = {}
    for marks in _slices([mark for mark in listed.audiences if mark not in known], _PARTS_AT_ONCE):
        found = {one["uid"]: one for one in audiences.of_uids(session, [listed.audiences[mark] for mark in marks])}
        parts |= {mark: msgspec.json.encode(found[listed.audiences[mark]]) for mark in marks}
    for marks in _slices([mark for mark in listed.experiences if mark not in known], _PARTS_AT_ONCE):
        rows = versions.of_uids(session, [listed.experiences[mark][1] for mark in marks])
        for mark in marks:
            outline, version_uid, holdout = listed.experiences[mark]
            row = rows[version_uid]
            shown = Shown(outline, row, Status(row.status), row.ranges)
            parts[mark] = msgspec.json.encode(rulesets.experience(shown, holdout))
    return parts


def _slices(items: Sequence[_Item], size: int) -> Iterator[Sequence[_Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _shown(session: Session, project_uid: str, chosen: Mapping[str, str]) -> Iterator[Shown]:
    by_experience = versions.of_projects(session, [project_uid], also=chosen.values())
    for outline in experiences.of_projects(session, [project_uid], also=chosen.keys()).get(project_uid, ()):
        known = by_experience.get(outline.uid, ())
        wanted = chosen.get(outline.uid)
        shown = rulesets.as_if_active(outline, known, wanted) if wanted else None
        shown = shown or rulesets.live(outline, known)
        if shown is not None:
            yield shown


def _revisions(session: Session, project_uids: Collection[str]) -> dict[str, int]:
    rows = session.execute(
        select(ProjectRevision.project_uid, ProjectRevision.revision).where(
            ProjectRevision.project_uid.in_(project_uids)
        )
    )
    return {row.project_uid: row.revision for row in rows}
