"""What is published: kept apart from drafts, gone with what it belongs to, numbered for who follows it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

import posting
from lenticular.content.environments import service as environments
from lenticular.content.locales import service as locales
from lenticular.content.published import payloads
from lenticular.content.published import service as published
from lenticular.content.published.service import AssetDocument, EntryDocument, Publication, VariantDocument
from lenticular.content.published.tables import PublishedAsset, PublishedEntry, PublishedVariant
from lenticular.content.stacks import service as stacks
from lenticular.content.variant_groups.tables import Variant

HOME = EntryDocument("blthome", "page", 1, {"uid": "blthome", "locale": "en-us", "title": "Home"})
NEWER = EntryDocument("blthome", "page", 2, {"uid": "blthome", "locale": "en-us", "title": "Home again"})
LOGO = AssetDocument("bltlogo", 1, {"uid": "bltlogo", "url": "/logo.svg"})


def variant_document(variant_uid, version=1):
    return VariantDocument("blthome", "page", variant_uid, version, {"title": "Red"}, ["title"], [])


@pytest.fixture
def production(scope):
    return environments.create(scope, name="production", urls=[])


@pytest.fixture
def staging(scope):
    return environments.create(scope, name="staging", urls=[])


@pytest.fixture
def red(scope):
    return add_variant(scope, "csred")


@pytest.fixture
def green(scope):
    return add_variant(scope, "csgreen")


def add_variant(scope, uid):
    times = {"created_at": scope.now, "updated_at": scope.now}
    scope.session.add(Variant(uid=uid, stack_uid=scope.stack_uid, name=uid, position=0, **times))
    scope.session.flush()
    return uid


def into(scope, environment, locale="en-us"):
    return Publication(scope.stack_uid, environment.uid, locale, scope.now, scope.user_uid)


def entry_states(scope, uid="blthome"):
    found = published.states_of_entries(scope.session, scope.stack_uid, [uid]).get(uid, [])
    return {(state.environment_uid, state.locale): state.version for state in found}


def variant_states(scope):
    found = published.states_of_variants(scope.session, scope.stack_uid, ["blthome"])
    return {uid: [state.environment_uid for state in states] for (_, uid), states in found.items()}


def test_an_entry_is_published_where_it_was_put(scope, production, staging):
    assert posting.put_entry(scope.session, into(scope, production), HOME)
    assert entry_states(scope) == {(production.uid, "en-us"): 1}
    assert published.Board(scope.session, scope.stack_uid).entry(production.uid, "blthome", "en-us") == HOME
    assert published.Board(scope.session, scope.stack_uid).entry(staging.uid, "blthome", "en-us") is None


def test_a_later_version_takes_the_place_of_the_earlier(scope, production):
    posting.put_entry(scope.session, into(scope, production), HOME)
    assert posting.put_entry(scope.session, into(scope, production), NEWER)
    assert published.Board(scope.session, scope.stack_uid).entry(production.uid, "blthome", "en-us") == NEWER


def test_what_is_there_already_is_not_published_again(open_scope, clock, production, scope):
    posting.put_entry(scope.session, into(scope, production), HOME)
    posting.put_asset(scope.session, into(scope, production), LOGO)
    first = clock()
    clock.advance(hours=1)
    later = Publication(scope.stack_uid, production.uid, "en-us", clock(), "someone")
    assert not posting.put_entry(scope.session, later, HOME)
    assert not posting.put_asset(scope.session, later, LOGO)
    [state] = published.states_of_entries(scope.session, scope.stack_uid, ["blthome"])["blthome"]
    assert (state.published_at, state.published_by) == (first, scope.user_uid)


def test_a_variant_is_published_beside_its_entry(scope, production, red):
    posting.put_entry(scope.session, into(scope, production), HOME)
    assert posting.put_variant(scope.session, into(scope, production), variant_document(red))
    assert not posting.put_variant(scope.session, into(scope, production), variant_document(red))
    assert posting.put_variant(scope.session, into(scope, production), variant_document(red, 2))
    found = published.Board(scope.session, scope.stack_uid).variant(production.uid, "blthome", "en-us", variant_uid=red)
    assert found == variant_document(red, 2)
    assert posting.put_entry(scope.session, into(scope, production), NEWER)
    assert variant_states(scope) == {red: [production.uid]}


def test_withdrawing_an_entry_takes_its_variants_along_and_leaves_a_trace(scope, production, staging, red):
    for environment in (production, staging):
        posting.put_entry(scope.session, into(scope, environment), HOME)
        posting.put_variant(scope.session, into(scope, environment), variant_document(red))
    withdrawn = published.withdraw_entry(
        scope.session, scope.stack_uid, "blthome", now=scope.now, environment_uids=[production.uid], locales=["en-us"]
    )
    assert withdrawn
    assert entry_states(scope) == {(staging.uid, "en-us"): 1}
    assert variant_states(scope) == {red: [staging.uid]}
    gone = select(PublishedEntry.entry_uid).where(PublishedEntry.document.is_(None))
    assert scope.session.scalars(gone).all() == ["blthome"]


def test_an_entry_is_withdrawn_from_everywhere_unless_told_where(scope, production, staging):
    locales.create(scope, code="fr-fr", name=None, fallback=None)
    posting.put_entry(scope.session, into(scope, production), HOME)
    posting.put_entry(scope.session, into(scope, staging, "fr-fr"), HOME)
    assert published.withdraw_entry(scope.session, scope.stack_uid, "blthome", now=scope.now)
    assert entry_states(scope) == {}
    assert not published.withdraw_entry(scope.session, scope.stack_uid, "blthome", now=scope.now)


def test_withdrawing_a_variant_leaves_the_entry_and_the_other_variants(scope, production, red, green):
    posting.put_entry(scope.session, into(scope, production), HOME)
    for uid in (red, green):
        posting.put_variant(scope.session, into(scope, production), variant_document(uid))
    elsewhere = {"content_type_uid": "article"}
    assert not published.withdraw_variants(scope.session, scope.stack_uid, variant_uids=[red], **elsewhere)
    assert not published.withdraw_variants(scope.session, scope.stack_uid, variant_uids=[red], entry_uid="bltother")
    assert published.withdraw_variants(scope.session, scope.stack_uid, variant_uids=[red], entry_uid="blthome")
    assert variant_states(scope) == {green: [production.uid]}
    assert entry_states(scope) == {(production.uid, "en-us"): 1}


def test_withdrawing_a_content_type_takes_all_its_entries_and_no_others(scope, production, red):
    other = EntryDocument("bltnews", "article", 1, {"uid": "bltnews"})
    for entry in (HOME, other):
        posting.put_entry(scope.session, into(scope, production), entry)
    posting.put_variant(scope.session, into(scope, production), variant_document(red))
    published.withdraw_content_type(scope.session, scope.stack_uid, "page", now=scope.now)
    assert (entry_states(scope), variant_states(scope)) == ({}, {})
    assert entry_states(scope, "bltnews") == {(production.uid, "en-us"): 1}


def test_an_asset_is_withdrawn_and_comes_back(scope, production):
    posting.put_asset(scope.session, into(scope, production), LOGO)
    assert published.withdraw_asset(scope.session, scope.stack_uid, "bltlogo", now=scope.now)
    assert published.states_of_assets(scope.session, scope.stack_uid, ["bltlogo"]) == {}
    assert scope.session.scalars(select(PublishedAsset.document)).all() == [None]
    assert posting.put_asset(scope.session, into(scope, production), LOGO)
    [state] = published.states_of_assets(scope.session, scope.stack_uid, ["bltlogo"])["bltlogo"]
    assert state.version == 1


def test_what_is_published_goes_with_its_environment_language_or_variant(scope, production, staging, red):
    french = locales.create(scope, code="fr-fr", name=None, fallback=None)
    for place in (into(scope, production), into(scope, staging), into(scope, staging, "fr-fr")):
        posting.put_entry(scope.session, place, HOME)
        posting.put_asset(scope.session, place, LOGO)
        posting.put_variant(scope.session, place, variant_document(red))
    environments.delete(scope, production)
    locales.delete(scope, french)
    assert entry_states(scope) == {(staging.uid, "en-us"): 1}
    scope.session.delete(scope.session.get_one(Variant, red))
    scope.session.flush()
    scope.session.expire_all()
    assert scope.session.scalars(select(PublishedVariant)).all() == []


def test_another_stack_neither_sees_nor_withdraws_it(open_scope, other_stack, stack):
    with open_scope() as scope:
        production = environments.create(scope, name="production", urls=[])
        posting.put_entry(scope.session, into(scope, production), HOME)
    with open_scope(api_key=other_stack) as scope:
        assert entry_states(scope) == {}
        assert not published.withdraw_entry(scope.session, scope.stack_uid, "blthome", now=scope.now)
        published.withdraw_content_type(scope.session, scope.stack_uid, "page", now=scope.now)
    with open_scope() as scope:
        assert entry_states(scope) == {(production.uid, "en-us"): 1}


def revision_of(ports, api_key):
    with ports.stores.configuration.reading() as session:
        return published.revision(session, stacks.find(session, api_key).uid)


def test_every_change_raises_the_revision_of_its_stack_alone(ports, open_scope, stack, other_stack):
    assert revision_of(ports, stack) == 0
    for expected in (1, 2):
        with open_scope():
            pass
        assert revision_of(ports, stack) == expected
    assert revision_of(ports, other_stack) == 0


def test_a_change_that_fails_raises_nothing(ports, open_scope, stack):
    with pytest.raises(RuntimeError), open_scope():
        raise RuntimeError
    assert revision_of(ports, stack) == 0


def test_a_row_bears_the_revision_that_its_transaction_ends_with(ports, open_scope, stack):
    with open_scope() as scope:
        production = environments.create(scope, name="production", urls=[])
        posting.put_entry(scope.session, into(scope, production), HOME)
        posting.put_asset(scope.session, into(scope, production), LOGO)
    assert rows_revisions(ports) == {"blthome": 1, "bltlogo": 1}
    assert revision_of(ports, stack) == 1
    with open_scope() as scope:
        published.withdraw_entry(scope.session, scope.stack_uid, "blthome", now=scope.now)
    assert rows_revisions(ports) == {"blthome": 2, "bltlogo": 1}
    assert revision_of(ports, stack) == 2


def rows_revisions(ports):
    with ports.stores.configuration.reading() as session:
        entries = session.execute(select(PublishedEntry.entry_uid, PublishedEntry.revision)).all()
        assets = session.execute(select(PublishedAsset.asset_uid, PublishedAsset.revision)).all()
        return dict([*entries, *assets])


def test_states_are_told_of_one_language_if_asked(scope, production):
    locales.create(scope, code="fr-fr", name=None, fallback=None)
    for locale in ("en-us", "fr-fr"):
        posting.put_entry(scope.session, into(scope, production, locale), HOME)
    found = published.states_of_entries(scope.session, scope.stack_uid, ["blthome"], "fr-fr")
    assert payloads.details(found["blthome"]) == [
        {
            "environment": production.uid,
            "version": 1,
            "locale": "fr-fr",
            "time": "2026-11-22T12:00:00.000Z",
            "user": scope.user_uid,
        }
    ]


def test_states_are_told_of_more_uids_than_a_statement_has_room_for(scope, production):
    posting.put_entry(scope.session, into(scope, production), HOME)
    many = [f"blt{number}" for number in range(70_000)]
    assert list(published.states_of_entries(scope.session, scope.stack_uid, [*many, "blthome"])) == ["blthome"]


def test_a_withdrawal_is_as_old_as_itself(scope, production):
    posting.put_entry(scope.session, into(scope, production), HOME)
    later = scope.now + timedelta(hours=1)
    published.withdraw_entry(scope.session, scope.stack_uid, "blthome", now=later)
    assert scope.session.scalars(select(PublishedEntry.published_at)).all() == [later]
