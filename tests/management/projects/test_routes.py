"""Projects over HTTP."""

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from sqlalchemy import text

from fakes import FakeClock, Person, SignUp, client_of
from lenticular import tables
from lenticular.accounts.organizations import service as organizations
from lenticular.accounts.organizations.service import OrganizationRole
from lenticular.api.ports import Limits, Ports
from lenticular.management.audiences.routes import router as audience_router
from lenticular.management.events.routes import router as event_router
from lenticular.management.experiences.routes import router as experience_router
from lenticular.management.members.routes import router as member_router
from lenticular.management.projects.routes import router
from lenticular.management.publishing import revisions

STACK = "bltc991c0dda4197336"


@pytest.fixture
def routers() -> list[APIRouter]:
    return [router, member_router, audience_router, event_router, experience_router]


@pytest.fixture
def client(api: FastAPI, owner: Person) -> Iterator[httpx.Client]:
    """A client signed in as Olga, the owner of the organization, which has no project yet."""
    with client_of(api, owner) as client:
        yield client


@pytest.fixture
def other_organization(ports: Ports) -> str:
    """The uid of an organization, “Blue Bear Travel”, without anybody in it."""
    with ports.stores.configuration.writing() as session:
        return organizations.create(session, uid="bltb1ue", name="Blue Bear Travel", now=ports.now()).uid


@pytest.fixture
def foreigner(ports: Ports, sign_up: SignUp, other_organization: str) -> Person:
    """Fred Doe, owner of the other organization."""
    person = sign_up("Fred", None)
    join(ports, person, other_organization, OrganizationRole.OWNER)
    return person


def join(ports: Ports, person: Person, organization_uid: str, role: OrganizationRole) -> None:
    with ports.stores.configuration.writing() as session:
        organizations.set_role(session, organization_uid=organization_uid, user_uid=person.user_uid, role=role)


def create(client: httpx.Client, name: str = "Resort", **members: object) -> httpx.Response:
    return client.post("/projects", json={"name": name, **members})


def error_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


def test_creating_a_project_answers_the_contracts_members(client: httpx.Client, owner: Person):
    answer = client.post(
        "/projects",
        headers={"organization_uid": owner.organization_uid},
        json={"name": "Resort", "description": "V2.6", "connectedStackApiKey": STACK, "_id": 1, "uid": "mine"},
    )

    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert body == {
        "name": "Resort",
        "organizationUid": owner.organization_uid,
        "description": "V2.6",
        "connectedStackApiKey": STACK,
        "createdBy": owner.user_uid,
        "updatedBy": owner.user_uid,
        "createdAt": "2026-11-22T12:00:00.000Z",
        "updatedAt": "2026-11-22T12:00:00.000Z",
        "uid": body["uid"],
        "createdByUserName": "Olga Doe",
        "updatedByUserName": "Olga Doe",
    }
    assert len(body["uid"]) == 24
    got = client.get(f"/projects/{body['uid']}")
    assert (got.json(), got.headers["ETag"]) == (body, answer.headers["ETag"])
    assert client.get("/projects").json() == [body]


def test_the_creator_is_the_first_owner_invited_by_the_system(client: httpx.Client, owner: Person):
    uid = create(client).json()["uid"]

    users = client.get(f"/projects/{uid}/users").json()

    assert [(user["uid"], user["role"], user["invitedBy"]) for user in users] == [(owner.user_uid, "owner", "System")]


@pytest.mark.parametrize("key", [None, "", "  "])
def test_a_project_may_be_connected_later(client: httpx.Client, key: str | None):
    created = create(client, connectedStackApiKey=key).json()

    answer = client.put(f"/projects/{created['uid']}", json={"connectedStackApiKey": STACK})

    assert created["connectedStackApiKey"] is None
    assert answer.json() == created | {"connectedStackApiKey": STACK}


