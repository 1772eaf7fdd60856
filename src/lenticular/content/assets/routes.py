"""The routes of assets."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from lenticular.api import etags
from lenticular.api.etags import IfMatch
from lenticular.content import paging
from lenticular.content.assets import listing, uploads
from lenticular.content.assets import service as assets
from lenticular.content.assets.editions import Edition
from lenticular.content.assets.listing import Listed
from lenticular.content.assets.payloads import AssetAnswer, AssetDraft, AssetNotice, Assets, AssetVersions
from lenticular.content.assets.uploads import Submitted
from lenticular.content.audit import Notice
from lenticular.content.flags import READ, Flag
from lenticular.content.paging import Paged
from lenticular.content.published import payloads as published_payloads
from lenticular.content.published import service as published
from lenticular.content.scope import Changing, Reading, StackScope
from lenticular.errors import Invalid, Problem

router = APIRouter(tags=["Assets"])

_FORM = {"multipart/form-data": {"schema": uploads.FORM}}
_SAID = {"type": "object", "required": ["asset"], "properties": {"asset": AssetDraft.model_json_schema()}}
_JSON = {"application/json": {"schema": _SAID}}


@router.get("/assets", operation_id="getAssets", response_model=Assets, response_model_exclude_unset=True)
def get_assets(scope: Reading, page: Paged, listed: Listed) -> dict[str, Any]:
    """List the assets, last changed first; with `query={"is_dir":true}` the folders, with `include_folders` both."""
    return listing.answer(scope, page, listed)


@router.post(
    "/assets",
    status_code=201,
    operation_id="createAsset",
    response_model=AssetNotice,
    response_model_exclude_unset=True,
    openapi_extra={"requestBody": {"required": True, "content": _FORM}},
)
def create_asset(change: Submitted, scope: Changing, response: Response) -> dict[str, Any]:
    """Upload a file as a new asset, called by the file's name unless it has a title."""
    return _noted("Asset created successfully.", scope, assets.create(scope, change), response)


@router.get("/assets/{uid}", operation_id="getAsset", response_model=AssetAnswer, response_model_exclude_unset=True)
def get_asset(
    scope: Reading,
    uid: str,
    response: Response,
    *,
    version: Annotated[str, Query(description="A number; the latest if left out.")] = "",
    include_publish_details: Flag = False,
    relative_urls: Annotated[bool, READ, Query(description="`true`: without the server's address.")] = False,
) -> dict[str, Any]:
    """Return one asset, in its latest version or the one asked for, with its ETag."""
    edition = assets.get(scope, uid, _version(version))
    base_url = "" if relative_urls else scope.base_url
    shown = assets.document(scope, edition, base_url=base_url)
    etags.tag(response, shown)
    if include_publish_details:
        states = published.states_of_assets(scope.session, scope.stack_uid, [uid])
        shown["publish_details"] = published_payloads.details(states.get(uid, []))
    return {"asset": shown}


@router.get(
    "/assets/{uid}/versions",
    operation_id="getAssetVersions",
    response_model=AssetVersions,
    response_model_exclude_unset=True,
)
def get_asset_versions(scope: Reading, uid: str, page: Paged) -> dict[str, Any]:
    """List every version of an asset, newest first."""
    shown = (assets.document(scope, one, base_url=scope.base_url) for one in assets.versions(scope, uid))
    return paging.of_all(page, "versions", shown)


@router.put(
    "/assets/{uid}",
    operation_id="updateAsset",
    response_model=AssetNotice,
    response_model_exclude_unset=True,
    openapi_extra={"requestBody": {"required": True, "content": {**_FORM, **_JSON}}},
)
def update_asset(
    change: Submitted, scope: Changing, uid: str, response: Response, if_match: IfMatch = None
) -> dict[str, Any]:
    """Save an asset in a new version: with a form another file, with JSON what is said of it. What is left out stays.

    What is published stays as it is until the asset is published again.
    """
    present = assets.get(scope, uid)
    _check(if_match, scope, present)
    return _noted("Asset updated successfully.", scope, assets.update(scope, present, change), response)


@router.delete("/assets/{uid}", operation_id="deleteAsset")
def delete_asset(scope: Changing, uid: str, if_match: IfMatch = None) -> Notice:
    """Delete an asset with all its versions, also where it is published. Entries that show it show nothing there."""
    _check(if_match, scope, assets.get(scope, uid))
    assets.delete(scope, uid)
    return Notice(notice="Asset deleted successfully.")


def _check(if_match: str | None, scope: StackScope, edition: Edition) -> None:
    shown = [assets.document(scope, edition, base_url=base_url) for base_url in (scope.base_url, "")]
    etags.check(if_match, *shown)


def _noted(notice: str, scope: StackScope, edition: Edition, response: Response) -> dict[str, Any]:
    shown = assets.document(scope, edition, base_url=scope.base_url)
    return {"notice": notice, "asset": etags.tag(response, shown)}


def _version(text: str) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Invalid([Problem("/version", "NOT_INTEGER", "is not valid.")], "141", f"“{text}” is no version.")
    return int(text)
