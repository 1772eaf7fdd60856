"""Issuing, recognising, changing and revoking delivery tokens and the preview tokens beside them."""

import hashlib
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from lenticular.content.delivery_tokens.tables import DeliveryToken, DeliveryTokenEnvironment
from lenticular.content.scope import StackScope
from lenticular.errors import Invalid, Problem
from lenticular.store import authorship


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token may read: environments by uid, and branches."""

    environment_uids: tuple[str, ...]
    branches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recognised:
    """Whose token a request carries and what it may read; with a preview token also what is not published."""

    stack_uid: str
    environment_uids: frozenset[str]
    branches: frozenset[str]
    is_preview: bool


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token with its texts, which are not to be had later."""

    row: DeliveryToken
    token: str
    preview_token: str | None


def recognise(session: Session, token: str) -> Recognised | None:
    """Return what a delivery or preview token opens, or None when it is neither, or revoked."""
    # Found by its digest, so the time this takes tells nothing of how much of a guess was right.
    digest = _digest(token)
    row = session.scalar(
        select(DeliveryToken).where(or_(DeliveryToken.digest == digest, DeliveryToken.preview_digest == digest))
    )
    if row is None:
        return None
    return Recognised(
        stack_uid=row.stack_uid,
        environment_uids=frozenset(environments_of(session, [row.uid])[row.uid]),
        branches=frozenset(row.branches),
        is_preview=row.preview_digest == digest,
    )


def list_newest_first(scope: StackScope) -> Sequence[DeliveryToken]:
    """Return the stack's tokens, newest first."""
    return scope.session.scalars(
        select(DeliveryToken)
        .where(DeliveryToken.stack_uid == scope.stack_uid)
        .order_by(DeliveryToken.created_at.desc(), DeliveryToken.uid.desc())
    ).all()


def get(scope: StackScope, uid: str) -> DeliveryToken:
    """Return one token; raise Invalid when the stack has none of this uid."""
    row = scope.session.scalar(
        select(DeliveryToken).where(DeliveryToken.stack_uid == scope.stack_uid, DeliveryToken.uid == uid)
    )
    if row is None:
        raise Invalid([Problem("/uid", "NOT_FOUND", "is not valid.")], "141", "The delivery token was not found.")
    return row


def environments_of(session: Session, token_uids: Collection[str]) -> Mapping[str, list[str]]:
    """Return the uids of the environments that each of these tokens reads; none where all of them were deleted."""
    found: dict[str, list[str]] = {uid: [] for uid in token_uids}
    rows = session.execute(
        select(DeliveryTokenEnvironment.token_uid, DeliveryTokenEnvironment.environment_uid)
        .where(DeliveryTokenEnvironment.token_uid.in_(token_uids))
        .order_by(DeliveryTokenEnvironment.token_uid, DeliveryTokenEnvironment.environment_uid)
    )
    for token_uid, environment_uid in rows:
        found[token_uid].append(environment_uid)
    return found


def issue(scope: StackScope, *, name: str, description: str, grant: Grant, with_preview: bool) -> Issued:
    """Add a token, with a preview token beside it if wanted. Raise Invalid when the name is taken."""
    _refuse_taken(scope, name, except_uid=None)
    text = _new_text()
    preview_text = _new_text() if with_preview else None
    row = DeliveryToken(
        uid=scope.identifiers.blt(),
        stack_uid=scope.stack_uid,
        name=name,
        description=description,
        digest=_digest(text),
        preview_digest=None if preview_text is None else _digest(preview_text),
        branches=list(grant.branches),
        environment_scope_uid=scope.identifiers.cs(),
        branch_scope_uid=scope.identifiers.cs(),
        **authorship.of_new(scope),
    )
    scope.session.add(row)
    scope.session.flush()
    _let_read(scope.session, row, grant)
    return Issued(row, text, preview_text)


def update(
    scope: StackScope, row: DeliveryToken, *, name: str | None, description: str | None, grant: Grant | None
) -> None:
    """Change what a token is called and what it may read, where given; its text stays. Raise Invalid as `issue`."""
    if name is not None:
        _refuse_taken(scope, name, except_uid=row.uid)
        row.name = name
    if description is not None:
        row.description = description
    if grant is not None:
        row.branches = list(grant.branches)
        _let_read(scope.session, row, grant)
    _mark_changed(scope, row)


def revoke(scope: StackScope, row: DeliveryToken) -> None:
    """Make a token invalid, with its preview token, and forget it."""
    scope.session.delete(row)
    scope.session.flush()


def add_preview(scope: StackScope, row: DeliveryToken) -> str:
    """Return a new preview token beside this one, not to be had later; raise Invalid when there is one."""
    if row.preview_digest is not None:
        problem = Problem("/preview_token", "TAKEN", "exists already.")
        raise Invalid([problem], "141", "The delivery token has a preview token. Delete that first.")
    text = _new_text()
    row.preview_digest = _digest(text)
    _mark_changed(scope, row)
    return text


def revoke_preview(scope: StackScope, row: DeliveryToken) -> None:
    """Make the preview token beside this one invalid; raise Invalid when there is none."""
    if row.preview_digest is None:
        problem = Problem("/preview_token", "NOT_FOUND", "is not valid.")
        raise Invalid([problem], "141", "The delivery token has no preview token.")
    row.preview_digest = None
    _mark_changed(scope, row)


def _let_read(session: Session, row: DeliveryToken, grant: Grant) -> None:
    session.execute(delete(DeliveryTokenEnvironment).where(DeliveryTokenEnvironment.token_uid == row.uid))
    for uid in grant.environment_uids:
        session.add(DeliveryTokenEnvironment(token_uid=row.uid, environment_uid=uid))
    session.flush()


def _mark_changed(scope: StackScope, row: DeliveryToken) -> None:
    authorship.touch(scope, row)
    scope.session.flush()


def _refuse_taken(scope: StackScope, name: str, *, except_uid: str | None) -> None:
    taken = select(DeliveryToken.uid).where(
        DeliveryToken.stack_uid == scope.stack_uid, DeliveryToken.name == name, DeliveryToken.uid != (except_uid or "")
    )
    if scope.session.scalar(taken) is not None:
        problem = Problem("/name", "TAKEN", "is not unique.")
        raise Invalid([problem], "141", f"The stack has a delivery token “{name}” already.")


def _new_text() -> str:
    return f"cs{secrets.token_hex(12)}"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
