"""Creating, listing, ordering, changing and deleting experiences."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from lenticular.domain.experiences import ExperienceType, Status, short_uid
from lenticular.errors import Conflict, Invalid, NotFound, Problem, QuotaExceeded
from lenticular.management.experiences.tables import Experience
from lenticular.management.mirroring import service as mirroring
from lenticular.management.projects import service as projects
from lenticular.management.references import service as references
from lenticular.management.references.service import Kind, Thing
from lenticular.management.scope import ProjectScope
from lenticular.store import authorship
from lenticular.store.gathering import gathered

# What other concepts call an experience that they were given.
Row: TypeAlias = Experience
LIVE = (Status.ACTIVE, Status.PAUSED)


class Outline(NamedTuple):
    """What the edge needs of an experience beside its version."""

    uid: str
    short_uid: str
    name: str
    type: str
    status: str
    tags: list[Any]


def list_by_priority(scope: ProjectScope) -> Sequence[Experience]:
    """Return the project's experiences, highest priority first."""
    return scope.session.scalars(
        select(Experience).where(Experience.project_uid == scope.project_uid).order_by(Experience.priority)
    ).all()


def of_projects(
    session: Session, project_uids: Collection[str], also: Collection[str] = ()
) -> dict[str, list[Outline]]:
    """Return each project's active and paused experiences, and those named in `also`, highest priority first."""
    outline = (getattr(Experience, name) for name in Outline._fields)
    question = (
        select(Experience.project_uid, Experience.priority, *outline)
        .where(Experience.project_uid.in_(project_uids))
        .where(Experience.status.in_(LIVE) | Experience.uid.in_(also))
    )
    found: dict[str, list[Outline]] = {}
    for project_uid, _, *members in sorted(gathered(session, question)):
        found.setdefault(project_uid, []).append(Outline(*members))
    return found


def count_active_by_project(session: Session, project_uids: Collection[str]) -> dict[str, int]:
    """Return how many active experiences each project has; a project without any is absent."""
    rows = session.execute(
        select(Experience.project_uid, func.count())
        .where(Experience.project_uid.in_(project_uids), Experience.status == Status.ACTIVE)
        .group_by(Experience.project_uid)
    )
    return {row.project_uid: row[1] for row in rows}


def exists(session: Session, uid: str) -> bool:
    """Tell whether any project of this server has an experience of this uid; imports keep only free ones."""
    return session.get(Experience, uid) is not None


def project_of(session: Session, uid: str) -> str | None:
    """Return the project of an experience, for commands that are told the experience alone; None if there is none."""
    return session.scalar(select(Experience.project_uid).where(Experience.uid == uid))


def get(scope: ProjectScope, uid: str) -> Experience:
    """Return one experience; raise NotFound when the project has none of this uid."""
    experience = scope.session.scalar(
        select(Experience).where(Experience.project_uid == scope.project_uid, Experience.uid == uid)
    )
    if experience is None:
        raise NotFound("personalize.EXPERIENCES.EXPERIENCE_NOT_FOUND", f"The project has no experience {uid}.")
    return experience


def create(
    scope: ProjectScope,
    *,
    name: str,
    description: str,
    type: ExperienceType,  # noqa: A002  the contract's word
    tags: Sequence[str] = (),
    uid: str | None = None,
    number: int | None = None,
) -> Experience:
    """Add an experience without versions at the lowest priority; add its first version before the transaction ends.

    A given uid or short uid (as the `number` it spells) is kept, for imports. Raise QuotaExceeded, Conflict or Invalid.
    """
    count = scope.session.scalar(
        select(func.count()).select_from(Experience).where(Experience.project_uid == scope.project_uid)
    )
    if (count or 0) >= scope.limits.experiences_per_project:
        raise QuotaExceeded(
            "personalization.EXPERIENCES.MAX_EXPERIENCES_COUNT_EXCEEDED",
            f"The project has all {scope.limits.experiences_per_project} experiences it may have.",
        )
    _refuse_taken(scope, name, except_uid=None)
    _refuse_too_many(scope, tags)
    experience = Experience(
        uid=uid or scope.identifiers.object_id(),
        project_uid=scope.project_uid,
        short_uid=_hand_out_short_uid(scope, number),
        name=name,
        description=description,
        type=type,
        tags=list(tags),
        priority=(count or 0) + 1,
        status=Status.DRAFT,
        has_draft=False,
        latest_version_uid="",
        next_variant_short_uid=0,
        activated_at=None,
        activated_by=None,
        **authorship.of_new(scope),
    )
    scope.session.add(experience)
    scope.session.flush()
    return experience


