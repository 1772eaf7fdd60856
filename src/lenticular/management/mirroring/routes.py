"""The group of an experience where older clients of the vendor look for it; newer ones ask the stack."""

from fastapi import APIRouter

from lenticular.accounts.authentication import SignedIn
from lenticular.api.ports import RequestPorts
from lenticular.content import scope as stack_scopes
from lenticular.content.scope import Access, Visit
from lenticular.content.variant_groups import service as variant_groups
from lenticular.content.variant_groups.service import Link, Linked
from lenticular.errors import NotFound
from lenticular.management.experiences import service as experiences
from lenticular.management.mirroring import service as mirroring
from lenticular.management.mirroring.payloads import ExperienceGroup, LinkWrite
from lenticular.management.projects import service as projects
from lenticular.management.scope import Changing, ProjectScope, Reading
from lenticular.management.versions import service as versions

router = APIRouter(tags=["Experiences"], include_in_schema=False)
_PATH = "/experiences/{uid}/cms-integration/variant-group"


@router.get(_PATH)
def get_group(scope: Reading, uid: str) -> ExperienceGroup:
    """Return the group of an experience."""
    return _render(scope, experiences.get(scope, uid).uid)


@router.post(_PATH)
def link_content_types(
    scope: Changing, uid: str, body: LinkWrite, caller: SignedIn, ports: RequestPorts
) -> ExperienceGroup:
    """Mirror an experience anew and link content types to its group, for those who may work in the stack."""
    experience = experiences.get(scope, uid)
    versions.mirror(scope, experience)
    group_uid = _group_uid(scope, experience.uid)
    project = projects.find(scope.session, scope.project_uid)
    visit = Visit(caller, (project and project.connected_stack_api_key) or "", "main", "variant_group")
    stack = stack_scopes.open_scope(scope.session, ports, visit, Access.WRITE)
    group = variant_groups.get_group(stack, group_uid)
    present = variant_groups.links(scope.session, [group_uid]).get(group_uid, [])
    kept = [entry for entry in present if entry.content_type_uid not in body.content_types]
    variant_groups.link(stack, group, [*kept, *(Linked(uid, Link.LINKED) for uid in body.content_types)])
    return _render(scope, experience.uid)


def _group_uid(scope: ProjectScope, experience_uid: str) -> str:
    mirror = mirroring.of(scope, [experience_uid]).get(experience_uid)
    if mirror is None:
        message = "The experience has no variant group: it has no variants, or no stack is connected."
        raise NotFound("personalize.EXPERIENCES.VARIANT_GROUP_NOT_FOUND", message)
    return mirror.group_uid


def _render(scope: ProjectScope, experience_uid: str) -> ExperienceGroup:
    uid = _group_uid(scope, experience_uid)
    linked = variant_groups.links(scope.session, [uid]).get(uid, [])
    return ExperienceGroup(
        uid=uid, content_types=[entry.content_type_uid for entry in linked if entry.status is Link.LINKED]
    )
