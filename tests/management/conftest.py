"""What tests of the Management API share: a project, its people, and clients that are signed in."""

import importlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

import httpx
import pytest
from fastapi import APIRouter, FastAPI

from fakes import Person, SignUp, application_of, client_of
from lenticular.accounts import authentication
from lenticular.accounts.roles import service as roles
from lenticular.accounts.roles.service import ProjectRole
from lenticular.api.ports import Ports
from lenticular.api.problems import management_answer
from lenticular.management import scope as scopes
from lenticular.management.projects.tables import Project
from lenticular.management.scope import ProjectScope


class OpenScope(Protocol):
    """Opens a changing transaction of a project, the default one as its owner unless said otherwise."""

    def __call__(
        self, person: Person | None = None, project_uid: str | None = None
    ) -> AbstractContextManager[ProjectScope]: ...


def create_project(ports: Ports, person: Person, name: str) -> str:
    with ports.stores.configuration.writing() as session:
        project = Project(
            uid=ports.identifiers.object_id(),
            organization_uid=person.organization_uid,
            name=name,
            description="",
            created_by=person.user_uid,
            updated_by=person.user_uid,
            created_at=ports.now(),
            updated_at=ports.now(),
        )
        session.add(project)
        return project.uid


@pytest.fixture
def project(ports: Ports, owner: Person) -> str:
    """The uid of Olga's project “Shop”."""
    return create_project(ports, owner, "Shop")


@pytest.fixture
def other_project(ports: Ports, owner: Person) -> str:
    """The uid of a second project of the same organization."""
    return create_project(ports, owner, "Blog")


@pytest.fixture
def member(ports: Ports, sign_up: SignUp, owner: Person, project: str) -> Person:
    """Mary Doe, a plain member of the organization and of the project."""
    person = sign_up("Mary")
    with ports.stores.configuration.writing() as session:
        roles.add(
            session,
            project_uid=project,
            user_uid=person.user_uid,
            role=ProjectRole.MEMBER,
            invited_by=owner.user_uid,
            now=ports.now(),
        )
    return person


@pytest.fixture
def stranger(sign_up: SignUp) -> Person:
    """Stan Doe, a member of the organization who has no role in the project."""
    return sign_up("Stan")


@pytest.fixture
def open_scope(ports: Ports, owner: Person, project: str) -> OpenScope:
    """Open a changing transaction for a service: `with open_scope() as scope: audiences.create(scope, …)`."""

    @contextmanager
    def opened(person: Person | None = None, project_uid: str | None = None) -> Iterator[ProjectScope]:
        with ports.stores.configuration.reading() as session:
            caller = authentication.of_user(session, (person or owner).user_uid)
        assert caller is not None
        with scopes.changing(ports, caller, project_uid or project) as scope:
            yield scope

    return opened


@pytest.fixture
def scope(open_scope: OpenScope) -> Iterator[ProjectScope]:
    """One changing transaction of the project's owner."""
    with open_scope() as scope:
        yield scope


@pytest.fixture
def routers(request: pytest.FixtureRequest) -> Sequence[APIRouter]:
    """The routers to serve: those of the concept whose folder the test lies in. Override to serve several."""
    concept = request.path.parent.name
    router: APIRouter = importlib.import_module(f"lenticular.management.{concept}.routes").router
    return [router]


@pytest.fixture
def api(ports: Ports, routers: Sequence[APIRouter]) -> FastAPI:
    """The application, on the Management API's error shape."""
    return application_of(ports, routers, shape=management_answer)


@pytest.fixture
def client(api: FastAPI, owner: Person, project: str) -> Iterator[httpx.Client]:
    """A client signed in as Olga, with the project's header."""
    with client_of(api, owner, x_project_uid=project) as client:
        yield client


@pytest.fixture
def member_client(api: FastAPI, member: Person, project: str) -> Iterator[httpx.Client]:
    """A client signed in as Mary, with the project's header."""
    with client_of(api, member, x_project_uid=project) as client:
        yield client


@pytest.fixture
def stranger_client(api: FastAPI, stranger: Person, project: str) -> Iterator[httpx.Client]:
    """A client signed in as Stan, with the header of the project that is none of his."""
    with client_of(api, stranger, x_project_uid=project) as client:
        yield client


@pytest.fixture
def other_client(api: FastAPI, owner: Person, other_project: str) -> Iterator[httpx.Client]:
    """A client signed in as Olga, with the header of her other project."""
    with client_of(api, owner, x_project_uid=other_project) as client:
        yield client
