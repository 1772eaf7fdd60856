"""Registering, listing and deleting CDP-synced audiences."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lenticular.errors import Invalid, NotFound, Problem, QuotaExceeded
from lenticular.management.lytics_audiences.tables import LyticsAudience
from lenticular.management.references import service as references
from lenticular.management.references.service import Kind, Thing
from lenticular.management.scope import ProjectScope
from lenticular.store.gathering import gathered

# The contract names no quota; the list is answered whole, so it must end somewhere.
MAX_LYTICS_AUDIENCES = 1_000
_CODES = "personalize.LYTICS_AUDIENCES"


@dataclass(frozen=True, slots=True)
class Registered:
    """A CDP-synced audience. `uid` has 32 lower-case hex digits."""

    uid: str
    project: str
    slug: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Registration:
    """What to register; without a uid, the one that belongs to this slug in this project."""

    slug: str
    name: str
    description: str = ""
    uid: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many audiences a registration added, changed, and found as they were."""

    created: int
    updated: int
    unchanged: int


def mint_uid(project_uid: str, slug: str) -> str:
    """Return the uid of a slug that came without one: always the same in one project."""
    return hashlib.sha256(f"lytics-audience\0{project_uid}\0{slug}".encode()).hexdigest()[:32]


def list_by_name(scope: ProjectScope) -> list[Registered]:
    """Return the project's CDP-synced audiences by name, then uid."""
    return [
        Registered(uid=row.uid, project=row.project_uid, slug=row.slug, name=row.name, description=row.description)
        for row in _rows(scope)
    ]


def uids(scope: ProjectScope) -> frozenset[str]:
    """Return the uids that a rule, a variant or a target group may refer to."""
    return frozenset(
        scope.session.scalars(select(LyticsAudience.uid).where(LyticsAudience.project_uid == scope.project_uid))
    )


def of_projects(session: Session, project_uids: Collection[str]) -> dict[str, list[dict[str, str]]]:
    """Return uid, slug and name of each project's CDP-synced audiences, for its ruleset."""
    question = select(LyticsAudience.project_uid, LyticsAudience.uid, LyticsAudience.slug, LyticsAudience.name)
    rows = gathered(session, question.where(LyticsAudience.project_uid.in_(project_uids)))
    found: dict[str, list[dict[str, str]]] = {}
    for project_uid, uid, slug, name in sorted(rows):
        found.setdefault(project_uid, []).append({"uid": uid, "slug": slug, "name": name})
    return found


def get(scope: ProjectScope, uid: str) -> Registered:
    """Return one CDP-synced audience; raise NotFound when the project has none of this uid."""
    row = _row(scope, uid)
    return Registered(uid=row.uid, project=row.project_uid, slug=row.slug, name=row.name, description=row.description)


def register(scope: ProjectScope, registrations: Sequence[Registration]) -> Counts:
    """Add or change CDP-synced audiences, all or none; others stay.

    Raises Invalid, its pointers from the list of registrations, or QuotaExceeded.
    """
    before = {row.uid: row for row in _rows(scope)}
    uid_by_slug = {row.slug: row.uid for row in before.values()}
    wanted = [
        Registered(
            uid=entry.uid or uid_by_slug.get(entry.slug) or mint_uid(scope.project_uid, entry.slug),
            project=scope.project_uid,
            slug=entry.slug,
            name=entry.name,
            description=entry.description,
        )
        for entry in registrations
    ]
    problems = list(_clashes(wanted, uid_by_slug))
    if problems:
        raise Invalid(problems)
    if len(before.keys() | {entry.uid for entry in wanted}) > MAX_LYTICS_AUDIENCES:
        raise QuotaExceeded(
            f"{_CODES}.MAX_LYTICS_AUDIENCES_COUNT_EXCEEDED",
            f"A project may have {MAX_LYTICS_AUDIENCES} CDP-synced audiences.",
        )
    return _write(scope, before, wanted)


def delete(scope: ProjectScope, uid: str) -> None:
    """Delete a CDP-synced audience that no audience and no experience refers to; raise Conflict otherwise."""
    row = _row(scope, uid)
    references.refuse_if_used(
        scope, Thing(Kind.LYTICS_AUDIENCE, uid), f"{_CODES}.CANNOT_DELETE_REFERRED_LYTICS_AUDIENCE"
    )
    scope.session.delete(row)
    scope.session.flush()


def _clashes(wanted: Sequence[Registered], uid_by_slug: Mapping[str, str]) -> Iterator[Problem]:
    uids = Counter(entry.uid for entry in wanted)
    slugs = Counter(entry.slug for entry in wanted)
    # A slug is free again when its audience gets another one in the same registration.
    given_up = set(uids)
    for index, entry in enumerate(wanted):
        holder = uid_by_slug.get(entry.slug, entry.uid)
        if slugs[entry.slug] > 1:
            yield Problem(f"/{index}/slug", "DUPLICATE_SLUG", f"The slug “{entry.slug}” occurs twice.")
        elif holder != entry.uid and holder not in given_up:
            yield Problem(f"/{index}/slug", "DUPLICATE_SLUG", f"The slug “{entry.slug}” belongs to {holder}.")
        if uids[entry.uid] > 1 and slugs[entry.slug] == 1:
            yield Problem(f"/{index}/uid", "DUPLICATE_UID", f"The uid {entry.uid} occurs twice.")


def _write(scope: ProjectScope, before: Mapping[str, LyticsAudience], wanted: Sequence[Registered]) -> Counts:
    changed = [entry for entry in wanted if entry.uid not in before or not _is_same(before[entry.uid], entry)]
    replaced = [before[entry.uid] for entry in changed if entry.uid in before]
    # Deleted and written anew, because two audiences may swap slugs and slugs are unique at every statement.
    for row in replaced:
        scope.session.delete(row)
    scope.session.flush()
    scope.session.add_all(
        LyticsAudience(
            project_uid=scope.project_uid,
            uid=entry.uid,
            slug=entry.slug,
            name=entry.name,
            description=entry.description,
        )
        for entry in changed
    )
    scope.session.flush()
    return Counts(created=len(changed) - len(replaced), updated=len(replaced), unchanged=len(wanted) - len(changed))


def _is_same(row: LyticsAudience, entry: Registered) -> bool:
    return (row.slug, row.name, row.description) == (entry.slug, entry.name, entry.description)


def _rows(scope: ProjectScope) -> Sequence[LyticsAudience]:
    return scope.session.scalars(
        select(LyticsAudience)
        .where(LyticsAudience.project_uid == scope.project_uid)
        .order_by(LyticsAudience.name, LyticsAudience.uid)
    ).all()


def _row(scope: ProjectScope, uid: str) -> LyticsAudience:
    row = scope.session.get(LyticsAudience, (scope.project_uid, uid))
    if row is None:
        raise NotFound(f"{_CODES}.LYTICS_AUDIENCE_NOT_FOUND", f"The project has no CDP-synced audience {uid}.")
    return row
