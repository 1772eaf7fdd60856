"""Assets of a stack: what they are called, which file they have, in which folder they lie."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lenticular.content import paging
from lenticular.content.assets import editions, folders, media, rows
from lenticular.content.assets.editions import Edition, File
from lenticular.content.assets.tables import Asset, AssetVersion
from lenticular.content.paging import Page
from lenticular.content.published import service as published
from lenticular.content.scope import StackScope
from lenticular.content.stacks import service as stacks
from lenticular.errors import Invalid, Problem

_ORDERS: Mapping[str, paging.Column] = {
    "created_at": Asset.created_at,
    "updated_at": Asset.updated_at,
    "uid": Asset.uid,
    "title": AssetVersion.title,
    "filename": AssetVersion.file_name,
    "file_size": AssetVersion.size_bytes,
    "content_type": AssetVersion.content_type,
    "_version": Asset.version,
}


@dataclass(frozen=True, slots=True)
class Change:
    """What a client says of an asset; None is left as it is, for a new asset it is the default."""

    title: str | None = None
    description: str | None = None
    tags: Sequence[str] | None = None
    file: File | None = None
    # The folder, "" for none.
    parent_uid: str | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """Which assets a list is about: those of one folder ("" for none), or of all."""

    folder_uid: str | None = None


def find(scope: StackScope, uid: str, version: int | None = None) -> Edition | None:
    """Return an asset of the stack in a version, or the latest; None when it has neither."""
    return _edition(scope.session, scope.stack_uid, uid, version)


def get(scope: StackScope, uid: str, version: int | None = None) -> Edition:
    """Return an asset of the stack in a version, or the latest; raise Invalid when there is none."""
    found = find(scope, uid, version)
    if found is None:
        problem = Problem("/uid", "NOT_FOUND", "is not valid.")
        which = "" if version is None else f" of version {version}"
        raise Invalid([problem], "141", f"The stack has no asset “{uid}”{which}.")
    return found


def exists(session: Session, uid: str) -> bool:
    """Tell whether any stack of this server has an asset or a folder of this uid; imports keep only free ones."""
    return session.get(Asset, uid) is not None or folders.exists(session, uid)


def versions(scope: StackScope, uid: str) -> list[Edition]:
    """Return every version of an asset, newest first; raise Invalid when there is no such asset."""
    get(scope, uid)
    found = scope.session.execute(
        select(Asset, AssetVersion)
        .join(AssetVersion, AssetVersion.asset_uid == Asset.uid)
        .where(Asset.stack_uid == scope.stack_uid, Asset.uid == uid)
        .order_by(AssetVersion.version.desc())
    )
    return [rows.edition(row.Asset, row.AssetVersion) for row in found]


def list_page(scope: StackScope, page: Page, selection: Selection) -> tuple[list[Edition], int]:
    """Return a page of the stack's assets, last changed first, and how many there are; `page.query` is not applied."""
    statement = _selected(scope, selection)
    found, total = paging.rows(
        scope.session,
        statement,
        page,
        orders=_ORDERS,
        default=[Asset.updated_at.desc(), Asset.uid.desc()],
    )
    latest = _latest(scope.session, scope.stack_uid, [asset.uid for asset in found])
    return [latest[asset.uid] for asset in found], total


def list_all(scope: StackScope, selection: Selection) -> list[Edition]:
    """Return all of the stack's assets, last changed first."""
    found = scope.session.execute(
        _selected(scope, selection).add_columns(AssetVersion).order_by(Asset.updated_at.desc(), Asset.uid.desc())
    )
    return [rows.edition(asset, version) for asset, version in found]


def documents(
    session: Session, stack_uid: str, uids: Collection[str], *, base_url: str = ""
) -> Mapping[str, dict[str, Any]]:
    """Return those of a stack's assets that have one of these uids, as the wire shows them in their latest version.

    Give `scope.base_url` for an answer; without one, `url` is a path (`urls.absolute` completes it).
    """
    if not uids:
        return {}
    api_key = stacks.get(session, stack_uid).api_key
    return {
        uid: editions.document(edition, api_key=api_key, base_url=base_url)
        for uid, edition in _latest(session, stack_uid, uids).items()
    }


def uids_of_stack(session: Session, stack_uid: str) -> Sequence[str]:
    """Return the uids of all of a stack's assets, last changed first."""
    newest_first = select(Asset.uid).where(Asset.stack_uid == stack_uid)
    return session.scalars(newest_first.order_by(Asset.updated_at.desc(), Asset.uid.desc())).all()


def document_of(session: Session, stack_uid: str, uid: str, version: int | None = None) -> dict[str, Any] | None:
    """Return an asset in a version, or the latest, as it is stored when it is published: its `url` is a path."""
    edition = _edition(session, stack_uid, uid, version)
    if edition is None:
        return None
    return editions.document(edition, api_key=stacks.get(session, stack_uid).api_key, base_url="")


def document(scope: StackScope, edition: Edition, *, base_url: str = "") -> dict[str, Any]:
    """Return an asset as the wire shows it; store it without a base URL, then its `url` is a path."""
    return editions.document(edition, api_key=scope.stack_api_key, base_url=base_url)


