"""An asset in one version, and how the wire shows it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lenticular.api.times import iso_milliseconds
from lenticular.content.assets import urls

FOLDER_TYPE = "application/vnd.contenstack.folder"  # spelled as the vendor does


@dataclass(frozen=True, slots=True)
class File:
    """A file that an asset shows: what it is called, what it is, and what it hashes to if it lies here."""

    name: str
    content_type: str
    size_bytes: int
    digest: str | None
    # Where it lies if not here.
    url: str | None = None
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """An asset in one of its versions."""

    uid: str
    parent_uid: str | None
    version: int
    title: str
    description: str
    tags: Sequence[str]
    file: File
    created_by: str
    created_at: datetime
    updated_by: str
    updated_at: datetime


def document(edition: Edition, *, api_key: str, base_url: str) -> dict[str, Any]:
    """Return an asset as the wire shows it; with an empty base URL, its `url` is a path."""
    file = edition.file
    shown: dict[str, Any] = {
        "uid": edition.uid,
        "created_at": iso_milliseconds(edition.created_at),
        "updated_at": iso_milliseconds(edition.updated_at),
        "created_by": edition.created_by,
        "updated_by": edition.updated_by,
        "content_type": file.content_type,
        "file_size": str(file.size_bytes),
        "tags": list(edition.tags),
        "filename": file.name,
        "url": file.url or "",
        "ACL": {},
        "is_dir": False,
        "parent_uid": edition.parent_uid,
        "_version": edition.version,
        "title": edition.title,
        "description": edition.description,
    }
    if file.digest is not None:
        shown["url"] = base_url + urls.path(api_key, edition.uid, file.digest, file.name)
    if file.width is not None and file.height is not None:
        shown["dimension"] = {"height": file.height, "width": file.width}
    return shown
