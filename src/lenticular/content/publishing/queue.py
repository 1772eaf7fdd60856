"""The publish queue: what was done, and what waits for its time."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session

from lenticular.content import paging
from lenticular.content.paging import Page
from lenticular.content.publishing.orders import Action, Kind, Order, Outcome, Status
from lenticular.content.publishing.tables import QueueItem
from lenticular.content.scope import StackScope
from lenticular.errors import Invalid, Problem
from lenticular.store.identifiers import Identifiers

Row: TypeAlias = QueueItem

# What `query` may name, as the wire calls it.
_COLUMNS: Mapping[str, paging.Column] = {
    "uid": QueueItem.uid,
    "action": QueueItem.action,
    "type": QueueItem.type,
    "entry.uid": QueueItem.object_uid,
    "asset.uid": QueueItem.object_uid,
    "content_type.uid": QueueItem.content_type_uid,
    "environment": QueueItem.environment_uid,
    "locale": QueueItem.locale,
    "publish_details.status": QueueItem.status,
    "created_by": QueueItem.created_by,
    "user": QueueItem.created_by,
    "bulkJobId": QueueItem.job_uid,
}
_NEWEST_FIRST = (QueueItem.created_at.desc(), QueueItem.uid.desc())


@dataclass(frozen=True, slots=True)
class Job:
    """All that one request put into the queue, and how many of it came to what."""

    uid: str
    action: str
    created_by: str
    created_at: datetime
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Entrance:
    """Who puts items of which job into the queue of a stack, and when."""

    stack_uid: str
    job_uid: str
    created_by: str
    now: datetime


def add(
    session: Session,
    entrance: Entrance,
    outcomes: Iterable[Outcome],
    *,
    identifiers: Identifiers,
    scheduled_at: datetime | None = None,
) -> None:
    """Put items into the queue: done already, or waiting where their status says so."""
    for outcome in outcomes:
        order = outcome.order
        item = QueueItem(
            uid=identifiers.blt(),
            stack_uid=entrance.stack_uid,
            job_uid=entrance.job_uid,
            action=order.action,
            type=order.kind,
            object_uid=order.uid,
            variant_uid=order.variant_uid,
            content_type_uid=order.content_type_uid,
            environment_uid=order.environment_uid,
            locale=order.locale,
            is_with_references=order.is_with_references,
            scheduled_at=scheduled_at,
            created_by=entrance.created_by,
            created_at=entrance.now,
        )
        settle(item, outcome, entrance.now)
        session.add(item)
    session.flush()


def settle(item: QueueItem, outcome: Outcome, now: datetime) -> None:
    """Write down what came of an item."""
    item.title = outcome.order.title
    item.version = outcome.order.version
    item.status = outcome.status
    item.message = outcome.message
    item.published_at = now if outcome.status in {Status.SUCCESS, Status.SKIPPED} else None


def fail(item: QueueItem, message: str) -> None:
    """Write down that an item could not be done."""
    item.status = Status.FAILED
    item.message = message


def order_of(item: QueueItem) -> Order:
    """Return the order that an item waits to be carried out for."""
    return Order(
        action=Action(item.action),
        kind=Kind(item.type),
        uid=item.object_uid,
        environment_uid=item.environment_uid,
        locale=item.locale,
        content_type_uid=item.content_type_uid,
        variant_uid=item.variant_uid,
        version=item.version,
        title=item.title,
        is_with_references=item.is_with_references,
    )


def list_page(scope: StackScope, page: Page, *, job_uid: str | None = None) -> tuple[Sequence[QueueItem], int]:
    """Return a page of the stack's queue, newest first, and how many items there are if the page asks for it.

    Only those of one job, if given. Raises Invalid for a `query` that asks for anything but texts of known members.
    """
    statement = select(QueueItem).where(QueueItem.stack_uid == scope.stack_uid, *_conditions(page.query or {}))
    if job_uid is not None:
        statement = statement.where(QueueItem.job_uid == job_uid)
    orders = {"created_at": QueueItem.created_at, "published_at": QueueItem.published_at}
    return paging.rows(scope.session, statement, page, orders=orders, default=_NEWEST_FIRST)


def get(scope: StackScope, uid: str) -> QueueItem:
    """Return one item; raise Invalid when the stack's queue has none of this uid."""
    item = scope.session.get(QueueItem, uid)
    if item is None or item.stack_uid != scope.stack_uid:
        raise Invalid([Problem("/uid", "NOT_FOUND", "is not valid.")], "141", "The requested object doesn't exist.")
    return item


