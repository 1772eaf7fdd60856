"""Browser sessions on the wire."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from lenticular.accounts.authentication import Caller
from lenticular.accounts.organizations.service import Membership, OrganizationRole


class Payload(BaseModel):
    """A body in camelCase, as everything beside the Management API is."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class SessionCreate(Payload):
    """What somebody signs in with."""

    email: str
    password: str


class HeldRole(Payload):
    """An organization of the user and what they are in it."""

    uid: str
    name: str
    role: OrganizationRole


class SessionUser(Payload):
    """Who is signed in."""

    uid: str
    email: str
    name: str
    organizations: list[HeldRole]


class SessionDetails(Payload):
    """A browser session. Every request that relies on its cookie sends `csrfToken` as X-CSRF-Token."""

    user: SessionUser
    csrf_token: str


def render(caller: Caller, memberships: Sequence[Membership], csrf_token: str) -> SessionDetails:
    """Return a browser session as the wire shows it."""
    return SessionDetails(
        user=SessionUser(
            uid=caller.user_uid,
            email=caller.email,
            name=caller.name,
            organizations=[HeldRole(uid=held.uid, name=held.name, role=role) for held, role in memberships],
        ),
        csrf_token=csrf_token,
    )
