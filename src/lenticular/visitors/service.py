"""Reading and changing the stored attributes of visitors, many visitors in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, delete, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lenticular.errors import Failure, TooLarge
from lenticular.visitors.tables import StoredVisitor

MAX_ATTRIBUTES = 200

Key = tuple[str, str]
Attributes = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Upsert:
    """Set these attributes of a visitor; null deletes one."""

    project_uid: str
    user_uid: str
    changes: Attributes


@dataclass(frozen=True, slots=True)
class Merge:
    """Copy the source's attributes onto the target; the source's value wins, the source stays as it is."""

    project_uid: str
    source_uid: str
    target_uid: str


Change = Upsert | Merge

POINT_READ: Select[Any] = select(StoredVisitor.attributes).where(
    StoredVisitor.project_uid == bindparam("project_uid"), StoredVisitor.user_uid == bindparam("user_uid")
)


def read(session: Session, project_uid: str, user_uid: str) -> Attributes:
    """Return the stored attributes of a visitor; empty for one never heard of."""
    row = session.get(StoredVisitor, (project_uid, user_uid))
    return {} if row is None else row.attributes


def apply(session: Session, changes: Sequence[Change], now: datetime) -> list[Failure | None]:
    """Make the changes in order and return, for each, None or why it was refused; a refused one changes nothing."""
    targets = {_target(change) for change in changes}
    sources = {(change.project_uid, change.source_uid) for change in changes if isinstance(change, Merge)}
    _ensure_rows(session, sorted(targets), now)
    rows = _lock_rows(session, sorted(targets | sources))
    state: dict[Key, Attributes] = {key: row.attributes for key, row in rows.items()}
    outcomes = [_make(change, state) for change in changes]
    for key in targets:
        if rows[key].attributes != state[key]:
            rows[key].attributes = dict(state[key])
            rows[key].updated_at = now
    session.flush()
    return outcomes


def _target(change: Change) -> Key:
    return (change.project_uid, change.user_uid if isinstance(change, Upsert) else change.target_uid)


def _make(change: Change, state: dict[Key, Attributes]) -> Failure | None:
    key = _target(change)
    incoming: Attributes = (
        change.changes if isinstance(change, Upsert) else state.get((change.project_uid, change.source_uid), {})
    )
    merged = {name: value for name, value in {**state[key], **incoming}.items() if value is not None}
    if len(merged) > MAX_ATTRIBUTES:
        message = f"A visitor may have {MAX_ATTRIBUTES} attributes; this would make {len(merged)}."
        return TooLarge("TOO_MANY_ATTRIBUTES", message)
    state[key] = merged
    return None


def _ensure_rows(session: Session, keys: Sequence[Key], now: datetime) -> None:
    """Insert an empty row for every new visitor, so that writers on several machines lock the same row."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    values = [{"project_uid": project, "user_uid": user, "attributes": {}, "updated_at": now} for project, user in keys]
    session.execute(insert(StoredVisitor).on_conflict_do_nothing(), values)


def _lock_rows(session: Session, keys: Sequence[Key]) -> dict[Key, StoredVisitor]:
    # In key order, so that two writers never wait for each other in a circle.
    rows = session.scalars(
        select(StoredVisitor)
        .where(tuple_(StoredVisitor.project_uid, StoredVisitor.user_uid).in_(keys))
        .order_by(StoredVisitor.project_uid, StoredVisitor.user_uid)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {(row.project_uid, row.user_uid): row for row in rows}


def forget(session: Session, project_uid: str, *, at_most: int) -> int:
    """Delete up to so many visitors of a project and return how many there were."""
    uids = select(StoredVisitor.user_uid).where(StoredVisitor.project_uid == project_uid).limit(at_most)
    found = session.scalars(uids).all()
    session.execute(
        delete(StoredVisitor).where(StoredVisitor.project_uid == project_uid, StoredVisitor.user_uid.in_(found))
    )
    return len(found)
