"""Creating, finding, changing and deleting content types."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from lenticular.content.content_types.tables import ContentType
from lenticular.content.fields import definitions, expansion
from lenticular.content.global_fields import service as global_fields
from lenticular.content.published import service as published
from lenticular.content.scope import StackScope
from lenticular.errors import Invalid, Problem
from lenticular.store import authorship

# What other concepts annotate with.
Row: TypeAlias = ContentType
_UNKNOWN, _TAKEN = "118", "115"
# What the vendor's clients expect every content type to say of itself.
DEFAULT_OPTIONS: Mapping[str, Any] = {"is_page": False, "singleton": False, "title": "title", "sub_title": []}


def list_all(scope: StackScope) -> Sequence[ContentType]:
    """Return the stack's content types, the last changed first."""
    return of_stack(scope.session, scope.stack_uid)


def of_stack(session: Session, stack_uid: str) -> Sequence[ContentType]:
    """Return the same by stack."""
    return session.scalars(
        select(ContentType)
        .where(ContentType.stack_uid == stack_uid)
        .order_by(ContentType.updated_at.desc(), ContentType.uid)
    ).all()


def find(scope: StackScope, uid: str) -> ContentType | None:
    """Return the stack's content type of this uid; None when it has none."""
    return scope.session.get(ContentType, (scope.stack_uid, uid))


def get(scope: StackScope, uid: str) -> ContentType:
    """Return the stack's content type of this uid; raise Invalid when it has none."""
    row = find(scope, uid)
    if row is None:
        problem = Problem("/uid", "NOT_FOUND", "is not valid.")
        raise Invalid([problem], _UNKNOWN, f"The stack has no content type “{uid}”.")
    return row


def schema_of(scope: StackScope, row: ContentType) -> list[dict[str, Any]]:
    """Return a content type's schema in which every global field has its fields."""
    return global_fields.expand(scope.session, scope.stack_uid, row.schema)


def expanded(session: Session, stack_uid: str, uid: str) -> list[dict[str, Any]] | None:
    """Return the same by stack and uid; None when the stack has no such content type."""
    row = session.get(ContentType, (stack_uid, uid))
    return None if row is None else global_fields.expand(session, stack_uid, row.schema)


def is_singleton(row: ContentType) -> bool:
    """Tell whether a content type has one entry at most."""
    return row.options.get("singleton") is True


def create(
    scope: StackScope,
    *,
    uid: str,
    title: str,
    description: str = "",
    schema: Sequence[Mapping[str, Any]],
    options: Mapping[str, Any] | None = None,
    extras: Mapping[str, Any] | None = None,
) -> ContentType:
    """Add a content type. Raise Invalid when the uid is taken or the schema wrong."""
    if find(scope, uid) is not None:
        problem = Problem("/uid", "TAKEN", "is not unique.")
        raise Invalid([problem], _TAKEN, f"The stack has a content type “{uid}” already.")
    free = {"description": description, "options": dict(options or {}), **(extras or {})}
    _check(scope, schema, definitions.problems_of_members(uid=uid, title=title, others=free))
    row = ContentType(
        stack_uid=scope.stack_uid,
        uid=uid,
        title=title,
        description=description,
        schema=expansion.collapsed(schema),
        options={**DEFAULT_OPTIONS, **(options or {})},
        extras=dict(extras or {}),
        version=1,
        **authorship.of_new(scope),
    )
    scope.session.add(row)
    scope.session.flush()
    return row


def update(
    scope: StackScope,
    row: ContentType,
    *,
    title: str | None = None,
    description: str | None = None,
    schema: Sequence[Mapping[str, Any]] | None = None,
    options: Mapping[str, Any] | None = None,
    extras: Mapping[str, Any] | None = None,
) -> None:
    """Change what is given; options and extras are added to those that are there. Entries stay as they are.

    Raise Invalid when the schema is wrong.
    """
    if schema is not None:
        _check(scope, schema)
        row.schema = expansion.collapsed(schema)
    if title is not None:
        row.title = title
    if description is not None:
        row.description = description
    row.options = {**row.options, **(options or {})}
    row.extras = {**row.extras, **(extras or {})}
    row.version += 1
    authorship.touch(scope, row)
    scope.session.flush()


def delete(scope: StackScope, row: ContentType) -> None:
    """Delete a content type with its entries, and withdraw what is published of them."""
    published.withdraw_content_type(scope.session, scope.stack_uid, row.uid, now=scope.now)
    scope.session.delete(row)
    scope.session.flush()


def naming(scope: StackScope, global_field_uid: str) -> list[str]:
    """Return the uids of the content types that name a global field."""
    return sorted(row.uid for row in list_all(scope) if global_field_uid in expansion.named(row.schema))


def _check(scope: StackScope, schema: Sequence[Mapping[str, Any]], found: Sequence[Problem] = ()) -> None:
    """Raise Invalid for problems that were found and those of the schema."""
    problems = [
        *found,
        *global_fields.check_references(scope, schema, pointer="/schema"),
        *definitions.problems_of_entries(schema, pointer="/schema"),
    ]
    if problems:
        raise Invalid(problems, message="The content type is not valid.")
