"""Reading and changing what is stored of visitors, many visitors in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Text, bindparam, cast, delete, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lenticular.errors import Failure, TooLarge
from lenticular.visitors.stored import Assignments, Attributes, Stored
from lenticular.visitors.tables import StoredVisitor

MAX_ATTRIBUTES = 200

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Upsert:
    """Set these attributes of a visitor; null deletes one."""

    project_uid: str
    user_uid: str
    changes: Attributes


@dataclass(frozen=True, slots=True)
class Merge:
    """Copy the source's attributes onto the target, the source's value winning, and assignments that it has not."""

    project_uid: str
    source_uid: str
    target_uid: str


@dataclass(frozen=True, slots=True)
class Assign:
    """Keep variants that a visitor drew; what an earlier draw left stays, unless it is what the visitor had `before`.

    Before: the assignments the draw was made with, so that of two draws at once the first wins, and a variant that is
    gone gives way.
    """

    project_uid: str
    user_uid: str
    drawn: Assignments
    before: Assignments


Change = Upsert | Merge | Assign

# Both as text, on every database.
POINT_READ: Select[*tuple[Any, ...]] = select(
    cast(StoredVisitor.attributes, Text), cast(StoredVisitor.assignments, Text)
).where(StoredVisitor.project_uid == bindparam("project_uid"), StoredVisitor.user_uid == bindparam("user_uid"))


def read(session: Session, project_uid: str, user_uid: str) -> Stored:
    """Return what is stored of a visitor; of one never heard of, nothing."""
    row = session.get(StoredVisitor, (project_uid, user_uid))
    return Stored() if row is None else _stored(row)


def apply(session: Session, changes: Sequence[Change], now: datetime) -> list[Failure | None]:
    """Make the changes in order and return, for each, None or why it was refused; a refused one changes nothing."""
    targets = {_target(change) for change in changes}
    sources = {(change.project_uid, change.source_uid) for change in changes if isinstance(change, Merge)}
    _ensure_rows(session, sorted(targets), now)
    rows = _lock_rows(session, sorted(targets | sources))
    state = {key: _stored(row) for key, row in rows.items()}
    outcomes = [_make(change, state) for change in changes]
    for key in targets:
        if _stored(rows[key]) != state[key]:
            rows[key].attributes = dict(state[key].attributes)
            rows[key].assignments = dict(state[key].assignments)
            rows[key].updated_at = now
    session.flush()
    return outcomes


def _stored(row: StoredVisitor) -> Stored:
    return Stored(row.attributes, row.assignments)


def _target(change: Change) -> Key:
    return (change.project_uid, change.target_uid if isinstance(change, Merge) else change.user_uid)


def _make(change: Change, state: dict[Key, Stored]) -> Failure | None:
    key = _target(change)
    stored = state[key]
    match change:
        case Upsert(changes=changes):
            merged = Stored(_updated(stored.attributes, changes), stored.assignments)
        case Merge(project_uid=project_uid, source_uid=source_uid):
            source = state.get((project_uid, source_uid), Stored())
            assignments = {**source.assignments, **stored.assignments}
            merged = Stored(_updated(stored.attributes, source.attributes), assignments)
        case Assign(drawn=drawn, before=before):
            kept = stored.assignments
            first = {short_uid: drawn[short_uid] for short_uid in drawn if kept.get(short_uid) == before.get(short_uid)}
            merged = Stored(stored.attributes, {**kept, **first})
    if len(merged.attributes) > MAX_ATTRIBUTES:
        message = f"A visitor may have {MAX_ATTRIBUTES} attributes; this would make {len(merged.attributes)}."
        return TooLarge("TOO_MANY_ATTRIBUTES", message)
    state[key] = merged
    return None


def _updated(attributes: Attributes, changes: Attributes) -> Attributes:
    return {name: value for name, value in {**attributes, **changes}.items() if value is not None}


def _ensure_rows(session: Session, keys: Sequence[Key], now: datetime) -> None:
    """Insert an empty row for every new visitor, so that writers on several machines lock the same row."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    values = [
        {"project_uid": project, "user_uid": user, "attributes": {}, "assignments": {}, "updated_at": now}
        for project, user in keys
    ]
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


def erase(session: Session, project_uid: str, user_uid: str) -> bool:
    """Delete what is stored of one visitor and return whether there was anything."""
    found = session.execute(
        delete(StoredVisitor)
        .where(StoredVisitor.project_uid == project_uid, StoredVisitor.user_uid == user_uid)
        .returning(StoredVisitor.user_uid)
    )
    return found.first() is not None
