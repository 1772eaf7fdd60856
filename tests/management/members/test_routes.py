"""The users of a project over HTTP."""

from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI

from fakes import FakeClock, Person, SignUp, client_of
from lenticular.accounts.organizations import service as organizations
from lenticular.accounts.organizations.service import OrganizationRole
from lenticular.accounts.roles import service as roles
from lenticular.accounts.roles.service import ProjectRole
from lenticular.api.ports import Ports


@pytest.fixture
def creator(ports: Ports, sign_up: SignUp, project: str) -> Person:
    """Chloe Doe, who made the project and is no more than a member of the organization."""
    person = sign_up("Chloe")
    with ports.stores.configuration.writing() as session:
        roles.add(
            session,
            project_uid=project,
            user_uid=person.user_uid,
            role=ProjectRole.OWNER,
            invited_by=person.user_uid,
            now=ports.now(),
        )
    return person


@pytest.fixture
def creator_client(api: FastAPI, creator: Person) -> Iterator[httpx.Client]:
    with client_of(api, creator) as client:
        yield client


@pytest.fixture
def users(project: str) -> str:
    return f"/projects/{project}/users"


def test_the_creator_is_an_owner_invited_by_the_system(creator_client: httpx.Client, creator: Person, users: str):
    assert creator_client.get(users).json() == [
        {
            "uid": creator.user_uid,
            "name": "Chloe Doe",
            "email": "Chloe@example.com",
            "role": "owner",
            "invitedBy": "System",
            "status": "Accepted",
            "createdAt": "2026-11-22T12:00:00.000Z",
        }
    ]


def test_an_owner_adds_a_colleague_by_email(
    creator_client: httpx.Client, stranger: Person, users: str, clock: FakeClock, stranger_client: httpx.Client
):
    clock.advance(minutes=1)

    answer = creator_client.post(users, json={"email": " STAN@example.com", "status": "Pending", "message": "Hello"})

    assert answer.status_code == 201, answer.text
    assert answer.json() == {
        "uid": stranger.user_uid,
        "name": "Stan Doe",
        "email": "Stan@example.com",
        "role": "member",
        "invitedBy": "Chloe Doe",
        "status": "Accepted",
        "createdAt": "2026-11-22T12:01:00.000Z",
    }
    assert [user["name"] for user in stranger_client.get(users).json()] == ["Chloe Doe", "Stan Doe"]
    assert creator_client.get(f"{users}/{stranger.user_uid}").json() == answer.json()


def test_an_owner_adds_a_colleague_by_uid_as_an_owner(
    creator_client: httpx.Client, stranger: Person, stranger_client: httpx.Client, users: str, creator: Person
):
    answer = creator_client.post(users, json={"uid": stranger.user_uid, "role": "owner"})

    assert answer.json()["role"] == "owner"
    assert stranger_client.delete(f"{users}/{creator.user_uid}").status_code == 204


def test_a_role_changes(creator_client: httpx.Client, member: Person, member_client: httpx.Client, users: str):
    answer = creator_client.put(f"{users}/{member.user_uid}", json={"role": "owner", "email": "ignored"})

    assert (answer.status_code, answer.json()["role"]) == (200, "owner")
    assert answer.json()["email"] == "Mary@example.com"
    assert member_client.put(f"{users}/{member.user_uid}", json={"role": "member"}).status_code == 200


def test_a_removed_user_does_not_see_the_project_any_more(
    creator_client: httpx.Client, member: Person, member_client: httpx.Client, users: str
):
    answer = creator_client.delete(f"{users}/{member.user_uid}")

    assert (answer.status_code, answer.content) == (204, b"")
    assert member_client.get(users).status_code == 404
    again = creator_client.delete(f"{users}/{member.user_uid}")
    assert (again.status_code, again.json()["error"]) == (404, "personalize.USERS.USER_NOT_FOUND")


@pytest.mark.parametrize("body", [{"email": "Nobody@example.com"}, {"email": "Alien@example.com"}])
def test_users_of_no_or_another_organization_cannot_be_told_apart(
    client: httpx.Client, sign_up: SignUp, users: str, body: dict[str, str]
):
    sign_up("Alien", None)

    answer = client.post(users, json=body)

    assert (answer.status_code, answer.json()["errors"]) == (400, {"email": ["USER_NOT_FOUND"]})


def test_an_unknown_uid_is_told_at_uid(client: httpx.Client, users: str):
    assert client.post(users, json={"uid": "bltnobody"}).json()["errors"] == {"uid": ["USER_NOT_FOUND"]}


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, {"body": ["EMAIL_OR_UID_REQUIRED"]}),
        ({"email": "a@example.com", "uid": "blt1"}, {"body": ["EMAIL_OR_UID_REQUIRED"]}),
        ({"email": 5, "role": "boss"}, {"email": ["NOT_STRING"], "role": ["NOT_VALID_ENUM"]}),
    ],
)
def test_a_bad_body_is_told_every_problem(client: httpx.Client, users: str, body: object, errors: object):
    answer = client.post(users, json=body)

    assert (answer.status_code, answer.json()["errors"]) == (400, errors)


