"""The routes of management tokens."""

from typing import Any

from fastapi import APIRouter

from lenticular.content import paging
from lenticular.content.audit import Notice
from lenticular.content.management_tokens import payloads
from lenticular.content.management_tokens import service as management_tokens
from lenticular.content.management_tokens.payloads import (
    TokenAnswer,
    TokenCreated,
    TokenCreation,
    Tokens,
    TokenUpdate,
    TokenUpdated,
)
from lenticular.content.paging import Paged
from lenticular.content.scope import Changing, Reading

router = APIRouter(tags=["Management tokens"])


@router.get(
    "/stacks/management_tokens",
    operation_id="getManagementTokens",
    response_model=Tokens,
    response_model_exclude_unset=True,
)
def get_management_tokens(scope: Reading, page: Paged) -> dict[str, Any]:
    """List the stack's management tokens, newest first, without their texts."""
    scope.require_owner()
    rows = management_tokens.list_newest_first(scope.session, scope.stack_uid)
    return paging.of_all(page, "tokens", [payloads.render(row).model_dump() for row in rows])


@router.post("/stacks/management_tokens", status_code=201, operation_id="createManagementToken")
def create_management_token(scope: Changing, body: TokenCreation) -> TokenCreated:
    """Create a management token. Its text is in this answer only; it goes into `authorization`, without a scheme.

    A module that its scope does not name follows `$all`, or else `content_type`. A stack has at most 10 tokens;
    one more drops the oldest.
    """
    scope.require_owner()
    row, text = management_tokens.issue(
        scope.session,
        scope.stack_uid,
        payloads.grant(body.token),
        uid=scope.identifiers.blt(),
        user_uid=scope.user_uid,
        now=scope.now,
    )
    return TokenCreated(notice="Management Token created successfully.", token=payloads.render_new(row, text))


@router.get("/stacks/management_tokens/{uid}", operation_id="getManagementToken")
def get_management_token(scope: Reading, uid: str) -> TokenAnswer:
    """Return one management token, without its text."""
    scope.require_owner()
    return TokenAnswer(token=payloads.render(management_tokens.get(scope.session, scope.stack_uid, uid)))


@router.put("/stacks/management_tokens/{uid}", operation_id="updateManagementToken")
def update_management_token(scope: Changing, uid: str, body: TokenUpdate) -> TokenUpdated:
    """Change what a management token is called, what it may do, or when it expires."""
    scope.require_owner()
    row = management_tokens.get(scope.session, scope.stack_uid, uid)
    management_tokens.update(
        scope.session, row, payloads.changed(row, body.token), user_uid=scope.user_uid, now=scope.now
    )
    return TokenUpdated(notice="Management Token updated successfully.", token=payloads.render(row))


@router.delete("/stacks/management_tokens/{uid}", operation_id="deleteManagementToken")
def delete_management_token(scope: Changing, uid: str) -> Notice:
    """Delete a management token: it is no longer valid."""
    scope.require_owner()
    row = management_tokens.get(scope.session, scope.stack_uid, uid)
    management_tokens.revoke(scope.session, row)
    return Notice(notice="Management Token deleted successfully.")
