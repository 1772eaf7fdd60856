"""The routes of browser sessions: how the console signs in."""

from typing import Annotated

from fastapi import APIRouter, Cookie, Request, Response

from lenticular.accounts import authentication
from lenticular.accounts.authentication import COOKIE, SignedIn
from lenticular.accounts.organizations import service as organizations
from lenticular.accounts.sessions import payloads
from lenticular.accounts.sessions import service as sessions
from lenticular.accounts.sessions.payloads import SessionCreate, SessionDetails
from lenticular.accounts.sign_in import service as sign_in
from lenticular.api import turns
from lenticular.api.ports import Ports, RequestPorts
from lenticular.api.turns import Turn
from lenticular.errors import Conflict, Unauthenticated

router = APIRouter(tags=["Session"])
SessionCookie = Annotated[str, Cookie(alias=COOKIE, include_in_schema=False)]


@router.post("/session", operation_id="SessionController_create")
async def create_session(
    ports: RequestPorts, request: Request, response: Response, body: SessionCreate, cookie: SessionCookie = ""
) -> SessionDetails:
    """Sign a browser in with e-mail address and password.

    Sets an HttpOnly cookie, which counts only together with the `csrfToken` of the answer, sent as X-CSRF-Token. The
    session ends 14 days after its last use, at the latest after 90 days.
    """
    user_uid = await sign_in.user_of(ports, body.email, body.password)
    if user_uid is None:
        raise Conflict("personalize.SESSIONS.WRONG_EMAIL_OR_PASSWORD", sign_in.REFUSAL)
    opened = await turns.run_aside(_open, ports, user_uid, cookie)
    response.set_cookie(
        COOKIE,
        opened,
        max_age=int(sessions.LONGEST.total_seconds()),
        path="/",
        secure=_is_https(ports, request),
        httponly=True,
        samesite="lax",
    )
    return await turns.run_aside(_details, ports, opened)


@router.get("/session", operation_id="SessionController_findOne")
def get_session(ports: RequestPorts, cookie: SessionCookie = "") -> SessionDetails:
    """Return who is signed in, and the CSRF token again. The cookie alone is enough here."""
    if not cookie:
        raise Unauthenticated("authtoken", "Sign in first.")
    return _details(ports, cookie)


@router.delete("/session", status_code=204, operation_id="SessionController_remove")
def delete_session(
    ports: RequestPorts,
    request: Request,
    response: Response,
    _caller: SignedIn,
    _turn: Turn,
    cookie: SessionCookie = "",
) -> None:
    """Sign the browser out."""
    with ports.stores.configuration.writing() as session:
        sessions.end(session, cookie)
    response.delete_cookie(COOKIE, path="/", secure=_is_https(ports, request), httponly=True, samesite="lax")


def _open(ports: Ports, user_uid: str, replaced: str) -> str:
    with ports.stores.configuration.writing() as session:
        if replaced:
            sessions.end(session, replaced)
        return sessions.open_session(session, user_uid, ports.now())


def _details(ports: Ports, cookie: str) -> SessionDetails:
    caller = authentication.of_cookie(ports, cookie)
    with ports.stores.configuration.reading() as session:
        return payloads.render(caller, organizations.of_user(session, caller.user_uid), sessions.csrf_token(cookie))


def _is_https(ports: Ports, request: Request) -> bool:
    return ports.is_public_https or request.url.scheme == "https"
