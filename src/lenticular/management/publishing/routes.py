"""The route by which a console learns that somebody changed a project. It is ours: the hosted service has none."""

from fastapi import APIRouter

from lenticular.management.projects.scope import ReadingNamed
from lenticular.management.publishing import revisions
from lenticular.management.publishing.payloads import Revision

router = APIRouter(tags=["Projects"])


@router.get("/projects/{uid}/revision", operation_id="ProjectRevisionController_find")
def get_revision(scope: ReadingNamed) -> Revision:
    """Return a number that is another one after any change to the project: to ask often, and the rest when it moved."""
    return Revision(revision=revisions.of_project(scope.session, scope.project_uid))
