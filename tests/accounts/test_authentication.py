"""Recognising the caller of a request."""

import httpx
import pytest
from fastapi import FastAPI

from fakes import Person, client_of
from lenticular.accounts import authentication
from lenticular.accounts.organizations.service import OrganizationRole
from lenticular.accounts.users import service as users
from lenticular.api.ports import Ports

MANAGEMENT_TOKEN = "cs0123456789abcdef01234567"


def who(console: httpx.Client, **headers: str) -> tuple[int, object]:
    answer = console.get("/who", headers=headers)
    return answer.status_code, answer.json() if answer.status_code == 200 else answer.json()["errors"]


def refused(header: str) -> tuple[int, object]:
    return 401, {header: ["is not valid."]}


def test_an_authtoken_tells_the_caller(console: httpx.Client, owner: Person):
    assert who(console, authtoken=owner.authtoken) == (200, "Olga Doe")


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "Bearer "])
def test_a_bearer_token_tells_the_caller(console: httpx.Client, owner: Person, scheme: str):
    assert who(console, authorization=f"{scheme} {owner.authtoken}") == (200, "Olga Doe")


def test_of_two_headers_the_authtoken_counts(console: httpx.Client, owner: Person):
    assert who(console, authtoken=owner.authtoken, authorization=MANAGEMENT_TOKEN) == (200, "Olga Doe")
    assert who(console, authtoken="blt0", authorization=f"Bearer {owner.authtoken}") == refused("authtoken")


def test_an_empty_header_counts_as_absent(console: httpx.Client, owner: Person):
    assert who(console, authtoken="", authorization=f"Bearer {owner.authtoken}") == (200, "Olga Doe")
    assert who(console, authtoken="", authorization="") == refused("authtoken")


@pytest.mark.parametrize(
    "authorization", [MANAGEMENT_TOKEN, f"Bearer {MANAGEMENT_TOKEN}", "Bearer", "Bearer ", "Basic YTpi", "Bearer \xe9"]
)
def test_a_management_token_opens_no_door(console: httpx.Client, authorization: str):
    assert who(console, authorization=authorization.encode("latin-1")) == refused("authorization")


def test_an_authtoken_without_a_scheme_is_taken_for_a_management_token(console: httpx.Client, owner: Person):
    assert who(console, authorization=owner.authtoken) == refused("authorization")


def test_nothing_at_all_is_a_missing_authtoken(console: httpx.Client):
    answer = console.get("/who")

    assert answer.status_code == 401
    assert answer.json() == {
        "error_message": "You're not allowed in here unless you're logged in.",
        "error_code": 105,
        "errors": {"authtoken": ["is not valid."]},
    }


def test_an_inactive_users_token_means_nothing_until_they_are_active_again(
    console: httpx.Client, ports: Ports, owner: Person
):
    for active, expected in ((False, 401), (True, 200)):
        with ports.stores.configuration.writing() as session:
            users.set_active(session, users.get(session, owner.user_uid), active=active, now=ports.now())

        assert who(console, authtoken=owner.authtoken)[0] == expected


def test_a_cookie_nobody_has_is_no_session(console_api: FastAPI):
    from lenticular.accounts.sessions import service as sessions

    forged = client_of(console_api, cookie="lenticular_session=forged", x_csrf_token=sessions.csrf_token("forged"))

    assert who(forged) == refused("authtoken")


def test_who_is_not_signed_in_never_waits_for_a_writer(console: httpx.Client, ports: Ports):
    with ports.stores.configuration.writing():
        assert who(console, authtoken="blt0") == refused("authtoken")


def test_a_caller_knows_their_organizations(ports: Ports, owner: Person):
    with ports.stores.configuration.reading() as session:
        caller = authentication.of_user(session, owner.user_uid)
        nobody = authentication.of_user(session, "blt0")

    assert caller is not None
    assert caller.organizations == {owner.organization_uid: OrganizationRole.OWNER}
    assert nobody is None
