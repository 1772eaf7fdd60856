"""A taxonomy with all its terms as one document: how the vendor's CLI takes it out of a stack and into another."""

from collections.abc import Mapping, Sequence
from typing import Any

from lenticular.content.scope import StackScope
from lenticular.content.taxonomies import service as taxonomies
from lenticular.content.taxonomies import terms
from lenticular.content.taxonomies.tables import Taxonomy, Term
from lenticular.errors import Invalid, Problem
from lenticular.store import authorship


def document(scope: StackScope, taxonomy: Taxonomy) -> dict[str, Any]:
    """Return a taxonomy and its terms, each term after its parent and in order."""
    return {
        "taxonomy": {"uid": taxonomy.uid, "name": taxonomy.name, "description": taxonomy.description},
        "terms": [
            {"uid": term.uid, "name": term.name, "parent_uid": term.parent_uid}
            for term in terms.list_all(scope, taxonomy.uid)
        ],
    }


def restore(scope: StackScope, draft: taxonomies.Draft, drafts: Sequence[terms.Draft]) -> Taxonomy:
    """Add a taxonomy with its terms, in the order given; raise Invalid with every term that cannot be added."""
    if taxonomies.find(scope, draft.uid) is not None:
        problem = Problem("/taxonomy", "TAKEN", "is not unique.")
        raise Invalid([problem], "141", f"The stack has a taxonomy “{draft.uid}” already.")
    placed = _parents_first(drafts)
    taxonomy = taxonomies.create(scope, draft)
    positions: dict[str | None, int] = {}
    for one in placed:
        positions[one.parent_uid] = positions.get(one.parent_uid, 0) + 1
        scope.session.add(_row(scope, taxonomy.uid, one, positions[one.parent_uid]))
    scope.session.flush()
    return taxonomy


def _parents_first(drafts: Sequence[terms.Draft]) -> list[terms.Draft]:
    below: dict[str | None, list[terms.Draft]] = {}
    for draft in drafts:
        below.setdefault(draft.parent_uid, []).append(draft)
    # Grows while it is walked through.
    placed = list(below.get(None, ()))
    for draft in placed:
        placed.extend(below.pop(draft.uid, ()))
    # Of two with one uid, the first.
    reached: Mapping[str, terms.Draft] = {draft.uid: draft for draft in reversed(placed)}
    problems = [
        Problem(f"/terms/{index}/{'uid' if draft.uid in reached else 'parent_uid'}", "NOT_VALID", "is not valid.")
        for index, draft in enumerate(drafts)
        if reached.get(draft.uid) is not draft
    ]
    if problems:
        raise Invalid(problems, "141", "Some terms have no parent in the taxonomy, or the uid of another term.")
    return placed


def _row(scope: StackScope, taxonomy_uid: str, draft: terms.Draft, position: int) -> Term:
    return Term(
        stack_uid=scope.stack_uid,
        taxonomy_uid=taxonomy_uid,
        uid=draft.uid,
        parent_uid=draft.parent_uid,
        name=draft.name,
        position=position,
        **authorship.of_new(scope),
    )