def update_details(
    scope: ProjectScope,
    experience: Experience,
    *,
    name: str,
    description: str | None,
    tags: Sequence[str] | None,
) -> None:
    """Change an experience in any state; None keeps the present description or tags."""
    _refuse_taken(scope, name, except_uid=experience.uid)
    if name != experience.name:
        mirroring.rename(scope, experience.uid, name)
    experience.name = name
    if description is not None:
        experience.description = description
    if tags is not None:
        _refuse_too_many(scope, tags)
        experience.tags = list(tags)
    references.rename(scope, thing(experience), name)
    touch(scope, experience)


def touch(scope: ProjectScope, experience: Experience) -> None:
    """Record that the caller changed the experience now."""
    authorship.touch(scope, experience)
    scope.session.flush()


def settle(
    scope: ProjectScope,
    experience: Experience,
    *,
    status: Status,
    has_draft: bool,
    latest_version_uid: str,
    uses: Sequence[Thing],
) -> None:
    """Record what the experience's versions make of it, and the audiences and events that they use."""
    experience.status = status
    experience.has_draft = has_draft
    experience.latest_version_uid = latest_version_uid
    references.replace(scope, thing(experience), experience.name, uses)


def delete(scope: ProjectScope, experience: Experience) -> None:
    """Delete an experience with all its versions, even a running one; those below it move up.

    Its variant group stays in the connected stack, unlinked, with what entries have of it.
    """
    references.forget(scope, thing(experience))
    mirroring.forget(scope, experience.uid)
    priority = experience.priority
    scope.session.delete(experience)
    scope.session.flush()
    scope.session.execute(
        update(Experience)
        .where(Experience.project_uid == scope.project_uid, Experience.priority > priority)
        .values(priority=Experience.priority - 1)
    )


def reorder(scope: ProjectScope, uids: Sequence[str]) -> None:
    """Set the priorities, highest first; raise Invalid unless every experience is named exactly once."""
    rows = {row.uid: row for row in list_by_priority(scope)}
    problems = [
        Problem(f"/priorityOrder/{index}", "EXPERIENCE_NOT_FOUND", f"The project has no experience {uid}.")
        for index, uid in enumerate(uids)
        if uid not in rows
    ]
    problems += [
        Problem(f"/priorityOrder/{index}", "DUPLICATE_EXPERIENCE", f"The experience {uid} is named twice.")
        for index, uid in enumerate(uids)
        if uid in uids[:index]
    ]
    if problems:
        raise Invalid(problems)
    missing = [row.name for uid, row in rows.items() if uid not in uids]
    if missing:
        raise Conflict("MISSING_EXPERIENCES", f"The order has to name every experience; missing: {', '.join(missing)}.")
    for priority, uid in enumerate(uids, start=1):
        rows[uid].priority = priority
    scope.session.flush()


def thing(experience: Experience) -> Thing:
    """Return the experience as a user of audiences and events."""
    return Thing(Kind.EXPERIENCE, experience.uid)


def _hand_out_short_uid(scope: ProjectScope, number: int | None) -> str:
    project = projects.find(scope.session, scope.project_uid)
    if project is None:
        raise NotFound("personalize.PROJECTS.PROJECT_NOT_FOUND", f"There is no project {scope.project_uid}.")
    chosen = project.next_experience_short_uid if number is None else number
    project.next_experience_short_uid = max(project.next_experience_short_uid, chosen + 1)
    return short_uid(chosen)


def _refuse_taken(scope: ProjectScope, name: str, *, except_uid: str | None) -> None:
    taken = scope.session.scalar(
        select(Experience.uid)
        .where(Experience.project_uid == scope.project_uid, Experience.uid != (except_uid or ""))
        .where(Experience.name == name)
    )
    if taken is not None:
        raise Conflict("personalize.EXPERIENCES.DUPLICATE_NAME", f"The project has an experience named “{name}”.")


def _refuse_too_many(scope: ProjectScope, tags: Sequence[str]) -> None:
    if len(tags) > scope.limits.tags_per_experience:
        message = f"An experience has at most {scope.limits.tags_per_experience} tags."
        raise Invalid([Problem("/tags", "MAX_TAGS_COUNT_EXCEEDED", message)])
