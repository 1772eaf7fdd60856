"""Who is calling: recognising a request's authtoken, bearer token or browser session."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyHeader, HTTPBearer
from sqlalchemy.orm import Session

from lenticular.accounts.organizations import service as organizations
from lenticular.accounts.organizations.service import OrganizationRole
from lenticular.accounts.sessions import service as sessions
from lenticular.accounts.tokens import service as tokens
from lenticular.accounts.users import service as users
from lenticular.api.ports import Ports, RequestPorts
from lenticular.errors import Unauthenticated

COOKIE = "lenticular_session"
CSRF_HEADER = "x-csrf-token"


@dataclass(frozen=True, slots=True)
class Caller:
    """A signed-in user, with their role in each of their organizations."""

    user_uid: str
    name: str
    email: str
    organizations: Mapping[str, OrganizationRole]


def caller(request: Request, ports: RequestPorts) -> Caller:
    """Return who is calling; raise Unauthenticated, whose code names the header at fault.

    `authtoken` counts before `authorization: Bearer`, and both before the session cookie, which needs its
    X-CSRF-Token whatever the method. An empty header counts as absent.
    """
    if token := presented_token(request):
        return _of_token(ports, token, "authtoken" if request.headers.get("authtoken") else "authorization")
    if request.headers.get("authorization"):
        raise _refused("authorization")
    if cookie := request.cookies.get(COOKIE):
        if not sessions.is_csrf_token(request.headers.get(CSRF_HEADER, ""), cookie):
            raise _refused("csrf")
        return of_cookie(ports, cookie)
    raise _refused("authtoken")


# They only tell OpenAPI: `caller` reads the headers itself, because their answers to a bad one are not ours.
_AUTHTOKEN = APIKeyHeader(
    name="authtoken", scheme_name="authtoken", description="As signing in gives it.", auto_error=False
)
_BEARER = HTTPBearer(scheme_name="bearer", description="The same token.", auto_error=False)


def _documented(
    found: Annotated[Caller, Depends(caller)],
    _authtoken: Annotated[object, Security(_AUTHTOKEN)],
    _bearer: Annotated[object, Security(_BEARER)],
) -> Caller:
    return found


SignedIn = Annotated[Caller, Depends(_documented)]


def presented_token(request: Request) -> str | None:
    """Return the token in `authtoken`, or else in `authorization: Bearer`; None without either."""
    if token := request.headers.get("authtoken"):
        return token
    # Without a scheme it is a management token of the CMS, which opens no door here.
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.casefold() == "bearer" else None


def of_cookie(ports: Ports, cookie: str) -> Caller:
    """Return whose browser session this is; raise Unauthenticated for one that has ended or never was."""
    now = ports.now()
    with ports.stores.configuration.reading() as session:
        recognised = sessions.recognise(session, cookie, now)
        found = _of_user(session, None if recognised is None else recognised.user_uid)
    if recognised is None or found is None:
        raise _refused("authtoken")
    if recognised.touch_due:
        with ports.stores.configuration.writing() as session:
            sessions.touch(session, cookie, now)
    return found


def of_user(session: Session, user_uid: str) -> Caller | None:
    """Return an active user as a caller, or None. For composition roots that act for a user without a request."""
    return _of_user(session, user_uid)


def _of_token(ports: Ports, token: str, header: str) -> Caller:
    with ports.stores.configuration.reading() as session:
        found = _of_user(session, tokens.user_of(session, token))
    if found is None:
        raise _refused(header)
    return found


def _of_user(session: Session, user_uid: str | None) -> Caller | None:
    user = None if user_uid is None else users.find(session, user_uid)
    if user is None or not user.active:
        return None
    return Caller(
        user_uid=user.uid,
        name=users.display_name(user),
        email=user.email,
        organizations=organizations.roles_of(session, user.uid),
    )


def _refused(header: str) -> Unauthenticated:
    return Unauthenticated(header, "Sign in first.")
