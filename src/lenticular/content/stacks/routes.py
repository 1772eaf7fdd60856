"""The routes of stacks, their settings, branches and users."""

from typing import Annotated, Any

from fastapi import APIRouter, Header

from lenticular.accounts.authentication import SignedIn
from lenticular.api.metering import Metered
from lenticular.api.ports import RequestPorts
from lenticular.api.turns import Turn
from lenticular.content import paging
from lenticular.content import scope as scopes
from lenticular.content.audit import Notice
from lenticular.content.flags import Flag
from lenticular.content.paging import Paged
from lenticular.content.scope import Changing, Reading, StackScope, Token, Visiting
from lenticular.content.stacks import payloads
from lenticular.content.stacks import service as stacks
from lenticular.content.stacks.payloads import (
    BranchAnswer,
    Branches,
    SettingsAnswer,
    SettingsWrite,
    Share,
    StackAnswer,
    StackCreation,
    StackDetails,
    StacksAnswer,
    StackUpdate,
    Unshare,
)
from lenticular.content.stacks.tables import Stack
from lenticular.errors import Invalid, Problem

router = APIRouter(tags=["Stacks"])
OrganizationUid = Annotated[
    str, Header(alias="organization_uid", convert_underscores=False, description="Only needed by members of several.")
]


@router.get("/stacks", operation_id="getStacks", response_model=StacksAnswer, response_model_exclude_none=True)
def get_stacks(
    ports: RequestPorts,
    visit: Visiting,
    meter: Metered,
    _turn: Turn,
    page: Paged,
    *,
    organization_uid: OrganizationUid = "",
    include_collaborators: Flag = False,
    include_stack_variables: Flag = False,
    include_discrete_variables: Flag = False,
) -> dict[str, Any]:
    """Return the stack of the `api_key`; without that header all stacks of the signed-in user."""
    if visit.api_key or isinstance(visit.holder, Token):
        with scopes.metered_reading(ports, visit, meter) as scope:
            row = _stack(scope)
            shown = _render(scope, row)
            shown.collaborators = _collaborators(scope, row) if include_collaborators else None
            settings = payloads.settings(row)
            shown.stack_variables = settings["stack_variables"] if include_stack_variables else None
            shown.discrete_variables = settings["discrete_variables"] if include_discrete_variables else None
            return {"stack": shown}
    with ports.stores.configuration.reading() as session:
        meter.count(*([organization_uid] if organization_uid else visit.holder.organizations))
        found = stacks.list_newest_first(session, visit.holder, organization_uid=organization_uid)
        members = stacks.user_uids(session, found)
        shown_all = [payloads.render(row, members[row.uid]).model_dump() for row in found]
        return paging.of_all(page, "stacks", shown_all)


@router.post("/stacks", status_code=201, operation_id="createStack", response_model_exclude_none=True)
def create_stack(
    ports: RequestPorts,
    caller: SignedIn,
    meter: Metered,
    _turn: Turn,
    body: StackCreation,
    *,
    organization_uid: OrganizationUid = "",
) -> StackAnswer:
    """Create a stack in an organization that you own or administer. It has the branch `main` and its master locale."""
    uid = stacks.organization_for_new(caller, organization_uid)
    meter.count(uid)
    with ports.stores.configuration.writing() as session:
        row = stacks.create(
            session,
            uid=ports.identifiers.blt(),
            api_key=ports.identifiers.blt(),
            organization_uid=uid,
            name=body.stack.name,
            description=body.stack.description,
            master_locale=body.stack.master_locale,
            locale_uid=ports.identifiers.blt(),
            user_uid=caller.user_uid,
            now=ports.now(),
        )
        return StackAnswer(notice="Stack created successfully.", stack=payloads.render(row, [row.owner_uid]))


@router.put("/stacks", operation_id="updateStack", response_model_exclude_none=True)
def update_stack(scope: Changing, body: StackUpdate) -> StackAnswer:
    """Change the stack's name or description."""
    scope.require_owner()
    row = _stack(scope)
    stacks.update(row, name=body.stack.name, description=body.stack.description, user_uid=scope.user_uid, now=scope.now)
    return StackAnswer(notice="Stack updated successfully.", stack=_render(scope, row))


