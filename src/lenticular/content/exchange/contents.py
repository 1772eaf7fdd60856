"""Recreating what a stack holds: assets with their files, and entries with their versions."""

import hashlib
from collections.abc import Mapping

from pydantic import AwareDatetime, BaseModel, Field, TypeAdapter

from lenticular.api.text import Name
from lenticular.content.assets import folders
from lenticular.content.assets import service as assets
from lenticular.content.assets.editions import Edition, File
from lenticular.content.content_types import service as content_types
from lenticular.content.entries import service as entries
from lenticular.content.exchange import layout
from lenticular.content.exchange.ordering import after_what_they_need
from lenticular.content.exchange.reading import ExportedEntry, StackExport, version_of
from lenticular.content.exchange.report import Report
from lenticular.content.exchange.rewriting import rewritten
from lenticular.content.scope import StackScope
from lenticular.store.files import AssetFiles
from lenticular.store.files import StoredFile as Stored

_NAME: TypeAdapter[str] = TypeAdapter(Name)


class _Dimension(BaseModel):
    """How large an image is, in pixels."""

    width: int | None = None
    height: int | None = None


class _Asset(BaseModel):
    """An asset as an export has it."""

    uid: str = Field(min_length=1, max_length=64)
    filename: str = ""
    content_type: str = ""
    file_size: int = Field(0, ge=0)
    url: str = ""
    parent_uid: str | None = None
    version: int = Field(1, ge=1, alias="_version")
    title: str = ""
    description: str = ""
    tags: list[str] = Field(default_factory=list)
    dimension: _Dimension | None = None
    created_by: str | None = None
    created_at: AwareDatetime | None = None
    updated_by: str | None = None
    updated_at: AwareDatetime | None = None


def store_files(files: AssetFiles, export: StackExport, report: Report, *, dry_run: bool = False) -> dict[str, Stored]:
    """Keep the files of the export's assets, by the uid of the asset; call it outside of any transaction.

    A dry run looks at them and keeps none.
    """
    stored: dict[str, Stored] = {}
    for row in report.each("file", [asset for asset in export.assets if asset["uid"] in export.files]):
        path = export.files[row["uid"]]
        with path.open("rb") as source:
            if dry_run:
                stored[row["uid"]] = Stored(hashlib.file_digest(source, "sha256").hexdigest(), path.stat().st_size)
            else:
                stored[row["uid"]] = files.put(source)
    return stored


def free_uids(scope: StackScope, export: StackExport, report: Report) -> dict[str, str]:
    """Return new uids for those assets and entries whose own are taken on this server."""
    kept = [
        *(("asset folder", row["uid"], folders.exists) for row in export.asset_folders),
        *(("asset", row["uid"], assets.exists) for row in export.assets),
        *(("entry", uid, entries.exists) for uid in dict.fromkeys(entry.uid for entry in export.entries)),
    ]
    renamed = {uid: scope.identifiers.blt() for _, uid, exists in kept if exists(scope.session, uid)}
    for kind, uid, _ in kept:
        report.rename(kind, str(uid), renamed.get(uid, str(uid)))
    return renamed


def recreate(
    scope: StackScope,
    export: StackExport,
    report: Report,
    *,
    stored: Mapping[str, Stored],
    renamed: Mapping[str, str],
) -> None:
    """Make the assets and the entries, under the uids that `renamed` gives them."""
    _folders(scope, export, report, renamed)
    for row in report.each("asset", export.assets):
        with report.skipping(scope.session, "asset", row):
            asset = _Asset.model_validate(rewritten(row, renamed))
            assets.restore(scope, _edition(scope, asset, stored.get(row["uid"])))
    missing = len(export.assets) - len(stored)
    if missing:
        named = {"name": "1 file" if missing == 1 else f"{missing} files"}
        report.skip("file", named, f"The export has no such files in {layout.ASSET_FILES}.")
    # Earlier versions first: each save is a later one.
    earlier = sorted(export.versions, key=version_of)
    for entry in report.each("entry", earlier, "earlier versions"):
        _entry(scope, entry, report, renamed)
    for entry in report.each("entry", export.entries, "entries"):
        _entry(scope, entry, report, renamed)


def _folders(scope: StackScope, export: StackExport, report: Report, renamed: Mapping[str, str]) -> None:
    rows = after_what_they_need(
        export.asset_folders,
        name=lambda row: str(row["uid"]),
        needs=lambda row: {str(row["parent_uid"])} if row.get("parent_uid") else set(),
    )
    for row in report.each("asset folder", rows):
        with report.skipping(scope.session, "asset folder", row):
            document = rewritten(row, renamed)
            parent_uid = document.get("parent_uid")
            folders.create(
                scope,
                name=_NAME.validate_python(document.get("name")),
                parent_uid=None if parent_uid is None else str(parent_uid),
                uid=document["uid"],
            )


def _edition(scope: StackScope, asset: _Asset, stored: Stored | None) -> Edition:
    dimension = asset.dimension or _Dimension()
    file = File(
        name=asset.filename,
        content_type=asset.content_type,
        size_bytes=asset.file_size if stored is None else stored.size_bytes,
        digest=None if stored is None else stored.digest,
        # Where the export says that it is, as long as it is not here.
        url=asset.url if stored is None else None,
        width=dimension.width,
        height=dimension.height,
    )
    return Edition(
        uid=asset.uid,
        parent_uid=asset.parent_uid or None,
        version=asset.version,
        title=asset.title or file.name,
        description=asset.description,
        tags=asset.tags,
        file=file,
        created_by=asset.created_by or scope.user_uid,
        created_at=asset.created_at or scope.now,
        updated_by=asset.updated_by or scope.user_uid,
        updated_at=asset.updated_at or scope.now,
    )


def _entry(scope: StackScope, entry: ExportedEntry, report: Report, renamed: Mapping[str, str]) -> None:
    with report.skipping(scope.session, "entry", entry.document):
        document = rewritten(entry.document, renamed)
        entries.restore(
            scope,
            content_types.get(scope, entry.content_type_uid),
            uid=document["uid"],
            locale=entry.locale,
            document=document,
            version=version_of(entry),
        )
