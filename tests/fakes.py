"""Ports that tests hold in their hand, people who are signed in, and a client for an application in this process."""

import asyncio
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from starlette.types import ASGIApp

from lenticular.accounts.organizations import service as organizations
from lenticular.accounts.organizations.service import OrganizationRole
from lenticular.accounts.tokens import service as tokens
from lenticular.accounts.users import service as users
from lenticular.api import application, turns
from lenticular.api.body import Uploads
from lenticular.api.ports import Ports
from lenticular.api.problems import content_answer
from lenticular.geo.places import Resolver
from lenticular.store.database import Stores
from lenticular.store.files import AssetFiles

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class FakeClock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        return self.time

    def advance(self, **duration: float) -> None:
        """Go on: `clock.advance(days=1)`."""
        self.time += timedelta(**duration)


class FakeIdentifiers:
    """Mints uids that count up: …01, …02, …03."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def object_id(self) -> str:
        return f"{next(self._numbers):024x}"

    def blt(self) -> str:
        return f"blt{next(self._numbers):016x}"

    def cs(self) -> str:
        return f"cs{next(self._numbers):016x}"


@dataclass(frozen=True, slots=True)
class Person:
    """A user of an organization, with a valid authtoken."""

    user_uid: str
    organization_uid: str
    authtoken: str


class InProcess(httpx.BaseTransport):
    """Calls an application as a server would, without a socket; what it raises becomes its 500."""

    def __init__(self, application: ASGIApp) -> None:
        self._inner = httpx.ASGITransport(application, raise_app_exceptions=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return asyncio.run(self._answer(request))

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        content = await response.aread()
        return httpx.Response(response.status_code, headers=response.headers.multi_items(), content=content)


# With its routers, so that none of them can be forgotten and its identity given to another.
_BUILT: dict[tuple[object, ...], tuple[FastAPI, Sequence[APIRouter]]] = {}


def application_of(
    ports: Ports,
    routers: Sequence[APIRouter],
    *,
    shape: application.Shape = content_answer,
    max_body: int = 1 << 20,
    uploads: Uploads | None = None,
) -> FastAPI:
    """Return an application on a test's ports, one at a time for the same routers.

    It is built once: what FastAPI finds out about its routes takes longer than most tests.
    """
    key = (*map(id, routers), shape, max_body)
    if key not in _BUILT:
        made = application.build(
            title="Lenticular",
            description="",
            version="1",
            routers=routers,
            shape=shape,
            ports=ports,
            max_body=max_body,
            uploads=uploads,
        )
        _BUILT[key] = made, routers
    built, _ = _BUILT[key]
    built.state.ports, built.state.turns = ports, turns.turns()
    return built


def client_of(application: ASGIApp, person: Person | None = None, **headers: str) -> httpx.Client:
    """Return a client of the application, signed in as the person if one is given.

    Underscores in the names of further headers become hyphens: `x_project_uid=…`.
    """
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if person is not None:
        sent["authtoken"] = person.authtoken
    return httpx.Client(transport=InProcess(application), base_url="http://lenticular.test", headers=sent)


@pytest.fixture
def clock() -> FakeClock:
    """The clock of `ports`: noon of 2026-11-22 UTC until a test advances it."""
    return FakeClock()


@pytest.fixture
def identifiers() -> FakeIdentifiers:
    """The uids of `ports`, counting up."""
    return FakeIdentifiers()


@pytest.fixture
def ports(stores: Stores, clock: FakeClock, identifiers: FakeIdentifiers, tmp_path: Path) -> Ports:
    """The ports of an application on prepared stores, without location data."""
    assets = AssetFiles(tmp_path / "assets", max_bytes=64 * 1024)
    return Ports(stores=stores, now=clock, identifiers=identifiers, places=Resolver(None), assets=assets)


@pytest.fixture
def organization_uid(ports: Ports) -> str:
    """The uid of an organization, “Red Panda Travel”."""
    with ports.stores.configuration.writing() as session:
        return organizations.create(session, uid=ports.identifiers.blt(), name="Red Panda Travel", now=ports.now()).uid


SignUp = Callable[..., Person]


@pytest.fixture
def sign_up(ports: Ports, organization_uid: str) -> Iterator[SignUp]:
    """Return a function that makes a signed-in user: `sign_up("Ann", OrganizationRole.MEMBER)`.

    A role of None leaves the person outside the organization.
    """

    def make(first_name: str, role: OrganizationRole | None = OrganizationRole.MEMBER) -> Person:
        with ports.stores.configuration.writing() as session:
            user = users.create(
                session,
                uid=ports.identifiers.blt(),
                email=f"{first_name}@example.com",
                first_name=first_name,
                last_name="Doe",
                password_hash="no password has this hash",
                now=ports.now(),
            )
            if role is not None:
                organizations.set_role(session, organization_uid=organization_uid, user_uid=user.uid, role=role)
            return Person(user.uid, organization_uid, tokens.issue(session, user.uid, keep=20, now=ports.now()))

    return make


@pytest.fixture
def owner(sign_up: SignUp) -> Person:
    """Olga Doe, owner of the organization."""
    return sign_up("Olga", OrganizationRole.OWNER)
