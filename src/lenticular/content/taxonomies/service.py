"""Taxonomies of a stack."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lenticular.content import paging
from lenticular.content.paging import Page
from lenticular.content.scope import StackScope
from lenticular.content.taxonomies.tables import Taxonomy, Term
from lenticular.errors import Invalid, Problem
from lenticular.store import authorship

_ORDERS: Mapping[str, paging.Column] = {
    "uid": Taxonomy.uid,
    "name": Taxonomy.name,
    "created_at": Taxonomy.created_at,
    "updated_at": Taxonomy.updated_at,
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A new taxonomy."""

    uid: str
    name: str
    description: str


def list_page(scope: StackScope, page: Page) -> tuple[Sequence[Taxonomy], int]:
    """Return a page of the stack's taxonomies, newest first, and how many there are."""
    return paging.rows(
        scope.session,
        select(Taxonomy).where(Taxonomy.stack_uid == scope.stack_uid),
        page,
        orders=_ORDERS,
        default=[Taxonomy.created_at.desc(), Taxonomy.uid.asc()],
    )


def list_all(scope: StackScope) -> Sequence[Taxonomy]:
    """Return the stack's taxonomies, by uid."""
    return scope.session.scalars(
        select(Taxonomy).where(Taxonomy.stack_uid == scope.stack_uid).order_by(Taxonomy.uid)
    ).all()


def find(scope: StackScope, uid: str) -> Taxonomy | None:
    """Return a taxonomy of the stack, or None."""
    return scope.session.get(Taxonomy, (scope.stack_uid, uid))


def get(scope: StackScope, uid: str) -> Taxonomy:
    """Return a taxonomy of the stack; raise Invalid when there is none."""
    taxonomy = find(scope, uid)
    if taxonomy is None:
        problem = Problem("/taxonomy", "NOT_FOUND", "is not valid.")
        raise Invalid([problem], "141", f"The stack has no taxonomy “{uid}”.")
    return taxonomy


def create(scope: StackScope, draft: Draft) -> Taxonomy:
    """Add a taxonomy without terms; raise Invalid when its uid is taken."""
    if find(scope, draft.uid) is not None:
        problem = Problem("/taxonomy/uid", "TAKEN", "is not unique.")
        raise Invalid([problem], "141", f"The stack has a taxonomy “{draft.uid}” already.")
    taxonomy = Taxonomy(
        stack_uid=scope.stack_uid,
        uid=draft.uid,
        name=draft.name,
        description=draft.description,
        **authorship.of_new(scope),
    )
    scope.session.add(taxonomy)
    scope.session.flush()
    return taxonomy


def update(scope: StackScope, taxonomy: Taxonomy, *, name: str | None, description: str | None) -> None:
    """Change what is given of a taxonomy."""
    if name is not None:
        taxonomy.name = name
    if description is not None:
        taxonomy.description = description
    authorship.touch(scope, taxonomy)
    scope.session.flush()


def delete(scope: StackScope, taxonomy: Taxonomy) -> None:
    """Delete a taxonomy with its terms; entries keep what they say of it."""
    scope.session.delete(taxonomy)
    scope.session.flush()


def term_counts(session: Session, stack_uid: str) -> Mapping[str, int]:
    """Return how many terms each of a stack's taxonomies has, by taxonomy uid; those without terms are left out."""
    rows = session.execute(
        select(Term.taxonomy_uid, func.count()).where(Term.stack_uid == stack_uid).group_by(Term.taxonomy_uid)
    )
    return {row[0]: row[1] for row in rows}