def create(scope: StackScope, change: Change) -> Edition:
    """Add an asset with its file, called by the file's name unless it has a title; raise Invalid for a wrong folder."""
    if change.file is None:
        raise Invalid([Problem("/asset/upload", "REQUIRED", "is a required field.")], "141", "An asset needs a file.")
    edition = Edition(
        uid=scope.identifiers.blt(),
        parent_uid=_parent(scope, change.parent_uid),
        version=1,
        title=change.title or change.file.name,
        description=change.description or "",
        tags=tuple(change.tags or ()),
        file=change.file,
        created_by=scope.user_uid,
        created_at=scope.now,
        updated_by=scope.user_uid,
        updated_at=scope.now,
    )
    _add(scope, edition)
    return edition


def update(scope: StackScope, present: Edition, change: Change) -> Edition:
    """Save an asset in a new version; what is published stays. Raise Invalid for a wrong folder."""
    parent_uid = present.parent_uid if change.parent_uid is None else _parent(scope, change.parent_uid)
    edition = replace(
        present,
        parent_uid=parent_uid,
        version=present.version + 1,
        title=change.title or present.title,
        description=present.description if change.description is None else change.description,
        tags=present.tags if change.tags is None else tuple(change.tags),
        file=change.file or present.file,
        updated_by=scope.user_uid,
        updated_at=scope.now,
    )
    asset = scope.session.get_one(Asset, present.uid)
    asset.parent_uid = edition.parent_uid
    asset.version = edition.version
    asset.updated_by = edition.updated_by
    asset.updated_at = edition.updated_at
    scope.session.add(rows.of_edition(edition))
    scope.session.flush()
    return edition


def restore(scope: StackScope, edition: Edition) -> None:
    """Add an asset as an import found it: with its uid, version and times, and possibly without its file.

    The caller has asked that the uid is free. Raises Invalid for a folder that is not there.
    """
    name = media.file_name(edition.file.name)
    file = replace(edition.file, name=name, content_type=media.media_type(name, edition.file.content_type))
    _add(scope, replace(edition, file=file, parent_uid=_parent(scope, edition.parent_uid)))


def delete(scope: StackScope, uid: str) -> None:
    """Delete an asset with all its versions, also where it is published; files that nothing names are swept later."""
    published.withdraw_asset(scope.session, scope.stack_uid, uid, now=scope.now)
    scope.session.delete(scope.session.get_one(Asset, uid))
    scope.session.flush()


def delete_folder(scope: StackScope, uid: str) -> None:
    """Delete a folder with everything in it."""
    inside = folders.with_descendants(scope, uid)
    held = select(Asset.uid).where(Asset.stack_uid == scope.stack_uid, Asset.parent_uid.in_(inside))
    for asset_uid in scope.session.scalars(held).all():
        delete(scope, asset_uid)
    folders.delete(scope, inside)


def file_of(session: Session, *, api_key: str, uid: str, digest: str) -> File | None:
    """Return the file of this hash that the asset has in any version; None when the stack or the asset has it not."""
    stack = stacks.find(session, api_key)
    if stack is None:
        return None
    row = session.scalars(
        select(AssetVersion)
        .join(Asset, Asset.uid == AssetVersion.asset_uid)
        .where(Asset.stack_uid == stack.uid, Asset.uid == uid, AssetVersion.digest == digest)
        .order_by(AssetVersion.version.desc())
    ).first()
    return None if row is None else rows.file(row)


def named_digests(session: Session, digests: Collection[str]) -> set[str]:
    """Return those of these hashes that some version of some asset on this server has."""
    found = session.scalars(select(AssetVersion.digest).where(AssetVersion.digest.in_(digests)).distinct())
    return {digest for digest in found if digest is not None}


def _selected(scope: StackScope, selection: Selection) -> Select[Asset]:
    statement = (
        select(Asset)
        .join(AssetVersion, (AssetVersion.asset_uid == Asset.uid) & (AssetVersion.version == Asset.version))
        .where(Asset.stack_uid == scope.stack_uid)
    )
    if selection.folder_uid is None:
        return statement
    return statement.where(Asset.parent_uid == (selection.folder_uid or None))


def _edition(session: Session, stack_uid: str, uid: str, version: int | None) -> Edition | None:
    row = session.execute(
        select(Asset, AssetVersion)
        .join(AssetVersion, AssetVersion.asset_uid == Asset.uid)
        .where(Asset.stack_uid == stack_uid, Asset.uid == uid)
        .where(AssetVersion.version == (Asset.version if version is None else version))
    ).one_or_none()
    return None if row is None else rows.edition(row.Asset, row.AssetVersion)


def _latest(session: Session, stack_uid: str, uids: Collection[str]) -> dict[str, Edition]:
    latest = (
        select(Asset, AssetVersion)
        .join(AssetVersion, (AssetVersion.asset_uid == Asset.uid) & (AssetVersion.version == Asset.version))
        .where(Asset.stack_uid == stack_uid)
    )
    return {
        row.Asset.uid: rows.edition(row.Asset, row.AssetVersion)
        for some in paging.batches(uids)
        for row in session.execute(latest.where(Asset.uid.in_(some)))
    }


def _parent(scope: StackScope, uid: str | None) -> str | None:
    return folders.get(scope, uid, pointer="/asset/parent_uid").uid if uid else None


def _add(scope: StackScope, edition: Edition) -> None:
    scope.session.add(
        Asset(
            uid=edition.uid,
            stack_uid=scope.stack_uid,
            parent_uid=edition.parent_uid,
            version=edition.version,
            created_by=edition.created_by,
            updated_by=edition.updated_by,
            created_at=edition.created_at,
            updated_at=edition.updated_at,
        )
    )
    scope.session.flush()
    scope.session.add(rows.of_edition(edition))
    scope.session.flush()
