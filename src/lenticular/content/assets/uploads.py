"""Taking in the body of a request that makes or changes an asset: its file is durable before a transaction opens."""

from collections.abc import Mapping
from typing import Annotated, Any, cast

from fastapi import Depends, Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from lenticular.api import turns
from lenticular.api.body import Uploads
from lenticular.api.ports import Ports, RequestPorts
from lenticular.content import scope as scopes
from lenticular.content.assets import images, media, payloads
from lenticular.content.assets.editions import File
from lenticular.content.assets.service import Change
from lenticular.content.scope import Access, Visiting
from lenticular.errors import Invalid, Problem

# What else than the file may be in a form.
_MOST_FIELDS = 50
_FIELD_BYTES = 64 * 1024
_FORM_BYTES = 256 * 1024

FORM: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "asset[upload]": {"type": "string", "format": "binary"},
        "asset[title]": {"type": "string", "description": "The file's name if left out."},
        "asset[description]": {"type": "string"},
        "asset[tags]": {"type": "string", "description": "Separated by commas."},
        "asset[parent_uid]": {"type": "string", "description": "The folder."},
    },
}


def limit(max_file_bytes: int) -> Uploads:
    """Return which requests to `/assets` may be larger than others, and how large for files of so many bytes."""
    return Uploads("/assets", max_file_bytes + _FORM_BYTES)


def _admit(ports: RequestPorts, visit: Visiting) -> None:
    """Refuse who may not write before their file is taken in."""
    with ports.stores.configuration.reading() as session:
        scopes.open_scope(session, ports, visit, Access.WRITE)


async def _change(request: Request, ports: RequestPorts, _admitted: Annotated[None, Depends(_admit)]) -> Change:
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return payloads.change(payloads.draft(await _asset_of_json(request)), None)
    try:
        async with request.form(max_files=1, max_fields=_MOST_FIELDS, max_part_size=_FIELD_BYTES) as form:
            fields = {name: value for name, value in form.items() if isinstance(value, str)}
            draft = payloads.draft(payloads.of_form(fields))
            upload = form.get("asset[upload]")
            file = await turns.run_aside(_keep, upload, ports) if isinstance(upload, UploadFile) else None
            return payloads.change(draft, file)
    except HTTPException as error:
        problem = Problem("/asset", "NOT_MULTIPART", "is not valid.")
        raise Invalid([problem], "141", f"The form cannot be read: {error.detail}") from None


# Name it before `Changing`: dependencies are met in their order, and a transaction must not wait for an upload.
Submitted = Annotated[Change, Depends(_change)]


async def _asset_of_json(request: Request) -> object:
    try:
        body = await request.json()
    except ValueError:
        raise Invalid([Problem("", "NOT_VALID_JSON", "The body is not valid JSON.")]) from None
    asset = body.get("asset") if isinstance(body, dict) else None
    if not isinstance(asset, dict):
        raise Invalid([Problem("/asset", "REQUIRED", "is a required field.")], "141", "The body has no asset.")
    return cast("dict[str, Any]", asset)


def _keep(upload: UploadFile, ports: Ports) -> File:
    if not upload.size:
        raise Invalid([Problem("/asset/upload", "EMPTY", "is empty.")], "141", "The file of the asset is empty.")
    name = media.file_name(upload.filename or "")
    content_type = media.media_type(name, upload.content_type or "")
    if not media.is_allowed(name, content_type, ports.asset_types):
        message = f"A file of the type {content_type} may not be an asset here: {', '.join(ports.asset_types)} may."
        raise Invalid([Problem("/asset/upload", "TYPE_NOT_ALLOWED", "has a type that is not allowed.")], "141", message)
    stored = ports.assets.put(upload.file)
    size = images.dimension(ports.assets.path(stored.digest))
    return File(
        name=name,
        content_type=content_type,
        size_bytes=stored.size_bytes,
        digest=stored.digest,
        width=None if size is None else size[0],
        height=None if size is None else size[1],
    )
