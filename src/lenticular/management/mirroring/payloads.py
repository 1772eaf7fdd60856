"""The group of an experience as older clients of the vendor ask for it."""

from pydantic import Field

from lenticular.management.audit import Payload


class LinkWrite(Payload):
    """The content types to link."""

    content_types: list[str] = Field([], max_length=1_000, description="Uids.")


class ExperienceGroup(Payload):
    """The group of an experience, and the content types that are linked to it."""

    uid: str
    content_types: list[str]
