"""The routes of events."""

from fastapi import APIRouter, Response

from lenticular.api import etags
from lenticular.api.etags import IfMatch
from lenticular.management import audit
from lenticular.management.events import payloads
from lenticular.management.events import service as events
from lenticular.management.events.payloads import Event, EventWrite
from lenticular.management.events.tables import Event as EventRow
from lenticular.management.scope import Changing, ProjectScope, Reading

router = APIRouter(tags=["Events"])


@router.get("/events", operation_id="EventController_findAll")
def get_all_events(scope: Reading, response: Response) -> list[Event]:
    """List the events, newest first."""
    rows = events.list_newest_first(scope)
    names = audit.names_of(scope.session, rows)
    return etags.tag(response, [payloads.render(row, names) for row in rows])


@router.post("/events", status_code=201, operation_id="EventController_create")
def create_event(scope: Changing, body: EventWrite, response: Response) -> Event:
    """Create an event. Its `key` is what a site's `triggerEvent()` call sends; it may contain spaces."""
    row = events.create(scope, key=body.key, description=body.description)
    return etags.tag(response, _render(scope, row))


@router.get("/events/{uid}", operation_id="EventController_findOne")
def get_event(scope: Reading, uid: str, response: Response) -> Event:
    """Return one event with its ETag."""
    return etags.tag(response, _render(scope, events.get(scope, uid)))


@router.put("/events/{uid}", operation_id="EventController_update")
def update_event(scope: Changing, uid: str, body: EventWrite, response: Response, if_match: IfMatch = None) -> Event:
    """Change an event."""
    row = events.get(scope, uid)
    etags.check(if_match, _render(scope, row))
    events.update(scope, row, key=body.key, description=body.description)
    return etags.tag(response, _render(scope, row))


@router.delete("/events/{uid}", status_code=204, operation_id="EventController_remove")
def delete_event(scope: Changing, uid: str, if_match: IfMatch = None) -> None:
    """Delete an event that is no metric of a draft, active or paused version."""
    row = events.get(scope, uid)
    etags.check(if_match, _render(scope, row))
    events.delete(scope, row)


def _render(scope: ProjectScope, row: EventRow) -> Event:
    return payloads.render(row, audit.names_of(scope.session, [row]))
