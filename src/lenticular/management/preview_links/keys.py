"""The keys that preview links are signed with. They are shown to the edge alone."""

import secrets
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from lenticular.management.preview_links.tables import PreviewKey
from lenticular.management.scope import ProjectScope

KEY_BYTES = 32


def of_projects(session: Session, project_uids: Collection[str]) -> dict[str, str]:
    """Return the key of each project, 64 hex digits, for its ruleset; one without links is absent."""
    rows = session.scalars(select(PreviewKey).where(PreviewKey.project_uid.in_(project_uids)))
    return {row.project_uid: row.key for row in rows}


def of_project(scope: ProjectScope) -> bytes:
    """Return the project's key, a new one if it has none."""
    row = scope.session.get(PreviewKey, scope.project_uid)
    if row is None:
        row = PreviewKey(project_uid=scope.project_uid, key=secrets.token_hex(KEY_BYTES))
        scope.session.add(row)
        scope.session.flush()
    return bytes.fromhex(row.key)


def forget(scope: ProjectScope) -> None:
    """Delete the project's key, for good; the next link makes another."""
    row = scope.session.get(PreviewKey, scope.project_uid)
    if row is not None:
        scope.session.delete(row)
        scope.session.flush()
