"""Many things are published in one transaction, which sees what it has done itself."""

from datetime import timedelta

import pytest

from lenticular.content.environments import service as environments
from lenticular.content.published import reading
from lenticular.content.published import service as published
from lenticular.content.published.service import AssetDocument, Board, EntryDocument, Publication, VariantDocument
from lenticular.content.variant_groups.tables import Variant

HOME = EntryDocument("blthome", "page", 1, {"uid": "blthome", "title": "Home"})
LOGO = AssetDocument("bltlogo", 1, {"uid": "bltlogo"})
RED = VariantDocument("blthome", "page", "csred", 1, {"title": "Red"}, ["title"], [])


@pytest.fixture
def production(scope):
    times = {"created_at": scope.now, "updated_at": scope.now}
    scope.session.add(Variant(uid="csred", stack_uid=scope.stack_uid, name="Red", position=0, **times))
    return environments.create(scope, name="production", urls=[]).uid


@pytest.fixture
def place(scope, production):
    return Publication(scope.stack_uid, production, "en-us", scope.now, scope.user_uid)


@pytest.fixture
def board(scope):
    return Board(scope.session, scope.stack_uid)


def test_what_was_put_stands_before_and_after_it_is_written(scope, board, place):
    assert board.put_entry(place, HOME)
    assert board.put_variant(place, RED)
    assert board.put_asset(place, LOGO)
    scope.session.flush()
    for one in (board, Board(scope.session, scope.stack_uid)):
        assert one.entry(place.environment_uid, "blthome", "en-us") == HOME
        assert one.variant(place.environment_uid, "blthome", "en-us", variant_uid="csred") == RED
        assert (one.put_entry(place, HOME), one.put_variant(place, RED), one.put_asset(place, LOGO)) == (False,) * 3


def test_what_was_put_can_be_withdrawn_in_the_same_transaction_and_put_again(scope, board, place):
    where = (place.environment_uid, "blthome", "en-us")
    board.put_entry(place, HOME)
    board.put_variant(place, RED)
    assert board.withdraw_entry(*where, now=scope.now)
    scope.session.flush()
    assert board.entry(*where) is None
    assert board.variant(*where, variant_uid="csred") is None
    assert not board.withdraw_entry(*where, now=scope.now)
    assert not board.withdraw_variant(*where, variant_uid="csred")
    assert board.put_variant(place, RED)
    assert board.put_entry(place, HOME)
    scope.session.flush()
    assert list(published.states_of_entries(scope.session, scope.stack_uid, ["blthome"])) == ["blthome"]
    assert published.states_of_variants(scope.session, scope.stack_uid, ["blthome"])


def test_a_withdrawal_touches_one_place_and_says_when(scope, board, place):
    staging = environments.create(scope, name="staging", urls=[]).uid
    elsewhere = Publication(scope.stack_uid, staging, "en-us", scope.now, scope.user_uid)
    for one in (place, elsewhere):
        board.put_entry(one, HOME)
        board.put_asset(one, LOGO)
    later = scope.now + timedelta(hours=1)
    assert board.withdraw_entry(place.environment_uid, "blthome", "en-us", now=later)
    assert board.withdraw_asset(place.environment_uid, "bltlogo", "en-us", now=later)
    scope.session.flush()
    changes = reading.changes(scope.session, scope.stack_uid, place.environment_uid, since=0)
    assert [(change.is_published, change.at) for change in changes] == [(False, later)] * 2
    assert board.entry(staging, "blthome", "en-us") == HOME


def test_another_stack_sees_nothing_of_it(scope, board, place, open_scope):
    board.put_entry(place, HOME)
    scope.session.flush()
    assert Board(scope.session, "bltother").entry(place.environment_uid, "blthome", "en-us") is None
