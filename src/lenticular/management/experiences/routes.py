"""The routes of experiences and of their order."""

from fastapi import APIRouter, Response

from lenticular.api import etags
from lenticular.api.etags import IfMatch
from lenticular.errors import Conflict
from lenticular.management.experiences import payloads
from lenticular.management.experiences import service as experiences
from lenticular.management.experiences.payloads import (
    ExperienceCreate,
    ExperiencesPriority,
    ExperienceSummary,
    ExperienceUpdate,
)
from lenticular.management.scope import Changing, ProjectScope, Reading
from lenticular.management.versions import service as versions

router = APIRouter(tags=["Experiences"])
priority_router = APIRouter(tags=["Experiences Priority"])


@router.get("/experiences", response_model_exclude_none=True, operation_id="ExperienceController_findAll")
def get_all_experiences(scope: Reading, response: Response) -> list[ExperienceSummary]:
    """List every experience, highest priority first."""
    return etags.tag(response, payloads.render_all(scope, experiences.list_by_priority(scope)))


@router.post(
    "/experiences", status_code=201, response_model_exclude_none=True, operation_id="ExperienceController_create"
)
def create_experience(scope: Changing, body: ExperienceCreate, response: Response) -> ExperienceSummary:
    """Create an experience with one empty draft, `latestVersion`, at the lowest priority."""
    experience = experiences.create(scope, name=body.name, description=body.description, type=body.type, tags=body.tags)
    versions.start_draft(scope, experience)
    return etags.tag(response, payloads.render(scope, experience))


@router.get("/experiences/{uid}", response_model_exclude_none=True, operation_id="ExperienceController_findOne")
def get_experience(scope: Reading, uid: str, response: Response) -> ExperienceSummary:
    """Return one experience. Its variants are in its versions."""
    return etags.tag(response, payloads.render(scope, experiences.get(scope, uid)))


@router.put("/experiences/{uid}", response_model_exclude_none=True, operation_id="ExperienceController_update")
def update_experience(
    scope: Changing, uid: str, body: ExperienceUpdate, response: Response, if_match: IfMatch = None
) -> ExperienceSummary:
    """Change name, description and tags, in any state. Variants change through a version."""
    experience = experiences.get(scope, uid)
    etags.check(if_match, payloads.render(scope, experience))
    if body.type is not None and body.type != experience.type:
        raise Conflict("personalize.EXPERIENCES.CANNOT_CHANGE_TYPE", f"This experience is and stays {experience.type}.")
    experiences.update_details(scope, experience, name=body.name, description=body.description, tags=body.tags)
    return etags.tag(response, payloads.render(scope, experience))


@router.delete("/experiences/{uid}", status_code=204, operation_id="ExperienceController_remove")
def delete_experience(scope: Changing, uid: str, if_match: IfMatch = None) -> None:
    """Delete an experience with all its versions, even while it is active."""
    experience = experiences.get(scope, uid)
    etags.check(if_match, payloads.render(scope, experience))
    experiences.delete(scope, experience)


@priority_router.get("/experiences-priority", operation_id="ExperiencesPriorityController_find")
def get_experiences_priority(scope: Reading, response: Response) -> ExperiencesPriority:
    """Return the order in which experiences take precedence, highest first."""
    return etags.tag(response, _order(scope))


@priority_router.put("/experiences-priority", operation_id="ExperiencesPriorityController_update")
def update_experiences_priority(
    scope: Changing, body: ExperiencesPriority, response: Response, if_match: IfMatch = None
) -> ExperiencesPriority:
    """Set the order; it must name every experience of the project exactly once."""
    etags.check(if_match, _order(scope))
    experiences.reorder(scope, body.priority_order)
    return etags.tag(response, _order(scope))


def _order(scope: ProjectScope) -> ExperiencesPriority:
    return ExperiencesPriority(priority_order=[row.uid for row in experiences.list_by_priority(scope)])
