"""Assets as rows of their tables."""

from lenticular.content.assets.editions import Edition, File
from lenticular.content.assets.tables import Asset, AssetVersion


def of_edition(edition: Edition) -> AssetVersion:
    """Return the row of a version."""
    shown = edition.file
    return AssetVersion(
        asset_uid=edition.uid,
        version=edition.version,
        title=edition.title,
        description=edition.description,
        tags=list(edition.tags),
        file_name=shown.name,
        content_type=shown.content_type,
        size_bytes=shown.size_bytes,
        digest=shown.digest,
        url=shown.url,
        width=shown.width,
        height=shown.height,
        updated_by=edition.updated_by,
        updated_at=edition.updated_at,
    )


def edition(asset: Asset, version: AssetVersion) -> Edition:
    """Return an asset in the version of a row."""
    return Edition(
        uid=asset.uid,
        parent_uid=asset.parent_uid,
        version=version.version,
        title=version.title,
        description=version.description,
        tags=tuple(version.tags),
        file=file(version),
        created_by=asset.created_by,
        created_at=asset.created_at,
        updated_by=version.updated_by,
        updated_at=version.updated_at,
    )


def file(version: AssetVersion) -> File:
    """Return the file of a version's row."""
    return File(
        name=version.file_name,
        content_type=version.content_type,
        size_bytes=version.size_bytes,
        digest=version.digest,
        url=version.url,
        width=version.width,
        height=version.height,
    )
