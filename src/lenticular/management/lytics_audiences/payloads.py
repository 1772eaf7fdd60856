"""CDP-synced audiences on the wire: JSON or CSV in, JSON out."""

import csv
import io
import json
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from lenticular.api import validation
from lenticular.api.text import Description, Name
from lenticular.errors import Invalid, Problem
from lenticular.management.audit import Payload
from lenticular.management.lytics_audiences.service import Registered, Registration

UID_LENGTH = 32
COLUMNS = ("uid", "slug", "name", "description")


def _valid_uid(text: str) -> str:
    uid = text.strip().lower()
    if len(uid) != UID_LENGTH or not set(uid) <= set("0123456789abcdef"):
        raise PydanticCustomError("NOT_VALID_UID", "must be 32 hex digits")
    return uid


def _valid_slug(slug: str) -> str:
    if "|" in slug:
        raise PydanticCustomError("NOT_VALID_SLUG", "must not contain “|”, which separates memberships")
    return slug


def _blank_is_absent(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


class LyticsAudienceWrite(Payload):
    """What a client sends to register a CDP-synced audience."""

    slug: Annotated[Name, AfterValidator(_valid_slug)]
    name: Annotated[Name | None, BeforeValidator(_blank_is_absent)] = None
    description: Annotated[Description | None, BeforeValidator(_blank_is_absent)] = None
    uid: Annotated[Annotated[str, AfterValidator(_valid_uid)] | None, BeforeValidator(_blank_is_absent)] = None


class LyticsAudience(Payload):
    """A CDP-synced audience."""

    uid: str
    name: str
    description: str
    project: str
    slug: str
    source: Literal["lytics"] = "lytics"


class RegisteredCounts(Payload):
    """How many audiences a registration added, changed, and found as they were."""

    created: int
    updated: int
    unchanged: int


_LIST = TypeAdapter(list[LyticsAudienceWrite])

REQUEST_BODY: Mapping[str, object] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["slug"],
                        "properties": {column: {"type": "string"} for column in COLUMNS},
                    },
                }
            },
            "text/csv": {
                "schema": {"type": "string"},
                "example": "uid,slug,name,description\n,big_spenders,Big spenders,\n",
            },
        },
    }
}


def read(content: bytes, media_type: str) -> list[Registration]:
    """Return what a body asks to register; raise Invalid with every problem at once, pointers by row from 0."""
    rows = _csv_rows(content) if media_type.partition(";")[0].strip().lower() == "text/csv" else _json(content)
    try:
        written = _LIST.validate_python(rows)
    except ValidationError as error:
        raise Invalid(validation.problems(error.errors())) from error
    return [
        Registration(uid=entry.uid, slug=entry.slug, name=entry.name or entry.slug, description=entry.description or "")
        for entry in written
    ]


def render(audience: Registered) -> LyticsAudience:
    """Return a CDP-synced audience as the wire shows it."""
    return LyticsAudience.model_validate(audience)


def _json(content: bytes) -> object:
    try:
        document: object = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Invalid([Problem("", "NOT_VALID_JSON", "The body is not valid JSON.")]) from error
    return document


def _csv_rows(content: bytes) -> list[dict[str, object]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid([Problem("", "NOT_VALID_CSV", "The file is not UTF-8 text.")]) from error
    try:
        header, *rows = [row for row in csv.reader(io.StringIO(text), strict=True) if row] or [[]]
    except csv.Error as error:
        raise Invalid([Problem("", "NOT_VALID_CSV", f"The file is not valid CSV: {error}.")]) from error
    columns = [column.strip().lower() for column in header]
    if "slug" not in columns:
        raise Invalid([Problem("", "REQUIRED", f"The first line must name the columns: {','.join(COLUMNS)}.")])
    wrong = [index for index, row in enumerate(rows) if len(row) != len(columns)]
    if wrong:
        message = f"must have {len(columns)} fields, as the first line has"
        raise Invalid([Problem(f"/{index}", "WRONG_FIELD_COUNT", message) for index in wrong])
    return [dict(zip(columns, row, strict=True)) for row in rows]
