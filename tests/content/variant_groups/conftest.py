"""A stack with two content types and an entry of each."""

from typing import Any

import pytest

from lenticular.content.content_types import service as content_types
from lenticular.content.entries import service as entries
from lenticular.content.entry_variants import routes as entry_variants
from lenticular.content.scope import StackScope
from lenticular.content.variant_groups import routes as variant_groups

TITLE: dict[str, Any] = {
    "uid": "title",
    "display_name": "Title",
    "data_type": "text",
    "mandatory": True,
    "unique": True,
    "field_metadata": {"_default": True},
}


def create_type(scope: StackScope, uid: str) -> content_types.Row:
    return content_types.create(scope, uid=uid, title=uid, schema=[TITLE])


@pytest.fixture
def routers():
    return [variant_groups.router, entry_variants.router]


@pytest.fixture
def page(open_scope) -> str:
    """The uid of an entry of the content type “page”, in a stack that also has the content type “post”."""
    with open_scope() as scope:
        create_type(scope, "post")
        return entries.create(scope, create_type(scope, "page"), locale="en-us", document={"title": "Home"}).entry_uid


@pytest.fixture
def post(open_scope, page: str) -> str:
    """The uid of an entry of the content type “post”."""
    with open_scope() as scope:
        post = content_types.get(scope, "post")
        return entries.create(scope, post, locale="en-us", document={"title": "News"}).entry_uid
