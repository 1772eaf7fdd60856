"""Issuing, recognising and revoking authtokens. They do not expire."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from lenticular.accounts.tokens.tables import Authtoken


def issue(session: Session, user_uid: str, *, keep: int, now: datetime) -> str:
    """Return a new authtoken of the user; the user's oldest beyond `keep` become invalid."""
    token = f"blt{secrets.token_hex(16)}"
    session.add(Authtoken(digest=_digest(token), user_uid=user_uid, created_at=now))
    session.flush()
    kept = select(Authtoken.number).where(Authtoken.user_uid == user_uid).order_by(Authtoken.number.desc()).limit(keep)
    session.execute(
        delete(Authtoken)
        .where(Authtoken.user_uid == user_uid, Authtoken.number.not_in(kept))
        .execution_options(synchronize_session=False)
    )
    return token


def user_of(session: Session, token: str) -> str | None:
    """Return the uid of the user whose token this is, or None."""
    # Found by its digest, so the time this takes tells nothing of how much of a guess was right.
    return session.scalar(select(Authtoken.user_uid).where(Authtoken.digest == _digest(token)))


def revoke(session: Session, token: str) -> bool:
    """Make the token invalid; return whether it was valid."""
    revoked = delete(Authtoken).where(Authtoken.digest == _digest(token)).returning(Authtoken.number)
    return session.scalar(revoked) is not None


def revoke_all(session: Session, user_uid: str) -> None:
    """Make every token of the user invalid."""
    session.execute(delete(Authtoken).where(Authtoken.user_uid == user_uid))


def count(session: Session, user_uid: str) -> int:
    """Return how many valid tokens the user has."""
    return session.scalar(select(func.count()).select_from(Authtoken).where(Authtoken.user_uid == user_uid)) or 0


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
