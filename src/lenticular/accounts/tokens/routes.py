"""The routes of authtokens under /v3, where they are called user sessions."""

from fastapi import APIRouter, Request

from lenticular.accounts import authentication
from lenticular.accounts.authentication import SignedIn
from lenticular.accounts.organizations import service as organizations
from lenticular.accounts.sign_in import service as sign_in
from lenticular.accounts.tokens import service as tokens
from lenticular.accounts.tokens.payloads import Notice, SignedInAnswer, SignIn
from lenticular.accounts.users import payloads
from lenticular.accounts.users import service as users
from lenticular.api import turns
from lenticular.api.ports import Ports, RequestPorts
from lenticular.api.turns import Turn
from lenticular.errors import Conflict, Unauthenticated

router = APIRouter(tags=["User sessions"])


@router.post("/user-session", operation_id="login", response_model_exclude_none=True)
async def create_user_session(ports: RequestPorts, body: SignIn) -> SignedInAnswer:
    """Sign in with e-mail address and password. The authtoken in the answer goes into the `authtoken` header.

    A user has at most 20 valid authtokens; signing in once more drops the oldest. They do not expire.
    """
    user_uid = await sign_in.user_of(ports, body.user.email, body.user.password)
    if user_uid is None:
        raise Conflict("104", sign_in.REFUSAL)
    return await turns.run_aside(_signed_in, ports, user_uid)


@router.delete("/user-session", operation_id="logout")
def delete_user_session(ports: RequestPorts, _caller: SignedIn, _turn: Turn, request: Request) -> Notice:
    """Sign out: the authtoken that this request carries is no longer valid."""
    token = authentication.presented_token(request)
    if token is None:
        raise Unauthenticated("authtoken", "Send the authtoken to make invalid.")
    with ports.stores.configuration.writing() as session:
        tokens.revoke(session, token)
    return Notice(notice="You've logged out successfully!")


def _signed_in(ports: Ports, user_uid: str) -> SignedInAnswer:
    with ports.stores.configuration.writing() as session:
        user = users.lock(session, user_uid)
        token = tokens.issue(session, user_uid, keep=ports.limits.authtokens_per_user, now=ports.now())
        shown = payloads.render(user, organizations.of_user(session, user_uid), authtoken=token)
    return SignedInAnswer(notice="Login Successful.", user=shown)