@router.delete("/stacks", operation_id="deleteStack")
def delete_stack(scope: Changing) -> Notice:
    """Delete the stack with everything in it. This cannot be undone."""
    scope.require_owner()
    stacks.delete(scope.session, _stack(scope))
    return Notice(notice="Stack deleted successfully!")


@router.get("/stacks/users", operation_id="getStackUsers", response_model_exclude_none=True)
def get_stack_users(scope: Reading) -> StackAnswer:
    """Return the stack with those who work in it."""
    row = _stack(scope)
    shown = _render(scope, row)
    shown.collaborators = _collaborators(scope, row)
    return StackAnswer(stack=shown)


@router.post("/stacks/share", operation_id="shareStack")
def share_stack(scope: Changing, body: Share) -> Notice:
    """Let users of the organization work in the stack. They may at once; nothing is sent to them."""
    scope.require_owner()
    stacks.share(scope.session, _stack(scope), body.emails)
    return Notice(notice="The invitation has been sent successfully.")


@router.post("/stacks/unshare", operation_id="unshareStack")
def unshare_stack(scope: Changing, body: Unshare) -> Notice:
    """Take a user out of the stack. The organization's owners and admins keep their access."""
    scope.require_owner()
    stacks.unshare(scope.session, _stack(scope), body.email)
    return Notice(notice="The stack has been successfully unshared.")


@router.get("/stacks/settings", operation_id="getStackSettings", response_model_exclude_none=True)
def get_stack_settings(scope: Reading) -> SettingsAnswer:
    """Return the stack's settings."""
    return SettingsAnswer(stack_settings=payloads.settings(_stack(scope)))


@router.post("/stacks/settings", operation_id="addStackSettings")
def add_stack_settings(scope: Changing, body: SettingsWrite) -> SettingsAnswer:
    """Set some of the stack's settings; the others stay."""
    scope.require_user()
    row = _stack(scope)
    stacks.merge_settings(row, body.stack_settings, user_uid=scope.user_uid, now=scope.now)
    return SettingsAnswer(notice="Stack settings updated successfully.", stack_settings=payloads.settings(row))


@router.post("/stacks/settings/reset", operation_id="resetStackSettings")
def reset_stack_settings(scope: Changing) -> SettingsAnswer:
    """Forget every setting of the stack."""
    scope.require_user()
    row = _stack(scope)
    stacks.reset_settings(row, user_uid=scope.user_uid, now=scope.now)
    return SettingsAnswer(notice="Stack settings updated successfully.", stack_settings=payloads.settings(row))


@router.get("/stacks/branches", operation_id="getBranches", response_model=Branches, response_model_exclude_none=True)
def get_branches(scope: Reading, page: Paged) -> dict[str, Any]:
    """List the branches of the stack: there is only `main`."""
    return paging.of_all(page, "branches", [payloads.branch(_stack(scope)).model_dump()])


@router.get("/stacks/branches/{uid}", operation_id="getBranch")
def get_branch(scope: Reading, uid: str) -> BranchAnswer:
    """Return one branch of the stack."""
    if uid != scopes.MAIN_BRANCH:
        raise Invalid([Problem("/uid", "NOT_FOUND", "is not valid.")], "141", f"The stack has no branch “{uid}”.")
    return BranchAnswer(branch=payloads.branch(_stack(scope)))


def _stack(scope: StackScope) -> Stack:
    return stacks.get(scope.session, scope.stack_uid)


def _render(scope: StackScope, row: Stack) -> StackDetails:
    return payloads.render(row, stacks.user_uids(scope.session, [row])[row.uid])


def _collaborators(scope: StackScope, row: Stack) -> list[payloads.Collaborator]:
    return [payloads.Collaborator.model_validate(found) for found in stacks.collaborators(scope.session, row)]
