"""The routes of taxonomies."""

from typing import Any

from fastapi import APIRouter, Response, UploadFile

from lenticular.api import etags
from lenticular.api.etags import IfMatch
from lenticular.content import paging
from lenticular.content.audit import Notice
from lenticular.content.flags import Flag
from lenticular.content.paging import Paged
from lenticular.content.scope import Changing, Reading
from lenticular.content.taxonomies import exchange, payloads
from lenticular.content.taxonomies import service as taxonomies
from lenticular.content.taxonomies.payloads import (
    CreateTaxonomy,
    Exported,
    Taxonomies,
    TaxonomyAnswer,
    TaxonomyNotice,
    UpdateTaxonomy,
)
from lenticular.content.taxonomies.tables import Taxonomy as TaxonomyRow

router = APIRouter(prefix="/taxonomies", tags=["Taxonomies"])


@router.get("", operation_id="getTaxonomies", response_model=Taxonomies, response_model_exclude_unset=True)
def get_taxonomies(scope: Reading, page: Paged, include_terms_count: Flag = False) -> dict[str, Any]:
    """List the taxonomies, newest first."""
    rows, total = taxonomies.list_page(scope, page)
    shown = [payloads.shown(payloads.render(row)) for row in rows]
    if include_terms_count:
        counts = taxonomies.term_counts(scope.session, scope.stack_uid)
        shown = [{**one, "terms_count": counts.get(one["uid"], 0)} for one in shown]
    return paging.answer(page, "taxonomies", shown, total)


@router.post(
    "", status_code=201, operation_id="createTaxonomy", response_model=TaxonomyNotice, response_model_exclude_unset=True
)
def create_taxonomy(scope: Changing, body: CreateTaxonomy, response: Response) -> TaxonomyNotice:
    """Create a taxonomy; its uid is chosen by the caller and stays."""
    row = taxonomies.create(scope, payloads.draft(body.taxonomy))
    return _noted("Taxonomy created successfully.", row, response)


@router.post("/import", status_code=201, operation_id="importTaxonomy", response_model_exclude_unset=True)
def import_taxonomy(scope: Changing, taxonomy: UploadFile, response: Response) -> TaxonomyNotice:
    """Create a taxonomy with all its terms from the JSON file that an export made."""
    found = payloads.exported(taxonomy.file.read())
    drafts = [payloads.term_draft(term) for term in found.terms]
    row = exchange.restore(scope, payloads.draft(found.taxonomy), drafts)
    return _noted("Taxonomy imported successfully.", row, response)


@router.get("/{uid}", operation_id="getTaxonomy", response_model_exclude_unset=True)
def get_taxonomy(scope: Reading, uid: str, response: Response, include_terms_count: Flag = False) -> TaxonomyAnswer:
    """Return one taxonomy with its ETag."""
    answer = etags.tag(response, _answer(taxonomies.get(scope, uid)))
    if include_terms_count:
        answer.taxonomy.terms_count = taxonomies.term_counts(scope.session, scope.stack_uid).get(uid, 0)
    return answer


@router.get("/{uid}/export", operation_id="exportTaxonomy", response_model=Exported, response_model_exclude_unset=True)
def export_taxonomy(scope: Reading, uid: str) -> dict[str, Any]:
    """Return a taxonomy with all its terms, as `POST /taxonomies/import` takes it."""
    return exchange.document(scope, taxonomies.get(scope, uid))


@router.put("/{uid}", operation_id="updateTaxonomy", response_model_exclude_unset=True)
def update_taxonomy(
    scope: Changing, uid: str, body: UpdateTaxonomy, response: Response, if_match: IfMatch = None
) -> TaxonomyNotice:
    """Change the name or the description of a taxonomy; what is left out stays."""
    row = taxonomies.get(scope, uid)
    etags.check(if_match, _answer(row))
    taxonomies.update(scope, row, name=body.taxonomy.name, description=body.taxonomy.description)
    return _noted("Taxonomy updated successfully.", row, response)


@router.delete("/{uid}", operation_id="deleteTaxonomy")
def delete_taxonomy(scope: Changing, uid: str, if_match: IfMatch = None) -> Notice:
    """Delete a taxonomy with its terms; entries keep what they say of it."""
    row = taxonomies.get(scope, uid)
    etags.check(if_match, _answer(row))
    taxonomies.delete(scope, row)
    return Notice(notice="Taxonomy deleted successfully.")


def _answer(row: TaxonomyRow) -> TaxonomyAnswer:
    return TaxonomyAnswer(taxonomy=payloads.render(row))


def _noted(notice: str, row: TaxonomyRow, response: Response) -> TaxonomyNotice:
    answer = etags.tag(response, _answer(row))
    return TaxonomyNotice(notice=notice, taxonomy=answer.taxonomy)
