"""A project that is connected to a stack, both of Olga's organization."""

from collections.abc import Callable, Sequence
from typing import Any

import httpx
import pytest
from fastapi import APIRouter

from content.conftest import create_stack
from fakes import Person, SignUp
from lenticular.accounts.organizations import service as organizations
from lenticular.accounts.organizations.service import OrganizationRole
from lenticular.api.ports import Ports
from lenticular.content import routers as content
from lenticular.management.experiences.routes import router as experiences
from lenticular.management.mirroring.routes import router as mirroring
from lenticular.management.projects.routes import router as projects
from lenticular.management.versions.routes import router as versions


@pytest.fixture
def routers() -> Sequence[APIRouter]:
    return [projects, experiences, versions, mirroring, *content.ROUTERS]


@pytest.fixture
def stack(ports: Ports, owner: Person) -> str:
    """The API key of a stack of Olga's organization."""
    return create_stack(ports, owner, "Shop")


@pytest.fixture
def second_stack(ports: Ports, owner: Person) -> str:
    """The API key of another stack of Olga's organization."""
    return create_stack(ports, owner, "Blog")


@pytest.fixture
def foreigner(ports: Ports, sign_up: SignUp) -> Person:
    """Fred Doe, owner of another organization."""
    person = sign_up("Fred", None)
    with ports.stores.configuration.writing() as session:
        organizations.create(session, uid="bltb1ue", name="Blue Bear Travel", now=ports.now())
        organizations.set_role(
            session, organization_uid="bltb1ue", user_uid=person.user_uid, role=OrganizationRole.OWNER
        )
    return Person(person.user_uid, "bltb1ue", person.authtoken)


@pytest.fixture
def foreign_stack(ports: Ports, foreigner: Person) -> str:
    """The API key of a stack of the other organization."""
    return create_stack(ports, foreigner, "Travel")


@pytest.fixture
def connect(client: httpx.Client, project: str) -> Callable[[str | None], None]:
    """Connect the project to a stack, or to none."""

    def run(api_key: str | None) -> None:
        answer = client.put(f"/projects/{project}", json={"connectedStackApiKey": api_key})
        assert answer.status_code == 200, answer.text

    return run


@pytest.fixture
def connected(connect: Callable[[str | None], None], stack: str) -> str:
    """The API key of the stack that the project is connected to."""
    connect(stack)
    return stack


def ab_test(client: httpx.Client, name: str, *variants: str) -> dict[str, Any]:
    """Add an experience whose draft has these variants; return it as the API shows it then."""
    made = client.post("/experiences", json={"name": name, "__type": "AB_TEST"})
    assert made.status_code == 201, made.text
    if variants:
        save(client, made.json(), [{"name": variant} for variant in variants])
    return read(client, made.json()["uid"])


def save(
    client: httpx.Client, experience: dict[str, Any], variants: Sequence[dict[str, str]], status: str = "DRAFT"
) -> httpx.Response:
    """Save the newest version of an experience."""
    path = f"/experiences/{experience['uid']}/versions/{experience['latestVersion']}"
    return client.put(path, json={"status": status, "variants": list(variants)})


def read(client: httpx.Client, uid: str) -> dict[str, Any]:
    """Return an experience as the API shows it."""
    return dict(client.get(f"/experiences/{uid}").json())


def groups(client: httpx.Client, api_key: str) -> list[dict[str, Any]]:
    """Return the variant groups of a stack, with their variants."""
    answer = client.get("/variant_groups?include_variant_info=true&asc=name", headers={"api_key": api_key})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["variant_groups"])
