"""The group of an experience where older clients look for it."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from fakes import Person, client_of
from management.mirroring.conftest import ab_test, groups

TITLE: dict[str, Any] = {
    "uid": "title",
    "display_name": "Title",
    "data_type": "text",
    "mandatory": True,
    "unique": True,
    "field_metadata": {"_default": True},
}


def path(experience: dict[str, Any]) -> str:
    return f"/experiences/{experience['uid']}/cms-integration/variant-group"


@pytest.fixture
def hero(client: httpx.Client, connected: str) -> dict[str, Any]:
    """An experience whose stack has the content types “page” and “post”."""
    for uid in ("page", "post"):
        body = {"content_type": {"title": uid, "uid": uid, "schema": [TITLE]}}
        answer = client.post("/content_types", json=body, headers={"api_key": connected})
        assert answer.status_code == 201, answer.text
    return ab_test(client, "Hero", "Control", "Red")


def test_content_types_are_linked_to_the_group_beside_those_that_are(client: httpx.Client, hero, connected: str):
    client.post(path(hero), json={"contentTypes": ["page"]})

    answer = client.post(path(hero), json={"contentTypes": ["post"]})

    linked = {"uid": hero["_cms"]["variantGroup"], "contentTypes": ["page", "post"]}
    assert (answer.status_code, answer.json()) == (200, linked)
    assert client.get(path(hero)).json() == linked
    [group] = groups(client, connected)
    assert [entry["uid"] for entry in group["content_types"]] == ["page", "post"]


def test_a_content_type_that_is_not_there_is_refused(client: httpx.Client, hero):
    assert client.post(path(hero), json={"contentTypes": ["moon"]}).status_code == 400
    assert client.get(path(hero)).json()["contentTypes"] == []


@pytest.mark.usefixtures("connected")
def test_an_experience_without_a_group_has_none_to_show(client: httpx.Client):
    empty = ab_test(client, "Empty")

    for answer in (client.get(path(empty)), client.post(path(empty), json={"contentTypes": []})):
        assert (answer.status_code, answer.json()["error"]) == (
            404,
            "personalize.EXPERIENCES.VARIANT_GROUP_NOT_FOUND",
        )


def test_who_may_not_work_in_the_stack_links_nothing(
    api: FastAPI, client: httpx.Client, member: Person, hero, project: str
):
    with client_of(api, member, x_project_uid=project) as members:
        refused = members.post(path(hero), json={"contentTypes": ["page"]})

    assert refused.status_code == 400
    assert client.get(path(hero)).json()["contentTypes"] == []


def test_another_projects_experience_is_not_to_be_found(other_client: httpx.Client, hero):
    assert other_client.get(path(hero)).status_code == 404
    assert other_client.post(path(hero), json={"contentTypes": ["page"]}).status_code == 404
