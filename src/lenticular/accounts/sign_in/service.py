"""Checking e-mail address and password, slowed down for an address after failures."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lenticular.accounts import passwords
from lenticular.accounts.sign_in.tables import FailedSignIn
from lenticular.accounts.users import service as users
from lenticular.api import turns
from lenticular.api.ports import Ports

FREE_FAILURES = 5
REMEMBERED = timedelta(minutes=15)
LONGEST_PAUSE_SECONDS = 5
# Nobody waits longer than this for an address that others keep trying; then the answer is that of a wrong password.
LONGEST_WAIT_SECONDS = 10

REFUSAL = "Looks like your email or password is invalid. Please try again or reset your password."

Sleep = Callable[[float], Awaitable[None]]


async def user_of(ports: Ports, email: str, password: str, sleep: Sleep = asyncio.sleep) -> str | None:
    """Return the uid of the active user with this e-mail address and password, else None.

    After five failures within 15 minutes an address takes one attempt at a time, 1 to 5 seconds apart; an attempt waits
    for its turn at most 10 seconds. Whether there is such a user shows neither in the answer nor in its time.
    """
    waited = 0.0
    while wait := await turns.run_aside(_seconds_until_turn, ports, email):
        if waited >= LONGEST_WAIT_SECONDS:
            return None
        await sleep(min(wait, 1.0))
        waited += min(wait, 1.0)
    return await turns.run_aside(_checked, ports, email, password)


def forget_failures(session: Session, email: str) -> None:
    """Let the address sign in without a pause again."""
    session.execute(delete(FailedSignIn).where(FailedSignIn.digest == _digest(email)))


def _seconds_until_turn(ports: Ports, email: str) -> float:
    """Return 0 after counting the attempt as failed until it succeeds, or how long to wait before asking again."""
    now = ports.now()
    # The queue only reads: it must not take turns at SQLite's one writer with people who have work to save.
    with ports.stores.configuration.reading() as session:
        row = session.get(FailedSignIn, _digest(email))
        if row is not None and row.closed_until > now:
            return (row.closed_until - now).total_seconds()
    try:
        with ports.stores.configuration.writing() as session:
            return _take_turn(session, email, now)
    except IntegrityError:
        return 0.1  # another first attempt of this address was counted at the same moment


def _take_turn(session: Session, email: str, now: datetime) -> float:
    session.execute(delete(FailedSignIn).where(FailedSignIn.latest_at < now - REMEMBERED))
    row = session.get(FailedSignIn, _digest(email), with_for_update=True)
    if row is None:
        row = FailedSignIn(digest=_digest(email), failures=0, latest_at=now, closed_until=now)
        session.add(row)
    elif row.closed_until > now:
        return (row.closed_until - now).total_seconds()
    row.failures += 1
    row.latest_at = now
    row.closed_until = now + timedelta(seconds=_pause_seconds(row.failures))
    return 0.0


def _checked(ports: Ports, email: str, password: str) -> str | None:
    configuration = ports.stores.configuration
    with configuration.reading() as session:
        found = users.find_by_email(session, email)
        uid, expected = (found.uid, found.password_hash) if found is not None and found.active else (None, None)
    if not passwords.matches(password, expected) or uid is None or expected is None:
        return None
    renewed = passwords.hashed(password) if passwords.is_outdated(expected) else None
    with configuration.writing() as session:
        forget_failures(session, email)
        user = users.find(session, uid)
        if user is not None and renewed is not None and user.password_hash == expected:
            users.set_password_hash(session, user, renewed, ports.now())
    return uid


def _pause_seconds(failures: int) -> float:
    """Return how long an address stays closed after this many failures: 0 … 0, 1, 2, 4, 5, 5 …"""
    if failures < FREE_FAILURES:
        return 0
    return float(min(2 ** min(failures - FREE_FAILURES, 10), LONGEST_PAUSE_SECONDS))


def _digest(email: str) -> str:
    return hashlib.sha256(users.email_key(email).encode("utf-8", "replace")).hexdigest()