def test_a_change_needs_a_role(client: httpx.Client, member: Person, users: str):
    answer = client.put(f"{users}/{member.user_uid}", json={})

    assert (answer.status_code, answer.json()["errors"]) == (400, {"role": ["REQUIRED"]})


def test_nobody_is_added_twice(client: httpx.Client, member: Person, users: str):
    answer = client.post(users, json={"uid": member.user_uid})

    assert (answer.status_code, answer.json()["error"]) == (400, "personalize.USERS.DUPLICATE_USER")


def test_the_last_owner_stays(creator_client: httpx.Client, creator: Person, member: Person, users: str):
    path = f"{users}/{creator.user_uid}"

    removed = creator_client.delete(path)
    demoted = creator_client.put(path, json={"role": "member"})

    for answer in (removed, demoted):
        assert (answer.status_code, answer.json()["error"]) == (400, "personalize.USERS.CANNOT_REMOVE_LAST_OWNER")
    assert creator_client.put(path, json={"role": "owner"}).status_code == 200
    assert creator_client.delete(f"{users}/{member.user_uid}").status_code == 204


def test_members_see_the_users_but_change_none(
    member_client: httpx.Client, member: Person, stranger: Person, users: str
):
    listed = member_client.get(users)

    assert [user["name"] for user in listed.json()] == ["Mary Doe"]
    path = f"{users}/{member.user_uid}"
    for answer in (
        member_client.post(users, json={"uid": stranger.user_uid}),
        member_client.put(path, json={"role": "owner"}),
        member_client.delete(path),
    ):
        assert (answer.status_code, answer.json()["error"]) == (403, "Forbidden")
    assert member_client.get(users).json() == listed.json()


def test_an_admin_of_the_organization_changes_users_without_being_one(
    api: FastAPI, sign_up: SignUp, member: Person, users: str
):
    with client_of(api, sign_up("Ada", OrganizationRole.ADMIN)) as admin:
        assert admin.put(f"{users}/{member.user_uid}", json={"role": "owner"}).status_code == 200
        assert [user["name"] for user in admin.get(users).json()] == ["Mary Doe"]


@pytest.mark.parametrize(
    ("method", "path"), [("GET", ""), ("POST", ""), ("GET", "/{uid}"), ("PUT", "/{uid}"), ("DELETE", "/{uid}")]
)
def test_the_users_of_a_project_of_others_are_invisible(
    stranger_client: httpx.Client, member: Person, users: str, method: str, path: str
):
    body = {"uid": member.user_uid, "role": "owner"} if method == "POST" else {"role": "owner"}

    answer = stranger_client.request(method, users + path.format(uid=member.user_uid), json=body)

    assert (answer.status_code, answer.json()["error"]) == (404, "personalize.PROJECTS.PROJECT_NOT_FOUND")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_user_of_another_project_does_not_exist(
    client: httpx.Client, member: Person, other_project: str, method: str
):
    answer = client.request(method, f"/projects/{other_project}/users/{member.user_uid}", json={"role": "owner"})

    assert (answer.status_code, answer.json()["error"]) == (404, "personalize.USERS.USER_NOT_FOUND")


def test_a_save_on_an_older_state_is_refused(client: httpx.Client, member: Person, users: str):
    path = f"{users}/{member.user_uid}"
    stale = {"If-Match": client.get(path).headers["ETag"]}
    client.put(path, json={"role": "owner"})

    assert client.put(path, json={"role": "member"}, headers=stale).status_code == 412
    assert client.delete(path, headers=stale).status_code == 412
    assert client.get(path).json()["role"] == "owner"


def test_nobody_gets_in_without_signing_in(api: FastAPI, users: str):
    with client_of(api) as anonymous:
        assert anonymous.get(users).status_code == 401
        assert anonymous.post(users, json={}).status_code == 401


def test_an_organization_owner_of_another_organization_sees_nothing(
    api: FastAPI, ports: Ports, sign_up: SignUp, users: str
):
    foreigner = sign_up("Fred", None)
    with ports.stores.configuration.writing() as session:
        other = organizations.create(session, uid="bltother", name="Blue Bear Travel", now=ports.now())
        organizations.set_role(
            session, organization_uid=other.uid, user_uid=foreigner.user_uid, role=OrganizationRole.OWNER
        )

    with client_of(api, foreigner) as client:
        assert client.get(users).status_code == 404
        assert client.post(users, json={"email": "Olga@example.com"}).status_code == 404
