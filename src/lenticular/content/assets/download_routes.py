"""The route that files are downloaded from, without a token: who has the URL was told it."""

from typing import Annotated

from fastapi import APIRouter, Header, Response
from fastapi.responses import FileResponse

from lenticular.api.ports import RequestPorts
from lenticular.api.turns import Turn
from lenticular.content.assets import media
from lenticular.content.assets import service as assets
from lenticular.errors import NotFound

router = APIRouter(tags=["Assets"])

_PATH = "/assets/{api_key}/{uid}/{digest}/{file_name}"
# Another file has another URL.
_HEADERS = {"Cache-Control": "public, max-age=31536000, immutable", "Access-Control-Allow-Origin": "*"}


@router.get(_PATH, operation_id="downloadAsset", response_class=FileResponse)
def download(
    ports: RequestPorts,
    _turn: Turn,
    api_key: str,
    uid: str,
    digest: str,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """Return the file of an asset, or with `Range` a part of it. The URL is in the asset and never changes."""
    with ports.stores.configuration.reading() as session:
        file = assets.file_of(session, api_key=api_key, uid=uid, digest=digest)
    if file is None or not ports.assets.has(digest):
        raise NotFound("NOT_FOUND", "There is no such file.")
    tag = f'"{digest}"'
    headers = {**_HEADERS, **media.headers(file.content_type, file.name), "ETag": tag}
    if if_none_match is not None and ("*" in if_none_match or digest in if_none_match):
        return Response(status_code=304, headers=headers)
    return FileResponse(ports.assets.path(digest), media_type=file.content_type, headers=headers)


router.add_api_route(_PATH, download, methods=["HEAD"], include_in_schema=False)
