"""What is kept of a visitor, and requests to erase it, on the wire."""

from enum import StrEnum
from typing import Any

from pydantic import Field

from lenticular.api.times import Time
from lenticular.ingestion.counting.bases import Basis
from lenticular.ingestion.counting.visitors import KeptContext, KeptEvent
from lenticular.management.audit import Payload
from lenticular.management.visitor_data.service import ErasureStatus, Export, Row


class EventKind(StrEnum):
    """What was recorded: the visitor saw a variant, did something, or was decided for where a holdout is measured."""

    IMPRESSION = "IMPRESSION"
    EVENT = "EVENT"
    EXPOSURE = "EXPOSURE"


class VisitorEvent(Payload):
    """One thing recorded of a visitor."""

    type: EventKind
    arrived_at: Time
    placed_at: Time = Field(description="The instant at which it counts: the client's own time where that was taken.")
    agent: str = Field(description="The kind of program that sent it, such as `browser`.")
    version: str | None = Field(description="The uid of the version; null for an event.")
    variant_short_uid: str | None = Field(description="The variant seen, given or withheld; null for an event.")
    is_held_out: bool | None = Field(description="Whether the variant was withheld; null unless it is an exposure.")
    event_key: str | None
    client_id: str | None = Field(description="The client's own id of it.")


class VisitorContext(Payload):
    """What was known of the visitor when they first met a version: what its results are broken down by."""

    version: str
    basis: Basis = Field(description="Whether it was an impression or an exposure.")
    first_at: Time
    country: str | None = Field(description="ISO 3166-1 alpha-2; null if it was not known.")
    device: str | None = Field(description="MOBILE, TABLET or DESKTOP; null if it was not known.")
    audiences: list[str] = Field(description="The uids of the audiences that they were in.")
    variant_short_uid: str | None = Field(description="The variant given or withheld; null for an impression.")


class VisitorExport(Payload):
    """What is kept of a visitor, with one page of the events."""

    user_uid: str
    attributes: dict[str, Any] = Field(description="Stored attributes by key.")
    assignments: dict[str, str] = Field(
        description="Variants drawn of bandits: short uid of the experience to that of the variant."
    )
    contexts: list[VisitorContext] = Field(description="By version, impressions before exposures.")
    events: list[VisitorEvent] = Field(description="Oldest arrival first, without what is not counted yet (seconds).")
    next_skip: int | None = Field(description="The `skip` of the next page of events; null on the last one.")


class Erasure(Payload):
    """A request to erase a visitor; it does not say whom."""

    uid: str
    status: ErasureStatus = Field(description="PENDING until nothing recorded before the request is left, then DONE.")
    requested_at: Time
    done_at: Time | None = Field(description="null while it is pending.")


def render(user_uid: str, export: Export, *, skip: int) -> VisitorExport:
    """Return what is kept of a visitor as the wire shows it."""
    return VisitorExport(
        user_uid=user_uid,
        attributes=dict(export.stored.attributes),
        assignments=dict(export.stored.assignments),
        contexts=[_context(context) for context in export.contexts],
        events=[_event(event) for event in export.events],
        next_skip=skip + len(export.events) if export.has_more else None,
    )


def render_erasure(erasure: Row) -> Erasure:
    """Return a request as the wire shows it."""
    return Erasure(
        uid=erasure.uid,
        status=ErasureStatus(erasure.status),
        requested_at=erasure.requested_at,
        done_at=erasure.done_at,
    )


def _context(context: KeptContext) -> VisitorContext:
    return VisitorContext(
        version=context.version_uid,
        basis=context.basis,
        first_at=context.first_at,
        country=context.country,
        device=context.device,
        audiences=list(context.audiences),
        variant_short_uid=context.variant_short_uid,
    )


def _event(event: KeptEvent) -> VisitorEvent:
    kind = EventKind.IMPRESSION if event.is_held_out is None else EventKind.EXPOSURE
    return VisitorEvent(
        type=kind if event.event_key is None else EventKind.EVENT,
        arrived_at=event.arrived_at,
        placed_at=event.placed_at,
        agent=event.agent,
        version=event.version_uid,
        variant_short_uid=event.variant_short_uid,
        is_held_out=event.is_held_out,
        event_key=event.event_key,
        client_id=event.client_id,
    )
