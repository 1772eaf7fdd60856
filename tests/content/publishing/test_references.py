"""What is published along with an entry: five steps far, entries and assets, once each, no variants."""

import pytest

from lenticular.content.assets import service as assets
from lenticular.content.assets.editions import File
from lenticular.content.assets.service import Change
from lenticular.content.content_types import service as content_types
from lenticular.content.entries import service as entries
from lenticular.content.entry_variants import service as entry_variants
from lenticular.content.published import service as published
from lenticular.content.publishing import references
from lenticular.content.publishing.references import Content
from lenticular.content.publishing.source import Source

SCHEMA = [
    {"uid": "picture", "data_type": "file"},
    {"uid": "related", "data_type": "reference", "reference_to": ["page"]},
]


def to(*uids):
    return [{"uid": uid, "_content_type_uid": "page"} for uid in uids]


@pytest.fixture
def publish(client, site):
    """Publish the home page, or variants of it, with what it refers to."""

    def publish(*variants, locale="en-us", uid=site.home):
        target = {"environments": ["production"], "locales": [locale], "variants": [{"uid": one} for one in variants]}
        body = {"entry": target, "publish_with_reference": True}
        assert client.post(f"/content_types/page/entries/{uid}/publish", json=body).status_code == 200

    return publish


@pytest.fixture
def add(open_scope, site):
    """Add a page and return its uid."""

    def add(title, **fields):
        with open_scope() as scope:
            page = content_types.get(scope, "page")
            return entries.create(scope, page, locale="en-us", document={"title": title, **fields}).entry_uid

    return add


@pytest.fixture
def add_asset(open_scope, site):
    """Add an asset and return its uid."""

    def add(name):
        with open_scope() as scope:
            file = File(name=name, content_type="image/png", size_bytes=1, digest="0" * 64)
            return assets.create(scope, Change(file=file)).uid

    return add


@pytest.fixture
def published_assets(open_scope):
    """Return which of these assets are published in English, in the order given."""

    def read(*uids):
        with open_scope() as scope:
            states = published.states_of_assets(scope.session, scope.stack_uid, uids, "en-us")
        return [uid for uid in uids if uid in states]

    return read


@pytest.fixture
def published_pages(open_scope):
    """Return which of these pages are published in English, in the order given."""

    def read(*uids):
        with open_scope() as scope:
            states = published.states_of_entries(scope.session, scope.stack_uid, uids, "en-us")
        return [uid for uid in uids if uid in states]

    return read


def test_entries_go_along_five_steps_far(publish, add, save, published_pages):
    chain = [add("6")]
    for step in "54321":
        chain.insert(0, add(step, related=to(chain[0])))
    save(related=to(chain[0]))
    publish()
    assert published_pages(*chain) == chain[:5]


def test_assets_go_along_of_the_entry_and_of_those_that_go_along(publish, add, add_asset, save, *, published_assets):
    own, listed, far, other = (add_asset(name) for name in ("own.png", "listed.png", "far.png", "other.png"))
    save(picture=own, gallery=[listed], related=to(add("Next", picture=far)))
    publish()
    assert published_assets(own, listed, far, other) == [own, listed, far]


def test_entries_that_refer_to_each_other_are_published_once(publish, site, save, standing, client):
    save(related=to(site.about))
    save(site.about, related=to(site.home, site.about))
    publish()
    assert standing() == {"home": 2, "about": 2}
    assert len(client.get("/publish-queue").json()["queue"]) == 2


def test_the_variants_of_what_goes_along_stay(publish, site, save, standing):
    save(site.about, related=to(site.home))
    publish(uid=site.about)
    assert standing() == {"home": 1, "about": 2}


def test_what_a_variant_refers_to_goes_along(publish, site, standing, *, open_scope, add_asset, published_assets):
    picture = add_asset("red.png")
    with open_scope() as scope:
        place = entry_variants.locate(scope, "page", site.home)
        document = {"picture": picture, "related": to(site.about), "_variant": {"_change_set": ["picture", "related"]}}
        entry_variants.save(scope, place, site.red, document)
    publish(site.red)
    assert standing() == {"home": 1, "about": 1, "red": 2}
    assert published_assets(picture) == [picture]


def test_what_is_not_published_of_the_entry_takes_nothing_along(publish, site, save, standing, client):
    publish()
    save(related=to(site.about))
    publish(site.red)
    assert standing() == {"home": 1, "red": 1}


def test_only_what_changes_is_in_the_queue(publish, site, save, client):
    save(related=to(site.about))
    publish()
    publish()
    found = [
        (item["entry"]["uid"], item["publish_details"]["status"])
        for item in client.get("/publish-queue").json()["queue"]
    ]
    assert sorted(found) == sorted([(site.home, "success"), (site.about, "success"), (site.home, "skipped")])


def test_what_is_gone_or_of_another_stack_stays_away(publish, site, save, standing, open_scope, *, other_site, client):
    save(related=to(site.about))
    with open_scope() as scope:
        entries.delete(scope, entries.get(scope, "page", site.about))
    publish()
    assert standing() == {"home": 2}
    with open_scope() as scope:
        source = Source(scope.session, scope.stack_uid)
        root = Content({"related": to(other_site.home), "picture": "bltnone"}, SCHEMA)
        uids, _ = references.along(source, [root], "en-us", known=set())
        assert [source.edition(uid, "en-us") for uid in uids] == [None]
    publish()
    assert [item["publish_details"]["status"] for item in client.get("/publish-queue").json()["queue"]] == [
        "skipped",
        "success",
    ]


def test_what_goes_along_shows_its_fallback_where_it_is_not_localized(publish, site, save, standing):
    save(locale="fr", title="Accueil", related=to(site.about))
    publish(locale="fr")
    assert standing(locale="fr") == {"home": 1, "about": 1}
