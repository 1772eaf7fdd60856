"""The routes of global fields."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from lenticular.api import etags
from lenticular.api.etags import IfMatch
from lenticular.content import paging
from lenticular.content.audit import Notice
from lenticular.content.content_types import service as content_types
from lenticular.content.flags import READ
from lenticular.content.global_fields import payloads
from lenticular.content.global_fields import service as global_fields
from lenticular.content.global_fields.payloads import (
    CreateGlobalField,
    GlobalFieldAnswer,
    GlobalFieldNotice,
    GlobalFields,
    UpdateGlobalField,
)
from lenticular.content.global_fields.tables import GlobalField as GlobalFieldRow
from lenticular.content.paging import Paged
from lenticular.content.scope import Changing, Reading, StackScope
from lenticular.errors import Invalid, Problem

router = APIRouter(tags=["Global fields"])

WithGlobalFields = Annotated[
    bool,
    READ,
    Query(alias="include_global_field_schema", description="`true`: with the fields of nested global fields."),
]
Force = Annotated[
    bool, READ, Query(description="`true`: although it is in use; what names it has an empty group there.")
]


@router.get(
    "/global_fields", operation_id="getGlobalFields", response_model=GlobalFields, response_model_exclude_unset=True
)
def get_global_fields(scope: Reading, page: Paged, with_global_fields: WithGlobalFields = False) -> dict[str, Any]:
    """List the global fields, the last changed first."""
    rows = global_fields.list_all(scope)
    body = paging.of_all(page, "global_fields", map(payloads.render, rows))
    if with_global_fields and not page.is_count_only:
        global_fields.expand_documents(scope.session, scope.stack_uid, body["global_fields"])
    return body


@router.post("/global_fields", status_code=201, operation_id="createGlobalField")
def create_global_field(scope: Changing, body: CreateGlobalField, response: Response) -> GlobalFieldNotice:
    """Create a global field: a group of fields that several content types can share."""
    draft = body.global_field
    row = global_fields.create(
        scope,
        uid=draft.uid,
        title=draft.title,
        description=draft.description or "",
        schema=draft.structure or [],
        extras=draft.extras,
    )
    return _noted("Global Field created successfully.", row, response)


@router.get("/global_fields/{uid}", operation_id="getGlobalField")
def get_global_field(
    scope: Reading, uid: str, response: Response, with_global_fields: WithGlobalFields = False
) -> GlobalFieldAnswer:
    """Return one global field, with its ETag."""
    row = global_fields.get(scope, uid)
    answer = etags.tag(response, _answer(row))
    if with_global_fields:
        schema = global_fields.expand(scope.session, scope.stack_uid, row.schema)
        return GlobalFieldAnswer.model_validate({"global_field": payloads.render(row, schema)})
    return answer


@router.put("/global_fields/{uid}", operation_id="updateGlobalField")
def update_global_field(
    scope: Changing, uid: str, body: UpdateGlobalField, response: Response, if_match: IfMatch = None
) -> GlobalFieldNotice:
    """Change a global field, and with it every content type that names it. What is left out stays."""
    row = global_fields.get(scope, uid)
    etags.check(if_match, _answer(row))
    change = body.global_field
    global_fields.update(
        scope,
        row,
        title=change.title,
        description=change.description,
        schema=change.structure,
        extras=change.extras,
    )
    return _noted("Global Field updated successfully.", row, response)


@router.delete("/global_fields/{uid}", operation_id="deleteGlobalField")
def delete_global_field(scope: Changing, uid: str, force: Force = False, if_match: IfMatch = None) -> Notice:
    """Delete a global field. Without `force=true` nothing may name it any more."""
    row = global_fields.get(scope, uid)
    etags.check(if_match, _answer(row))
    if not force:
        _refuse_used(scope, uid)
    global_fields.delete(scope, row)
    return Notice(notice="Global Field deleted successfully.")


def _refuse_used(scope: StackScope, uid: str) -> None:
    users = [*content_types.naming(scope, uid), *global_fields.naming(scope, uid)]
    if users:
        problem = Problem("/uid", "IN_USE", f"is in use by {', '.join(users)}.")
        message = f"The global field “{uid}” is in use. Take it out of what names it, or delete with force=true."
        raise Invalid([problem], "141", message)


def _answer(row: GlobalFieldRow) -> GlobalFieldAnswer:
    return GlobalFieldAnswer.model_validate({"global_field": payloads.render(row)})


def _noted(notice: str, row: GlobalFieldRow, response: Response) -> GlobalFieldNotice:
    answer = etags.tag(response, _answer(row))
    return GlobalFieldNotice(notice=notice, global_field=answer.global_field)