def test_the_list_is_newest_first_and_filtered_by_stack(client: httpx.Client, clock: FakeClock):
    for number in range(3):
        create(client, f"Project {number}", connectedStackApiKey=f"blt{number}")
        clock.advance(milliseconds=1)

    assert [project["name"] for project in client.get("/projects").json()] == ["Project 2", "Project 1", "Project 0"]
    found = client.get("/projects", params={"connectedStackApiKey": "blt1"}).json()
    assert [project["name"] for project in found] == ["Project 1"]
    assert client.get("/projects", params={"connectedStackApiKey": "blt"}).json() == []
    assert client.get("/projects", params={"connectedStackApiKey": ""}).json() == []


def test_counts_are_there_when_asked_for(client: httpx.Client, ports: Ports):
    uid = create(client).json()["uid"]
    create(client, "Empty")
    headers = {"x-project-uid": uid}
    everybody = {"combinationType": "AND", "rules": []}
    for name in ("One", "Two"):
        assert client.post("/audiences", headers=headers, json={"name": name, "definition": everybody}).is_success
        body = {"name": name, "__type": "SEGMENTED"}
        assert client.post("/experiences", headers=headers, json=body).is_success
    with ports.stores.configuration.writing() as session:
        session.execute(text("UPDATE experience SET status = 'ACTIVE' WHERE name = 'One'"))

    counted = client.get("/projects?includeAudienceCount=true&includeActiveExperienceCount=true").json()
    audiences_only = client.get("/projects?includeAudienceCount=true").json()

    counts = {project["name"]: (project["audienceCount"], project["activeExperienceCount"]) for project in counted}
    assert counts == {"Resort": (2, 1), "Empty": (0, 0)}
    assert all("activeExperienceCount" not in project for project in audiences_only)
    assert all("audienceCount" not in project for project in client.get("/projects").json())


def test_a_caller_sees_what_is_theirs(
    api: FastAPI, client: httpx.Client, sign_up: SignUp, foreigner: Person, other_organization: str
):
    shared = create(client, "Shared").json()
    create(client, "Private")
    with client_of(api, foreigner) as theirs:
        create(theirs, "Foreign")
        assert [project["name"] for project in theirs.get("/projects").json()] == ["Foreign"]

    member = sign_up("Mary")
    with client_of(api, member) as members:
        assert members.get("/projects").json() == []
        client.post(f"/projects/{shared['uid']}/users", json={"uid": member.user_uid})
        assert members.get("/projects").json() == [shared]
    with client_of(api, sign_up("Ada", OrganizationRole.ADMIN)) as admin:
        assert {project["name"] for project in admin.get("/projects").json()} == {"Shared", "Private"}


def test_the_header_narrows_the_list_to_one_organization(
    client: httpx.Client, ports: Ports, owner: Person, other_organization: str
):
    join(ports, owner, other_organization, OrganizationRole.ADMIN)
    client.post("/projects", headers={"organization_uid": owner.organization_uid}, json={"name": "Red"})
    client.post("/projects", headers={"Organization_uid": other_organization}, json={"name": "Blue"})

    def names(**headers: str) -> set[str]:
        return {project["name"] for project in client.get("/projects", headers=headers).json()}

    assert names() == {"Red", "Blue"}
    assert names(organization_uid="") == {"Red", "Blue"}
    assert names(organization_uid=other_organization) == {"Blue"}


@pytest.mark.parametrize("organization", ["bltb1ue", "bltnone"])
def test_an_organization_of_others_is_forbidden(client: httpx.Client, foreigner: Person, organization: str):
    headers = {"organization_uid": organization}

    assert error_of(client.get("/projects", headers=headers)) == (403, "Forbidden")
    assert error_of(client.post("/projects", headers=headers, json={"name": "Mine"})) == (403, "Forbidden")


def test_a_member_of_the_organization_creates_no_project(api: FastAPI, stranger: Person):
    with client_of(api, stranger) as client:
        assert error_of(create(client)) == (403, "Forbidden")


def test_who_has_several_organizations_must_name_one(
    client: httpx.Client, ports: Ports, owner: Person, other_organization: str
):
    join(ports, owner, other_organization, OrganizationRole.OWNER)

    answer = create(client)

    assert answer.status_code == 400
    assert answer.json()["errors"] == {"organization_uid": ["ORGANIZATION_UID_HEADER_NOT_SET"]}


