"""Turn the body of one `/events` request into accepted records and drops, each drop with its reason."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from lenticular.domain import attribution
from lenticular.ingestion import elements, records
from lenticular.ingestion.agents import AgentClass
from lenticular.ingestion.catalogue import Catalogue
from lenticular.ingestion.elements import Element
from lenticular.ingestion.records import Bundle, Context, Event, EventType, Impression, Record

MAX_CLIENT_ID_CHARACTERS = 128
MAX_EVENT_KEY_CHARACTERS = 256
# Years 1 to 9999 in UTC, as datetime has them: a time outside is a mistake of the client's clock or unit.
_EARLIEST_MS, _LATEST_MS = -62_135_596_800_000, 253_402_300_799_999


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
    EARLIER_VERSION = "earlier_version"
    OPTED_OUT = "opted_out"
    PREVIEW = "preview"


# Tuples, since there is one for every request: made in a third of the time that a frozen dataclass takes.
class Arrival(NamedTuple):
    """What is the same for every element of one request. `at_ms` is Unix milliseconds.

    `context` goes with the impressions. Of a visitor who `is_opted_out`, or who `is_preview`, nothing is kept.
    """

    at_ms: int
    project_uid: str
    user_uid: str
    agent: AgentClass
    context: Context | None = None
    is_opted_out: bool = False
    is_preview: bool = False


class Taken(NamedTuple):
    """What became of one request: a line for the log, if anything was kept; how many of which type were kept; why the
    others were not, in order.
    """

    line: Record | Bundle | None
    accepted: Mapping[EventType, int]
    dropped: Sequence[Reason]


def run(body: bytes, arrival: Arrival, catalogue: Catalogue, *, new_id: Callable[[], str]) -> Taken:
    """Return what becomes of every element of a body.

    Raises Invalid if the body is not an array of objects, TooLarge over 100 elements.
    """
    taking = _Taking(arrival, catalogue)
    for element in elements.read(body):
        taking.take(element)
    return Taken(taking.line(new_id), taking.accepted(), taking.dropped)


class _Taking:
    """The elements of one request, in the course of being taken. Most say the same: what they say is judged once."""

    def __init__(self, arrival: Arrival, catalogue: Catalogue) -> None:
        self._arrival = arrival
        self._catalogue = catalogue
        self._places: dict[tuple[object, ...], int | Reason] = {}
        self._subjects: list[Impression | Event] = []
        self._activated_at: list[int | None] = []
        self._elements: list[int] = []
        self._client_ids: list[str | None] = []
        self._client_times: list[int | None] = []
        self.dropped: list[Reason] = []

    def take(self, element: Element) -> None:
        """Keep an element or drop it."""
        said = (element.type, element.experience_short_uid, element.variant_short_uid, element.event_key)
        try:
            place = self._places.get(said)
        except TypeError:  # a list or an object stands where a text belongs
            place = self._place(element)
        else:
            if place is None:
                place = self._places[said] = self._place(element)
        if isinstance(place, Reason):
            self.dropped.append(place)
            return
        named = None if element.id is None else client_id(element.id)
        at = None if element.time is None else client_time(element.time)
        if named is not None and at is not None and self._is_of_earlier_version(place, named, at):
            self.dropped.append(Reason.EARLIER_VERSION)
            return
        self._elements.append(place)
        self._client_ids.append(named)
        self._client_times.append(at)

    def _place(self, element: Element) -> int | Reason:
        """Return where among the subjects that of an element stands, or why it is dropped."""
        if self._arrival.is_preview:
            return Reason.PREVIEW
        found = classify(element, self._catalogue)
        if isinstance(found, Reason):
            return found
        if self._arrival.is_opted_out:
            return Reason.OPTED_OUT
        self._subjects.append(found)
        live = isinstance(found, Impression) and self._catalogue.live_versions[found.experience_short_uid]
        self._activated_at.append(live.activated_at if live else None)
        return len(self._subjects) - 1

    def _is_of_earlier_version(self, place: int, named: str, at: int) -> bool:
        """Tell whether the variant was seen, by the client's clock, before its version was ever active.

        The time of arrival decides nothing: the clock of whoever activated the version may be ahead.
        """
        activated_at, arrived_at = self._activated_at[place], self._arrival.at_ms
        return activated_at is not None and attribution.place(arrived_at, named, at) < min(activated_at, arrived_at)

    def accepted(self) -> Mapping[EventType, int]:
        """Return how many elements of each type were kept."""
        are_impressions = [isinstance(subject, Impression) for subject in self._subjects]
        impressions = sum(map(are_impressions.__getitem__, self._elements))
        counts = {EventType.IMPRESSION: impressions, EventType.EVENT: len(self._elements) - impressions}
        return {kind: count for kind, count in counts.items() if count}

    def line(self, new_id: Callable[[], str]) -> Record | Bundle | None:
        """Return what was kept as a line of the log."""
        arrival = self._arrival
        head = (arrival.at_ms, arrival.project_uid, arrival.user_uid, arrival.agent)
        if not self._elements:
            return None
        if len(self._elements) == 1:
            subject = records.within(self._subjects[self._elements[0]], arrival.context)
            return Record(new_id(), *head, subject, self._client_ids[0], self._client_times[0])
        return Bundle(
            new_id(),
            *head,
            subjects=tuple(self._subjects),
            elements=tuple(self._elements),
            client_ids=tuple(self._client_ids) if any(self._client_ids) else (),
            client_times=() if all(at is None for at in self._client_times) else tuple(self._client_times),
            context=arrival.context,
        )


def classify(element: Element, catalogue: Catalogue) -> Impression | Event | Reason:
    """Return the subject of one element, or why it is dropped."""
    match element.type:
        case EventType.IMPRESSION:
            return _impression(element, catalogue)
        case EventType.EVENT:
            return _event(element, catalogue)
        case None:
            return Reason.MISSING_TYPE
        case _:
            return Reason.UNKNOWN_TYPE


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
    experience, variant = element.experience_short_uid, element.variant_short_uid
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
    key = element.event_key
    if key is None or key == "":
        return Reason.MISSING_EVENT_KEY
    if not isinstance(key, str) or len(key) > MAX_EVENT_KEY_CHARACTERS:
        return Reason.UNKNOWN_EVENT_KEY
    if catalogue.event_keys is not None and key not in catalogue.event_keys:
        return Reason.UNKNOWN_EVENT_KEY
    return Event(event_key=key)
