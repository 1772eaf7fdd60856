"""Creating, listing, changing and deleting audiences."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lenticular.domain import audiences as rules
from lenticular.domain.audiences import RuleCombination
from lenticular.errors import Conflict, NotFound, QuotaExceeded
from lenticular.management.attributes import service as attributes
from lenticular.management.audiences.tables import Audience
from lenticular.management.lytics_audiences import service as lytics_audiences
from lenticular.management.references import service as references
from lenticular.management.references.service import Kind, Thing
from lenticular.management.scope import ProjectScope
from lenticular.store import authorship
from lenticular.store.gathering import gathered


def list_newest_first(scope: ProjectScope, *, referring_to: Collection[str] = ()) -> Sequence[Audience]:
    """Return the project's audiences, newest first; given attribute uids, those that refer to any of them."""
    rows = scope.session.scalars(
        select(Audience)
        .where(Audience.project_uid == scope.project_uid)
        .order_by(Audience.created_at.desc(), Audience.uid.desc())
    ).all()
    if not referring_to:
        return rows
    referred = referred_attributes(scope)
    return [row for row in rows if not set(referring_to).isdisjoint(referred.get(row.uid, ()))]


def referred_attributes(scope: ProjectScope) -> Mapping[str, Sequence[str]]:
    """Return, for every audience that has any, the custom attributes in its rules, in order of first use."""
    return references.targets(scope, Kind.AUDIENCE, Kind.ATTRIBUTE)


def uids(scope: ProjectScope) -> frozenset[str]:
    """Return the uids that a variant or a target group may refer to."""
    rows = gathered(scope.session, select(Audience.uid).where(Audience.project_uid == scope.project_uid))
    return frozenset(uid for (uid,) in rows)


def of_projects(session: Session, project_uids: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """Return uid, name and definition of each project's audiences, for its ruleset."""
    rows = session.execute(
        select(Audience.project_uid, Audience.uid, Audience.name, Audience.definition)
        .where(Audience.project_uid.in_(project_uids))
        .order_by(Audience.project_uid, Audience.uid)
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for project_uid, *members in rows:
        found.setdefault(project_uid, []).append(_published(*members))
    return found


def stamps(session: Session, project_uids: Collection[str]) -> dict[str, list[tuple[str, int]]]:
    """Return the uid of each project's audiences, with the number that every change of the audience changes."""
    question = select(Audience.project_uid, Audience.uid, Audience.stamp).where(Audience.project_uid.in_(project_uids))
    found: dict[str, list[tuple[str, int]]] = {}
    for project_uid, uid, stamp in sorted(gathered(session, question)):
        found.setdefault(project_uid, []).append((uid, stamp))
    return found


def of_uids(session: Session, uids: Collection[str]) -> list[dict[str, Any]]:
    """Return audiences of any projects as `of_projects` does."""
    rows = session.execute(
        select(Audience.uid, Audience.name, Audience.definition).where(Audience.uid.in_(uids)).order_by(Audience.uid)
    )
    return [_published(*members) for members in rows]


def _published(uid: str, name: str, definition: dict[str, Any]) -> dict[str, Any]:
    return {"uid": uid, "name": name, "definition": definition}


def count_by_project(session: Session, project_uids: Collection[str]) -> Mapping[str, int]:
    """Return how many audiences each of the projects has; a project without any is absent."""
    counts = session.execute(
        select(Audience.project_uid, func.count())
        .where(Audience.project_uid.in_(project_uids))
        .group_by(Audience.project_uid)
    )
    return dict(counts.all())


def exists(session: Session, uid: str) -> bool:
    """Tell whether any project of this server has an audience of this uid; imports keep only free ones."""
    return session.get(Audience, uid) is not None


def get(scope: ProjectScope, uid: str) -> Audience:
    """Return one audience; raise NotFound when the project has none of this uid."""
    audience = scope.session.scalar(
        select(Audience).where(Audience.project_uid == scope.project_uid, Audience.uid == uid)
    )
    if audience is None:
        raise NotFound("personalize.AUDIENCES.AUDIENCE_NOT_FOUND", f"The project has no audience {uid}.")
    return audience


def read_definition(scope: ProjectScope, document: object) -> RuleCombination:
    """Read a definition whose rules may name what the project has; raise Invalid, pointers from the definition."""
    return rules.parse_definition(
        document,
        attribute_uids=attributes.uids(scope),
        lytics_uids=lytics_audiences.uids(scope),
        max_rules=scope.limits.rules_per_audience,
    )


def create(
    scope: ProjectScope, *, name: str, description: str, definition: RuleCombination, uid: str | None = None
) -> Audience:
    """Add an audience; a given uid is kept (imports). Raise QuotaExceeded, or Conflict when the name is taken."""
    count = scope.session.scalar(
        select(func.count()).select_from(Audience).where(Audience.project_uid == scope.project_uid)
    )
    if (count or 0) >= scope.limits.audiences_per_project:
        raise QuotaExceeded(
            "personalization.AUDIENCES.MAX_AUDIENCES_COUNT_EXCEEDED",
            f"The project has all {scope.limits.audiences_per_project} audiences it may have.",
        )
    _refuse_taken(scope, name=name, except_uid=None)
    audience = Audience(
        uid=uid or scope.identifiers.object_id(),
        project_uid=scope.project_uid,
        name=name,
        description=description,
        definition=rules.to_document(definition),
        **authorship.of_new(scope),
    )
    scope.session.add(audience)
    scope.session.flush()
    _record_references(scope, audience, definition)
    return audience


def update(
    scope: ProjectScope, audience: Audience, *, name: str, description: str, definition: RuleCombination
) -> None:
    """Change an audience. Experiences that use it decide by the new rules at once."""
    _refuse_taken(scope, name=name, except_uid=audience.uid)
    audience.name = name
    audience.description = description
    audience.definition = rules.to_document(definition)
    authorship.touch(scope, audience)
    scope.session.flush()
    _record_references(scope, audience, definition)


def delete(scope: ProjectScope, audience: Audience) -> None:
    """Delete an audience that no draft, active or paused version refers to; raise Conflict otherwise."""
    thing = Thing(Kind.AUDIENCE, audience.uid)
    references.refuse_if_used(scope, thing, "personalize.AUDIENCES.CANNOT_DELETE_REFERRED_AUDIENCE")
    references.forget(scope, thing)
    scope.session.delete(audience)
    scope.session.flush()


def _record_references(scope: ProjectScope, audience: Audience, definition: RuleCombination) -> None:
    used = [Thing(Kind.ATTRIBUTE, uid) for uid in rules.referred_attributes(definition)]
    used += [Thing(Kind.LYTICS_AUDIENCE, uid) for uid in rules.referred_lytics_audiences(definition)]
    references.replace(scope, Thing(Kind.AUDIENCE, audience.uid), audience.name, used)


def _refuse_taken(scope: ProjectScope, *, name: str, except_uid: str | None) -> None:
    taken = scope.session.scalar(
        select(Audience.uid)
        .where(Audience.project_uid == scope.project_uid, Audience.name == name)
        .where(Audience.uid != (except_uid or ""))
    )
    if taken is not None:
        raise Conflict("personalize.AUDIENCES.DUPLICATE_NAME", f"The project has an audience named “{name}”.")
