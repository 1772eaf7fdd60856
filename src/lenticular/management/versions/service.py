"""Drafting, activating, pausing and discarding versions of experiences."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from lenticular.content.variant_groups.mirrors import Kept
from lenticular.domain.experiences import ExperienceType, Status, check_transition, short_uid
from lenticular.errors import Conflict, Invalid, NotFound, Problem
from lenticular.management.audiences import service as audiences
from lenticular.management.events import service as events
from lenticular.management.experiences import service as experiences
from lenticular.management.experiences.service import LIVE
from lenticular.management.lytics_audiences import service as lytics_audiences
from lenticular.management.mirroring import service as mirroring
from lenticular.management.references.service import Kind, Thing
from lenticular.management.scope import ProjectScope
from lenticular.management.versions import parsing
from lenticular.management.versions.content import Content, Document, VariantSplit, is_unchanged, slot_ranges
from lenticular.management.versions.parsing import Known
from lenticular.management.versions.tables import ExperienceVersion
from lenticular.store import authorship
from lenticular.store.gathering import gathered

# What other concepts call a version that they were given.
Row: TypeAlias = ExperienceVersion
_CODES = "personalize.EXPERIENCES.VERSIONS"


def list_newest_first(scope: ProjectScope, experience: experiences.Row) -> Sequence[ExperienceVersion]:
    """Return the versions of an experience, newest first."""
    return scope.session.scalars(
        select(ExperienceVersion)
        .where(ExperienceVersion.project_uid == scope.project_uid, ExperienceVersion.experience_uid == experience.uid)
        .order_by(ExperienceVersion.number.desc())
    ).all()


def of_projects(
    session: Session, project_uids: Collection[str], also: Collection[str] = ()
) -> dict[str, list[ExperienceVersion]]:
    """Return the live versions of each of the projects' experiences, and the versions named in `also`."""
    rows = session.scalars(
        select(ExperienceVersion)
        .where(ExperienceVersion.project_uid.in_(project_uids))
        .where(ExperienceVersion.status.in_(LIVE) | ExperienceVersion.uid.in_(also))
        .order_by(ExperienceVersion.experience_uid, ExperienceVersion.number)
    )
    found: dict[str, list[ExperienceVersion]] = {}
    for row in rows:
        found.setdefault(row.experience_uid, []).append(row)
    return found


def live_stamps(session: Session, project_uids: Collection[str]) -> dict[str, tuple[str, int]]:
    """Return, by experience, the uid of its live version and the number that every change of that version changes."""
    question = select(ExperienceVersion.experience_uid, ExperienceVersion.uid, ExperienceVersion.stamp).where(
        ExperienceVersion.project_uid.in_(project_uids), ExperienceVersion.status.in_(LIVE)
    )
    return {experience_uid: (uid, stamp) for experience_uid, uid, stamp in gathered(session, question)}


def of_uids(session: Session, uids: Collection[str]) -> dict[str, ExperienceVersion]:
    """Return versions of any projects by uid."""
    return {row.uid: row for row in session.scalars(select(ExperienceVersion).where(ExperienceVersion.uid.in_(uids)))}


def exists(session: Session, uid: str) -> bool:
    """Tell whether any project of this server has a version of this uid; imports keep only free ones."""
    return session.get(ExperienceVersion, uid) is not None


def get(scope: ProjectScope, experience: experiences.Row, uid: str) -> ExperienceVersion:
    """Return one version; raise NotFound when the experience has none of this uid."""
    version = scope.session.scalar(
        select(ExperienceVersion)
        .where(ExperienceVersion.project_uid == scope.project_uid, ExperienceVersion.experience_uid == experience.uid)
        .where(ExperienceVersion.uid == uid)
    )
    if version is None:
        raise NotFound(f"{_CODES}.VERSION_NOT_FOUND", f"The experience has no version {uid}.")
    return version


def content_of(version: ExperienceVersion) -> Content:
    """Return what a version shows to whom."""
    return Content(
        variants=version.variants,
        variant_split=None if version.variant_split is None else VariantSplit(version.variant_split),
        metrics=version.metrics,
        targeting=version.targeting,
    )


def start_draft(scope: ProjectScope, experience: experiences.Row) -> ExperienceVersion:
    """Add the empty draft that an experience begins with."""
    split = VariantSplit.EQUALLY_SPLIT if experience.type == ExperienceType.AB_TEST else None
    return _insert(scope, experience, Content(variant_split=split), number=1)


