"""Carrying out one order: what is done first, what is left alone, and what is said of it."""

import pytest

from lenticular.content.published import service as published
from lenticular.content.publishing import press as presses
from lenticular.content.publishing.orders import Action, Kind, Order, Status
from lenticular.content.publishing.press import Press
from lenticular.content.publishing.source import Source


@pytest.fixture
def carry_out(open_scope, site):
    """Carry out an order for the home page in production; return kind, status, version and message of each outcome."""

    def carry_out(
        kind=Kind.ENTRY, *, action=Action.PUBLISH, uid=site.home, variant_uid=None, version=None, locale="en-us"
    ):
        order = Order(action, kind, uid, site.production, locale, variant_uid=variant_uid, version=version)
        with open_scope() as scope:
            source = Source(scope.session, scope.stack_uid)
            press = Press(scope.stack_uid, source, published.Board(scope.session, scope.stack_uid), "bltann", scope.now)
            outcomes = presses.carry_out(press, order)
        return [(one.order.kind, one.status, one.order.version, one.message) for one in outcomes]

    return carry_out


def test_the_outcome_says_the_version_that_was_published(carry_out, save):
    save(headline="Newer")
    assert carry_out() == [(Kind.ENTRY, Status.SUCCESS, 2, "")]
    assert carry_out(version=1) == [(Kind.ENTRY, Status.SUCCESS, 1, "")]


def test_a_variant_has_its_entry_published_first(carry_out, site):
    outcomes = carry_out(Kind.ENTRY_VARIANT, variant_uid=site.red)
    assert [outcome[:3] for outcome in outcomes] == [
        (Kind.ENTRY, Status.SUCCESS, 1),
        (Kind.ENTRY_VARIANT, Status.SUCCESS, 1),
    ]


def test_a_variant_without_content_has_nothing_published(carry_out, site, standing):
    assert carry_out(Kind.ENTRY_VARIANT, variant_uid="csnone") == [
        (Kind.ENTRY_VARIANT, Status.FAILED, None, "The entry has no such variant in en-us.")
    ]
    assert standing() == {}


def test_who_published_and_when_is_kept(carry_out, open_scope, site, clock):
    carry_out()
    with open_scope() as scope:
        [state] = published.states_of_entries(scope.session, scope.stack_uid, [site.home])[site.home]
    assert (state.published_by, state.published_at) == ("bltann", clock())


@pytest.mark.parametrize(
    ("order", "message"),
    [
        ({"uid": "bltnone"}, "The entry does not exist."),
        ({"version": 9}, "The entry has no version 9 in en-us."),
        ({"locale": "xx"}, "The entry is not localized in xx, nor in a language that it falls back to."),
        ({"kind": Kind.ASSET, "uid": "bltnone"}, "The asset does not exist."),
    ],
    ids=["entry", "version", "language", "asset"],
)
def test_a_failure_says_what_is_missing(carry_out, standing, order, message):
    [(_, status, _, said)] = carry_out(**order)
    assert (status, said) == (Status.FAILED, message)
    assert standing() == {}


@pytest.mark.parametrize("kind", list(Kind), ids=str)
def test_withdrawing_what_is_not_there_is_skipped(carry_out, site, kind):
    [(_, status, _, _)] = carry_out(kind, action=Action.UNPUBLISH, variant_uid=site.red)
    assert status is Status.SKIPPED
