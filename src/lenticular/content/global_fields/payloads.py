"""Global fields on the wire."""

from collections.abc import Sequence
from typing import Any

from pydantic import ConfigDict, Field

from lenticular.api.text import Name
from lenticular.api.times import iso_milliseconds
from lenticular.content.audit import Payload
from lenticular.content.fields.payloads import SchemaChange, Uid
from lenticular.content.global_fields.tables import GlobalField as GlobalFieldRow


class GlobalFieldDraft(SchemaChange):
    """What a client says of a new global field."""

    uid: Uid
    title: Name


class CreateGlobalField(Payload):
    """A request to create a global field."""

    global_field: GlobalFieldDraft


class UpdateGlobalField(Payload):
    """A request to change a global field."""

    global_field: SchemaChange


class GlobalField(Payload):
    """A global field, with all that clients ever sent along."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    uid: str
    title: str
    description: str
    structure: list[dict[str, Any]] = Field(alias="schema")
    created_at: str
    updated_at: str
    version: int = Field(alias="_version")


class GlobalFieldAnswer(Payload):
    """One global field."""

    global_field: GlobalField


class GlobalFieldNotice(GlobalFieldAnswer):
    """One global field, and what was done with it."""

    notice: str


class GlobalFields(Payload):
    """Global fields of the stack; with `count=true` only how many they are."""

    global_fields: list[GlobalField] | int
    count: int | None = None


def render(row: GlobalFieldRow, schema: Sequence[dict[str, Any]] | None = None) -> dict[str, Any]:
    """Return a global field as the wire shows it, with its own schema or, if given, another form of it."""
    return {
        **row.extras,
        "title": row.title,
        "uid": row.uid,
        "description": row.description,
        "schema": row.schema if schema is None else schema,
        "created_at": iso_milliseconds(row.created_at),
        "updated_at": iso_milliseconds(row.updated_at),
        "created_by": row.created_by,
        "updated_by": row.updated_by,
        "_version": row.version,
        "inbuilt_class": False,
        "maintain_revisions": True,
        "last_activity": {},
    }
