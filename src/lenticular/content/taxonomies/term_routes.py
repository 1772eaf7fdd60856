"""The routes of the terms of taxonomies."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from lenticular.api import etags
from lenticular.api.etags import IfMatch
from lenticular.content import paging
from lenticular.content.audit import Notice
from lenticular.content.flags import Flag
from lenticular.content.paging import Page, Paged
from lenticular.content.scope import Changing, Reading
from lenticular.content.taxonomies import payloads, terms
from lenticular.content.taxonomies import service as taxonomies
from lenticular.content.taxonomies.payloads import CreateTerm, MoveTerm, TermAnswer, TermNotice, Terms, UpdateTerm
from lenticular.content.taxonomies.tables import Term as TermRow

router = APIRouter(prefix="/taxonomies/{taxonomy_uid}/terms", tags=["Taxonomies"])

# In place of a taxonomy's uid: the terms of all.
ALL = "$all"


@router.get("", operation_id="getTerms", response_model=Terms, response_model_exclude_unset=True)
def get_terms(
    scope: Reading,
    taxonomy_uid: str,
    page: Paged,
    typeahead: Annotated[str, Query(description="Only terms whose name or uid begins so.")] = "",
    depth: Annotated[str, Query(description="How many levels to show; 0 for all.")] = "0",
) -> dict[str, Any]:
    """List the terms of a taxonomy, each after its parent; `$all` in place of its uid lists those of all."""
    if taxonomy_uid == ALL:
        rows = terms.list_all(scope)
    else:
        rows = terms.list_all(scope, taxonomies.get(scope, taxonomy_uid).uid)
    wanted = typeahead.casefold()
    kept = [
        row for row in _down_to(rows, depth) if row.name.casefold().startswith(wanted) or row.uid.startswith(wanted)
    ]
    return _listed(page, kept)


@router.post("", status_code=201, operation_id="createTerm", response_model_exclude_unset=True)
def create_term(scope: Changing, taxonomy_uid: str, body: CreateTerm, response: Response) -> TermNotice:
    """Create a term, at the top or below another one."""
    taxonomy = taxonomies.get(scope, taxonomy_uid)
    return _noted("Term created successfully.", terms.create(scope, taxonomy, payloads.term_draft(body.term)), response)


@router.get("/{uid}", operation_id="getTerm", response_model_exclude_unset=True)
def get_term(scope: Reading, taxonomy_uid: str, uid: str, response: Response) -> TermAnswer:
    """Return one term with its ETag."""
    return etags.tag(response, _answer(terms.get(scope, taxonomy_uid, uid)))


@router.put("/{uid}", operation_id="updateTerm", response_model_exclude_unset=True)
def update_term(
    scope: Changing, taxonomy_uid: str, uid: str, body: UpdateTerm, response: Response, *, if_match: IfMatch = None
) -> TermNotice:
    """Rename a term."""
    row = terms.get(scope, taxonomy_uid, uid)
    etags.check(if_match, _answer(row))
    terms.rename(scope, row, body.term.name)
    return _noted("Term updated successfully.", row, response)


@router.delete("/{uid}", operation_id="deleteTerm")
def delete_term(
    scope: Changing, taxonomy_uid: str, uid: str, *, force: Flag = False, if_match: IfMatch = None
) -> Notice:
    """Delete a term; with `force=true` also the terms below it. Entries keep what they say of them."""
    row = terms.get(scope, taxonomy_uid, uid)
    etags.check(if_match, _answer(row))
    terms.delete(scope, row, is_forced=force)
    return Notice(notice="Term deleted successfully.")


@router.put("/{uid}/move", operation_id="moveTerm", response_model_exclude_unset=True)
def move_term(scope: Changing, taxonomy_uid: str, uid: str, body: MoveTerm, response: Response) -> TermNotice:
    """Put a term, with those below it, in another place: below a parent or at the top, first or later."""
    row = terms.get(scope, taxonomy_uid, uid)
    terms.move(scope, row, parent_uid=body.term.parent_uid, order=body.term.order)
    return _noted("Term moved successfully.", row, response)


@router.get(
    "/{uid}/ancestors", operation_id="getTermAncestors", response_model=Terms, response_model_exclude_unset=True
)
def get_ancestors(scope: Reading, taxonomy_uid: str, uid: str, page: Paged) -> dict[str, Any]:
    """List the terms above a term, the top one first."""
    return _listed(page, terms.ancestors(scope, terms.get(scope, taxonomy_uid, uid)))


@router.get(
    "/{uid}/descendants", operation_id="getTermDescendants", response_model=Terms, response_model_exclude_unset=True
)
def get_descendants(scope: Reading, taxonomy_uid: str, uid: str, page: Paged) -> dict[str, Any]:
    """List the terms below a term, each after its parent."""
    return _listed(page, terms.descendants(scope, terms.get(scope, taxonomy_uid, uid)))


def _down_to(rows: Sequence[TermRow], depth: str) -> list[TermRow]:
    levels: dict[tuple[str, str], int] = {}
    for row in rows:
        above = levels.get((row.taxonomy_uid, row.parent_uid), 0) if row.parent_uid is not None else 0
        levels[row.taxonomy_uid, row.uid] = above + 1
    deepest = int(depth) if depth.isascii() and depth.isdigit() and len(depth) < 5 else 0
    return [row for row in rows if not deepest or levels[row.taxonomy_uid, row.uid] <= deepest]


def _listed(page: Page, rows: Sequence[TermRow]) -> dict[str, Any]:
    return paging.of_all(page, "terms", (payloads.shown(payloads.render_term(row)) for row in rows))


def _answer(row: TermRow) -> TermAnswer:
    return TermAnswer(term=payloads.render_term(row))


def _noted(notice: str, row: TermRow, response: Response) -> TermNotice:
    answer = etags.tag(response, _answer(row))
    return TermNotice(notice=notice, term=answer.term)
