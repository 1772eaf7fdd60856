"""The routes of delivery tokens."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Response

from lenticular.api import etags
from lenticular.api.etags import IfMatch
from lenticular.content import paging
from lenticular.content.audit import Notice
from lenticular.content.delivery_tokens import payloads, scopes
from lenticular.content.delivery_tokens import service as tokens
from lenticular.content.delivery_tokens.payloads import (
    CreateToken,
    DeliveryToken,
    NewDeliveryToken,
    NewTokenNotice,
    TokenAnswer,
    TokenNotice,
    Tokens,
    UpdateToken,
)
from lenticular.content.delivery_tokens.tables import DeliveryToken as DeliveryTokenRow
from lenticular.content.environments import payloads as environment_payloads
from lenticular.content.environments import service as environments
from lenticular.content.flags import Flag
from lenticular.content.paging import Paged
from lenticular.content.scope import Changing, Reading, StackScope

router = APIRouter(prefix="/stacks/delivery_tokens", tags=["Tokens"])


@router.get("", operation_id="getDeliveryTokens", response_model=Tokens, response_model_exclude_unset=True)
def get_delivery_tokens(scope: Reading, page: Paged) -> dict[str, Any]:
    """List the delivery tokens, newest first, without their texts."""
    rendered = _render(scope, tokens.list_newest_first(scope))
    return paging.of_all(page, "tokens", (token.model_dump(by_alias=True) for token in rendered))


@router.post("", status_code=201, operation_id="createDeliveryToken", response_model_exclude_none=True)
def create_delivery_token(
    scope: Changing, body: CreateToken, create_with_preview_token: Flag = False
) -> NewTokenNotice:
    """Create a delivery token; with `create_with_preview_token=true` also a preview token. Keep both: no later answer
    has their texts.
    """
    scope.require_owner()
    issued = tokens.issue(
        scope,
        name=body.token.name,
        description=body.token.description,
        grant=scopes.grant(scope, body.token.scope),
        with_preview=create_with_preview_token,
    )
    return _created("Delivery Token created successfully.", scope, issued.row, issued.token, issued.preview_token)


@router.get("/{uid}", operation_id="getDeliveryToken")
def get_delivery_token(scope: Reading, uid: str, response: Response) -> TokenAnswer:
    """Return one delivery token, without its text, with its ETag."""
    return etags.tag(response, _answer(scope, tokens.get(scope, uid)))


@router.put("/{uid}", operation_id="updateDeliveryToken")
def update_delivery_token(
    scope: Changing, uid: str, body: UpdateToken, response: Response, if_match: IfMatch = None
) -> TokenNotice:
    """Change what a delivery token is called and what it may read; what is left out stays, and so does its text."""
    scope.require_owner()
    row = tokens.get(scope, uid)
    etags.check(if_match, _answer(scope, row))
    wanted = body.token.scope
    tokens.update(
        scope,
        row,
        name=body.token.name,
        description=body.token.description,
        grant=None if wanted is None else scopes.grant(scope, wanted),
    )
    answer = etags.tag(response, _answer(scope, row))
    return TokenNotice(notice="Delivery Token updated successfully.", token=answer.token)


@router.delete("/{uid}", operation_id="deleteDeliveryToken")
def delete_delivery_token(scope: Changing, uid: str, if_match: IfMatch = None) -> Notice:
    """Revoke a delivery token and the preview token beside it."""
    scope.require_owner()
    row = tokens.get(scope, uid)
    etags.check(if_match, _answer(scope, row))
    tokens.revoke(scope, row)
    return Notice(notice="Delivery Token deleted successfully.")


@router.post(
    "/{uid}/preview_token", status_code=201, operation_id="createPreviewToken", response_model_exclude_none=True
)
def create_preview_token(scope: Changing, uid: str) -> NewTokenNotice:
    """Create the preview token of a delivery token. Keep it: no later answer has its text."""
    scope.require_owner()
    row = tokens.get(scope, uid)
    return _created("Preview token created successfully.", scope, row, None, tokens.add_preview(scope, row))


@router.delete("/{uid}/preview_token", operation_id="deletePreviewToken")
def delete_preview_token(scope: Changing, uid: str) -> Notice:
    """Revoke the preview token of a delivery token."""
    scope.require_owner()
    tokens.revoke_preview(scope, tokens.get(scope, uid))
    return Notice(notice="Preview token deleted successfully.")


def _render(scope: StackScope, rows: Sequence[DeliveryTokenRow]) -> list[DeliveryToken]:
    uids = tokens.environments_of(scope.session, [row.uid for row in rows])
    named = {uid for of_one in uids.values() for uid in of_one}
    found = [environment_payloads.render(row) for row in environments.of_uids(scope.session, scope.stack_uid, named)]
    return [payloads.render(row, [one for one in found if one.uid in uids[row.uid]]) for row in rows]


def _answer(scope: StackScope, row: DeliveryTokenRow) -> TokenAnswer:
    return TokenAnswer(token=_render(scope, [row])[0])


def _created(
    notice: str, scope: StackScope, row: DeliveryTokenRow, token: str | None, preview_token: str | None
) -> NewTokenNotice:
    members = _answer(scope, row).token.model_dump(by_alias=True)
    return NewTokenNotice(notice=notice, token=NewDeliveryToken(**members, token=token, preview_token=preview_token))
