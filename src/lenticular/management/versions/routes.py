"""The routes of versions of experiences."""

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response

from lenticular.api import etags
from lenticular.api.etags import IfMatch
from lenticular.api.problems import RouteNotFound
from lenticular.management import audit
from lenticular.management.experiences import service as experiences
from lenticular.management.scope import Changing, ProjectScope, Reading
from lenticular.management.versions import payloads
from lenticular.management.versions import service as versions
from lenticular.management.versions.payloads import ABTestVersion, SegmentedVersion, VersionBody
from lenticular.management.versions.tables import ExperienceVersion

router = APIRouter(tags=["Experience Versions"])


@router.get(
    "/experiences/{uid}/versions",
    response_model_exclude_none=True,
    operation_id="ExperienceVersionController_findAll",
)
def get_all_versions(scope: Reading, uid: str, response: Response) -> list[SegmentedVersion | ABTestVersion]:
    """List every version of an experience, newest first."""
    experience = experiences.get(scope, uid)
    return etags.tag(response, _render(scope, versions.list_newest_first(scope, experience)))


@router.post(
    "/experiences/{uid}/versions",
    status_code=201,
    response_model_exclude_none=True,
    operation_id="ExperienceVersionController_create",
)
def create_version(
    scope: Changing, uid: str, body: VersionBody, response: Response
) -> SegmentedVersion | ABTestVersion:
    """Add a draft. An experience has one at most; it goes live when its status is set to ACTIVE."""
    version = versions.create_draft(scope, experiences.get(scope, uid), body)
    return etags.tag(response, _render_one(scope, version))


@router.put(
    "/experiences/{uid}/versions/{version_uid}",
    response_model_exclude_none=True,
    operation_id="ExperienceVersionController_update",
)
def update_version(  # noqa: PLR0917  FastAPI passes them by name
    scope: Changing, uid: str, version_uid: str, body: VersionBody, response: Response, if_match: IfMatch = None
) -> SegmentedVersion | ABTestVersion:
    """Replace a draft, activate it, or pause or resume a live version.

    Activating archives the version that was live. A live or archived version is locked: only its status can change,
    and the body must hold what it holds. `If-Match` takes the ETag of the version or of the list of versions.
    """
    experience = experiences.get(scope, uid)
    version = versions.get(scope, experience, version_uid)
    _check(scope, if_match, experience, version)
    versions.update(scope, experience, version, body)
    return etags.tag(response, _render_one(scope, version))


@router.delete(
    "/experiences/{uid}/versions/{version_uid}", status_code=204, operation_id="ExperienceVersionController_remove"
)
def delete_version(scope: Changing, uid: str, version_uid: str, if_match: IfMatch = None) -> None:
    """Discard a draft; no other version can be deleted, nor the only one."""
    experience = experiences.get(scope, uid)
    version = versions.get(scope, experience, version_uid)
    _check(scope, if_match, experience, version)
    versions.delete(scope, experience, version)


@router.get("/experiences/{uid}/versions/{version_uid}", include_in_schema=False)
def refuse_single_version(request: Request) -> None:
    """Answer as if there were no such path, not 405: the hosted service shows versions in the list only."""
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    raise RouteNotFound(request.method, path)


def _check(scope: ProjectScope, if_match: str | None, experience: experiences.Row, version: ExperienceVersion) -> None:
    if if_match is not None:
        listed = _render(scope, versions.list_newest_first(scope, experience))
        etags.check(if_match, _render_one(scope, version), listed)


def _render_one(scope: ProjectScope, version: ExperienceVersion) -> SegmentedVersion | ABTestVersion:
    return _render(scope, [version])[0]


def _render(scope: ProjectScope, rows: Sequence[ExperienceVersion]) -> list[SegmentedVersion | ABTestVersion]:
    names = audit.names_of(scope.session, rows)
    return [payloads.render(row, names) for row in rows]
