"""A stack with three languages and a content type for pages."""

from collections.abc import Callable, Sequence
from typing import Any

import httpx
import pytest

from lenticular.content.content_types import service as content_types
from lenticular.content.locales import service as locales
from lenticular.content.scope import StackScope

Create = Callable[..., dict[str, Any]]
Prepare = Callable[[StackScope], Any]


def field(uid: str, data_type: str = "text", **more: object) -> dict[str, Any]:
    return {"uid": uid, "display_name": uid, "data_type": data_type, "mandatory": False, "multiple": False, **more}


TITLE = field("title", mandatory=True, unique=True, field_metadata={"_default": True})
SCHEMA = [
    TITLE,
    field("url"),
    field("code", unique=True),
    field("rating", "number", unique=True),
    field("picture", "file"),
    field("gallery", "file", multiple=True),
    field("related", "reference", reference_to=["page", "author"]),
    field("cards", "group", multiple=True, schema=[field("text"), field("icon", "file")]),
    field(
        "sections",
        "blocks",
        multiple=True,
        blocks=[{"uid": "hero", "title": "Hero", "schema": [field("heading", mandatory=True)]}],
    ),
]


@pytest.fixture
def schema() -> Sequence[dict[str, Any]]:
    """The fields of a page."""
    return SCHEMA


@pytest.fixture
def prepare() -> Prepare:
    """Return a function that gives a stack its content types and languages; it returns the content type of pages.

    Canadian French falls back to French, and that to the master, English.
    """

    def prepared(scope: StackScope) -> content_types.Row:
        page = content_types.create(scope, uid="page", title="Page", schema=SCHEMA)
        content_types.create(scope, uid="author", title="Author", schema=[TITLE])
        content_types.create(scope, uid="settings", title="Settings", schema=[TITLE], options={"singleton": True})
        locales.create(scope, code="fr", name=None, fallback=None)
        locales.create(scope, code="fr-ca", name=None, fallback="fr")
        return page

    return prepared


@pytest.fixture
def page(scope: StackScope, prepare: Prepare) -> content_types.Row:
    """The content type of pages, in the transaction of the test."""
    return prepare(scope)


@pytest.fixture
def site(open_scope, prepare: Prepare) -> None:
    """The content types and languages, saved."""
    with open_scope() as scope:
        prepare(scope)


@pytest.fixture
def other_site(open_scope, other_stack: str, prepare: Prepare) -> None:
    """The content types and languages in the other stack too."""
    with open_scope(api_key=other_stack) as scope:
        prepare(scope)


@pytest.fixture
def create(client: httpx.Client, site: None) -> Create:
    """Return a function that adds a page and returns it: `create(title="Home", locale="fr")`."""

    def added(locale: str = "", content_type: str = "page", **fields: Any) -> dict[str, Any]:
        path = f"/content_types/{content_type}/entries"
        answer = client.post(path, params={"locale": locale}, json={"entry": fields})
        assert answer.status_code == 201, answer.text
        entry: dict[str, Any] = answer.json()["entry"]
        return entry

    return added