def create_draft(scope: ProjectScope, experience: experiences.Row, document: object) -> ExperienceVersion:
    """Add a draft as a client sent it; raise Conflict while there is one, Invalid with every problem at once."""
    if experience.has_draft:
        raise Conflict(
            f"{_CODES}.CANNOT_CREATE_VERSION_AS_DRAFT_ALREADY_EXISTS",
            "The experience has a draft. Change that one, or discard it first.",
        )
    status, content = parsing.parse(document, ExperienceType(experience.type), _known(scope, experience))
    if status is not Status.DRAFT:
        raise Invalid([Problem("/status", "INVALID_STATUS", "A new version starts as DRAFT.")])
    newest = list_newest_first(scope, experience)
    version = _insert(scope, experience, content, number=newest[0].number + 1 if newest else 1)
    mirror(scope, experience)
    return version


def update(scope: ProjectScope, experience: experiences.Row, version: ExperienceVersion, document: object) -> None:
    """Save a draft, activate it, or pause or resume a live version, as the document's `status` says.

    Raises Invalid with every problem at once, or Conflict when the version is locked.
    """
    old = Status(version.status)
    if old is Status.DRAFT:
        known = _known(scope, experience)
    else:
        # Nothing of it will be stored: what is left out, or no longer allowed, is no reason to refuse a pause.
        known = Known()
        document = _completed(version, document)
    new, content = parsing.parse(document, ExperienceType(experience.type), known)
    changed = not is_unchanged(content_of(version), content)
    check_transition(old, new, changed=changed)
    if old is Status.DRAFT:
        _write(experience, version, content)
    elif old is new:
        return
    if old is Status.DRAFT and new is Status.ACTIVE:
        _activate(scope, experience, version)
    version.status = new
    authorship.touch(scope, version)
    _settle(scope, experience)
    mirror(scope, experience)
    if old is not new:
        experiences.touch(scope, experience)


def delete(scope: ProjectScope, experience: experiences.Row, version: ExperienceVersion) -> None:
    """Discard a draft; raise Conflict for any other version, and for the only one."""
    if version.status != Status.DRAFT:
        raise Conflict(
            f"{_CODES}.CANNOT_DELETE_LOCKED_VERSION", "Only a draft can be deleted; this version is or was live."
        )
    if len(list_newest_first(scope, experience)) == 1:
        raise Conflict(f"{_CODES}.CANNOT_DELETE_ONLY_DRAFT", "An experience has at least one version.")
    scope.session.delete(version)
    scope.session.flush()
    _settle(scope, experience)
    mirror(scope, experience)


def restore(
    scope: ProjectScope,
    experience: experiences.Row,
    document: object,
    *,
    uid: str | None = None,
    number: int,
    first_activated_at: datetime | None = None,
) -> ExperienceVersion:
    """Add a version of an import in the state it had; call it for the oldest version first, and `mirror` at the end.

    The document's uids must be this project's; its short uids are kept. What an archived version refers to may be
    gone. Raises Invalid with every problem at once, Conflict for a second draft, live version or same number.
    """
    is_archived = isinstance(document, dict) and document.get("status") == Status.ARCHIVED
    known = Known() if is_archived else _known(scope, experience, any_short_uid=True)
    status, content = parsing.parse(document, ExperienceType(experience.type), known)
    earlier = list_newest_first(scope, experience)
    _refuse_clash(earlier, status, number)
    predecessor = next((row.ranges for row in earlier if row.ranges), None)
    version = _insert(scope, experience, content, number=number, uid=uid, status=status)
    if status is not Status.DRAFT:
        version.first_activated_at = first_activated_at or scope.now
        version.ranges = slot_ranges(content_of(version), predecessor)
    if status in LIVE:
        experience.activated_at = version.first_activated_at
        experience.activated_by = scope.user_uid
    scope.session.flush()
    return version


def mirror(scope: ProjectScope, experience: experiences.Row, keep: Kept | None = None) -> None:
    """Make the connected stack have the variants of the draft and of the live version, as the newer one has them.

    `keep` is for imports; those of archived versions are then there too, because entries may have them.
    """
    rows = list_newest_first(scope, experience)
    present = _names([row for row in rows if row.status != Status.ARCHIVED])
    if keep is not None:
        former = _names([row for row in rows if row.status == Status.ARCHIVED])
        keep = replace(keep, former={uid: name for uid, name in former.items() if uid not in present})
    mirroring.sync(
        scope, experience.uid, short_uid=experience.short_uid, name=experience.name, variants=present, keep=keep
    )


def mirror_all(scope: ProjectScope) -> None:
    """Make the connected stack have every experience of the project."""
    for experience in experiences.list_by_priority(scope):
        mirror(scope, experience)


def ranges_if_activated(draft: ExperienceVersion, live: ExperienceVersion | None) -> Mapping[str, list[list[int]]]:
    """Return the slot ranges that a draft would get if it took over from the live version now."""
    return slot_ranges(content_of(draft), None if live is None else live.ranges)


