"""The routes of what is kept of single visitors. They are ours: the hosted service has none."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from lenticular.api.ports import RequestPorts
from lenticular.management.scope import Noting, Reading
from lenticular.management.visitor_data import payloads
from lenticular.management.visitor_data import service as visitor_data
from lenticular.management.visitor_data.payloads import Erasure, VisitorExport

router = APIRouter(tags=["Visitors"])

MOST_EVENTS = 1_000
LONGEST_SKIP = 10_000_000
UserUid = Annotated[str, Path(description="The visitor's UID as the site sends it, percent-encoded.")]
Skip = Annotated[int, Query(ge=0, le=LONGEST_SKIP, description="How many of the oldest events to leave out.")]
Limit = Annotated[int, Query(ge=1, le=MOST_EVENTS, description="How many events to answer at most.")]


# Before the visitors: a uid of theirs may hold slashes.
@router.get("/visitors/erasures/{erasure_uid}", operation_id="VisitorErasureController_findOne")
def get_visitor_erasure(scope: Reading, erasure_uid: str) -> Erasure:
    """Tell how far a request to erase a visitor is."""
    return payloads.render_erasure(visitor_data.get_erasure(scope, erasure_uid))


@router.get("/visitors/{user_uid:path}", operation_id="VisitorController_export")
def export_visitor(
    scope: Reading, ports: RequestPorts, user_uid: UserUid, skip: Skip = 0, limit: Limit = MOST_EVENTS
) -> VisitorExport:
    """Export what is kept of a visitor, for the project's owners; 404 when there is nothing.

    Attributes, assignments and contexts come with every page; impressions, events and exposures in pages of at most
    1,000: ask again with `skip` = `nextSkip` until that is null. What was recorded under a pseudonym, because the
    browser sent `Sec-GPC`, cannot be found by the UID.
    """
    export = visitor_data.export(scope, ports.stores, user_uid, skip=skip, limit=limit)
    return payloads.render(user_uid, export, skip=skip)


@router.delete("/visitors/{user_uid:path}", status_code=202, operation_id="VisitorController_erase")
def erase_visitor(scope: Noting, user_uid: UserUid, response: Response) -> Erasure:
    """Ask to erase a visitor, whether anything is kept of them or not. The answer tells where to look how far it is.

    Attributes, assignments and all that was counted go within seconds, and the results no longer contain them. What
    still lies in the event log goes when its file is closed, after 15 minutes at most unless set otherwise; then the
    request is DONE and forgets the UID. A visitor who comes back afterwards is a new one. The UIDs of other projects,
    and other UIDs of the same person, are other visitors.
    """
    erasure = visitor_data.request_erasure(scope, user_uid)
    response.headers["Location"] = f"visitors/erasures/{erasure.uid}"
    return payloads.render_erasure(erasure)
