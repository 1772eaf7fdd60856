"""Requests that name their project in the path."""

from collections.abc import Iterator, Sequence

import httpx
import pytest
from fastapi import APIRouter, FastAPI

from fakes import Person, client_of
from lenticular.management.projects.scope import ChangingNamed, ReadingNamed


@pytest.fixture
def routers() -> Sequence[APIRouter]:
    router = APIRouter()

    @router.get("/projects/{uid}/role")
    def role(scope: ReadingNamed) -> str:
        return f"{scope.role} of {scope.project_uid}"

    @router.put("/projects/{uid}/role")
    def change(scope: ChangingNamed) -> str:
        return f"{scope.role} of {scope.project_uid}"

    return [router]


@pytest.fixture
def bare_client(api: FastAPI, owner: Person) -> Iterator[httpx.Client]:
    with client_of(api, owner) as client:
        yield client


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_the_path_counts_with_any_header_or_none(
    bare_client: httpx.Client, other_client: httpx.Client, project: str, method: str
):
    for client in (bare_client, other_client):
        assert client.request(method, f"/projects/{project}/role").json() == f"owner of {project}"


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_a_project_of_others_does_not_exist(stranger_client: httpx.Client, project: str, method: str):
    for uid in (project, "f" * 24):
        assert stranger_client.request(method, f"/projects/{uid}/role").status_code == 404
