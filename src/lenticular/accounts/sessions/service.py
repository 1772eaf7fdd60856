"""Opening, recognising and ending browser sessions."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from lenticular.accounts.sessions.tables import BrowserSession

IDLE = timedelta(days=14)
LONGEST = timedelta(days=90)
# A session in use is written down at most this often: reading the console must not mean writing the database.
SEEN_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Recognised:
    """Whose session a cookie is, and whether `touch` is due."""

    user_uid: str
    touch_due: bool


def open_session(session: Session, user_uid: str, now: datetime) -> str:
    """Return the cookie of a new browser session; forget the sessions that have run out."""
    cookie = secrets.token_urlsafe(32)
    session.execute(
        delete(BrowserSession).where(
            or_(BrowserSession.seen_at < now - IDLE, BrowserSession.created_at < now - LONGEST)
        )
    )
    session.add(BrowserSession(digest=_digest(cookie), user_uid=user_uid, created_at=now, seen_at=now))
    session.flush()
    return cookie


def recognise(session: Session, cookie: str, now: datetime) -> Recognised | None:
    """Return whose session this is; None when it is unknown, unused for 14 days, or older than 90."""
    row = session.scalar(select(BrowserSession).where(BrowserSession.digest == _digest(cookie)))
    if row is None or now - row.seen_at > IDLE or now - row.created_at > LONGEST:
        return None
    return Recognised(row.user_uid, touch_due=now - row.seen_at > SEEN_EVERY)


def touch(session: Session, cookie: str, now: datetime) -> None:
    """Record that the session is in use."""
    session.execute(update(BrowserSession).where(BrowserSession.digest == _digest(cookie)).values(seen_at=now))


def end(session: Session, cookie: str) -> None:
    """End the session; nothing happens when it is unknown."""
    session.execute(delete(BrowserSession).where(BrowserSession.digest == _digest(cookie)))


def end_all(session: Session, user_uid: str) -> None:
    """End every session of the user."""
    session.execute(delete(BrowserSession).where(BrowserSession.user_uid == user_uid))


def csrf_token(cookie: str) -> str:
    """Return what a page must send as X-CSRF-Token with this cookie. Derived from it, so that nothing is stored."""
    return hmac.digest(cookie.encode(), b"lenticular csrf token", "sha256").hex()


def is_csrf_token(token: str, cookie: str) -> bool:
    """Tell whether the token belongs to the cookie, in a time that tells nothing else."""
    return hmac.compare_digest(token.encode(), csrf_token(cookie).encode())


def _digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
