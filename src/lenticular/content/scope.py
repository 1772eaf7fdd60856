"""One request inside one stack: who, what they may do, in which transaction; and the dependencies that open it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Security
from fastapi.security import APIKeyHeader
from sqlalchemy.orm import Session

from lenticular.accounts import authentication
from lenticular.accounts.authentication import Caller
from lenticular.api.metering import Meter, Metered
from lenticular.api.ports import Limits, Ports, RequestPorts, base_url
from lenticular.api.turns import Turn
from lenticular.content.management_tokens import service as management_tokens
from lenticular.content.published import service as published
from lenticular.content.stacks import service as stacks
from lenticular.content.stacks.service import StackRole
from lenticular.errors import Forbidden, Invalid, Problem, Unauthenticated
from lenticular.store.identifiers import Identifiers

MAIN_BRANCH = "main"
NOT_PERMITTED = "You don't have the permission to do this operation."

# Paths are plurals; these are not the module's name and an s.
_MODULES = {"branches": "branch", "bulk": "entry", "taxonomies": "taxonomy"}

ApiKey = Annotated[
    str,
    Header(
        alias="api_key", convert_underscores=False, description="The API key of the stack that the request is about."
    ),
]
Branch = Annotated[str, Header(alias="branch", description="Only `main`, which is also what no header means.")]


class Access(StrEnum):
    """What a request wants of a module."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Token:
    """A request that carries a management token instead of a user's."""

    text: str


@dataclass(frozen=True, slots=True)
class Visit:
    """Who comes with a request, for which stack and branch, and to which module of it."""

    holder: Caller | Token
    api_key: str
    branch: str
    module: str
    # The address that the client knows this server by, for the URLs in the answer.
    base_url: str = ""


@dataclass(frozen=True, slots=True)
class StackScope:
    """What a service needs to know of the request: every query it makes is scoped to `stack_uid`.

    `user_uid` is what `created_by` and `updated_by` get: the user's, or the uid of the management token.
    """

    session: Session
    stack_uid: str
    stack_api_key: str
    organization_uid: str
    master_locale: str
    branch: str
    user_uid: str
    role: StackRole
    # None for a user; for a management token the modules that its scope names, each with its acl.
    token_scope: Sequence[Mapping[str, Any]] | None
    now: datetime
    identifiers: Identifiers
    limits: Limits
    # What the URL of an asset begins with in the answer.
    base_url: str = ""

    def require_branch(self) -> None:
        """Raise Invalid for a branch that the stack has not, Forbidden for one that the token is not for."""
        if self.branch != MAIN_BRANCH:
            problem = Problem("/branch", "NOT_FOUND", "is not valid.")
            raise Invalid([problem], "141", f"The stack has no branch “{self.branch}”: there is only main.")
        if self.token_scope is not None and not is_on_branch(self.token_scope, self.branch):
            raise Forbidden("162", NOT_PERMITTED)

    def require(self, module: str, access: Access) -> None:
        """Raise Forbidden unless the caller may do this in the module; a user may everywhere."""
        if self.token_scope is not None and not is_allowed(self.token_scope, module, access):
            raise Forbidden("162", NOT_PERMITTED)

    def require_user(self) -> None:
        """Raise Forbidden when a management token is calling: it is for what is in the stack, not for the stack."""
        if self.token_scope is not None:
            raise Forbidden("162", "A management token may not do this: sign in as a user.")

    def require_owner(self) -> None:
        """Raise Forbidden unless a user is calling who may change the stack itself and its tokens."""
        self.require_user()
        if self.role is not StackRole.OWNER:
            raise Forbidden("162", "Only the stack's owner, or an owner or admin of its organization, may do this.")


def is_allowed(scope: Sequence[Mapping[str, Any]], module: str, access: Access) -> bool:
    """Tell whether a token's scope allows this. A module it does not name follows `$all`, or else `content_type`.

    Those are what the vendor's own tokens name for the whole stack. Writing includes reading.
    """
    granted = {entry.get("module"): entry.get("acl") for entry in scope}
    acl = next((granted[name] for name in (module, "$all", "content_type") if name in granted), None)
    if not isinstance(acl, Mapping):
        return False
    return acl.get(Access.WRITE) is True or acl.get(access) is True


def is_on_branch(scope: Sequence[Mapping[str, Any]], branch: str) -> bool:
    """Tell whether a token's scope holds the branch; one that names no branch holds all."""
    named = [entry.get("branches") for entry in scope if entry.get("module") == "branch"]
    return not named or any(isinstance(branches, list) and branch in branches for branches in named)


def module_of(path: str) -> str:
    """Return the module that a path below /v3 is about, as the scope of a token names it."""
    match path.strip("/").split("/"):
        case ["content_types", _, "entries", *_]:
            return "entry"
        case ["stacks", segment, *_] | [segment, *_]:
            return _MODULES.get(segment, segment.removesuffix("s"))
    return "stack"


