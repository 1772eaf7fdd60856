"""Folders of assets."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import delete as delete_rows
from sqlalchemy import select
from sqlalchemy.orm import Session

from lenticular.api.times import iso_milliseconds
from lenticular.content.assets.editions import FOLDER_TYPE
from lenticular.content.assets.tables import AssetFolder
from lenticular.content.scope import StackScope
from lenticular.errors import Invalid, Problem
from lenticular.store import authorship


def get(scope: StackScope, uid: str, *, pointer: str = "/uid") -> AssetFolder:
    """Return a folder of the stack; raise Invalid, naming the member at the pointer, when there is none."""
    folder = scope.session.get(AssetFolder, uid)
    if folder is None or folder.stack_uid != scope.stack_uid:
        problem = Problem(pointer, "NOT_FOUND", "is not valid.")
        raise Invalid([problem], "141", f"The stack has no asset folder “{uid}”.")
    return folder


def exists(session: Session, uid: str) -> bool:
    """Tell whether any stack of this server has a folder of this uid."""
    return session.get(AssetFolder, uid) is not None


def list_all(scope: StackScope) -> Sequence[AssetFolder]:
    """Return the stack's folders, last changed first."""
    return scope.session.scalars(
        select(AssetFolder)
        .where(AssetFolder.stack_uid == scope.stack_uid)
        .order_by(AssetFolder.updated_at.desc(), AssetFolder.uid.desc())
    ).all()


def create(scope: StackScope, *, name: str, parent_uid: str | None, uid: str | None = None) -> AssetFolder:
    """Add a folder, in another if given; a given uid is kept (imports). Raise Invalid for a wrong parent."""
    folder = AssetFolder(
        uid=uid or scope.identifiers.blt(),
        stack_uid=scope.stack_uid,
        parent_uid=get(scope, parent_uid, pointer="/asset/parent_uid").uid if parent_uid else None,
        name=name,
        version=1,
        **authorship.of_new(scope),
    )
    scope.session.add(folder)
    scope.session.flush()
    return folder


def update(scope: StackScope, folder: AssetFolder, *, name: str | None, parent_uid: str | None) -> None:
    """Rename or move a folder ("" to the top); None leaves it. Raise Invalid for a parent that lies in the folder."""
    if parent_uid is not None:
        if parent_uid in with_descendants(scope, folder.uid):
            problem = Problem("/asset/parent_uid", "CYCLE", "is not valid.")
            raise Invalid([problem], "141", "A folder cannot lie in itself.")
        folder.parent_uid = get(scope, parent_uid, pointer="/asset/parent_uid").uid if parent_uid else None
    if name is not None:
        folder.name = name
    folder.version += 1
    authorship.touch(scope, folder)
    scope.session.flush()


def with_descendants(scope: StackScope, uid: str) -> list[str]:
    """Return the uids of a folder and of all folders in it, outer before inner."""
    children: dict[str | None, list[str]] = {}
    for folder in list_all(scope):
        children.setdefault(folder.parent_uid, []).append(folder.uid)
    found = [uid]
    for one in found:
        found.extend(children.get(one, ()))
    return found


def delete(scope: StackScope, uids: Collection[str]) -> None:
    """Delete folders that hold no assets any more."""
    scope.session.execute(
        delete_rows(AssetFolder).where(AssetFolder.stack_uid == scope.stack_uid, AssetFolder.uid.in_(uids))
    )
    scope.session.flush()


def document(folder: AssetFolder) -> dict[str, Any]:
    """Return a folder as the wire shows it: much like an asset without a file."""
    return {
        "uid": folder.uid,
        "created_at": iso_milliseconds(folder.created_at),
        "updated_at": iso_milliseconds(folder.updated_at),
        "created_by": folder.created_by,
        "updated_by": folder.updated_by,
        "content_type": FOLDER_TYPE,
        "tags": [],
        "name": folder.name,
        "ACL": {},
        "is_dir": True,
        "parent_uid": folder.parent_uid,
        "_version": folder.version,
    }
