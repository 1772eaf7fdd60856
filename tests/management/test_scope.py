"""The transactions of requests inside a project."""

import asyncio
from collections.abc import Sequence

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from sqlalchemy import text
from starlette.types import Message

from fakes import Person, client_of
from lenticular.api.ports import Ports
from lenticular.errors import Forbidden
from lenticular.management.publishing import revisions
from lenticular.management.scope import Changing, Noting, ProjectScope, Reading


def rename(scope: ProjectScope, name: str) -> None:
    scope.session.execute(
        text("UPDATE project SET name = :name WHERE uid = :uid"), {"name": name, "uid": scope.project_uid}
    )


def name_of(ports: Ports, project_uid: str) -> str:
    with ports.stores.configuration.reading() as session:
        found: str = session.execute(
            text("SELECT name FROM project WHERE uid = :uid"), {"uid": project_uid}
        ).scalar_one()
        return found


@pytest.fixture
def routers() -> Sequence[APIRouter]:
    router = APIRouter()

    @router.get("/role")
    def role(scope: Reading) -> str:
        return scope.role

    @router.put("/name/{name}")
    def put_name(scope: Changing, name: str) -> str:
        rename(scope, name)
        return name

    @router.put("/noted/{name}")
    def note(scope: Noting, name: str) -> str:
        rename(scope, name)
        return name

    @router.put("/broken/{name}")
    def break_after_writing(scope: Changing, name: str) -> str:
        rename(scope, name)
        raise RuntimeError("half-way")

    @router.put("/owned")
    def owned(scope: Changing) -> str:
        scope.require_owner()
        return "yours"

    return [router]


def test_a_change_is_durable_before_its_answer_is_sent(api: FastAPI, ports: Ports, owner: Person, project: str):
    seen: list[str] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            seen.append(name_of(ports, project))

    headers = [(b"authtoken", owner.authtoken.encode()), (b"x-project-uid", project.encode())]
    scope = {
        "type": "http",
        "method": "PUT",
        "path": "/name/Store",
        "raw_path": b"/name/Store",
        "root_path": "",
        "query_string": b"",
        "headers": headers,
        "server": ("lenticular.test", 80),
        "scheme": "http",
        "http_version": "1.1",
    }
    asyncio.run(api(scope, receive, send))

    assert seen == ["Store"]


def test_a_change_moves_the_revision_of_its_project_on(client: httpx.Client, ports: Ports, project: str):
    client.put("/name/Store")

    with ports.stores.configuration.reading() as session:
        assert revisions.changed_since(session, 0) == [project]


def test_reading_leaves_the_revision(client: httpx.Client, ports: Ports):
    client.get("/role")

    with ports.stores.configuration.reading() as session:
        assert revisions.latest(session) == 0


def test_a_note_is_written_and_leaves_the_revision(
    client: httpx.Client, stranger_client: httpx.Client, ports: Ports, project: str
):
    assert client.put("/noted/Store").status_code == 200
    assert stranger_client.put("/noted/Stall").status_code == 404

    assert name_of(ports, project) == "Store"
    with ports.stores.configuration.reading() as session:
        assert revisions.latest(session) == 0


def test_a_failed_change_leaves_nothing_behind(client: httpx.Client, ports: Ports, project: str):
    answer = client.put("/broken/Store")

    assert answer.status_code == 500
    assert name_of(ports, project) == "Shop"
    with ports.stores.configuration.reading() as session:
        assert revisions.latest(session) == 0


def test_an_organization_owner_owns_the_project(client: httpx.Client):
    assert client.get("/role").json() == "owner"


def test_a_member_may_change_things_but_not_the_project_itself(member_client: httpx.Client):
    assert member_client.get("/role").json() == "member"
    assert member_client.put("/name/Store").status_code == 200
    refused = member_client.put("/owned")
    assert (refused.status_code, refused.json()["error"]) == (403, "Forbidden")


def test_a_project_is_invisible_to_everyone_else(stranger_client: httpx.Client, ports: Ports, project: str):
    assert stranger_client.get("/role").status_code == 404
    assert stranger_client.put("/name/Store").status_code == 404
    assert name_of(ports, project) == "Shop"


def test_a_project_that_is_not_there_looks_like_one_that_is_not_yours(
    client: httpx.Client, stranger_client: httpx.Client
):
    nowhere = client.get("/role", headers={"x-project-uid": "f" * 24})

    hidden = stranger_client.get("/role")
    assert nowhere.status_code == hidden.status_code == 404
    assert nowhere.json()["error"] == hidden.json()["error"] == "personalize.PROJECTS.PROJECT_NOT_FOUND"


def test_an_owner_of_another_organization_sees_nothing(
    client: httpx.Client, api: FastAPI, ports: Ports, sign_up, project
):
    from lenticular.accounts.organizations import service as organizations
    from lenticular.accounts.organizations.service import OrganizationRole

    outsider = sign_up("Otto", None)
    with ports.stores.configuration.writing() as session:
        other = organizations.create(session, uid="blt00000000000000ff", name="Other", now=ports.now())
        organizations.set_role(
            session, organization_uid=other.uid, user_uid=outsider.user_uid, role=OrganizationRole.OWNER
        )

    assert client_of(api, outsider, x_project_uid=project).get("/role").status_code == 404


@pytest.mark.parametrize("headers", [{"x-project-uid": ""}, {}])
def test_the_project_header_is_required(api: FastAPI, owner: Person, headers: dict[str, str]):
    answer = client_of(api, owner).get("/role", headers=headers)

    assert answer.status_code == 400
    assert answer.json()["errors"] == {"x-project-uid": ["PROJECT_UID_HEADER_NOT_SET"]}


def test_who_is_not_signed_in_gets_the_shared_401(api: FastAPI, project: str):
    answer = client_of(api, x_project_uid=project).put("/name/Store")

    assert answer.status_code == 401
    assert answer.json() == {
        "error_message": "You're not allowed in here unless you're logged in.",
        "error_code": 105,
        "errors": {"authtoken": ["is not valid."]},
    }


def test_only_owners_pass_require_owner(open_scope, member: Person):
    with open_scope() as scope:
        scope.require_owner()

    with pytest.raises(Forbidden), open_scope(member) as scope:
        scope.require_owner()
