"""The routes of folders of assets."""

from fastapi import APIRouter, Response

from lenticular.api import etags
from lenticular.api.etags import IfMatch
from lenticular.content.assets import folders, payloads
from lenticular.content.assets import service as assets
from lenticular.content.assets.payloads import CreateFolder, Folder, FolderAnswer, FolderNotice, UpdateFolder
from lenticular.content.assets.tables import AssetFolder
from lenticular.content.audit import Notice
from lenticular.content.scope import Changing, Reading

router = APIRouter(prefix="/assets/folders", tags=["Assets"])


@router.post("", status_code=201, operation_id="createAssetFolder")
def create_folder(scope: Changing, body: CreateFolder, response: Response) -> FolderNotice:
    """Create a folder, in another one if it is given."""
    row = folders.create(scope, name=body.asset.name, parent_uid=payloads.parent(body.asset))
    return _noted("Folder created successfully.", row, response)


@router.get("/{uid}", operation_id="getAssetFolder")
def get_folder(scope: Reading, uid: str, response: Response) -> FolderAnswer:
    """Return one folder with its ETag; `GET /assets?folder=` has what lies in it."""
    return etags.tag(response, _answer(folders.get(scope, uid)))


@router.put("/{uid}", operation_id="updateAssetFolder")
def update_folder(
    scope: Changing, uid: str, body: UpdateFolder, response: Response, if_match: IfMatch = None
) -> FolderNotice:
    """Rename a folder, or move it into another; what is left out stays."""
    row = folders.get(scope, uid)
    etags.check(if_match, _answer(row))
    folders.update(scope, row, name=body.asset.name, parent_uid=payloads.parent(body.asset))
    return _noted("Folder updated successfully.", row, response)


@router.delete("/{uid}", operation_id="deleteAssetFolder")
def delete_folder(scope: Changing, uid: str, if_match: IfMatch = None) -> Notice:
    """Delete a folder with everything in it, also where it is published."""
    row = folders.get(scope, uid)
    etags.check(if_match, _answer(row))
    assets.delete_folder(scope, uid)
    return Notice(notice="Folder deleted successfully.")


def _answer(row: AssetFolder) -> FolderAnswer:
    return FolderAnswer(asset=Folder.model_validate(folders.document(row)))


def _noted(notice: str, row: AssetFolder, response: Response) -> FolderNotice:
    answer = etags.tag(response, _answer(row))
    return FolderNotice(notice=notice, asset=answer.asset)
