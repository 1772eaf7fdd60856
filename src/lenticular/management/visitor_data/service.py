"""Exporting what is kept of a visitor, and requests to erase it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lenticular.errors import Invalid, NotFound, Problem
from lenticular.ingestion.counting import visitors as counted_visitors
from lenticular.ingestion.counting.visitors import KeptContext, KeptEvent
from lenticular.management.measurement import service as measurement
from lenticular.management.scope import ProjectScope
from lenticular.management.visitor_data.tables import VisitorErasure
from lenticular.store.database import Stores
from lenticular.visitors import service as visitors
from lenticular.visitors.stored import Stored

# As long as the edge lets a visitor's uid be.
LONGEST_USER_UID_BYTES = 256
_CONTROL_CHARACTER = re.compile(r"[\x00-\x1f\x7f]")
_CODES = "personalize.VISITORS"

# What other modules of this concept call a request that they were given.
Row: TypeAlias = VisitorErasure


class ErasureStatus(StrEnum):
    """Whether something of the visitor may still be there."""

    PENDING = "PENDING"
    DONE = "DONE"


@dataclass(frozen=True, slots=True)
class Export:
    """What is kept of a visitor; `events` is one page of them, oldest arrival first, `has_more` tells of another."""

    stored: Stored
    contexts: Sequence[KeptContext]
    events: Sequence[KeptEvent]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Due:
    """A request for which something can be done: the names of its visitor, and whether it is the last time."""

    uid: str
    project_uid: str
    names: tuple[str, ...]
    is_last: bool


def export(scope: ProjectScope, stores: Stores, user_uid: str, *, skip: int, limit: int) -> Export:
    """Return what is kept of a visitor, for owners; raise Forbidden, or NotFound when there is nothing."""
    scope.require_owner()
    _check(user_uid)
    with stores.visitors.reading() as session:
        stored = visitors.read(session, scope.project_uid, user_uid)
    with stores.events.reading() as session:
        kept = counted_visitors.events_of(session, scope.project_uid, user_uid, skip=skip, limit=limit + 1)
        events = list(kept)
        contexts = counted_visitors.contexts_of(session, scope.project_uid, user_uid)
    if not (stored.attributes or stored.assignments or contexts or events or skip):
        raise NotFound(f"{_CODES}.VISITOR_NOT_FOUND", "The project keeps nothing of a visitor with this uid.")
    return Export(stored, contexts, events[:limit], len(events) > limit)


def request_erasure(scope: ProjectScope, user_uid: str) -> Row:
    """Ask the background process to erase a visitor, known or not."""
    _check(user_uid)
    erasure = VisitorErasure(
        uid=scope.identifiers.object_id(),
        project_uid=scope.project_uid,
        status=ErasureStatus.PENDING.value,
        user_uid=user_uid,
        pseudonym=measurement.pseudonym_of(scope, user_uid),
        requested_at=scope.now,
        first_erased_at=None,
        done_at=None,
    )
    scope.session.add(erasure)
    scope.session.flush()
    return erasure


def get_erasure(scope: ProjectScope, uid: str) -> Row:
    """Return one request; raise NotFound when the project has none of this uid."""
    erasure = scope.session.scalar(
        select(VisitorErasure).where(VisitorErasure.project_uid == scope.project_uid, VisitorErasure.uid == uid)
    )
    if erasure is None:
        raise NotFound(f"{_CODES}.ERASURE_NOT_FOUND", f"The project has no erasure {uid}.")
    return erasure


def next_due(session: Session, complete_before: datetime) -> Due | None:
    """Return the oldest request that nothing was done for yet, or that can be done now; None if there is none.

    All that was recorded up to `complete_before` has reached the stores.
    """
    row = session.scalar(
        select(VisitorErasure)
        .where(VisitorErasure.status == ErasureStatus.PENDING.value)
        .where(or_(VisitorErasure.first_erased_at.is_(None), VisitorErasure.requested_at <= complete_before))
        .order_by(VisitorErasure.requested_at, VisitorErasure.uid)
        .limit(1)
    )
    if row is None:
        return None
    names = tuple(name for name in (row.user_uid, row.pseudonym) if name is not None)
    return Due(row.uid, row.project_uid, names, row.requested_at <= complete_before)


def settle(session: Session, due: Due, now: datetime) -> None:
    """Write down that a request's visitor was erased; the last time it forgets whom it was about."""
    row = session.get(VisitorErasure, due.uid)
    if row is None:  # its project was deleted meanwhile
        return
    row.first_erased_at = row.first_erased_at or now
    if due.is_last:
        row.status = ErasureStatus.DONE.value
        row.done_at = now
        row.user_uid = row.pseudonym = None
    session.flush()


def _check(user_uid: str) -> None:
    """Raise Invalid for what can be no visitor's uid, because the edge refuses it."""
    problems = []
    if len(user_uid.encode("utf-8", "surrogatepass")) > LONGEST_USER_UID_BYTES:
        message = f"A visitor's uid has at most {LONGEST_USER_UID_BYTES} bytes of UTF-8."
        problems.append(Problem("/userUid", "TOO_LONG", message))
    if _CONTROL_CHARACTER.search(user_uid):
        problems.append(Problem("/userUid", "CONTROL_CHARACTER", "A visitor's uid has no control characters."))
    if problems:
        raise Invalid(problems)
