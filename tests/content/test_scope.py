"""Who comes into a stack, and what they may do there."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from fastapi import APIRouter

from fakes import SignUp
from lenticular.accounts.organizations.service import OrganizationRole
from lenticular.api.rate_limit import RateLimit
from lenticular.content import scope as scopes
from lenticular.content.management_tokens import service as management_tokens
from lenticular.content.management_tokens.service import Grant
from lenticular.content.scope import Access, Changing, Reading
from lenticular.content.stacks import service as stacks

UNKNOWN_STACK = {
    "error_message": "We can't find that Stack. Please try again.",
    "error_code": 109,
    "errors": {"api_key": ["is not valid."]},
}
READ_ONLY = [{"module": "content_type", "acl": {"read": True}}]
READ_WRITE = [{"module": "content_type", "acl": {"read": True, "write": True}}]


@pytest.fixture
def routers() -> Sequence[APIRouter]:
    """Two modules of a stack, each to be read and changed."""
    router = APIRouter()

    @router.get("/environments")
    @router.get("/content_types/page/entries")
    def read(scope: Reading) -> list[str]:
        return [scope.stack_api_key, scope.user_uid, scope.branch]

    @router.post("/environments")
    @router.post("/content_types/page/entries")
    def change(scope: Changing) -> list[str]:
        return [scope.stack_api_key, scope.user_uid, scope.branch]

    return [router]


@pytest.fixture
def token(ports, stack, owner):
    """Return a function that issues a management token of the stack: `token(scope, expires_on=…)`."""

    def issue(scope, expires_on=None):
        uid = ports.identifiers.blt()
        grant = Grant(f"Token {uid}", "", scope, expires_on, is_email_notification_enabled=False)
        with ports.stores.configuration.writing() as session:
            found = stacks.find(session, stack)
            return management_tokens.issue(session, found.uid, grant, uid=uid, user_uid=owner.user_uid, now=ports.now())

    return issue


def test_the_owner_a_member_and_the_organizations_admins_come_in(client_for, sign_up: SignUp, owner, member, stack):
    admin = sign_up("Adam", OrganizationRole.ADMIN)
    for person in (owner, member, admin):
        found = client_for(person, api_key=stack).get("/environments")
        assert found.json() == [stack, person.user_uid, "main"]
        assert client_for(person, api_key=stack, branch="main").post("/environments").status_code == 200


def test_for_everybody_else_the_stack_is_not_there(client_for, stranger_client, sign_up, stack):
    outsider = client_for(sign_up("Otto", None), api_key=stack)
    for client in (stranger_client, outsider):
        for method in ("GET", "POST"):
            answer = client.request(method, "/environments")
            assert (answer.status_code, answer.json()) == (412, UNKNOWN_STACK)


@pytest.mark.parametrize("headers", [{}, {"api_key": ""}, {"api_key": "bltnone"}])
def test_a_missing_or_bad_api_key_is_a_stack_that_is_not_there(client_for, owner, headers):
    answer = client_for(owner, **headers).get("/environments")
    assert (answer.status_code, answer.json()) == (412, UNKNOWN_STACK)


@pytest.mark.parametrize(
    ("headers", "field"),
    [
        ({}, "authtoken"),
        ({"authtoken": "bltnone"}, "authtoken"),
        ({"authorization": "csnone"}, "authorization"),
        ({"authorization": "Bearer none"}, "authorization"),
        ({"authtoken": "bltnone", "authorization": "csnone"}, "authtoken"),
    ],
)
def test_whoever_proves_nothing_learns_which_header_is_at_fault(client_for, stack, headers, field):
    answer = client_for(api_key=stack, **headers).get("/environments")
    assert answer.status_code == 401
    assert answer.json() == {
        "error_message": "You're not allowed in here unless you're logged in.",
        "error_code": 105,
        "errors": {field: ["is not valid."]},
    }


def test_a_management_token_reads_and_writes_in_its_own_name(client_for, token, stack):
    row, text = token(READ_WRITE)
    client = client_for(api_key=stack, authorization=text)
    assert client.get("/content_types/page/entries").json() == [stack, row.uid, "main"]
    assert client.post("/content_types/page/entries").json() == [stack, row.uid, "main"]


def test_a_management_token_opens_no_other_stack(client_for, token, other_stack):
    _, text = token(READ_WRITE)
    answer = client_for(api_key=other_stack, authorization=text).get("/environments")
    assert answer.status_code == 401
    assert answer.json()["errors"] == {"authorization": ["is not valid."]}


def test_a_management_token_without_a_stack_finds_none(client_for, token):
    _, text = token(READ_WRITE)
    assert client_for(authorization=text).get("/environments").json() == UNKNOWN_STACK


def test_a_management_token_expires(client_for, token, stack, clock):
    _, text = token(READ_WRITE, expires_on="2026-11-23")
    client = client_for(api_key=stack, authorization=text)
    clock.advance(hours=11)
    assert client.get("/environments").status_code == 200
    clock.advance(hours=1)
    assert client.get("/environments").status_code == 401


def test_a_token_that_may_only_read_is_refused_to_write(client_for, token, stack):
    _, text = token(READ_ONLY)
    client = client_for(api_key=stack, authorization=text)
    assert client.get("/environments").status_code == 200
    answer = client.post("/environments")
    assert answer.status_code == 403
    assert answer.json()["error_message"] == "You don't have the permission to do this operation."


def test_a_module_that_a_tokens_scope_names_has_rules_of_its_own(client_for, token, stack):
    _, text = token([*READ_ONLY, {"module": "entry", "acl": {"read": True, "write": True}}])
    client = client_for(api_key=stack, authorization=text)
    assert client.post("/content_types/page/entries").status_code == 200
    assert client.post("/environments").status_code == 403


def test_a_token_of_other_branches_is_refused(client_for, token, stack):
    for branches, status in ((["main"], 200), (["development"], 403)):
        _, text = token([*READ_WRITE, {"module": "branch", "branches": branches, "acl": {"read": True}}])
        assert client_for(api_key=stack, authorization=text).get("/environments").status_code == status


def test_there_is_no_branch_but_main(client_for, owner, stack):
    answer = client_for(owner, api_key=stack, branch="development").get("/environments")
    assert answer.status_code == 422
    assert answer.json()["errors"] == {"branch": ["is not valid."]}


@pytest.mark.parametrize(
    ("path", "module"),
    [
        ("/content_types/page", "content_type"),
        ("/content_types/page/entries/blt1/variants/cs1", "entry"),
        ("/stacks/delivery_tokens/blt1", "delivery_token"),
        ("/stacks", "stack"),
        ("/stacks/branches/main", "branch"),
        ("/bulk/publish", "entry"),
        ("/locales/", "locale"),
    ],
)
def test_the_path_says_which_module_a_request_is_about(path, module):
    assert scopes.module_of(path) == module


def test_a_scope_that_is_not_well_formed_allows_nothing():
    assert not scopes.is_allowed([], "entry", Access.READ)
    assert not scopes.is_allowed([{"module": "entry", "acl": "all"}], "entry", Access.READ)


def test_requests_are_counted_for_the_organization_of_the_stack(client_for, api, ports, owner, stack):
    api.state.ports = replace(ports, rate_limit=RateLimit(2))
    client = client_for(owner, api_key=stack, **{"x-forwarded-for": "192.0.2.1"})
    assert client.get("/environments").headers["x-ratelimit-limit"] == "2"
    assert client.post("/environments").status_code == 200
    answer = client.post("/environments")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert set(answer.json()) == {"error_message", "error_code", "errors"}


def test_writers_of_one_stack_take_turns(ports, open_scope, stack):
    def add(number):
        with open_scope() as scope:
            row = stacks.get(scope.session, scope.stack_uid)
            stacks.merge_settings(row, {str(number): {}}, user_uid=scope.user_uid, now=scope.now)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(8)))
    with ports.stores.configuration.reading() as session:
        assert len(stacks.find(session, stack).settings) == 8
