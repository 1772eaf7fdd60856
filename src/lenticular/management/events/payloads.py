"""Events on the wire."""

from collections.abc import Mapping

from lenticular.api.text import Description, Name
from lenticular.management import audit
from lenticular.management.audit import AuditedPayload, Payload
from lenticular.management.events.tables import Event as EventRow


class EventWrite(Payload):
    """What a client sends to create or change an event."""

    key: Name
    description: Description = ""


class Event(AuditedPayload):
    """An event that a metric may count."""

    key: str
    description: str
    project: str


def render(event: EventRow, names: Mapping[str, str]) -> Event:
    """Return an event as the wire shows it."""
    members = {
        "uid": event.uid,
        "key": event.key,
        "description": event.description,
        "project": event.project_uid,
    }
    return audit.render(Event, event, names, members)
