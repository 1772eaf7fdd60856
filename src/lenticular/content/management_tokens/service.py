"""Issuing, recognising, changing and revoking the management tokens of a stack."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lenticular.content.management_tokens.tables import ManagementToken
from lenticular.errors import Invalid, Problem, Unauthenticated

MOST_PER_STACK = 10


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token is called, what it may do, and until when: a day of the calendar, an instant, or None."""

    name: str
    description: str
    scope: Sequence[Mapping[str, Any]]
    expires_on: str | None
    is_email_notification_enabled: bool


def recognise(session: Session, text: str, now: datetime) -> ManagementToken:
    """Return the token that this text is; raise Unauthenticated when it has expired or never was."""
    # Found by its digest, so the time this takes tells nothing of how much of a guess was right.
    row = session.scalar(select(ManagementToken).where(ManagementToken.digest == _digest(text)))
    if row is None or (row.expires_at is not None and row.expires_at <= now):
        raise Unauthenticated("authorization", "The management token is not valid, or has expired.")
    return row


def list_newest_first(session: Session, stack_uid: str) -> Sequence[ManagementToken]:
    """Return the stack's tokens, newest first; what has expired stays until it is deleted or crowded out."""
    return session.scalars(
        select(ManagementToken).where(ManagementToken.stack_uid == stack_uid).order_by(ManagementToken.number.desc())
    ).all()


def get(session: Session, stack_uid: str, uid: str) -> ManagementToken:
    """Return one token; raise Invalid when the stack has none of this uid."""
    row = session.scalar(
        select(ManagementToken).where(ManagementToken.stack_uid == stack_uid, ManagementToken.uid == uid)
    )
    if row is None:
        raise Invalid([Problem("/uid", "NOT_FOUND", "is not valid.")], "141", "The token was not found.")
    return row


def issue(
    session: Session, stack_uid: str, grant: Grant, *, uid: str, user_uid: str, now: datetime
) -> tuple[ManagementToken, str]:
    """Return a new token and its text, which is not to be had later; the oldest beyond the tenth is dropped.

    Raises Invalid for a name that is taken, or an expiry that is no time or has passed.
    """
    _refuse_taken(session, stack_uid, name=grant.name, except_uid=None)
    expires_at = _instant(grant.expires_on)
    if expires_at is not None and expires_at <= now:
        raise _no_expiry("must be in the future.")
    text = f"cs{secrets.token_hex(12)}"
    row = ManagementToken(
        uid=uid, stack_uid=stack_uid, digest=_digest(text), created_by=user_uid, updated_by=user_uid, created_at=now
    )
    _write(row, grant, user_uid=user_uid, now=now)
    session.add(row)
    session.flush()
    numbers = select(ManagementToken.number).where(ManagementToken.stack_uid == stack_uid)
    kept = numbers.order_by(ManagementToken.number.desc()).limit(MOST_PER_STACK)
    session.execute(
        delete(ManagementToken)
        .where(ManagementToken.stack_uid == stack_uid, ManagementToken.number.not_in(kept))
        .execution_options(synchronize_session=False)
    )
    return row, text


def update(session: Session, row: ManagementToken, grant: Grant, *, user_uid: str, now: datetime) -> None:
    """Change what a token is called, may do, or when it expires; its text stays. Raise Invalid as `issue` does."""
    _refuse_taken(session, row.stack_uid, name=grant.name, except_uid=row.uid)
    _write(row, grant, user_uid=user_uid, now=now)
    session.flush()


def revoke(session: Session, row: ManagementToken) -> None:
    """Make a token invalid and forget it."""
    session.delete(row)
    session.flush()


def _write(row: ManagementToken, grant: Grant, *, user_uid: str, now: datetime) -> None:
    row.name = grant.name
    row.description = grant.description
    row.scope = [dict(entry) for entry in grant.scope]
    row.expires_on = grant.expires_on
    row.expires_at = _instant(grant.expires_on)
    row.is_email_notification_enabled = grant.is_email_notification_enabled
    row.updated_by = user_uid
    row.updated_at = now


def _instant(expires_on: str | None) -> datetime | None:
    """Return when a token is no longer valid: a day means its beginning in UTC, as does a time without an offset."""
    if expires_on is None:
        return None
    try:
        instant = datetime.fromisoformat(expires_on)
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise _no_expiry("is not valid.") from error


def _no_expiry(message: str) -> Invalid:
    return Invalid([Problem("/expires_on", "NOT_VALID_EXPIRY", message)], "141", "The token could not be saved.")


def _refuse_taken(session: Session, stack_uid: str, *, name: str, except_uid: str | None) -> None:
    taken = select(ManagementToken.uid).where(ManagementToken.stack_uid == stack_uid, ManagementToken.name == name)
    uid = session.scalar(taken)
    if uid is not None and uid != except_uid:
        raise Invalid([Problem("/name", "TAKEN", "is not unique.")], "141", "The token could not be saved.")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
