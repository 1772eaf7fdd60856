"""What tests of the content API share: stacks, their people, and clients that are signed in."""

import importlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

import httpx
import pytest
from fastapi import APIRouter, FastAPI

from fakes import Person, SignUp, application_of, client_of
from lenticular.accounts import authentication
from lenticular.api.ports import Ports
from lenticular.content import scope as scopes
from lenticular.content.scope import StackScope, Visit
from lenticular.content.stacks import service as stacks


class OpenScope(Protocol):
    """Opens a changing transaction of a stack, the default one as its owner unless said otherwise."""

    def __call__(
        self, person: Person | None = None, api_key: str | None = None
    ) -> AbstractContextManager[StackScope]: ...


ClientFor = Callable[..., httpx.Client]


def create_stack(ports: Ports, person: Person, name: str, *, master_locale: str = "en-us") -> str:
    """Add a stack of the person's; return its API key."""
    with ports.stores.configuration.writing() as session:
        return stacks.create(
            session,
            uid=ports.identifiers.blt(),
            api_key=ports.identifiers.blt(),
            organization_uid=person.organization_uid,
            name=name,
            description="",
            master_locale=master_locale,
            locale_uid=ports.identifiers.blt(),
            user_uid=person.user_uid,
            now=ports.now(),
        ).api_key


@pytest.fixture
def stack(ports: Ports, owner: Person) -> str:
    """The API key of Olga's stack “Shop”."""
    return create_stack(ports, owner, "Shop")


@pytest.fixture
def other_stack(ports: Ports, owner: Person) -> str:
    """The API key of a second stack of the same organization."""
    return create_stack(ports, owner, "Blog")


@pytest.fixture
def member(ports: Ports, sign_up: SignUp, stack: str) -> Person:
    """Mary Doe, a plain member of the organization and of the stack."""
    person = sign_up("Mary")
    with ports.stores.configuration.writing() as session:
        found = stacks.find(session, stack)
        assert found is not None
        stacks.add_member(session, stack_uid=found.uid, user_uid=person.user_uid)
    return person


@pytest.fixture
def stranger(sign_up: SignUp) -> Person:
    """Stan Doe, a member of the organization who has no part in the stack."""
    return sign_up("Stan")


@pytest.fixture
def open_scope(ports: Ports, owner: Person, stack: str) -> OpenScope:
    """Open a changing transaction for a service: `with open_scope() as scope: locales.create(scope, …)`."""

    @contextmanager
    def opened(person: Person | None = None, api_key: str | None = None) -> Iterator[StackScope]:
        with ports.stores.configuration.reading() as session:
            caller = authentication.of_user(session, (person or owner).user_uid)
        assert caller is not None
        with scopes.changing(ports, Visit(caller, api_key or stack, "main", "content_type")) as scope:
            yield scope

    return opened


@pytest.fixture
def scope(open_scope: OpenScope) -> Iterator[StackScope]:
    """One changing transaction of the stack's owner."""
    with open_scope() as scope:
        yield scope


@pytest.fixture
def routers(request: pytest.FixtureRequest) -> Sequence[APIRouter]:
    """The routers to serve: those of the concept whose folder the test lies in. Override to serve several."""
    concept = request.path.parent.name
    router: APIRouter = importlib.import_module(f"lenticular.content.{concept}.routes").router
    return [router]


@pytest.fixture
def api(ports: Ports, routers: Sequence[APIRouter]) -> FastAPI:
    """The application, on the error shape of the content APIs."""
    return application_of(ports, routers)


@pytest.fixture
def client_for(api: FastAPI) -> Iterator[ClientFor]:
    """Return a function that makes a client with headers: `client_for(owner, api_key=stack, branch="main")`."""
    clients: list[httpx.Client] = []

    def make(person: Person | None = None, **headers: str) -> httpx.Client:
        client = client_of(api, person)
        client.headers.update(headers)
        clients.append(client)
        return client

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def client(client_for: ClientFor, owner: Person, stack: str) -> httpx.Client:
    """A client signed in as Olga, with the stack's header."""
    return client_for(owner, api_key=stack)


@pytest.fixture
def member_client(client_for: ClientFor, member: Person, stack: str) -> httpx.Client:
    """A client signed in as Mary, with the stack's header."""
    return client_for(member, api_key=stack)


@pytest.fixture
def stranger_client(client_for: ClientFor, stranger: Person, stack: str) -> httpx.Client:
    """A client signed in as Stan, with the header of the stack that is none of his."""
    return client_for(stranger, api_key=stack)


@pytest.fixture
def other_client(client_for: ClientFor, owner: Person, other_stack: str) -> httpx.Client:
    """A client signed in as Olga, with the header of her other stack."""
    return client_for(owner, api_key=other_stack)
