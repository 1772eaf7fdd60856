"""The routes of roles of a stack."""

from typing import Any

from fastapi import APIRouter, Response

from lenticular.api import etags
from lenticular.api.etags import IfMatch
from lenticular.content import paging
from lenticular.content.audit import Notice
from lenticular.content.paging import Paged
from lenticular.content.roles import payloads
from lenticular.content.roles import service as roles
from lenticular.content.roles.payloads import CreateRole, RoleAnswer, RoleNotice, Roles, UpdateRole
from lenticular.content.roles.tables import StackRole
from lenticular.content.scope import Changing, Reading

router = APIRouter(prefix="/roles", tags=["Roles"])


@router.get("", operation_id="getRoles", response_model=Roles, response_model_exclude_unset=True)
def get_roles(scope: Reading, page: Paged) -> dict[str, Any]:
    """List the roles that tools keep in this stack, newest first. They grant nothing here."""
    rows = roles.list_newest_first(scope)
    return paging.of_all(page, "roles", (payloads.render(row).model_dump(by_alias=True) for row in rows))


@router.post("", status_code=201, operation_id="createRole")
def create_role(scope: Changing, body: CreateRole, response: Response) -> RoleNotice:
    """Keep a role, such as one that came with a copied stack. It grants nothing here."""
    draft = body.role
    row = roles.create(scope, name=draft.name, description=draft.description, rules=draft.rules)
    return _noted("Role created successfully.", row, response)


@router.get("/{uid}", operation_id="getRole")
def get_role(scope: Reading, uid: str, response: Response) -> RoleAnswer:
    """Return one role with its ETag."""
    return etags.tag(response, _answer(roles.get(scope, uid)))


@router.put("/{uid}", operation_id="updateRole")
def update_role(
    scope: Changing, uid: str, body: UpdateRole, response: Response, if_match: IfMatch = None
) -> RoleNotice:
    """Change a role; what is left out stays."""
    row = roles.get(scope, uid)
    etags.check(if_match, _answer(row))
    change = body.role
    roles.update(scope, row, name=change.name, description=change.description, rules=change.rules)
    return _noted("Role updated successfully.", row, response)


@router.delete("/{uid}", operation_id="deleteRole")
def delete_role(scope: Changing, uid: str, if_match: IfMatch = None) -> Notice:
    """Delete a role."""
    row = roles.get(scope, uid)
    etags.check(if_match, _answer(row))
    roles.delete(scope, row)
    return Notice(notice="Role deleted successfully.")


def _answer(row: StackRole) -> RoleAnswer:
    return RoleAnswer(role=payloads.render(row))


def _noted(notice: str, row: StackRole, response: Response) -> RoleNotice:
    answer = etags.tag(response, _answer(row))
    return RoleNotice(notice=notice, role=answer.role)
