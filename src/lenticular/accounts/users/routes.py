"""The routes of users under /v3."""

from fastapi import APIRouter

from lenticular.accounts.authentication import SignedIn
from lenticular.accounts.organizations import service as organizations
from lenticular.accounts.users import payloads
from lenticular.accounts.users import service as users
from lenticular.accounts.users.payloads import UserAnswer
from lenticular.api.ports import RequestPorts

router = APIRouter(tags=["Users"])


@router.get("/user", operation_id="getUser", response_model_exclude_none=True)
def get_user(
    ports: RequestPorts, caller: SignedIn, include_orgs: bool = False, include_orgs_roles: bool = False
) -> UserAnswer:
    """Return the signed-in user; with `include_orgs` or `include_orgs_roles` also their organizations."""
    with ports.stores.configuration.reading() as session:
        return UserAnswer(
            user=payloads.render(
                users.get(session, caller.user_uid),
                organizations.of_user(session, caller.user_uid),
                include_organizations=include_orgs or include_orgs_roles,
            )
        )
