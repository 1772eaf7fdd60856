"""Who may read what: the stack, token, branch, environment and languages that a request names."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lenticular.content.delivery import requests
from lenticular.content.delivery.memory import Stack
from lenticular.content.delivery.requests import Request
from lenticular.content.delivery.snapshots import Snapshot
from lenticular.content.delivery_tokens import service as delivery_tokens
from lenticular.content.delivery_tokens.service import Recognised
from lenticular.content.environments import service as environments
from lenticular.content.locales import fallbacks
from lenticular.content.locales import service as locales
from lenticular.content.scope import MAIN_BRANCH
from lenticular.content.stacks import service as stacks
from lenticular.errors import Invalid, Problem, Unauthenticated


@dataclass(frozen=True, slots=True)
class Environment:
    """Where the content of an answer is published."""

    uid: str
    name: str


@dataclass(frozen=True, slots=True)
class Visit:
    """What a request has proved that it may read."""

    snapshot: Snapshot
    stack: Stack
    token: Recognised


def admit(snapshot: Snapshot, request: Request) -> Visit:
    """Return the visit of a request.

    Raises Unauthenticated for a token that is unknown or another stack's, Invalid for an unknown stack or branch. A
    token counts in a header only: addresses are logged and shared.
    """
    is_preview = requests.is_preview(request)
    token = _recognised(snapshot, request.header(requests.PREVIEW if is_preview else requests.DELIVERY), is_preview)
    stack = snapshot.stack()
    if stack is None:
        raise stacks.unknown()
    if token.stack_uid != stack.uid:
        raise Unauthenticated("access_token", "The token is one of another stack.")
    branch = request.header("branch") or MAIN_BRANCH
    if branch != MAIN_BRANCH or branch not in token.branches:
        raise _invalid("branch", f"The stack has no branch “{branch}” that this token reads.")
    return Visit(snapshot, stack, token)


def environment(visit: Visit, request: Request) -> Environment:
    """Return the environment that a request names by query or header, or else the first that its token reads.

    Raises Invalid for one that the token does not read; whether there is one of that name is not told.
    """
    readable = visit.snapshot.once(
        ("environments", visit.token.environment_uids), lambda session: _environments(session, visit)
    )
    named = request.text("environment") or request.header("environment")
    found = next((one for one in readable if named in ("", one.name)), None)
    found = found or next((one for one in readable if one.uid == named), None)
    if found is None:
        raise _invalid("environment", f"This token reads no environment “{named}”.")
    return found


def chain(visit: Visit, request: Request) -> tuple[str, ...]:
    """Return the language that a request names, the master if none, and what it falls back to if that is wanted.

    Raises Invalid for a language that the stack has not.
    """
    named = request.text("locale").strip().lower() or visit.stack.master_locale
    full = full_chain(visit, named)
    if not full:
        raise _invalid("locale", f"The stack has no language “{named}”.")
    return full if request.says("include_fallback") else full[:1]


def full_chain(visit: Visit, locale: str) -> tuple[str, ...]:
    """Return a language, its fallback, and so on to the master; () for an unknown one."""
    pairs: Mapping[str, str | None] = visit.snapshot.once(
        ("fallbacks",), lambda session: locales.fallbacks_of(session, visit.stack.uid)
    )
    return tuple(fallbacks.chain(pairs, locale))


def _recognised(snapshot: Snapshot, text: str, is_preview: bool) -> Recognised:
    held = snapshot.held("token", text)
    token = held if isinstance(held, Recognised) else delivery_tokens.recognise(snapshot.session, text)
    if token is None or token.is_preview is not is_preview:
        raise Unauthenticated("access_token", "The delivery token is not valid.")
    stack = snapshot.stack()
    if stack is not None and token.stack_uid == stack.uid:
        snapshot.hold(token, "token", text)
    return token


def _environments(session: Session, visit: Visit) -> list[Environment]:
    rows = environments.of_uids(session, visit.stack.uid, visit.token.environment_uids)
    return [Environment(row.uid, row.name) for row in sorted(rows, key=lambda row: (row.created_at, row.uid))]


def _invalid(field: str, sentence: str) -> Invalid:
    return Invalid([Problem(f"/{field}", "NOT_FOUND", "is not valid.")], "141", sentence)
