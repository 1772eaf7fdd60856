"""Creating, listing, changing and deleting custom attributes."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lenticular.errors import Conflict, NotFound, QuotaExceeded
from lenticular.management.attributes.tables import Attribute
from lenticular.management.references import service as references
from lenticular.management.references.service import Kind, Thing
from lenticular.management.scope import ProjectScope
from lenticular.store import authorship
from lenticular.store.gathering import gathered


def list_newest_first(scope: ProjectScope) -> Sequence[Attribute]:
    """Return the project's custom attributes, newest first."""
    return scope.session.scalars(
        select(Attribute)
        .where(Attribute.project_uid == scope.project_uid)
        .order_by(Attribute.created_at.desc(), Attribute.uid.desc())
    ).all()


def uids(scope: ProjectScope) -> frozenset[str]:
    """Return the uids that a rule may refer to."""
    return frozenset(scope.session.scalars(select(Attribute.uid).where(Attribute.project_uid == scope.project_uid)))


def of_projects(session: Session, project_uids: Collection[str]) -> dict[str, list[dict[str, str]]]:
    """Return uid and key of each project's custom attributes, for its ruleset."""
    question = select(Attribute.project_uid, Attribute.uid, Attribute.key)
    rows = gathered(session, question.where(Attribute.project_uid.in_(project_uids)))
    found: dict[str, list[dict[str, str]]] = {}
    for project_uid, uid, key in sorted(rows):
        found.setdefault(project_uid, []).append({"uid": uid, "key": key})
    return found


def exists(session: Session, uid: str) -> bool:
    """Tell whether any project of this server has an attribute of this uid; imports keep only free ones."""
    return session.get(Attribute, uid) is not None


def get(scope: ProjectScope, uid: str) -> Attribute:
    """Return one attribute; raise NotFound when the project has none of this uid."""
    attribute = scope.session.scalar(
        select(Attribute).where(Attribute.project_uid == scope.project_uid, Attribute.uid == uid)
    )
    if attribute is None:
        raise NotFound("personalize.ATTRIBUTES.ATTRIBUTE_NOT_FOUND", f"The project has no custom attribute {uid}.")
    return attribute


def create(scope: ProjectScope, *, name: str, key: str, description: str, uid: str | None = None) -> Attribute:
    """Add a custom attribute; a given uid is kept (imports). Raise QuotaExceeded or Conflict (key or name taken)."""
    count = scope.session.scalar(
        select(func.count()).select_from(Attribute).where(Attribute.project_uid == scope.project_uid)
    )
    if (count or 0) >= scope.limits.attributes_per_project:
        raise QuotaExceeded(
            "personalization.ATTRIBUTES.MAX_ATTRIBUTES_COUNT_EXCEEDED",
            f"The project has all {scope.limits.attributes_per_project} custom attributes it may have.",
        )
    _refuse_taken(scope, name=name, key=key, except_uid=None)
    attribute = Attribute(
        uid=uid or scope.identifiers.object_id(),
        project_uid=scope.project_uid,
        name=name,
        key=key,
        description=description,
        **authorship.of_new(scope),
    )
    scope.session.add(attribute)
    scope.session.flush()
    return attribute


def update(scope: ProjectScope, attribute: Attribute, *, name: str, key: str, description: str) -> None:
    """Change a custom attribute. Visitors' values stay under the key they were stored with."""
    _refuse_taken(scope, name=name, key=key, except_uid=attribute.uid)
    attribute.name = name
    attribute.key = key
    attribute.description = description
    authorship.touch(scope, attribute)
    scope.session.flush()


def delete(scope: ProjectScope, attribute: Attribute) -> None:
    """Delete a custom attribute that no audience refers to; raise Conflict otherwise."""
    references.refuse_if_used(
        scope, Thing(Kind.ATTRIBUTE, attribute.uid), "personalize.ATTRIBUTES.CANNOT_DELETE_REFERRED_ATTRIBUTE"
    )
    scope.session.delete(attribute)
    scope.session.flush()


def _refuse_taken(scope: ProjectScope, *, name: str, key: str, except_uid: str | None) -> None:
    others = select(Attribute.uid).where(
        Attribute.project_uid == scope.project_uid, Attribute.uid != (except_uid or "")
    )
    if scope.session.scalar(others.where(Attribute.key == key)) is not None:
        raise Conflict("personalize.ATTRIBUTES.DUPLICATE_KEY", f"The project has an attribute with the key “{key}”.")
    if scope.session.scalar(others.where(Attribute.name == name)) is not None:
        raise Conflict("personalize.ATTRIBUTES.DUPLICATE_NAME", f"The project has an attribute named “{name}”.")
