"""Who refers to an entry."""

from typing import Any

import httpx
import pytest


def referring(client: httpx.Client, uid: str, content_type: str = "author") -> list[dict[str, Any]]:
    answer = client.get(f"/content_types/{content_type}/entries/{uid}/references")
    assert answer.status_code == 200, answer.text
    references: list[dict[str, Any]] = answer.json()["references"]
    return references


@pytest.fixture
def author(create) -> str:
    """The uid of an author."""
    uid: str = create(title="Ann", content_type="author")["uid"]
    return uid


def test_an_entry_knows_who_refers_to_it(client: httpx.Client, create, author: str):
    by_ann = create(title="By Ann", related=[{"uid": author, "_content_type_uid": "author"}])
    create(title="By nobody")

    assert referring(client, author) == [
        {
            "entry_uid": by_ann["uid"],
            "content_type_uid": "page",
            "content_type_title": "Page",
            "locale": "en-us",
            "title": "By Ann",
        }
    ]
    assert referring(client, by_ann["uid"], "page") == []


def test_text_is_no_reference(client: httpx.Client, create, author: str):
    create(title=f"About {author}", url=author)

    assert referring(client, author) == []


def test_a_reference_that_was_taken_away_counts_no_more(client: httpx.Client, create, author: str):
    page = create(title="By Ann", related=[{"uid": author, "_content_type_uid": "author"}])
    client.put(f"/content_types/page/entries/{page['uid']}", json={"entry": {"related": []}})

    assert referring(client, author) == []


def test_each_language_refers_for_itself(client: httpx.Client, create, author: str):
    page = create(title="By nobody")
    related = {"title": "Par Ann", "related": [{"uid": author, "_content_type_uid": "author"}]}
    client.put(f"/content_types/page/entries/{page['uid']}", params={"locale": "fr"}, json={"entry": related})

    assert [reference["locale"] for reference in referring(client, author)] == ["fr"]
    path = f"/content_types/author/entries/{author}/references"
    assert len(client.get(path, params={"locale": "fr"}).json()["references"]) == 1
    assert client.get(path, params={"locale": "en-us"}).json() == {"references": []}
    assert client.get(path, params={"locale": "xx"}).status_code == 422


@pytest.mark.usefixtures("other_site")
def test_an_entry_of_another_stack_refers_to_nothing_here(
    client: httpx.Client, other_client: httpx.Client, author: str
):
    foreign = {"title": "Theirs", "related": [{"uid": author, "_content_type_uid": "author"}]}

    assert other_client.post("/content_types/page/entries", json={"entry": foreign}).status_code == 201

    assert referring(client, author) == []
