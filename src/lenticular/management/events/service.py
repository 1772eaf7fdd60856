"""Creating, listing, changing and deleting events."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lenticular.errors import Conflict, NotFound, QuotaExceeded
from lenticular.management.events.tables import Event
from lenticular.management.references import service as references
from lenticular.management.references.service import Kind, Thing
from lenticular.management.scope import ProjectScope
from lenticular.store import authorship
from lenticular.store.gathering import gathered


def list_newest_first(scope: ProjectScope) -> Sequence[Event]:
    """Return the project's events, newest first."""
    return scope.session.scalars(
        select(Event).where(Event.project_uid == scope.project_uid).order_by(Event.created_at.desc(), Event.uid.desc())
    ).all()


def uids(scope: ProjectScope) -> frozenset[str]:
    """Return the uids that a metric may refer to."""
    return frozenset(scope.session.scalars(select(Event.uid).where(Event.project_uid == scope.project_uid)))


def of_projects(session: Session, project_uids: Collection[str]) -> dict[str, list[dict[str, str]]]:
    """Return uid and key of each project's events, so that the edge knows which keys count."""
    question = select(Event.project_uid, Event.uid, Event.key).where(Event.project_uid.in_(project_uids))
    found: dict[str, list[dict[str, str]]] = {}
    for project_uid, uid, key in sorted(gathered(session, question)):
        found.setdefault(project_uid, []).append({"uid": uid, "key": key})
    return found


def exists(session: Session, uid: str) -> bool:
    """Tell whether any project of this server has an event of this uid; imports keep only free ones."""
    return session.get(Event, uid) is not None


def get(scope: ProjectScope, uid: str) -> Event:
    """Return one event; raise NotFound when the project has none of this uid."""
    event = scope.session.scalar(select(Event).where(Event.project_uid == scope.project_uid, Event.uid == uid))
    if event is None:
        raise NotFound("personalize.EVENTS.EVENT_NOT_FOUND", f"The project has no event {uid}.")
    return event


def create(scope: ProjectScope, *, key: str, description: str, uid: str | None = None) -> Event:
    """Add an event; a given uid is kept (imports). Raise QuotaExceeded, or Conflict when the key is taken."""
    count = scope.session.scalar(select(func.count()).select_from(Event).where(Event.project_uid == scope.project_uid))
    if (count or 0) >= scope.limits.events_per_project:
        raise QuotaExceeded(
            "personalization.EVENTS.MAX_EVENTS_COUNT_EXCEEDED",
            f"The project has all {scope.limits.events_per_project} events it may have.",
        )
    _refuse_taken(scope, key=key, except_uid=None)
    event = Event(
        uid=uid or scope.identifiers.object_id(),
        project_uid=scope.project_uid,
        key=key,
        description=description,
        **authorship.of_new(scope),
    )
    scope.session.add(event)
    scope.session.flush()
    return event


def update(scope: ProjectScope, event: Event, *, key: str, description: str) -> None:
    """Change an event. A site that still sends the old key is not counted any more."""
    _refuse_taken(scope, key=key, except_uid=event.uid)
    event.key = key
    event.description = description
    authorship.touch(scope, event)
    scope.session.flush()


def delete(scope: ProjectScope, event: Event) -> None:
    """Delete an event that is no metric of a draft, active or paused version; raise Conflict otherwise."""
    references.refuse_if_used(scope, Thing(Kind.EVENT, event.uid), "personalize.EVENTS.CANNOT_DELETE_REFERRED_EVENT")
    scope.session.delete(event)
    scope.session.flush()


def _refuse_taken(scope: ProjectScope, *, key: str, except_uid: str | None) -> None:
    taken = scope.session.scalar(
        select(Event.uid)
        .where(Event.project_uid == scope.project_uid, Event.key == key)
        .where(Event.uid != (except_uid or ""))
    )
    if taken is not None:
        raise Conflict("personalize.EVENTS.DUPLICATE_KEY", f"The project has an event with the key “{key}”.")
