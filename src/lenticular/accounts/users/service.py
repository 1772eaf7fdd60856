"""Creating, finding and changing users."""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lenticular.accounts.users.tables import User
from lenticular.errors import Conflict, Invalid, NotFound, Problem

EMAIL_LENGTH = 254


def email_key(email: str) -> str:
    """Return what two spellings of one address have in common: NFC, without surrounding space, case folded."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", email).strip().casefold())


def create(
    session: Session,
    *,
    uid: str,
    email: str,
    first_name: str,
    last_name: str,
    password_hash: str,
    now: datetime,
) -> User:
    """Add a user (hash the password with `passwords.hashed` first, outside a transaction).

    Raises Invalid for something that is no address, Conflict for one that is taken, in any spelling.
    """
    address = unicodedata.normalize("NFC", email).strip()
    _refuse_invalid(address)
    if find_by_email(session, address) is not None:
        raise Conflict("EMAIL_TAKEN", "There is a user with this e-mail address.")
    user = User(
        uid=uid,
        email=address,
        email_key=email_key(address),
        first_name=first_name.strip(),
        last_name=last_name.strip(),
        password_hash=password_hash,
        active=True,
        created_at=now,
        updated_at=now,
    )
    session.add(user)
    session.flush()
    return user


def find(session: Session, uid: str) -> User | None:
    """Return a user, or None."""
    return session.get(User, uid)


def get(session: Session, uid: str) -> User:
    """Return a user; raise NotFound when there is none of this uid."""
    user = find(session, uid)
    if user is None:
        raise NotFound("USER_NOT_FOUND", f"There is no user {uid}.")
    return user


def lock(session: Session, uid: str) -> User:
    """Return a user whose tokens only this transaction changes until it ends; raise NotFound when there is none."""
    user = session.get(User, uid, with_for_update=True)
    if user is None:
        raise NotFound("USER_NOT_FOUND", f"There is no user {uid}.")
    return user


def find_by_email(session: Session, email: str) -> User | None:
    """Return the user of an e-mail address in any spelling, or None."""
    key = email_key(email)
    # Also keeps away what PostgreSQL can't compare: NUL and lone surrogates.
    return session.scalar(select(User).where(User.email_key == key)) if key.isprintable() else None


def list_by_email(session: Session) -> Sequence[User]:
    """Return every user of this server, by e-mail address."""
    return session.scalars(select(User).order_by(User.email_key)).all()


def by_uid(session: Session, uids: Collection[str]) -> Mapping[str, User]:
    """Return those of the users that exist, by uid."""
    rows = session.scalars(select(User).where(User.uid.in_(uids)).order_by(User.uid)) if uids else ()
    return {user.uid: user for user in rows}


def any_exist(session: Session) -> bool:
    """Tell whether this server has a user at all."""
    return session.scalar(select(User.uid).limit(1)) is not None


def names(session: Session, uids: Collection[str]) -> Mapping[str, str]:
    """Return the display names (“First Last”) of those of the users that exist, by uid."""
    return {uid: display_name(user) for uid, user in by_uid(session, uids).items()}


def display_name(user: User) -> str:
    """Return what other people see: “First Last”."""
    return f"{user.first_name} {user.last_name}".strip()


def set_password_hash(session: Session, user: User, password_hash: str, now: datetime) -> None:
    """Replace the user's password. Whoever holds a token or a session keeps it; end those apart."""
    user.password_hash = password_hash
    user.updated_at = now
    session.flush()


def set_active(session: Session, user: User, *, active: bool, now: datetime) -> None:
    """Let the user sign in, or no longer. An inactive user's tokens and sessions mean nothing while it lasts."""
    user.active = active
    user.updated_at = now
    session.flush()


def delete(session: Session, user: User) -> None:
    """Delete the user with their tokens, sessions and roles. What they made keeps their uid."""
    session.delete(user)
    session.flush()


def _refuse_invalid(address: str) -> None:
    local, _, host = address.rpartition("@")
    printable = address.isprintable() and not any(character.isspace() for character in address)
    if not (local and host and printable) or len(address) > EMAIL_LENGTH:
        raise Invalid([Problem("/email", "NOT_VALID_EMAIL", "must be an e-mail address")])
