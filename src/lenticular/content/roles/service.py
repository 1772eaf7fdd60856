"""Roles of a stack, kept so that a tool that copies a stack finds them again. They grant nothing.

What a person may do follows from being the stack's owner or a member; what a token may do, from its scope.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lenticular.content.roles.tables import StackRole
from lenticular.content.scope import StackScope
from lenticular.errors import Invalid, Problem
from lenticular.store import authorship

Rules = Sequence[Mapping[str, Any]]


def list_newest_first(scope: StackScope) -> Sequence[StackRole]:
    """Return the stack's roles, newest first."""
    return scope.session.scalars(
        select(StackRole)
        .where(StackRole.stack_uid == scope.stack_uid)
        .order_by(StackRole.created_at.desc(), StackRole.uid.desc())
    ).all()


def get(scope: StackScope, uid: str) -> StackRole:
    """Return a role of the stack; raise Invalid when there is none."""
    role = scope.session.get(StackRole, uid)
    if role is None or role.stack_uid != scope.stack_uid:
        raise Invalid([Problem("/uid", "NOT_FOUND", "is not valid.")], "141", f"The stack has no role “{uid}”.")
    return role


def exists(session: Session, uid: str) -> bool:
    """Tell whether any stack of this server has a role of this uid; imports keep only free ones."""
    return session.get(StackRole, uid) is not None


def create(scope: StackScope, *, name: str, description: str, rules: Rules, uid: str | None = None) -> StackRole:
    """Add a role; a given uid is kept (imports). Raise Invalid when the name is taken."""
    _refuse_taken(scope, name, except_uid="")
    role = StackRole(
        uid=uid or scope.identifiers.blt(),
        stack_uid=scope.stack_uid,
        name=name,
        description=description,
        rules=[dict(rule) for rule in rules],
        **authorship.of_new(scope),
    )
    scope.session.add(role)
    scope.session.flush()
    return role


def update(
    scope: StackScope, role: StackRole, *, name: str | None, description: str | None, rules: Rules | None
) -> None:
    """Change what is given of a role; raise Invalid when the name is taken."""
    if name is not None:
        _refuse_taken(scope, name, except_uid=role.uid)
        role.name = name
    if description is not None:
        role.description = description
    if rules is not None:
        role.rules = [dict(rule) for rule in rules]
    authorship.touch(scope, role)
    scope.session.flush()


def delete(scope: StackScope, role: StackRole) -> None:
    """Delete a role."""
    scope.session.delete(role)
    scope.session.flush()


def _refuse_taken(scope: StackScope, name: str, *, except_uid: str) -> None:
    taken = select(StackRole.uid).where(
        StackRole.stack_uid == scope.stack_uid, StackRole.name == name, StackRole.uid != except_uid
    )
    if scope.session.scalar(taken) is not None:
        problem = Problem("/role/name", "TAKEN", "is not unique.")
        raise Invalid([problem], "141", f"The stack has a role “{name}” already.")
