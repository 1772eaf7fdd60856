"""The accepted event as it is kept in the log: everything that evidence needs, nothing that identifies a device."""

from enum import StrEnum
from typing import Annotated

import msgspec

from lenticular.ingestion.agents import AgentClass


class EventType(StrEnum):
    """What a visitor did: saw a variant, or triggered an event."""

    IMPRESSION = "IMPRESSION"
    EVENT = "EVENT"


class Context(msgspec.Struct, frozen=True, gc=False, omit_defaults=True, rename="camel"):
    """What results are broken down by, as it was when the visitor was decided for: values of bounded sets only.

    `country` is ISO 3166-1 alpha-2, `device` a value of the preset DEVICE_TYPE, `audiences` are the uids of the
    project's audiences that the visitor was in, sorted.
    """

    country: str | None = None
    device: str | None = None
    audiences: tuple[str, ...] = ()


class Impression(
    msgspec.Struct,
    frozen=True,
    omit_defaults=True,
    rename="camel",
    tag_field="type",
    tag=EventType.IMPRESSION.value,
):
    """The visitor saw a variant of the version that was live when the impression arrived."""

    experience: str
    experience_short_uid: str
    version: str
    variant_short_uid: str
    context: Context | None = None


class Exposure(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel", tag_field="type", tag="EXPOSURE"):
    """The edge decided for a visitor in an experience with a holdout: the variant was given, or withheld."""

    experience: str
    experience_short_uid: str
    version: str
    variant_short_uid: str
    is_held_out: bool
    context: Context | None = None


class Event(msgspec.Struct, frozen=True, rename="camel", tag_field="type", tag=EventType.EVENT.value):
    """The visitor triggered an event of the project."""

    event_key: str


Subject = Impression | Event | Exposure


class Record(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """One accepted element. `id` is that of its request; times are Unix milliseconds; `client_*` is what the client
    itself said, if well-formed.
    """

    id: str
    arrived_at: int
    project: str
    user: str
    agent: AgentClass
    subject: Subject
    client_id: str | None = None
    client_time: int | None = None


class Bundle(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """The accepted elements of one request, which mostly say the same over and over.

    `elements` are places in `subjects`, in the order of the request. `client_ids` and `client_times` have an entry for
    each element, or none at all. `context` is that of every impression.
    """

    id: str
    arrived_at: int
    project: str
    user: str
    agent: AgentClass
    subjects: tuple[Subject, ...]
    elements: tuple[int, ...]
    client_ids: tuple[str | None, ...] = ()
    client_times: tuple[int | None, ...] = ()
    context: Context | None = None


class _Line(msgspec.Struct, frozen=True, rename="camel"):
    """A record or a bundle, as the log has it."""

    id: str
    arrived_at: int
    project: str
    user: str
    agent: AgentClass
    subject: Subject | None = None
    client_id: str | None = None
    client_time: int | None = None
    subjects: tuple[Subject, ...] = ()
    elements: tuple[Annotated[int, msgspec.Meta(ge=0)], ...] = ()
    client_ids: tuple[str | None, ...] = ()
    client_times: tuple[int | None, ...] = ()
    context: Context | None = None


_encoder = msgspec.json.Encoder()
_line_decoder = msgspec.json.Decoder(_Line)


def encode(line: Record | Bundle) -> bytes:
    """Return a line of the log as JSON."""
    return _encoder.encode(line)


def expand(data: bytes) -> list[Record]:
    """Return the records of a line that `encode` wrote, those of a bundle in the order of its request.

    Members written by a later version are ignored. Raises MsgspecError for what is no line of the log.
    """
    line = _line_decoder.decode(data)
    head = (line.id, line.arrived_at, line.project, line.user, line.agent)
    if line.subject is not None:
        return [Record(*head, line.subject, line.client_id, line.client_time)]
    if not line.elements:
        raise msgspec.ValidationError("a line without a record")
    subjects = [within(subject, line.context) for subject in line.subjects]
    try:
        if not line.client_ids and not line.client_times:
            records = [Record(*head, subject) for subject in subjects]
            return [records[place] for place in line.elements]
        ids = line.client_ids or (None,) * len(line.elements)
        times = line.client_times or (None,) * len(line.elements)
        return [
            Record(*head, subjects[place], client_id, client_time)
            for place, client_id, client_time in zip(line.elements, ids, times, strict=True)
        ]
    except (IndexError, ValueError) as error:
        raise msgspec.ValidationError(f"a bundle that does not fit together: {error}") from error


def within(subject: Subject, context: Context | None) -> Subject:
    """Return the subject, with the context if it is an impression."""
    return msgspec.structs.replace(subject, context=context) if context and isinstance(subject, Impression) else subject
