"""The routes of the users of a project."""

from fastapi import APIRouter, Response

from lenticular.api import etags
from lenticular.api.etags import IfMatch
from lenticular.management.members import payloads
from lenticular.management.members import service as members
from lenticular.management.members.payloads import Member, MemberAdd, MemberChange
from lenticular.management.projects.scope import ChangingNamed, ReadingNamed

router = APIRouter(tags=["Project users"])


@router.get("/projects/{uid}/users", operation_id="ProjectUserController_findAll")
def get_all_members(scope: ReadingNamed, response: Response) -> list[Member]:
    """List the users of a project in the order in which they joined.

    Owners and admins of the organization own every project; they are listed only if they have a role in it besides.
    """
    return etags.tag(response, [payloads.render(user) for user in members.list_in_order(scope)])


@router.post("/projects/{uid}/users", status_code=201, operation_id="ProjectUserController_create")
def add_member(scope: ChangingNamed, body: MemberAdd, response: Response) -> Member:
    """Add a user of the organization to the project, for its owners."""
    return etags.tag(response, payloads.render(members.add(scope, uid=body.uid, email=body.email, role=body.role)))


@router.get("/projects/{uid}/users/{user}", operation_id="ProjectUserController_findOne")
def get_member(scope: ReadingNamed, user: str, response: Response) -> Member:
    """Return one user of the project with its ETag."""
    return etags.tag(response, payloads.render(members.get(scope, user)))


@router.put("/projects/{uid}/users/{user}", operation_id="ProjectUserController_update")
def change_member(
    scope: ChangingNamed, user: str, body: MemberChange, response: Response, if_match: IfMatch = None
) -> Member:
    """Change a user's role in the project, for its owners. The last owner stays one."""
    etags.check(if_match, payloads.render(members.get(scope, user)))
    return etags.tag(response, payloads.render(members.change_role(scope, user, body.role)))


@router.delete("/projects/{uid}/users/{user}", status_code=204, operation_id="ProjectUserController_remove")
def remove_member(scope: ChangingNamed, user: str, if_match: IfMatch = None) -> None:
    """Take a user out of the project, for its owners. The last owner stays."""
    etags.check(if_match, payloads.render(members.get(scope, user)))
    members.remove(scope, user)
