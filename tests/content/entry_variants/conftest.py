"""A stack with a page, two variants that its content type is linked to, and one that it is not."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

import posting
from lenticular.content.content_types import service as content_types
from lenticular.content.entries import service as entries
from lenticular.content.environments import service as environments
from lenticular.content.locales import service as locales
from lenticular.content.published import service as published
from lenticular.content.scope import StackScope
from lenticular.content.variant_groups import service as variant_groups
from lenticular.content.variant_groups.service import Link, Linked, Origin

ALIAS = "cs_personalize_0_0"
HERO, CTA, FIRST, SECOND = "cshero", "cscta", "csg1", "csg2"


def field(uid: str, data_type: str = "text", **more: object) -> dict[str, Any]:
    return {"uid": uid, "display_name": uid, "data_type": data_type, "mandatory": False, "multiple": False, **more}


SCHEMA = [
    field("title", mandatory=True, unique=True, field_metadata={"_default": True}),
    field("headline"),
    field("rating", "number"),
    field("keywords", multiple=True),
    field("picture", "file"),
    field("related", "reference", reference_to=["page"]),
    field("taxonomies", "taxonomy", multiple=True, taxonomies=[{"taxonomy_uid": "topics"}]),
    field("seo", "group", schema=[field("title"), field("robots", "boolean")]),
    field("group", "group", multiple=True, schema=[field("single_line"), field("multi_line")]),
    field(
        "sections",
        "blocks",
        multiple=True,
        blocks=[
            {"uid": "hero", "title": "Hero", "schema": [field("heading"), field("cta")]},
            {
                "uid": "teaser",
                "title": "Teaser",
                "schema": [field("text"), field("pages", "reference", reference_to=["page"])],
            },
        ],
    ),
]
HOME = {
    "title": "Home",
    "headline": "base headline",
    "rating": 3,
    "group": [
        {"single_line": "g1", "multi_line": "m1", "_metadata": {"uid": FIRST}},
        {"single_line": "g2", "multi_line": "m2", "_metadata": {"uid": SECOND}},
    ],
    "sections": [
        {"hero": {"heading": "base hero", "cta": "Go", "_metadata": {"uid": HERO}}},
        {"teaser": {"text": "base teaser", "_metadata": {"uid": CTA}}},
    ],
}


def create_type(scope: StackScope, uid: str, schema: list[dict[str, Any]] = SCHEMA) -> Any:
    return content_types.create(
        scope, uid=uid, title=uid, description="", schema=schema, options={"singleton": False}, extras={}
    )


@dataclass(frozen=True, slots=True)
class Site:
    """The uids of what a test works with."""

    entry: str
    about: str
    group: str
    red: str
    green: str
    lonely: str

    @property
    def path(self) -> str:
        return f"/content_types/page/entries/{self.entry}/variants"

    @property
    def red_path(self) -> str:
        return f"{self.path}/{self.red}"


def create_site(scope: StackScope) -> Site:
    """Add pages, in English alone, and variants: red (with an alias) and green of a linked group, and a lonely one."""
    page = create_type(scope, "page")
    locales.create(scope, code="de-de", name=None, fallback=None)
    home = entries.create(scope, page, locale="en-us", document=HOME)
    about = entries.create(scope, page, locale="en-us", document={"title": "About"})
    group = variant_groups.create_group(scope, name="Colours", linked=[Linked("page", Link.LINKED)])
    other = variant_groups.create_group(scope, name="Elsewhere")
    origin = Origin("p" * 24, "e" * 24, "0", "0", Link.LINKED)
    return Site(
        entry=home.entry_uid,
        about=about.entry_uid,
        group=group.uid,
        red=variant_groups.create_variant(scope, group, name="Red", origin=origin).uid,
        green=variant_groups.create_variant(scope, group, name="Green").uid,
        lonely=variant_groups.create_variant(scope, other, name="Lonely").uid,
    )


@pytest.fixture
def site(open_scope) -> Site:
    """The stack's site, saved."""
    with open_scope() as scope:
        return create_site(scope)


@pytest.fixture
def other_site(open_scope, other_stack: str) -> Site:
    """A site just like it in another stack."""
    with open_scope(api_key=other_stack) as scope:
        return create_site(scope)


@pytest.fixture
def german(open_scope, site: Site) -> None:
    """The site's page in German too."""
    with open_scope() as scope:
        page, entry = content_types.get(scope, "page"), entries.get(scope, "page", site.entry)
        entries.update(scope, page, entry, locale="de-de", document={"title": "Start"})


@pytest.fixture
def publish(open_scope, site: Site) -> Callable[..., str]:
    """Publish the page's variant red, or another, into an environment of this name; return the environment's uid."""

    def into(name: str, *, variant: str = site.red, locale: str = "en-us") -> str:
        with open_scope() as scope:
            environment = environments.create(scope, name=name, urls=[])
            publication = published.Publication(scope.stack_uid, environment.uid, locale, scope.now, scope.user_uid)
            document = published.VariantDocument(site.entry, "page", variant, 1, {}, [], [])
            posting.put_variant(scope.session, publication, document)
            return environment.uid

    return into


Save = Callable[..., Any]


@pytest.fixture
def save(client: httpx.Client) -> Save:
    """Save an entry variant, with an empty `_variant` unless one is given; return the answer's body."""

    def put(path: str, *, expect: int = 200, params: dict[str, str] | None = None, **fields: Any) -> Any:
        answer = client.put(path, json={"entry": {"_variant": {}, **fields}}, params=params)
        assert answer.status_code == expect, answer.text
        return answer.json()

    return put