def test_who_has_no_organization_sees_and_creates_nothing(api: FastAPI, sign_up: SignUp):
    with client_of(api, sign_up("Nora", None)) as client:
        assert client.get("/projects").json() == []
        assert error_of(create(client)) == (403, "Forbidden")


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, {"name": ["REQUIRED"]}),
        (
            {"name": "", "description": 1, "connectedStackApiKey": 2},
            {"name": ["REQUIRED"], "description": ["NOT_STRING"], "connectedStackApiKey": ["NOT_STRING"]},
        ),
        (
            {"name": "a" * 201, "connectedStackApiKey": "b" * 65},
            {"name": ["TOO_LONG"], "connectedStackApiKey": ["TOO_LONG"]},
        ),
    ],
)
def test_a_bad_body_is_told_every_problem(client: httpx.Client, body: object, errors: object):
    answer = client.post("/projects", json=body)

    assert (answer.status_code, answer.json()["errors"]) == (400, errors)


def test_a_name_is_unique_in_its_organization(api: FastAPI, client: httpx.Client, foreigner: Person):
    create(client, "Resort")
    other = create(client, "Hotel").json()["uid"]

    duplicate = (400, "personalize.PROJECTS.DUPLICATE_NAME")
    assert error_of(create(client, " Resort ")) == duplicate
    assert error_of(client.put(f"/projects/{other}", json={"name": "Resort"})) == duplicate
    with client_of(api, foreigner) as theirs:
        assert create(theirs, "Resort").status_code == 201


def test_a_stack_is_connected_to_one_project(api: FastAPI, client: httpx.Client, foreigner: Person):
    first = create(client, "Resort", connectedStackApiKey=STACK).json()["uid"]
    second = create(client, "Hotel").json()["uid"]

    connected = (400, "personalize.PROJECTS.STACK_ALREADY_CONNECTED")
    assert error_of(create(client, "Motel", connectedStackApiKey=STACK)) == connected
    assert error_of(client.put(f"/projects/{second}", json={"connectedStackApiKey": STACK})) == connected
    with client_of(api, foreigner) as theirs:
        assert error_of(create(theirs, "Theirs", connectedStackApiKey=STACK)) == connected
    client.put(f"/projects/{first}", json={"connectedStackApiKey": None})
    assert client.put(f"/projects/{second}", json={"connectedStackApiKey": STACK}).status_code == 200


def test_an_organization_has_at_most_its_quota(api: FastAPI, client: httpx.Client, foreigner: Person):
    for number in range(3):
        assert create(client, f"Project {number}").status_code == 201

    refused = create(client, "Project 3")

    assert error_of(refused) == (400, "personalize.PROJECTS.MAX_PROJECTS_COUNT_EXCEEDED")
    assert len(client.get("/projects").json()) == 3
    with client_of(api, foreigner) as theirs:
        assert create(theirs, "Project 0").status_code == 201


class TestWithRoomForMore:
    @pytest.fixture
    def ports(self, ports: Ports) -> Ports:
        return replace(ports, limits=Limits(projects_per_organization=5))

    def test_the_quota_is_a_setting(self, client: httpx.Client):
        assert [create(client, f"Project {number}").status_code for number in range(6)] == [201] * 5 + [400]


def test_what_an_update_leaves_out_stays(client: httpx.Client, clock: FakeClock):
    created = create(client, description="Hills", connectedStackApiKey=STACK).json()
    clock.advance(hours=1)

    answer = client.put(f"/projects/{created['uid']}", json={"name": "Spa", "organizationUid": "ignored"})

    assert answer.status_code == 200
    assert answer.json() == created | {"name": "Spa", "updatedAt": "2026-11-22T13:00:00.000Z"}
    emptied = client.put(f"/projects/{created['uid']}", json={"description": "", "connectedStackApiKey": ""}).json()
    assert (emptied["name"], emptied["description"], emptied["connectedStackApiKey"]) == ("Spa", "", None)
    refused = client.put(f"/projects/{created['uid']}", json={"name": None})
    assert refused.json()["errors"] == {"name": ["NOT_STRING"]}


