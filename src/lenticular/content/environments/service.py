"""Creating, finding, changing and deleting environments."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from lenticular.content.environments.tables import Environment
from lenticular.content.scope import StackScope
from lenticular.errors import Invalid, Problem
from lenticular.store import authorship


def list_newest_first(scope: StackScope) -> Sequence[Environment]:
    """Return the stack's environments, newest first."""
    return scope.session.scalars(
        select(Environment)
        .where(Environment.stack_uid == scope.stack_uid)
        .order_by(Environment.created_at.desc(), Environment.uid.desc())
    ).all()


def exists(session: Session, uid: str) -> bool:
    """Tell whether any stack of this server has an environment of this uid; imports keep only free ones."""
    return session.get(Environment, uid) is not None


def find(scope: StackScope, name_or_uid: str) -> Environment | None:
    """Return the environment of this name, or else of this uid; None when the stack has neither."""
    return _by_name_or_uid(scope, [name_or_uid]).get(name_or_uid)


def get(scope: StackScope, name_or_uid: str) -> Environment:
    """Return the environment of this name, or else of this uid; raise Invalid when the stack has neither."""
    environment = find(scope, name_or_uid)
    if environment is None:
        problem = Problem("/environment", "NOT_FOUND", "is not valid.")
        raise Invalid([problem], "141", f"The stack has no environment “{name_or_uid}”.")
    return environment


def get_all(scope: StackScope, names_or_uids: Sequence[str]) -> list[Environment]:
    """Return the environments of these names or uids, in their order, each once; raise Invalid for unknown ones."""
    found = _by_name_or_uid(scope, names_or_uids)
    missing = [given for given in names_or_uids if given not in found]
    if missing:
        problem = Problem("/environments", "NOT_FOUND", "is not valid.")
        raise Invalid([problem], "141", f"The stack has no environment “{'”, “'.join(missing)}”.")
    return list({found[given].uid: found[given] for given in names_or_uids}.values())


def of_uids(session: Session, stack_uid: str, uids: Collection[str]) -> Sequence[Environment]:
    """Return those of a stack's environments that have one of these uids, by name."""
    return session.scalars(
        select(Environment)
        .where(Environment.stack_uid == stack_uid, Environment.uid.in_(uids))
        .order_by(Environment.name)
    ).all()


def create(scope: StackScope, *, name: str, urls: Sequence[Mapping[str, str]], uid: str | None = None) -> Environment:
    """Add an environment; a given uid is kept (imports). Raise Invalid when the name is taken."""
    _refuse_taken(scope, name, except_uid=None)
    environment = Environment(
        uid=uid or scope.identifiers.blt(),
        stack_uid=scope.stack_uid,
        name=name,
        urls=[dict(url) for url in urls],
        version=1,
        **authorship.of_new(scope),
    )
    scope.session.add(environment)
    scope.session.flush()
    return environment


def update(
    scope: StackScope, environment: Environment, *, name: str | None, urls: Sequence[Mapping[str, str]] | None
) -> None:
    """Change an environment's name or base URLs, where given; what is published there stays. Raise Invalid as above."""
    if name is not None:
        _refuse_taken(scope, name, except_uid=environment.uid)
        environment.name = name
    if urls is not None:
        environment.urls = [dict(url) for url in urls]
    environment.version += 1
    authorship.touch(scope, environment)
    scope.session.flush()


def delete(scope: StackScope, environment: Environment) -> None:
    """Delete an environment with what is published there; delivery tokens that read it read it no more."""
    scope.session.delete(environment)
    scope.session.flush()


def _by_name_or_uid(scope: StackScope, given: Collection[str]) -> dict[str, Environment]:
    rows = scope.session.scalars(
        select(Environment)
        .where(Environment.stack_uid == scope.stack_uid)
        .where(Environment.name.in_(given) | Environment.uid.in_(given))
    ).all()
    return {row.uid: row for row in rows} | {row.name: row for row in rows}


def _refuse_taken(scope: StackScope, name: str, *, except_uid: str | None) -> None:
    taken = select(Environment.uid).where(
        Environment.stack_uid == scope.stack_uid, Environment.name == name, Environment.uid != (except_uid or "")
    )
    if scope.session.scalar(taken) is not None:
        problem = Problem("/name", "TAKEN", "is not unique.")
        raise Invalid([problem], "141", f"The stack has an environment “{name}” already.")
