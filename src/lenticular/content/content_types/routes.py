"""The routes of content types."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from lenticular.api import etags
from lenticular.api.etags import IfMatch
from lenticular.content import paging
from lenticular.content.audit import Notice
from lenticular.content.content_types import payloads
from lenticular.content.content_types import service as content_types
from lenticular.content.content_types.payloads import (
    ContentTypeAnswer,
    ContentTypeNotice,
    ContentTypes,
    CreateContentType,
    UpdateContentType,
)
from lenticular.content.content_types.tables import ContentType as ContentTypeRow
from lenticular.content.entries import service as entries
from lenticular.content.flags import READ
from lenticular.content.global_fields import service as global_fields
from lenticular.content.paging import Paged
from lenticular.content.scope import Changing, Reading
from lenticular.errors import Invalid, Problem

router = APIRouter(tags=["Content types"])

WithGlobalFields = Annotated[
    bool, READ, Query(alias="include_global_field_schema", description="`true`: with the fields of global fields.")
]
Force = Annotated[bool, READ, Query(description="`true`: although there are entries; they are deleted, too.")]


@router.get(
    "/content_types", operation_id="getContentTypes", response_model=ContentTypes, response_model_exclude_unset=True
)
def get_content_types(scope: Reading, page: Paged, with_global_fields: WithGlobalFields = False) -> dict[str, Any]:
    """List the content types, the last changed first."""
    rows = content_types.list_all(scope)
    body = paging.of_all(page, "content_types", map(payloads.render, rows))
    if with_global_fields and not page.is_count_only:
        global_fields.expand_documents(scope.session, scope.stack_uid, body["content_types"])
    return body


@router.post("/content_types", status_code=201, operation_id="createContentType")
def create_content_type(scope: Changing, body: CreateContentType, response: Response) -> ContentTypeNotice:
    """Create a content type: what fields its entries have. One of them is the text `title`."""
    draft = body.content_type
    row = content_types.create(
        scope,
        uid=draft.uid,
        title=draft.title,
        description=draft.description or "",
        schema=[payloads.TITLE] if draft.structure is None else draft.structure,
        options=draft.options,
        extras=draft.extras,
    )
    return _noted("Content Type created successfully.", row, response)


@router.get("/content_types/{uid}", operation_id="getContentType")
def get_content_type(
    scope: Reading, uid: str, response: Response, with_global_fields: WithGlobalFields = False
) -> ContentTypeAnswer:
    """Return one content type, with its ETag."""
    row = content_types.get(scope, uid)
    answer = _answer(row)
    etags.tag(response, answer)
    if with_global_fields:
        schema = content_types.schema_of(scope, row)
        return ContentTypeAnswer.model_validate({"content_type": payloads.render(row, schema)})
    return answer


@router.put("/content_types/{uid}", operation_id="updateContentType")
def update_content_type(
    scope: Changing, uid: str, body: UpdateContentType, response: Response, if_match: IfMatch = None
) -> ContentTypeNotice:
    """Change a content type; what is left out stays, and so do its entries. The uid never changes."""
    row = content_types.get(scope, uid)
    etags.check(if_match, _answer(row))
    change = body.content_type
    content_types.update(
        scope,
        row,
        title=change.title,
        description=change.description,
        schema=change.structure,
        options=change.options,
        extras=change.extras,
    )
    return _noted("Content Type updated successfully.", row, response)


@router.delete("/content_types/{uid}", operation_id="deleteContentType")
def delete_content_type(scope: Changing, uid: str, force: Force = False, if_match: IfMatch = None) -> Notice:
    """Delete a content type. With `force=true` its entries go with it, published or not; else it must have none."""
    row = content_types.get(scope, uid)
    etags.check(if_match, _answer(row))
    if not force and entries.has_any(scope.session, scope.stack_uid, uid):
        problem = Problem("/uid", "IN_USE", "has entries.")
        message = f"The content type “{uid}” has entries. Delete them first, or delete with force=true."
        raise Invalid([problem], "141", message)
    content_types.delete(scope, row)
    return Notice(notice="Content Type deleted successfully.")


def _answer(row: ContentTypeRow) -> ContentTypeAnswer:
    return ContentTypeAnswer.model_validate({"content_type": payloads.render(row)})


def _noted(notice: str, row: ContentTypeRow, response: Response) -> ContentTypeNotice:
    answer = etags.tag(response, _answer(row))
    return ContentTypeNotice(notice=notice, content_type=answer.content_type)