def _names(rows: Sequence[ExperienceVersion]) -> dict[str, str]:
    """Return the names of the versions' variants by short uid, as the first version that has one says."""
    names: dict[str, str] = {}
    for row in rows:
        for variant in row.variants:
            names.setdefault(variant["shortUid"], variant["name"])
    return names


def _known(scope: ProjectScope, experience: experiences.Row, *, any_short_uid: bool = False) -> Known:
    return Known(
        audiences=audiences.uids(scope),
        lytics_audiences=lytics_audiences.uids(scope),
        events=events.uids(scope),
        variant_count=None if any_short_uid else experience.next_variant_short_uid,
        max_variants=scope.limits.variants_per_experience,
        max_audiences=scope.limits.audiences_per_variant,
        max_metrics=scope.limits.metrics_per_test,
    )


def _completed(version: ExperienceVersion, document: object) -> object:
    """Return the document with the optional members that it leaves out as the version has them."""
    if not isinstance(document, dict) or version.variant_split is None:
        return document
    present: Document = {
        "variantSplit": version.variant_split,
        "metrics": version.metrics,
        "targeting": version.targeting,
    }
    return {**present, **document}


def _insert(
    scope: ProjectScope,
    experience: experiences.Row,
    content: Content,
    *,
    number: int,
    uid: str | None = None,
    status: Status = Status.DRAFT,
) -> ExperienceVersion:
    version = ExperienceVersion(
        uid=uid or scope.identifiers.object_id(),
        project_uid=scope.project_uid,
        experience_uid=experience.uid,
        number=number,
        status=status,
        ranges={},
        first_activated_at=None,
        **authorship.of_new(scope),
    )
    _write(experience, version, content)
    scope.session.add(version)
    _settle(scope, experience)
    return version


def _write(experience: experiences.Row, version: ExperienceVersion, content: Content) -> None:
    """Put the content into the row; variants without a short uid get the next ones, in order."""
    chosen = [variant["shortUid"] for variant in content.variants if variant["shortUid"] is not None]
    count = max([experience.next_variant_short_uid, *(int(value, 36) + 1 for value in chosen)])
    variants: list[Document] = []
    for variant in content.variants:
        if variant["shortUid"] is None:
            variants.append({**variant, "shortUid": short_uid(count)})
            count += 1
        else:
            variants.append(variant)
    experience.next_variant_short_uid = count
    version.variants = variants
    version.variant_split = content.variant_split
    version.metrics = list(content.metrics)
    version.targeting = content.targeting or {}


def _refuse_clash(rows: Sequence[ExperienceVersion], status: Status, number: int) -> None:
    if any(row.number == number for row in rows):
        raise Conflict(f"{_CODES}.DUPLICATE_NUMBER", f"The experience has a version {number}.")
    for only_one in ((Status.DRAFT,), LIVE):
        if status in only_one and any(row.status in only_one for row in rows):
            raise Conflict(f"{_CODES}.DUPLICATE_STATUS", "An experience has one draft and one live version at most.")


def _activate(scope: ProjectScope, experience: experiences.Row, version: ExperienceVersion) -> None:
    predecessor = next((row for row in list_newest_first(scope, experience) if row.status in LIVE), None)
    version.ranges = dict(ranges_if_activated(version, predecessor))
    version.first_activated_at = scope.now
    experience.activated_at = scope.now
    experience.activated_by = scope.user_uid
    if predecessor is not None:
        predecessor.status = Status.ARCHIVED
        authorship.touch(scope, predecessor)
        # Before the new one is live: the database allows one live version at every statement.
        scope.session.flush()


def _settle(scope: ProjectScope, experience: experiences.Row) -> None:
    """Make the experience say what its versions are now, and what the draft and the live one refer to."""
    scope.session.flush()
    rows = list_newest_first(scope, experience)
    live = [row for row in rows if row.status in LIVE]
    drafts = [row for row in rows if row.status == Status.DRAFT]
    experiences.settle(
        scope,
        experience,
        status=Status(live[0].status) if live else Status.DRAFT,
        has_draft=bool(drafts),
        latest_version_uid=rows[0].uid,
        uses=[thing for row in (*live, *drafts) for thing in _uses(content_of(row))],
    )


def _uses(content: Content) -> list[Thing]:
    lists = content.audience_lists()
    return [
        *(Thing(Kind.AUDIENCE, uid) for entry in lists for uid in entry["audiences"]),
        *(Thing(Kind.LYTICS_AUDIENCE, uid) for entry in lists for uid in entry["lyticsAudiences"]),
        *(Thing(Kind.EVENT, metric["event"]) for metric in content.metrics),
    ]
