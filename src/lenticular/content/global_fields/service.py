"""Creating, finding, changing and deleting global fields, and putting them into schemas."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from lenticular.content import paging
from lenticular.content.fields import definitions, expansion
from lenticular.content.global_fields.tables import GlobalField
from lenticular.content.scope import StackScope
from lenticular.errors import Invalid, Problem
from lenticular.store import authorship

# What other concepts annotate with.
Row: TypeAlias = GlobalField
_UNKNOWN, _TAKEN = "118", "115"


def list_all(scope: StackScope) -> Sequence[GlobalField]:
    """Return the stack's global fields, the last changed first."""
    return of_stack(scope.session, scope.stack_uid)


def of_stack(session: Session, stack_uid: str) -> Sequence[GlobalField]:
    """Return the same by stack."""
    return session.scalars(
        select(GlobalField)
        .where(GlobalField.stack_uid == stack_uid)
        .order_by(GlobalField.updated_at.desc(), GlobalField.uid)
    ).all()


def find(scope: StackScope, uid: str) -> GlobalField | None:
    """Return the stack's global field of this uid; None when it has none."""
    return scope.session.get(GlobalField, (scope.stack_uid, uid))


def get(scope: StackScope, uid: str) -> GlobalField:
    """Return the stack's global field of this uid; raise Invalid when it has none."""
    row = find(scope, uid)
    if row is None:
        raise Invalid(
            [Problem("/uid", "NOT_FOUND", "is not valid.")], _UNKNOWN, f"The stack has no global field “{uid}”."
        )
    return row


def exists(scope: StackScope, uid: str) -> bool:
    """Tell whether the stack has a global field of this uid."""
    return find(scope, uid) is not None


def known(scope: StackScope, uids: Collection[str]) -> set[str]:
    """Return those of the uids that are of global fields of the stack."""
    of_stack = select(GlobalField.uid).where(GlobalField.stack_uid == scope.stack_uid)
    return {
        uid for some in paging.batches(uids) for uid in scope.session.scalars(of_stack.where(GlobalField.uid.in_(some)))
    }


def sources(session: Session, stack_uid: str, schemas: Iterable[object]) -> dict[str, list[Any]]:
    """Return the schemas of all global fields that schemas name, those within global fields too, by uid."""
    of_stack = select(GlobalField).where(GlobalField.stack_uid == stack_uid)
    found: dict[str, list[Any]] = {}
    wanted = _named(schemas)
    while wanted:
        new = {
            row.uid: row.schema
            for some in paging.batches(wanted)
            for row in session.scalars(of_stack.where(GlobalField.uid.in_(some)))
        }
        found |= new
        wanted = _named(new.values()) - found.keys()
    return found


def expand(session: Session, stack_uid: str, schema: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return a schema in which every global field has its fields; one that the stack has not is empty."""
    return expansion.expand(schema, sources(session, stack_uid, [schema]))


def expand_documents(session: Session, stack_uid: str, documents: Sequence[dict[str, Any]]) -> None:
    """Give the global fields in each document's `schema` their fields, by one look for all."""
    found = sources(session, stack_uid, [document["schema"] for document in documents])
    for document in documents:
        document["schema"] = expansion.expand(document["schema"], found)


def create(
    scope: StackScope,
    *,
    uid: str,
    title: str,
    description: str = "",
    schema: Sequence[Mapping[str, Any]],
    extras: Mapping[str, Any] | None = None,
) -> GlobalField:
    """Add a global field. Raise Invalid when the uid is taken or the schema wrong."""
    if exists(scope, uid):
        problem = Problem("/uid", "TAKEN", "is not unique.")
        raise Invalid([problem], _TAKEN, f"The stack has a global field “{uid}” already.")
    free = {"description": description, **(extras or {})}
    _check(scope, uid, schema, definitions.problems_of_members(uid=uid, title=title, others=free))
    row = GlobalField(
        stack_uid=scope.stack_uid,
        uid=uid,
        title=title,
        description=description,
        schema=expansion.collapsed(schema),
        extras=dict(extras or {}),
        version=1,
        **authorship.of_new(scope),
    )
    scope.session.add(row)
    scope.session.flush()
    return row


def update(
    scope: StackScope,
    row: GlobalField,
    *,
    title: str | None = None,
    description: str | None = None,
    schema: Sequence[Mapping[str, Any]] | None = None,
    extras: Mapping[str, Any] | None = None,
) -> None:
    """Change what is given; extras are added to those that are there. Raise Invalid when the schema is wrong."""
    if schema is not None:
        _check(scope, row.uid, schema)
        row.schema = expansion.collapsed(schema)
    if title is not None:
        row.title = title
    if description is not None:
        row.description = description
    row.extras = {**row.extras, **(extras or {})}
    row.version += 1
    authorship.touch(scope, row)
    scope.session.flush()


def delete(scope: StackScope, row: GlobalField) -> None:
    """Delete a global field; what names it has an empty group there from now on."""
    scope.session.delete(row)
    scope.session.flush()


def naming(scope: StackScope, uid: str) -> list[str]:
    """Return the uids of the global fields that name this one."""
    return sorted(row.uid for row in list_all(scope) if uid in expansion.named(row.schema))


def check_references(scope: StackScope, schema: object, *, pointer: str) -> list[Problem]:
    """Return what is wrong with a schema, global fields among it that the stack has not."""
    return definitions.problems(schema, pointer=pointer, global_fields=known(scope, expansion.named(schema)))


def _check(scope: StackScope, uid: str, schema: Sequence[Mapping[str, Any]], found: Sequence[Problem] = ()) -> None:
    """Raise Invalid for problems that were found and those of the schema of this global field."""
    problems = [*found, *check_references(scope, schema, pointer="/schema")]
    if not problems:
        within = sources(scope.session, scope.stack_uid, [schema])
        if uid in _named([schema, *within.values()]):
            problems = [Problem("/schema", "CYCLE", f"holds itself: {uid}.")]
        elif expansion.levels(schema, within) >= expansion.DEEPEST:
            message = f"must not hold global fields within each other deeper than {expansion.DEEPEST} levels."
            problems = [Problem("/schema", "TOO_DEEP", message)]
    if problems:
        raise Invalid(problems, message="The global field is not valid.")


def _named(schemas: Iterable[object]) -> set[str]:
    return {uid for schema in schemas for uid in expansion.named(schema)}
