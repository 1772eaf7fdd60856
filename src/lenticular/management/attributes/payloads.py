"""Attributes on the wire."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from lenticular.api.text import Description, Name
from lenticular.domain.attributes import PRESET_ATTRIBUTES
from lenticular.management import audit
from lenticular.management.attributes.tables import Attribute
from lenticular.management.audit import AuditedPayload, Payload


class AttributeWrite(Payload):
    """What a client sends to create or change a custom attribute."""

    name: Name
    key: Name
    description: Description = ""


class CustomAttribute(AuditedPayload):
    """A custom attribute."""

    name: str
    key: str
    description: str
    project: str
    type: Literal["CUSTOM"] = Field("CUSTOM", alias="__type")


class PresetAttribute(Payload):
    """An attribute that every project has."""

    name: str
    uid: str
    type: Literal["PRESET"] = Field("PRESET", alias="__type")
    description: str


def render(attribute: Attribute, names: Mapping[str, str]) -> CustomAttribute:
    """Return a custom attribute as the wire shows it."""
    members = {
        "uid": attribute.uid,
        "name": attribute.name,
        "key": attribute.key,
        "description": attribute.description,
        "project": attribute.project_uid,
    }
    return audit.render(CustomAttribute, attribute, names, members)


PRESETS = [
    PresetAttribute(name=preset.name, uid=preset.preset.value, description=preset.description)
    for preset in PRESET_ATTRIBUTES
]
