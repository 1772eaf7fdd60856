"""The routes of projects."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from sqlalchemy.orm import Session

from lenticular.accounts.authentication import SignedIn
from lenticular.api import etags
from lenticular.api.etags import IfMatch
from lenticular.api.metering import Metered
from lenticular.api.ports import RequestPorts
from lenticular.api.turns import Turn
from lenticular.errors import NotFound
from lenticular.management import audit
from lenticular.management.audiences import service as audiences
from lenticular.management.experiences import service as experiences
from lenticular.management.mirroring import service as mirroring
from lenticular.management.projects import payloads
from lenticular.management.projects import service as projects
from lenticular.management.projects.payloads import Project, ProjectCreate, ProjectUpdate
from lenticular.management.projects.scope import ChangingNamed, ReadingNamed
from lenticular.management.projects.tables import Project as ProjectRow
from lenticular.management.scope import ProjectScope
from lenticular.management.versions import service as versions

router = APIRouter(tags=["Projects"])

OrganizationUid = Annotated[
    str,
    Header(
        alias="organization_uid", convert_underscores=False, description="The organization that the request is about."
    ),
]
StackFilter = Annotated[
    str | None, Query(alias="connectedStackApiKey", description="Only the project that this stack is connected to.")
]
IncludeAudiences = Annotated[bool, Query(alias="includeAudienceCount", description="Add `audienceCount`.")]
IncludeExperiences = Annotated[
    bool, Query(alias="includeActiveExperienceCount", description="Add `activeExperienceCount`.")
]


@router.get("/projects", operation_id="ProjectController_findAll", response_model_exclude_unset=True)
def get_all_projects(
    ports: RequestPorts,
    caller: SignedIn,
    meter: Metered,
    _turn: Turn,
    response: Response,
    *,
    organization_uid: OrganizationUid = "",
    connected_stack_api_key: StackFilter = None,
    include_audience_count: IncludeAudiences = False,
    include_active_experience_count: IncludeExperiences = False,
) -> list[Project]:
    """List the projects that you may see, newest first: of one organization, or of all of yours without the header."""
    meter.count(*projects.organizations_meant(caller, organization_uid))
    with ports.stores.configuration.reading() as session:
        rows = projects.list_newest_first(
            session, caller, organization_uid=organization_uid, connected_stack_api_key=connected_stack_api_key
        )
        counts = _counts(
            session, rows, of_audiences=include_audience_count, of_experiences=include_active_experience_count
        )
        names = audit.names_of(session, rows)
        return etags.tag(response, [payloads.render(row, names, counts[row.uid]) for row in rows])


@router.post("/projects", status_code=201, operation_id="ProjectController_create", response_model_exclude_unset=True)
def create_project(
    ports: RequestPorts,
    caller: SignedIn,
    meter: Metered,
    _turn: Turn,
    body: ProjectCreate,
    response: Response,
    *,
    organization_uid: OrganizationUid = "",
) -> Project:
    """Create a project, for owners and admins of the organization. The header may be left out if you have but one."""
    organization = projects.organization_for_new(caller, organization_uid)
    meter.count(organization)
    with ports.stores.configuration.writing() as session:
        row = projects.create(
            session,
            uid=ports.identifiers.object_id(),
            organization_uid=organization,
            name=body.name,
            description=body.description,
            connected_stack_api_key=body.connected_stack_api_key,
            user_uid=caller.user_uid,
            now=ports.now(),
            quota=ports.limits.projects_per_organization,
        )
        project = payloads.render(row, audit.names_of(session, [row]))
    return etags.tag(response, project)


@router.get("/projects/{uid}", operation_id="ProjectController_findOne", response_model_exclude_unset=True)
def get_project(scope: ReadingNamed, response: Response) -> Project:
    """Return one project with its ETag."""
    return etags.tag(response, _render(scope, _row(scope)))


@router.put("/projects/{uid}", operation_id="ProjectController_update", response_model_exclude_unset=True)
def update_project(scope: ChangingNamed, body: ProjectUpdate, response: Response, if_match: IfMatch = None) -> Project:
    """Change a project, for its owners. An absent member stays; an empty `connectedStackApiKey` disconnects.

    A stack of the organization that is connected here gets a variant group for every experience; one that is
    disconnected keeps them and their content, unlinked.
    """
    scope.require_owner()
    row = _row(scope)
    etags.check(if_match, _render(scope, row))
    sent = body.model_fields_set
    before = row.connected_stack_api_key
    projects.update(
        scope.session,
        row,
        name=body.name if "name" in sent else row.name,
        description=body.description if "description" in sent else row.description,
        connected_stack_api_key=(
            body.connected_stack_api_key if "connected_stack_api_key" in sent else row.connected_stack_api_key
        ),
        user_uid=scope.user_uid,
        now=scope.now,
    )
    if row.connected_stack_api_key != before:
        mirroring.lock(scope, before, row.connected_stack_api_key)
        mirroring.leave(scope, before)
        versions.mirror_all(scope)
    return etags.tag(response, _render(scope, row))


@router.delete("/projects/{uid}", status_code=204, operation_id="ProjectController_remove")
def delete_project(scope: ChangingNamed, if_match: IfMatch = None) -> None:
    """Delete a project with all its audiences, experiences and results, for its owners. This cannot be undone."""
    scope.require_owner()
    row = _row(scope)
    etags.check(if_match, _render(scope, row))
    mirroring.leave(scope, row.connected_stack_api_key)
    projects.delete(scope.session, row)


def _counts(
    session: Session, rows: Sequence[ProjectRow], *, of_audiences: bool, of_experiences: bool
) -> Mapping[str, Mapping[str, int]]:
    uids = [row.uid for row in rows]
    counts: dict[str, dict[str, int]] = {uid: {} for uid in uids}
    if of_audiences:
        found = audiences.count_by_project(session, uids)
        for uid in uids:
            counts[uid]["audience_count"] = found.get(uid, 0)
    if of_experiences:
        found = experiences.count_active_by_project(session, uids)
        for uid in uids:
            counts[uid]["active_experience_count"] = found.get(uid, 0)
    return counts


def _render(scope: ProjectScope, row: ProjectRow) -> Project:
    return payloads.render(row, audit.names_of(scope.session, [row]))


def _row(scope: ProjectScope) -> ProjectRow:
    row = projects.find(scope.session, scope.project_uid)
    if row is None:
        raise NotFound("personalize.PROJECTS.PROJECT_NOT_FOUND", f"There is no project {scope.project_uid}.")
    return row
