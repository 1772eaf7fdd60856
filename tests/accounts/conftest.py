"""What tests of accounts share: an application with their routes, on both error shapes."""

from collections.abc import Iterator

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import APIRouter, FastAPI
from sqlalchemy.orm import Session

from fakes import application_of, client_of
from lenticular.accounts.authentication import SignedIn
from lenticular.accounts.organizations import service as organizations
from lenticular.accounts.organizations.service import OrganizationRole
from lenticular.accounts.sessions.routes import router as sessions
from lenticular.accounts.tokens.routes import router as user_sessions
from lenticular.accounts.users import service as users
from lenticular.accounts.users.routes import router as current_user
from lenticular.api import application
from lenticular.api.ports import Ports
from lenticular.api.problems import management_answer

EMAIL = "ann@example.com"
PASSWORD = "correct horse"


@pytest.fixture(scope="session")
def password_hash() -> str:
    """A hash of PASSWORD that takes less time to check than a real one; the first sign-in renews it."""
    return PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)


@pytest.fixture
def session(ports: Ports) -> Iterator[Session]:
    """One transaction of the configuration store."""
    with ports.stores.configuration.writing() as session:
        yield session


@pytest.fixture
def ann(ports: Ports, organization_uid: str, password_hash: str) -> str:
    """The uid of Ann Lee, who owns the organization and signs in with EMAIL and PASSWORD."""
    with ports.stores.configuration.writing() as session:
        user = users.create(
            session,
            uid=ports.identifiers.blt(),
            email=EMAIL,
            first_name="Ann",
            last_name="Lee",
            password_hash=password_hash,
            now=ports.now(),
        )
        organizations.set_role(
            session, organization_uid=organization_uid, user_uid=user.uid, role=OrganizationRole.OWNER
        )
        return user.uid


@pytest.fixture
def content_api(ports: Ports) -> FastAPI:
    """The application under /v3."""
    return application_of(ports, [user_sessions, current_user])


@pytest.fixture
def console_api(ports: Ports) -> FastAPI:
    """An application with the console's session and a route that tells who is calling."""
    router = APIRouter()

    @router.get("/who")
    def who(caller: SignedIn) -> str:
        return caller.name

    return application.build(
        title="Console API",
        description="",
        version="1",
        routers=[sessions, router],
        shape=management_answer,
        ports=ports,
        max_body=1 << 16,
    )


@pytest.fixture
def content(content_api: FastAPI) -> Iterator[httpx.Client]:
    """A client of /v3 that is not signed in."""
    with client_of(content_api) as client:
        yield client


@pytest.fixture
def console(console_api: FastAPI) -> Iterator[httpx.Client]:
    """A browser that is not signed in; it keeps cookies."""
    with client_of(console_api) as client:
        yield client