def holder(request: Request, ports: RequestPorts) -> Caller | Token:
    """Return who is calling: `authtoken` counts before `authorization`, where a token without a scheme is a stack's.

    Raises Unauthenticated, whose code names the header at fault. A management token is proved with its stack.
    """
    authorization = request.headers.get("authorization", "").strip()
    if not request.headers.get("authtoken") and authorization and " " not in authorization:
        return Token(authorization)
    return authentication.caller(request, ports)


# They only tell OpenAPI: `holder` reads the headers itself, because their answers to a bad one are not ours.
_AUTHTOKEN = APIKeyHeader(name="authtoken", scheme_name="authtoken", description="A user's.", auto_error=False)
_MANAGEMENT = APIKeyHeader(
    name="authorization", scheme_name="management_token", description="A stack's, without a scheme.", auto_error=False
)


def visit(
    request: Request,
    found: Annotated[Caller | Token, Depends(holder)],
    _authtoken: Annotated[object, Security(_AUTHTOKEN)],
    _management: Annotated[object, Security(_MANAGEMENT)],
    api_key: ApiKey = "",
    branch: Branch = "",
) -> Visit:
    """Return the visit that a request's headers announce."""
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    return Visit(found, api_key, branch or MAIN_BRANCH, module_of(path), base_url(request))


Visiting = Annotated[Visit, Depends(visit)]


def open_scope(session: Session, ports: Ports, visit: Visit, access: Access) -> StackScope:
    """Return the scope of a visit; raise Unauthenticated, Invalid or Forbidden when it may not come in."""
    now = ports.now()
    if isinstance(visit.holder, Token):
        # Before the stack is looked for: who proves nothing learns nothing of stacks.
        token = management_tokens.recognise(session, visit.holder.text, now)
        user_uid = token.uid
    else:
        token, user_uid = None, visit.holder.user_uid
    stack = stacks.find(session, visit.api_key) if visit.api_key else None
    if stack is None:
        raise stacks.unknown()
    if token is not None and token.stack_uid != stack.uid:
        raise Unauthenticated("authorization", "The management token is one of another stack.")
    role = StackRole.MEMBER if isinstance(visit.holder, Token) else stacks.role_of(session, visit.holder, stack)
    if role is None:
        raise stacks.unknown()
    scope = StackScope(
        session=session,
        stack_uid=stack.uid,
        stack_api_key=stack.api_key,
        organization_uid=stack.organization_uid,
        master_locale=stack.master_locale,
        branch=visit.branch,
        user_uid=user_uid,
        role=role,
        token_scope=None if token is None else token.scope,
        now=now,
        identifiers=ports.identifiers,
        limits=ports.limits,
        base_url=visit.base_url,
    )
    scope.require_branch()
    scope.require(visit.module, access)
    return scope


@contextmanager
def changing(ports: Ports, visit: Visit) -> Iterator[StackScope]:
    """Open a transaction that changes a stack: writers of one stack take turns, and its content revision moves on."""
    with ports.stores.configuration.writing() as session:
        stacks.lock(session, visit.api_key)
        scope = open_scope(session, ports, visit, Access.WRITE)
        # Before the work: what is published in it bears the revision that others see when it is done.
        published.advance(session, scope.stack_uid)
        yield scope


@contextmanager
def metered_reading(ports: Ports, visit: Visit, meter: Meter, access: Access = Access.READ) -> Iterator[StackScope]:
    """Open a transaction that reads a stack, counted against the rate limit of its organization."""
    with ports.stores.configuration.reading() as session:
        scope = open_scope(session, ports, visit, access)
        meter.count(scope.organization_uid)
        yield scope


@contextmanager
def metered_changing(ports: Ports, visit: Visit, meter: Meter) -> Iterator[StackScope]:
    """Open a transaction as `changing` does, counted against the rate limit of the stack's organization."""
    if meter.is_on:
        # Before it waits for its turn to write: a refusal must not keep others from theirs.
        with metered_reading(ports, visit, meter, Access.WRITE):
            pass
    with changing(ports, visit) as scope:
        yield scope


def _reading(ports: RequestPorts, visit: Visiting, meter: Metered, _turn: Turn) -> Iterator[StackScope]:
    with metered_reading(ports, visit, meter) as scope:
        yield scope


def _changing(ports: RequestPorts, visit: Visiting, meter: Metered, _turn: Turn) -> Iterator[StackScope]:
    with metered_changing(ports, visit, meter) as scope:
        yield scope


# scope="function": the transaction ends before the answer is sent, so what was answered is durable.
Reading = Annotated[StackScope, Depends(_reading, scope="function")]
Changing = Annotated[StackScope, Depends(_changing, scope="function")]
