"""Terms of a taxonomy: a tree, in which those of one parent have an order."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from lenticular.content.scope import StackScope
from lenticular.content.taxonomies.tables import Taxonomy, Term
from lenticular.errors import Invalid, Problem
from lenticular.store import authorship


@dataclass(frozen=True, slots=True)
class Draft:
    """A new term; without a parent it is at the top, without an order it comes last."""

    uid: str
    name: str
    parent_uid: str | None = None
    order: int | None = None


def list_all(scope: StackScope, taxonomy_uid: str | None = None) -> Sequence[Term]:
    """Return the terms of a taxonomy, or of all of the stack's, each after its parent and in order."""
    statement = select(Term).where(Term.stack_uid == scope.stack_uid)
    if taxonomy_uid is not None:
        statement = statement.where(Term.taxonomy_uid == taxonomy_uid)
    rows = scope.session.scalars(statement.order_by(Term.taxonomy_uid, Term.position, Term.uid)).all()
    below: dict[tuple[str, str | None], list[Term]] = {}
    for term in rows:
        below.setdefault((term.taxonomy_uid, term.parent_uid), []).append(term)
    waiting = [term for term in reversed(rows) if term.parent_uid is None]
    found: list[Term] = []
    while waiting:
        term = waiting.pop()
        found.append(term)
        waiting.extend(reversed(below.get((term.taxonomy_uid, term.uid), ())))
    return found


def find(scope: StackScope, taxonomy_uid: str, uid: str) -> Term | None:
    """Return a term of a taxonomy, or None."""
    return scope.session.get(Term, (scope.stack_uid, taxonomy_uid, uid))


def get(scope: StackScope, taxonomy_uid: str, uid: str, *, pointer: str = "/uid") -> Term:
    """Return a term of a taxonomy; raise Invalid, naming the member at the pointer, when there is none."""
    term = find(scope, taxonomy_uid, uid)
    if term is None:
        problem = Problem(pointer, "NOT_FOUND", "is not valid.")
        raise Invalid([problem], "141", f"The taxonomy “{taxonomy_uid}” has no term “{uid}”.")
    return term


def create(scope: StackScope, taxonomy: Taxonomy, draft: Draft) -> Term:
    """Add a term; raise Invalid when its uid is taken or its parent is no term of the taxonomy."""
    if find(scope, taxonomy.uid, draft.uid) is not None:
        problem = Problem("/term/uid", "TAKEN", "is not unique.")
        raise Invalid([problem], "141", f"The taxonomy has a term “{draft.uid}” already.")
    parent_uid = _parent(scope, taxonomy.uid, draft.parent_uid)
    term = Term(
        stack_uid=scope.stack_uid,
        taxonomy_uid=taxonomy.uid,
        uid=draft.uid,
        parent_uid=parent_uid,
        name=draft.name,
        position=0,
        **authorship.of_new(scope),
    )
    siblings = children(scope, taxonomy.uid, parent_uid)
    scope.session.add(term)
    _put(siblings, term, draft.order)
    scope.session.flush()
    return term


def rename(scope: StackScope, term: Term, name: str) -> None:
    """Change what a term is called."""
    term.name = name
    authorship.touch(scope, term)
    scope.session.flush()


def move(scope: StackScope, term: Term, *, parent_uid: str | None, order: int | None) -> None:
    """Put a term below another one, or at the top; raise Invalid for a parent that lies below the term."""
    if parent_uid in {term.uid, *(one.uid for one in descendants(scope, term))}:
        problem = Problem("/term/parent_uid", "CYCLE", "is not valid.")
        raise Invalid([problem], "141", "A term cannot lie below itself.")
    term.parent_uid = _parent(scope, term.taxonomy_uid, parent_uid)
    siblings = [one for one in children(scope, term.taxonomy_uid, term.parent_uid) if one.uid != term.uid]
    _put(siblings, term, order)
    authorship.touch(scope, term)
    scope.session.flush()


def delete(scope: StackScope, term: Term, *, is_forced: bool) -> None:
    """Delete a term, and if forced the terms below it; raise Invalid when it has some and is not forced."""
    if not is_forced and children(scope, term.taxonomy_uid, term.uid):
        problem = Problem("/term", "HAS_CHILDREN", "has terms below it.")
        raise Invalid([problem], "141", "The term has terms below it: with force=true they are deleted, too.")
    scope.session.delete(term)
    scope.session.flush()


def children(scope: StackScope, taxonomy_uid: str, parent_uid: str | None) -> Sequence[Term]:
    """Return the terms directly below a term, or those at the top, in their order."""
    return scope.session.scalars(
        select(Term)
        .where(Term.stack_uid == scope.stack_uid, Term.taxonomy_uid == taxonomy_uid, Term.parent_uid == parent_uid)
        .order_by(Term.position, Term.uid)
    ).all()


def ancestors(scope: StackScope, term: Term) -> list[Term]:
    """Return the terms above a term, the top one first."""
    by_uid = {one.uid: one for one in list_all(scope, term.taxonomy_uid)}
    found: list[Term] = []
    while term.parent_uid is not None:
        term = by_uid[term.parent_uid]
        found.append(term)
    return found[::-1]


def descendants(scope: StackScope, term: Term) -> list[Term]:
    """Return the terms below a term, each after its parent."""
    inside = {term.uid}
    found = []
    for one in list_all(scope, term.taxonomy_uid):
        if one.parent_uid in inside:
            inside.add(one.uid)
            found.append(one)
    return found


def _parent(scope: StackScope, taxonomy_uid: str, uid: str | None) -> str | None:
    return None if uid is None else get(scope, taxonomy_uid, uid, pointer="/term/parent_uid").uid


def _put(siblings: Sequence[Term], term: Term, order: int | None) -> None:
    place = len(siblings) if order is None else max(order, 1) - 1
    for position, one in enumerate([*siblings[:place], term, *siblings[place:]], start=1):
        one.position = position
