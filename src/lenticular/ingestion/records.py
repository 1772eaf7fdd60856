"""The accepted event as it is kept in the log: everything that evidence needs, nothing that identifies a device."""

from enum import StrEnum

import msgspec

from lenticular.ingestion.agents import AgentClass


class EventType(StrEnum):
    """What a visitor did: saw a variant, or triggered an event."""

    IMPRESSION = "IMPRESSION"
    EVENT = "EVENT"


class Impression(msgspec.Struct, frozen=True, rename="camel", tag_field="type", tag=EventType.IMPRESSION.value):
    """The visitor saw a variant of the version that was live when the impression arrived."""

    experience: str
    experience_short_uid: str
    version: str
    variant_short_uid: str


class Event(msgspec.Struct, frozen=True, rename="camel", tag_field="type", tag=EventType.EVENT.value):
    """The visitor triggered an event of the project."""

    event_key: str


class Record(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """One accepted element. Times are Unix milliseconds; `client_*` is what the client itself said, if well-formed."""

    id: str
    arrived_at: int
    project: str
    user: str
    agent: AgentClass
    subject: Impression | Event
    client_id: str | None = None
    client_time: int | None = None


def encode(record: Record) -> bytes:
    """Return the record as JSON."""
    return msgspec.json.encode(record)


def decode(data: bytes) -> Record:
    """Return the record that `encode` wrote; members written by a later version are ignored."""
    return msgspec.json.decode(data, type=Record)
