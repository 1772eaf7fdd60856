"""Turn the body of one `/events` request into accepted records and drops, each drop with its reason."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lenticular import errors
from lenticular.ingestion import bodies
from lenticular.ingestion.agents import AgentClass
from lenticular.ingestion.catalogue import Catalogue
from lenticular.ingestion.records import Event, EventType, Impression, Record

MAX_ELEMENTS = 100
MAX_CLIENT_ID_CHARACTERS = 128
MAX_EVENT_KEY_CHARACTERS = 256
# Years 1 to 9999 in UTC, as datetime has them: a time outside is a mistake of the client's clock or unit.
_EARLIEST_MS, _LATEST_MS = -62_135_596_800_000, 253_402_300_799_999

Element = Mapping[str, object]


class Reason(StrEnum):
    """Why an element was accepted but not kept."""

    MISSING_TYPE = "missing_type"
    UNKNOWN_TYPE = "unknown_type"
    MISSING_EVENT_KEY = "missing_event_key"
    UNKNOWN_EVENT_KEY = "unknown_event_key"
    MISSING_EXPERIENCE = "missing_experience"
    UNKNOWN_EXPERIENCE = "unknown_experience"
    INACTIVE_VERSION = "inactive_version"
    MISSING_VARIANT = "missing_variant"
    UNKNOWN_VARIANT = "unknown_variant"


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is the same for every element of one request. `at_ms` is Unix milliseconds."""

    at_ms: int
    project_uid: str
    user_uid: str
    agent: AgentClass


@dataclass(frozen=True, slots=True)
class Accepted:
    """An element to keep."""

    record: Record


@dataclass(frozen=True, slots=True)
class Dropped:
    """An element to count and forget."""

    reason: Reason


Outcome = Accepted | Dropped


def run(body: bytes, arrival: Arrival, catalogue: Catalogue, *, new_id: Callable[[], str]) -> list[Outcome]:
    """Return what becomes of every element of a body, in order.

    Raises Invalid if the body is not an array of objects, TooLarge over 100 elements.
    """
    return [classify(element, arrival, catalogue, new_id=new_id) for element in elements(bodies.parse(body))]


def elements(document: object) -> Sequence[Element]:
    """Return the elements of a parsed body. Raises Invalid, naming every element that is not an object, or TooLarge."""
    if not isinstance(document, list):
        raise bodies.invalid("BODY_NOT_AN_ARRAY", "The body must be an array of events.")
    if len(document) > MAX_ELEMENTS:
        raise errors.TooLarge("TOO_MANY_EVENTS", f"A body may hold at most {MAX_ELEMENTS} events.")
    problems = [
        errors.Problem(f"/{index}", "EVENT_NOT_AN_OBJECT", "An event must be an object.")
        for index, element in enumerate(document)
        if not isinstance(element, dict)
    ]
    if problems:
        raise errors.Invalid(problems, "EVENT_NOT_AN_OBJECT", "Every event must be an object.")
    return document


def classify(element: Element, arrival: Arrival, catalogue: Catalogue, *, new_id: Callable[[], str]) -> Outcome:
    """Return the record of one element, or why it is dropped."""
    found: Impression | Event | Reason
    match element.get("type"):
        case EventType.IMPRESSION.value:
            found = _impression(element, catalogue)
        case EventType.EVENT.value:
            found = _event(element, catalogue)
        case None:
            return Dropped(Reason.MISSING_TYPE)
        case _:
            return Dropped(Reason.UNKNOWN_TYPE)
    if isinstance(found, Reason):
        return Dropped(found)
    return Accepted(
        Record(
            id=new_id(),
            arrived_at=arrival.at_ms,
            project=arrival.project_uid,
            user=arrival.user_uid,
            agent=arrival.agent,
            client_id=client_id(element.get("id")),
            client_time=client_time(element.get("time")),
            subject=found,
        )
    )


def client_id(value: object) -> str | None:
    """Return the client's own id of an element: printable text of 1 to 128 characters, else None."""
    if isinstance(value, str) and 1 <= len(value) <= MAX_CLIENT_ID_CHARACTERS and value.isprintable():
        return value
    return None


def client_time(value: object) -> int | None:
    """Return the client's own time of an element in Unix milliseconds, else None.

    Well-formed is a whole number of Unix milliseconds, or ISO 8601 text with an offset.
    """
    milliseconds = _milliseconds(value) if isinstance(value, str) else value
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int):
        return None
    return milliseconds if _EARLIEST_MS <= milliseconds <= _LATEST_MS else None


def _milliseconds(text: str) -> int | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if moment.tzinfo is None else round(moment.timestamp() * 1000)


def _impression(element: Element, catalogue: Catalogue) -> Impression | Reason:
    experience, variant = element.get("experienceShortUid"), element.get("variantShortUid")
    if experience is None:
        return Reason.MISSING_EXPERIENCE
    live = catalogue.live_versions.get(experience) if isinstance(experience, str) else None
    if live is None:
        return Reason.UNKNOWN_EXPERIENCE
    if not live.is_active:
        return Reason.INACTIVE_VERSION
    if variant is None:
        return Reason.MISSING_VARIANT
    if not isinstance(variant, str) or variant not in live.variant_short_uids:
        return Reason.UNKNOWN_VARIANT
    return Impression(
        experience=live.experience_uid,
        experience_short_uid=live.experience_short_uid,
        version=live.version_uid,
        variant_short_uid=variant,
    )


def _event(element: Element, catalogue: Catalogue) -> Event | Reason:
    key = element.get("eventKey")
    if key is None or key == "":
        return Reason.MISSING_EVENT_KEY
    if not isinstance(key, str) or len(key) > MAX_EVENT_KEY_CHARACTERS:
        return Reason.UNKNOWN_EVENT_KEY
    if catalogue.event_keys is not None and key not in catalogue.event_keys:
        return Reason.UNKNOWN_EVENT_KEY
    return Event(event_key=key)