def cancel(scope: StackScope, item: QueueItem) -> None:
    """Let a waiting item never be done; raise Invalid for one that does not wait any more."""
    if item.status != Status.SCHEDULED:
        problem = Problem("/uid", "NOT_SCHEDULED", "is not scheduled.")
        raise Invalid([problem], "141", "Only what is scheduled can be unscheduled.")
    item.status = Status.CANCELLED
    item.message = ""
    scope.session.flush()


def list_jobs(scope: StackScope, page: Page) -> tuple[list[Job], int]:
    """Return a page of the stack's jobs, newest first, and how many there are if the page asks for it."""
    of_stack = QueueItem.stack_uid == scope.stack_uid
    total = 0
    if page.include_count or page.is_count_only:
        total = scope.session.scalar(select(func.count(QueueItem.job_uid.distinct())).where(of_stack)) or 0
    if page.is_count_only:
        return [], total
    created_at = func.min(QueueItem.created_at)
    uids = scope.session.scalars(
        select(QueueItem.job_uid)
        .where(of_stack)
        .group_by(QueueItem.job_uid)
        .order_by(created_at.desc(), QueueItem.job_uid.desc())
        .offset(page.skip)
        .limit(page.limit)
    ).all()
    jobs = _jobs(scope, uids)
    return [jobs[uid] for uid in uids], total


def get_job(scope: StackScope, uid: str) -> Job:
    """Return one job; raise Invalid when the stack has none of this uid."""
    job = _jobs(scope, [uid]).get(uid)
    if job is None:
        problem = Problem("/job_id", "NOT_FOUND", "is not valid.")
        raise Invalid([problem], "141", "The requested object doesn't exist.")
    return job


def stacks_with_due_items(session: Session, now: datetime) -> Sequence[str]:
    """Return the uids of the stacks that have something to be done by now."""
    statement = select(QueueItem.stack_uid).where(*_due(now)).distinct().order_by(QueueItem.stack_uid)
    return session.scalars(statement).all()


def due_items(session: Session, stack_uid: str, now: datetime, *, at_most: int) -> Sequence[QueueItem]:
    """Return what a stack has to do by now, what is due longest first."""
    return session.scalars(
        select(QueueItem)
        .where(QueueItem.stack_uid == stack_uid, *_due(now))
        .order_by(QueueItem.scheduled_at, QueueItem.created_at, QueueItem.uid)
        .limit(at_most)
    ).all()


def outdated(session: Session, before: datetime, *, at_most: int) -> Sequence[str]:
    """Return the uids of some items of any stack that came before this time, were due by then and wait no more."""
    is_due_before = or_(QueueItem.scheduled_at.is_(None), QueueItem.scheduled_at < before)
    statement = select(QueueItem.uid).where(
        QueueItem.created_at < before, QueueItem.status != Status.SCHEDULED, is_due_before
    )
    return session.scalars(statement.limit(at_most)).all()


def forget(session: Session, uids: Collection[str]) -> None:
    """Delete items of any stack."""
    session.execute(delete(QueueItem).where(QueueItem.uid.in_(uids)))


def _due(now: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return QueueItem.status == Status.SCHEDULED, QueueItem.scheduled_at <= now


def _conditions(query: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    problems = [
        Problem("/query", "NOT_VALID", f"cannot ask for {name}." if name not in _COLUMNS else f"{name} must be a text.")
        for name, value in query.items()
        if name not in _COLUMNS or not isinstance(value, str) or "\0" in value
    ]
    if problems:
        raise Invalid(problems, "141", "The publish queue cannot be searched like this.")
    return [_COLUMNS[name] == value for name, value in query.items()]


def _jobs(scope: StackScope, uids: Sequence[str]) -> dict[str, Job]:
    rows = scope.session.execute(
        select(
            QueueItem.job_uid,
            QueueItem.status,
            func.count().label("amount"),
            func.min(QueueItem.action).label("action"),
            func.min(QueueItem.created_by).label("created_by"),
            func.min(QueueItem.created_at, type_=QueueItem.created_at.type).label("created_at"),
        )
        .where(QueueItem.stack_uid == scope.stack_uid, QueueItem.job_uid.in_(uids))
        .group_by(QueueItem.job_uid, QueueItem.status)
    ).all()
    counts: dict[str, Counter[str]] = {}
    for row in rows:
        counts.setdefault(row.job_uid, Counter())[row.status] = row.amount
    return {
        row.job_uid: Job(row.job_uid, row.action, row.created_by, row.created_at, counts[row.job_uid]) for row in rows
    }
