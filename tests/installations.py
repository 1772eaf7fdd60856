"""Two installations that a whole test session shares, one on each database: real servers, people and projects."""

import itertools
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx
import pytest

from databases import PostgresServer
from fakes import Person
from lenticular.accounts.organizations import service as organizations
from lenticular.accounts.organizations.service import OrganizationRole
from lenticular.accounts.tokens import service as tokens
from lenticular.accounts.users import service as users
from lenticular.api.ports import utc_now
from lenticular.store.database import Stores, open_stores
from lenticular.store.identifiers import RandomIdentifiers
from servers import OWNER_EMAIL, PATIENCE_SECONDS, Server, servers

# Small, so that reaching a limit takes a moment; large enough for both real exports.
LIMITS = {
    "projects_per_organization": 20,
    "experiences_per_project": 4,
    "audiences_per_project": 10,
    "rules_per_audience": 5,
    "attributes_per_project": 5,
    "events_per_project": 3,
    "variants_per_experience": 5,
    "audiences_per_variant": 3,
    "metrics_per_test": 2,
    "tags_per_experience": 3,
}
REQUESTS_PER_SECOND = 4
CONTENT_BODY_BYTES = 1024 * 1024
ASSET_BYTES = 64 * 1024
ASSET_TYPES = "application/*,image/*,text/*"
VARIANT_LIMIT = 3
WORKERS = 2
# The server is on this machine; whoever says that a proxy passed them on is limited like the rest of the world.
FROM_ELSEWHERE = {"X-Forwarded-For": "203.0.113.9"}

Seen = TypeVar("Seen")
_IDENTIFIERS = RandomIdentifiers()
_NUMBERS = itertools.count(1)


@dataclass(slots=True)
class Installation:
    """A running server, its stores as this process sees them, and its first owner."""

    server: Server
    stores: Stores
    owner: Person = field(init=False)
    _visitors: httpx.Client = field(init=False)
    _opened: ExitStack = field(default_factory=ExitStack)

    def __post_init__(self) -> None:
        with self.stores.configuration.reading() as session:
            owner = users.find_by_email(session, OWNER_EMAIL)
            assert owner is not None
            uid, organization = owner.uid, organizations.of_user(session, owner.uid)[0].organization.uid
        self.owner = Person(uid, organization, self._authtoken(uid))
        self._visitors = self.server.client()

    def sign_up(self, organization_uid: str | None, role: OrganizationRole = OrganizationRole.MEMBER) -> Person:
        """Return a signed-in user of an organization, or of none."""
        uid = _IDENTIFIERS.blt()
        with self.stores.configuration.writing() as session:
            users.create(
                session,
                uid=uid,
                email=f"{uid}@example.com",
                first_name="Pat",
                last_name="Doe",
                password_hash="no password has this hash",
                now=utc_now(),
            )
            if organization_uid:
                organizations.set_role(session, organization_uid=organization_uid, user_uid=uid, role=role)
        return Person(uid, organization_uid or "", self._authtoken(uid))

    def found(self, name: str) -> Person:
        """Return the owner of a new organization."""
        uid = _IDENTIFIERS.blt()
        with self.stores.configuration.writing() as session:
            organizations.create(session, uid=uid, name=name, now=utc_now())
        return self.sign_up(uid, OrganizationRole.OWNER)

    def api(self, person: Person | None = None, project: str | None = None, **headers: str) -> httpx.Client:
        """Return a client of the Management API, signed in as a person, the owner unless said otherwise."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent["authtoken"] = (person or self.owner).authtoken
        if project:
            sent["X-Project-Uid"] = project
        # Plain HTTP; reading the certificates that nobody presents would be most of the time that a test takes.
        client = httpx.Client(base_url=self.server.management_url, headers=sent, timeout=PATIENCE_SECONDS, verify=False)
        return self._opened.enter_context(client)

    def create_project(self, person: Person | None = None, name: str = "") -> str:
        """Return the uid of a new project."""
        body = {"name": name or f"Project {next(_NUMBERS)}"}
        organization = {"organization_uid": (person or self.owner).organization_uid}
        return str(created(self.api(person).post("/projects", json=body, headers=organization))["uid"])

    def manifest(self, project: str, user: str | None = None, **headers: str) -> dict[str, str | None] | None:
        """Return the visitor's variant of each experience in order of priority; None while the edge has no project."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()} | {"X-Project-Uid": project}
        if user is not None:
            sent["X-CS-Personalize-User-Uid"] = user
        answer = self._visitors.get("/personalize-edge/manifest", headers=sent)
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        document = answer.raise_for_status().json()
        shown = {one["shortUid"]: one["activeVariantShortUid"] for one in document["experiences"]}
        assert shown == document["activeVariants"]
        return shown

    def close(self) -> None:
        """Close the stores and every client."""
        self._opened.close()
        self.stores.close()

    def _authtoken(self, user_uid: str) -> str:
        with self.stores.configuration.writing() as session:
            return tokens.issue(session, user_uid, keep=20, now=utc_now())


def created(answer: httpx.Response) -> dict[str, Any]:
    """Return what was created; raise AssertionError with the answer if nothing was."""
    assert answer.status_code == httpx.codes.CREATED, answer.text
    return dict(answer.json())


def done(answer: httpx.Response) -> Any:
    """Return the body of an answer that is well, None for an empty one; raise AssertionError with it if it isn't."""
    assert answer.is_success, answer.text
    return answer.json() if answer.content else None


def eventually(look: Callable[[], Seen], expected: Seen) -> None:
    """Look until what is expected is seen; raise AssertionError with what is seen instead if that never happens."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (seen := look()) != expected and time.monotonic() < deadline:
        time.sleep(0.02)
    assert seen == expected


def pairs(shown: Mapping[str, str | None] | None) -> list[tuple[str, str | None]] | None:
    """Return a manifest as pairs, so that comparing it compares the order too."""
    return None if shown is None else list(shown.items())


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def installation(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation with small quotas and two workers, first on SQLite, then on PostgreSQL."""
    folder = tmp_path_factory.mktemp(f"installation-{request.param}")
    postgres: PostgresServer | None = None
    url = None
    if request.param == "postgresql":
        postgres = request.getfixturevalue("postgres_server")
        url = postgres.create()
    environment = {f"LENTICULAR_LIMIT_{name.upper()}": str(value) for name, value in LIMITS.items()}
    environment["LENTICULAR_MANAGEMENT_RATE_LIMIT"] = str(REQUESTS_PER_SECOND)
    environment["LENTICULAR_CONTENT_BODY_BYTES"] = str(CONTENT_BODY_BYTES)
    environment["LENTICULAR_ASSET_BYTES"] = str(ASSET_BYTES)
    environment["LENTICULAR_ASSET_TYPES"] = ASSET_TYPES
    environment["LENTICULAR_DELIVERY_VARIANT_LIMIT"] = str(VARIANT_LIMIT)
    with servers(folder) as starter:
        server = starter.start(workers=WORKERS, database_url=url, environment=environment)
        installation = Installation(server, open_stores(server.data, url))
        yield installation
        installation.close()
    if postgres is not None and url is not None:
        postgres.drop(url)


@pytest.fixture
def fresh_project(installation: Installation) -> Iterator[str]:
    """The uid of a new project of the owner, deleted at the end."""
    uid = installation.create_project()
    yield uid
    installation.api().delete(f"/projects/{uid}")
