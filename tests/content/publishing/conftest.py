"""A stack with pages in two languages, two variants of one of them, two environments; and what is published there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from lenticular.content.content_types import service as content_types
from lenticular.content.entries import service as entries
from lenticular.content.entry_variants import service as entry_variants
from lenticular.content.environments import service as environments
from lenticular.content.locales import service as locales
from lenticular.content.published import service as published
from lenticular.content.scope import StackScope
from lenticular.content.variant_groups import service as variant_groups
from lenticular.content.variant_groups.service import Link, Linked, Origin

ALIAS = "cs_personalize_0_0"


def field(uid: str, data_type: str = "text", **more: object) -> dict[str, Any]:
    return {"uid": uid, "display_name": uid, "data_type": data_type, "mandatory": False, "multiple": False, **more}


SCHEMA = [
    field("title", mandatory=True, unique=True, field_metadata={"_default": True}),
    field("headline"),
    field("picture", "file"),
    field("gallery", "file", multiple=True),
    field("related", "reference", reference_to=["page"]),
]


@dataclass(frozen=True, slots=True)
class Site:
    """The uids of what a test works with. English is the master; French and Canadian French fall back."""

    home: str
    about: str
    red: str
    green: str
    production: str
    staging: str

    @property
    def path(self) -> str:
        return f"/content_types/page/entries/{self.home}"


def create_site(scope: StackScope) -> Site:
    page = content_types.create(scope, uid="page", title="Page", schema=SCHEMA)
    locales.create(scope, code="fr", name=None, fallback=None)
    locales.create(scope, code="fr-ca", name=None, fallback="fr")
    home = entries.create(scope, page, locale="en-us", document={"title": "Home", "headline": "Hello"})
    about = entries.create(scope, page, locale="en-us", document={"title": "About"})
    group = variant_groups.create_group(scope, name="Colours", linked=[Linked("page", Link.LINKED)])
    origin = Origin("p" * 24, "e" * 24, "0", "0", Link.LINKED)
    red = variant_groups.create_variant(scope, group, name="Red", origin=origin)
    green = variant_groups.create_variant(scope, group, name="Green")
    site = Site(
        home=home.entry_uid,
        about=about.entry_uid,
        red=red.uid,
        green=green.uid,
        production=environments.create(scope, name="production", urls=[]).uid,
        staging=environments.create(scope, name="staging", urls=[]).uid,
    )
    for variant in (red, green):
        save_variant(scope, site, variant.uid, variant.name)
    return site


def save_variant(scope: StackScope, site: Site, variant_uid: str, headline: str, locale: str = "en-us") -> None:
    place = entry_variants.locate(scope, "page", site.home, locale)
    document = {"headline": headline, "_variant": {"_change_set": ["headline"]}}
    entry_variants.save(scope, place, variant_uid, document)


def save_entry(scope: StackScope, uid: str, *, locale: str = "en-us", **fields: object) -> None:
    page, entry = content_types.get(scope, "page"), entries.get(scope, "page", uid)
    entries.update(scope, page, entry, locale=locale, document=fields)


@pytest.fixture
def site(open_scope) -> Site:
    """The stack's site, saved; nothing of it is published."""
    with open_scope() as scope:
        return create_site(scope)


@pytest.fixture
def other_site(open_scope, other_stack: str) -> Site:
    """A site just like it in another stack."""
    with open_scope(api_key=other_stack) as scope:
        return create_site(scope)


Save = Callable[..., None]


@pytest.fixture
def save(open_scope, site: Site) -> Save:
    """Save an entry's next version: `save(headline="New")`, `save(site.about, locale="fr", title="A propos")`."""

    def saved(uid: str = site.home, *, locale: str = "en-us", **fields: object) -> None:
        with open_scope() as scope:
            save_entry(scope, uid, locale=locale, **fields)

    return saved


@pytest.fixture
def vary(open_scope, site: Site) -> Save:
    """Save the next version of the home page's variant red, or another: `vary(headline="RED", locale="fr")`."""

    def varied(variant_uid: str = site.red, *, headline: str, locale: str = "en-us") -> None:
        with open_scope() as scope:
            save_variant(scope, site, variant_uid, headline, locale)

    return varied


Standing = Callable[..., Mapping[str, int]]


@pytest.fixture
def standing(open_scope, site: Site) -> Standing:
    """Return what stands published in production in a language: `{"home": 1, "red": 2}`, versions by name."""

    def read(environment: str = site.production, locale: str = "en-us") -> Mapping[str, int]:
        names = {site.home: "home", site.about: "about", site.red: "red", site.green: "green"}
        with open_scope() as scope:
            of_entries = published.states_of_entries(scope.session, scope.stack_uid, [site.home, site.about], locale)
            of_variants = published.states_of_variants(scope.session, scope.stack_uid, [site.home], locale)
        states = [*of_entries.items(), *((uid, found) for (_, uid), found in of_variants.items())]
        return {
            names[uid]: state.version
            for uid, found in states
            for state in found
            if state.environment_uid == environment
        }

    return read


@pytest.fixture
def document_of(open_scope, site: Site) -> Callable[..., Mapping[str, Any]]:
    """Return the published document of the home page, or of another entry."""

    def read(uid: str = site.home, *, locale: str = "en-us") -> Mapping[str, Any]:
        with open_scope() as scope:
            found = published.Board(scope.session, scope.stack_uid).entry(site.production, uid, locale)
        assert found is not None
        return found.document

    return read