def test_deleting_takes_everything_along(client: httpx.Client, ports: Ports):
    uid = create(client, connectedStackApiKey=STACK).json()["uid"]
    headers = {"x-project-uid": uid}
    everybody = {"combinationType": "AND", "rules": []}
    assert client.post("/audiences", headers=headers, json={"name": "All", "definition": everybody}).is_success
    assert client.post("/events", headers=headers, json={"key": "Booked"}).is_success
    assert client.post("/experiences", headers=headers, json={"name": "Hero", "__type": "AB_TEST"}).is_success

    answer = client.delete(f"/projects/{uid}")

    assert (answer.status_code, answer.content) == (204, b"")
    assert error_of(client.get(f"/projects/{uid}")) == (404, "personalize.PROJECTS.PROJECT_NOT_FOUND")
    assert client.get("/events", headers=headers).status_code == 404
    assert rows_of(ports, uid) == {}
    assert create(client, connectedStackApiKey=STACK).status_code == 201


def rows_of(ports: Ports, project_uid: str) -> dict[str, int]:
    """Return how many rows of the project each table still has; revisions outlive it on purpose."""
    found = {}
    with ports.stores.configuration.reading() as session:
        for table in tables.metadata.sorted_tables:
            if "project_uid" in table.columns and table.name != "project_revision" and not table.info:
                count = session.execute(table.select().where(table.c.project_uid == project_uid)).all()
                if count:
                    found[table.name] = len(count)
    return found


def test_every_change_moves_the_revision_on(client: httpx.Client, ports: Ports):
    def changed_since(revision: int) -> tuple[list[str], int]:
        with ports.stores.configuration.reading() as session:
            return list(revisions.changed_since(session, revision)), revisions.latest(session)

    uid = create(client).json()["uid"]
    created, at = changed_since(0)
    client.put(f"/projects/{uid}", json={"name": "Spa"})
    updated, then = changed_since(at)
    client.delete(f"/projects/{uid}")
    deleted, _ = changed_since(then)

    assert (created, updated, deleted) == ([uid], [uid], [uid])


def test_a_member_may_look_but_not_change(api: FastAPI, client: httpx.Client, sign_up: SignUp):
    created = create(client).json()
    path = f"/projects/{created['uid']}"
    member = sign_up("Mary")
    client.post(f"{path}/users", json={"uid": member.user_uid})

    with client_of(api, member) as members:
        assert members.get(path).json() == created
        assert error_of(members.put(path, json={"name": "Mine"})) == (403, "Forbidden")
        assert error_of(members.delete(path)) == (403, "Forbidden")
        client.put(f"{path}/users/{member.user_uid}", json={"role": "owner"})
        assert members.put(path, json={"name": "Ours"}).json()["updatedByUserName"] == "Mary Doe"
        assert members.delete(path).status_code == 204


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_project_of_others_is_invisible(
    api: FastAPI, client: httpx.Client, foreigner: Person, stranger: Person, method: str
):
    created = create(client).json()

    for person in (foreigner, stranger):
        with client_of(api, person) as others:
            answer = others.request(method, f"/projects/{created['uid']}", json={"name": "Mine"})
            assert error_of(answer) == (404, "personalize.PROJECTS.PROJECT_NOT_FOUND")
    assert client.get("/projects").json() == [created]


def test_a_save_on_an_older_state_is_refused(client: httpx.Client):
    created = create(client)
    path = f"/projects/{created.json()['uid']}"
    client.put(path, json={"name": "Spa"})

    stale = {"If-Match": created.headers["ETag"]}
    assert client.put(path, json={"name": "Lost"}, headers=stale).status_code == 412
    assert client.delete(path, headers=stale).status_code == 412

    now = client.get(path)
    assert now.json()["name"] == "Spa"
    saved = client.put(path, json={"name": "Kept"}, headers={"If-Match": now.headers["ETag"]})
    assert saved.status_code == 200
    assert client.delete(path, headers={"If-Match": saved.headers["ETag"]}).status_code == 204


def test_nobody_gets_in_without_signing_in(api: FastAPI):
    with client_of(api) as anonymous:
        assert anonymous.get("/projects").status_code == 401
        assert create(anonymous).status_code == 401
        assert anonymous.delete("/projects/x").status_code == 401
