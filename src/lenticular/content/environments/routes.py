"""The routes of environments."""

from typing import Any

from fastapi import APIRouter, Response

from lenticular.api import etags
from lenticular.api.etags import IfMatch
from lenticular.content import paging
from lenticular.content.audit import Notice
from lenticular.content.environments import payloads
from lenticular.content.environments import service as environments
from lenticular.content.environments.payloads import (
    CreateEnvironment,
    EnvironmentAnswer,
    EnvironmentNotice,
    Environments,
    UpdateEnvironment,
)
from lenticular.content.environments.tables import Environment as EnvironmentRow
from lenticular.content.paging import Paged
from lenticular.content.scope import Changing, Reading

router = APIRouter(tags=["Environments"])


@router.get(
    "/environments", operation_id="getEnvironments", response_model=Environments, response_model_exclude_unset=True
)
def get_environments(scope: Reading, page: Paged) -> dict[str, Any]:
    """List the environments, newest first."""
    rows = environments.list_newest_first(scope)
    return paging.of_all(page, "environments", (payloads.render(row).model_dump(by_alias=True) for row in rows))


@router.post("/environments", status_code=201, operation_id="createEnvironment")
def create_environment(scope: Changing, body: CreateEnvironment, response: Response) -> EnvironmentNotice:
    """Create an environment. Its name is what publishing and delivery call it."""
    draft = body.environment
    row = environments.create(scope, name=draft.name, urls=[url.model_dump() for url in draft.urls])
    return _noted("Environment created successfully.", row, response)


@router.get("/environments/{name}", operation_id="getEnvironment")
def get_environment(scope: Reading, name: str, response: Response) -> EnvironmentAnswer:
    """Return one environment, by its name or uid, with its ETag."""
    return etags.tag(response, _answer(environments.get(scope, name)))


@router.put("/environments/{name}", operation_id="updateEnvironment")
def update_environment(
    scope: Changing, name: str, body: UpdateEnvironment, response: Response, if_match: IfMatch = None
) -> EnvironmentNotice:
    """Change an environment, by its name or uid; what is left out stays."""
    row = environments.get(scope, name)
    etags.check(if_match, _answer(row))
    urls = body.environment.urls
    environments.update(
        scope, row, name=body.environment.name, urls=None if urls is None else [url.model_dump() for url in urls]
    )
    return _noted("Environment updated successfully.", row, response)


@router.delete("/environments/{name}", operation_id="deleteEnvironment")
def delete_environment(scope: Changing, name: str, if_match: IfMatch = None) -> Notice:
    """Delete an environment, by its name or uid, with what is published there."""
    row = environments.get(scope, name)
    etags.check(if_match, _answer(row))
    environments.delete(scope, row)
    return Notice(notice="Environment deleted successfully.")


def _answer(row: EnvironmentRow) -> EnvironmentAnswer:
    return EnvironmentAnswer(environment=payloads.render(row))


def _noted(notice: str, row: EnvironmentRow, response: Response) -> EnvironmentNotice:
    answer = etags.tag(response, _answer(row))
    return EnvironmentNotice(notice=notice, environment=answer.environment)
