import pytest

import posting
from lenticular.content.environments import service as environments
from lenticular.content.locales import service as locales
from lenticular.content.published import reading
from lenticular.content.published import service as published
from lenticular.content.published.reading import Kind


@pytest.fixture
def environment_uid(scope):
    return environments.create(scope, name="production", urls=[]).uid


@pytest.fixture
def french(scope):
    return locales.create(scope, code="fr", name="French", fallback=None).code


@pytest.fixture
def publish(scope, environment_uid):
    """Publish an entry: `publish("blt1", title="Home")`."""

    def put(uid, *, locale="en-us", content_type_uid="page", **document):
        publication = published.Publication(scope.stack_uid, environment_uid, locale, scope.now, "bltu")
        entry = published.EntryDocument(uid, content_type_uid, 1, {"uid": uid, **document})
        posting.put_entry(scope.session, publication, entry)

    return put


@pytest.fixture
def publish_asset(scope, environment_uid):
    def put(uid, *, locale="en-us", **document):
        publication = published.Publication(scope.stack_uid, environment_uid, locale, scope.now, "bltu")
        posting.put_asset(scope.session, publication, published.AssetDocument(uid, 1, {"uid": uid, **document}))

    return put


def test_the_revision_is_asked_for_by_stack(scope):
    question = reading.revision_question()
    present = published.revision(scope.session, scope.stack_uid)
    assert scope.session.scalar(question, {"stack_uid": scope.stack_uid}) == present
    assert scope.session.scalar(question, {"stack_uid": "none"}) is None


def test_an_index_has_the_newest_change_first(scope, publish, environment_uid):
    publish("blt1", updated_at="2026-01-01T00:00:00.000Z")
    publish("blt2", updated_at="2026-03-01T00:00:00.000Z")
    publish("blt3", content_type_uid="author", updated_at="2026-02-01T00:00:00.000Z")
    index = reading.entry_index(scope.session, environment_uid, "page", ["en-us"])
    assert index == [("blt2", "en-us"), ("blt1", "en-us")]


def test_the_first_language_counts(scope, publish, environment_uid, french):
    publish("blt1", title="Home", updated_at="2")
    publish("blt1", locale=french, title="Accueil", updated_at="1")
    publish("blt2", title="About", updated_at="3")
    session = scope.session
    assert reading.entry_index(session, environment_uid, "page", ["fr", "en-us"]) == [("blt2", "en-us"), ("blt1", "fr")]
    found = reading.entries(session, environment_uid, ["blt1", "blt2"], ["fr", "en-us"])
    assert {uid: one.document["title"] for uid, one in found.items()} == {"blt1": "Accueil", "blt2": "About"}
    assert list(reading.entries(session, environment_uid, ["blt1", "blt2"], ["fr"])) == ["blt1"]


def test_what_was_withdrawn_is_not_found(scope, publish, environment_uid):
    publish("blt1")
    published.withdraw_entry(scope.session, scope.stack_uid, "blt1", now=scope.now)
    assert reading.entry_index(scope.session, environment_uid, "page", ["en-us"]) == []
    assert reading.entries(scope.session, environment_uid, ["blt1"], ["en-us"]) == {}


def test_assets_are_found_alike(scope, publish_asset, environment_uid):
    publish_asset("bltf1", updated_at="1")
    publish_asset("bltf2", updated_at="2")
    published.withdraw_asset(scope.session, scope.stack_uid, "bltf1", now=scope.now)
    assert reading.asset_index(scope.session, environment_uid, ["en-us"]) == [("bltf2", "en-us")]
    assert list(reading.assets(scope.session, environment_uid, ["bltf1", "bltf2"], ["en-us"])) == ["bltf2"]


def test_many_are_found_at_once(scope, publish, environment_uid):
    for number in range(3):
        publish(f"blt{number}")
    uids = [f"blt{number}" for number in range(1200)]
    assert len(reading.entries(scope.session, environment_uid, uids, ["en-us"])) == 3


def test_changes_are_told_in_the_order_they_happened(scope, publish, publish_asset, environment_uid):
    publish("blt2")
    publish_asset("bltf1")
    first = published.revision(scope.session, scope.stack_uid)
    published.advance(scope.session, scope.stack_uid)
    publish("blt1")
    published.withdraw_entry(scope.session, scope.stack_uid, "blt2", now=scope.now)
    everything = reading.changes(scope.session, scope.stack_uid, environment_uid, since=0)
    assert [(one.kind, one.uid, one.is_published) for one in everything] == [
        (Kind.ASSET, "bltf1", True),
        (Kind.ENTRY, "blt1", True),
        (Kind.ENTRY, "blt2", False),
    ]
    later = reading.changes(scope.session, scope.stack_uid, environment_uid, since=first)
    assert [one.uid for one in later] == ["blt1", "blt2"]
