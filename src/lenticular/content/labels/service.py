"""Labels of a stack."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from lenticular.content.labels.tables import Label
from lenticular.content.scope import StackScope
from lenticular.errors import Invalid, Problem
from lenticular.store import authorship


def list_newest_first(scope: StackScope) -> Sequence[Label]:
    """Return the stack's labels, newest first."""
    return scope.session.scalars(
        select(Label).where(Label.stack_uid == scope.stack_uid).order_by(Label.created_at.desc(), Label.uid.desc())
    ).all()


def get(scope: StackScope, uid: str) -> Label:
    """Return a label of the stack; raise Invalid when there is none."""
    label = scope.session.get(Label, uid)
    if label is None or label.stack_uid != scope.stack_uid:
        raise Invalid([Problem("/uid", "NOT_FOUND", "is not valid.")], "141", f"The stack has no label “{uid}”.")
    return label


def exists(session: Session, uid: str) -> bool:
    """Tell whether any stack of this server has a label of this uid; imports keep only free ones."""
    return session.get(Label, uid) is not None


def create(
    scope: StackScope, *, name: str, parents: Sequence[str], content_types: Sequence[str], uid: str | None = None
) -> Label:
    """Add a label; a given uid is kept (imports). Raise Invalid when the name is taken or a parent is no label."""
    _refuse(_problems(scope, name, parents, except_uid=None))
    label = Label(
        uid=uid or scope.identifiers.blt(),
        stack_uid=scope.stack_uid,
        name=name,
        parents=list(parents),
        content_types=list(content_types),
        version=1,
        **authorship.of_new(scope),
    )
    scope.session.add(label)
    scope.session.flush()
    return label


def update(
    scope: StackScope,
    label: Label,
    *,
    name: str | None,
    parents: Sequence[str] | None,
    content_types: Sequence[str] | None,
) -> None:
    """Change what is given of a label; raise Invalid as `create` does."""
    _refuse(_problems(scope, name, parents or (), except_uid=label.uid))
    if name is not None:
        label.name = name
    if parents is not None:
        label.parents = list(parents)
    if content_types is not None:
        label.content_types = list(content_types)
    label.version += 1
    authorship.touch(scope, label)
    scope.session.flush()


def delete(scope: StackScope, label: Label) -> None:
    """Delete a label; labels below it go without this parent."""
    for other in list_newest_first(scope):
        if label.uid in other.parents:
            other.parents = [uid for uid in other.parents if uid != label.uid]
    scope.session.delete(label)
    scope.session.flush()


def _problems(
    scope: StackScope, name: str | None, parents: Collection[str], *, except_uid: str | None
) -> list[Problem]:
    labels = [label for label in list_newest_first(scope) if label.uid != except_uid]
    problems = []
    if any(label.name == name for label in labels):
        problems.append(Problem("/label/name", "TAKEN", "is not unique."))
    if not set(parents) <= {label.uid for label in labels}:
        problems.append(Problem("/label/parent", "NOT_FOUND", "is not valid."))
    return problems


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise Invalid(problems, "141", "The label is not valid.")
