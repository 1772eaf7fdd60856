"""Assets and their folders on the wire."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field, ValidationError

from lenticular.api import validation
from lenticular.api.text import Description, Name
from lenticular.content.assets.editions import File
from lenticular.content.assets.service import Change
from lenticular.content.audit import Payload
from lenticular.errors import Invalid

ROOT = "cs_root"
MOST_TAGS = 200
_LONGEST_TAG = 200


class AssetDraft(Payload):
    """What a client says of an asset besides its file; what is left out stays, or is empty."""

    title: Name | None = None
    description: Description | None = None
    tags: list[str] | str | None = None
    parent_uid: str | None = Field(None, max_length=64, description="The folder; null or `cs_root` for none.")


class FolderDraft(Payload):
    """What a client says of a new folder."""

    name: Name
    parent_uid: str | None = Field(None, max_length=64)


class FolderChange(Payload):
    """What a client changes in a folder; what is left out stays."""

    name: Name | None = None
    parent_uid: str | None = Field(None, max_length=64, description="Another folder; null or `cs_root` for none.")


class CreateFolder(Payload):
    """A request to create a folder."""

    asset: FolderDraft


class UpdateFolder(Payload):
    """A request to change a folder."""

    asset: FolderChange


class Dimension(Payload):
    """The size of an image in pixels."""

    height: int
    width: int


class Published(Payload):
    """Where a version of an asset is published."""

    environment: str
    version: int
    locale: str
    time: str
    user: str


class Item(Payload):
    """What assets and folders have in common."""

    uid: str
    created_at: str
    updated_at: str
    created_by: str
    updated_by: str
    content_type: str
    tags: list[str]
    acl: dict[str, Any] = Field(alias="ACL")
    is_dir: bool
    parent_uid: str | None
    version: int = Field(alias="_version")


class Asset(Item):
    """A file; `url` downloads it without a token."""

    file_size: str
    filename: str
    url: str
    title: str
    description: str
    dimension: Dimension | None = None
    publish_details: list[Published] | None = None


class Folder(Item):
    """A folder of assets."""

    name: str


class AssetAnswer(Payload):
    """One asset."""

    asset: Asset


class AssetNotice(AssetAnswer):
    """One asset, and what was done with it."""

    notice: str


class FolderAnswer(Payload):
    """One folder."""

    asset: Folder


class FolderNotice(FolderAnswer):
    """One folder, and what was done with it."""

    notice: str


class Assets(Payload):
    """Assets, and folders if asked for; with `count=true` only how many they are."""

    assets: list[Asset | Folder] | int
    count: int | None = None


class AssetVersions(Payload):
    """Every version of an asset, newest first; with `count=true` only how many they are."""

    versions: list[Asset] | int
    count: int | None = None


def draft(fields: object) -> AssetDraft:
    """Return what a client says of an asset; raise Invalid with every problem at once."""
    try:
        return AssetDraft.model_validate(fields)
    except ValidationError as error:
        raise Invalid(validation.problems(error.errors()), "141", "The asset is not valid.") from None


def change(draft: AssetDraft, file: File | None) -> Change:
    """Return what a client's words and file mean for the service."""
    return Change(
        title=draft.title,
        description=draft.description,
        tags=None if draft.tags is None else _tags(draft.tags),
        file=file,
        parent_uid=parent(draft),
    )


def parent(draft: AssetDraft | FolderDraft | FolderChange) -> str | None:
    """Return the folder that a client names: "" for none, None where nothing is said of it."""
    if "parent_uid" not in draft.model_fields_set:
        return None
    return "" if draft.parent_uid in {None, ROOT} else draft.parent_uid


def of_form(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the members of `asset` that the fields of a form name `asset[title]`; an empty title is none."""
    members = {name[6:-1]: value for name, value in fields.items() if name.startswith("asset[") and name[-1] == "]"}
    return {name: value for name, value in members.items() if value.strip() or name != "title"}


def _tags(given: list[str] | str) -> list[str]:
    parts = given.split(",") if isinstance(given, str) else given
    return list(dict.fromkeys(part.strip()[:_LONGEST_TAG] for part in parts if part.strip()))[:MOST_TAGS]
