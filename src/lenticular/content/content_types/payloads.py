"""Content types on the wire."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field

from lenticular.api.text import Name
from lenticular.api.times import iso_milliseconds
from lenticular.content.audit import Payload
from lenticular.content.content_types.tables import ContentType as ContentTypeRow
from lenticular.content.fields import definitions
from lenticular.content.fields import payloads as schemas
from lenticular.content.fields.payloads import Document, SchemaChange, Uid

# The schema of a content type that was created without one.
TITLE = {
    "display_name": "Title",
    "uid": "title",
    "data_type": "text",
    "mandatory": True,
    "unique": True,
    "multiple": False,
    "field_metadata": {"_default": True},
}
# What the vendor's clients read; whoever may come into the stack may do all of it.
_ABILITIES = (
    "get_one_object",
    "get_all_objects",
    "create_object",
    "update_object",
    "delete_object",
    "delete_all_objects",
)


def _well_formed(schema: list[Any]) -> list[Any]:
    schemas.told([*definitions.problems(schema, pointer=""), *definitions.problems_of_entries(schema, pointer="")])
    return schema


EntrySchema = Annotated[list[Any], AfterValidator(_well_formed), Field(description="The fields, each an object.")]


class ContentTypeChange(SchemaChange):
    """What a client changes in a content type; what is left out stays. Members of the system are ignored."""

    structure: EntrySchema | None = Field(None, alias="schema")
    options: Document | None = None


class ContentTypeDraft(ContentTypeChange):
    """What a client says of a new content type; without a schema its entries have a title."""

    uid: Uid
    title: Name


class CreateContentType(Payload):
    """A request to create a content type."""

    content_type: ContentTypeDraft


class UpdateContentType(Payload):
    """A request to change a content type."""

    content_type: ContentTypeChange


class ContentType(Payload):
    """A content type, with all that clients ever sent along, such as field rules."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    uid: str
    title: str
    description: str
    structure: list[dict[str, Any]] = Field(alias="schema")
    options: dict[str, Any]
    created_at: str
    updated_at: str
    version: int = Field(alias="_version")


class ContentTypeAnswer(Payload):
    """One content type."""

    content_type: ContentType


class ContentTypeNotice(ContentTypeAnswer):
    """One content type, and what was done with it."""

    notice: str


class ContentTypes(Payload):
    """Content types of the stack; with `count=true` only how many they are."""

    content_types: list[ContentType] | int
    count: int | None = None


def render(row: ContentTypeRow, schema: Sequence[dict[str, Any]] | None = None) -> dict[str, Any]:
    """Return a content type as the wire shows it, with its own schema or, if given, another form of it."""
    return {
        **row.extras,
        "title": row.title,
        "uid": row.uid,
        "description": row.description,
        "schema": row.schema if schema is None else schema,
        "options": row.options,
        "created_at": iso_milliseconds(row.created_at),
        "updated_at": iso_milliseconds(row.updated_at),
        "created_by": row.created_by,
        "updated_by": row.updated_by,
        "_version": row.version,
        "inbuilt_class": False,
        "maintain_revisions": True,
        "abilities": dict.fromkeys(_ABILITIES, True),
        "last_activity": [],
        "DEFAULT_ACL": {"others": {"read": False, "create": False}, "management_token": {"read": True}},
        "SYS_ACL": {"roles": []},
    }
