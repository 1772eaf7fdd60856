"""From what is asked for to orders: in which version, in what order, within which limits."""

import pytest

from lenticular.content.publishing import planning
from lenticular.content.publishing.orders import Action, EntryWish, Kind, Request
from lenticular.content.publishing.source import Source
from lenticular.errors import Invalid


def plan(scope, *wishes, action=Action.PUBLISH, locales=("en-us",), environments=("production",), **more):
    request = Request(action=action, environments=environments, locales=locales, entries=wishes, **more)
    return planning.orders(scope, Source(scope.session, scope.stack_uid), request)


def test_the_entry_comes_before_its_variants(open_scope, site):
    wish = EntryWish("page", site.home, {}, {site.red: 1, site.green: None}, is_itself=False, is_with_base=True)
    with open_scope() as scope:
        orders = plan(scope, wish)
    assert [(order.kind, order.variant_uid, order.version) for order in orders] == [
        (Kind.ENTRY, None, None),
        (Kind.ENTRY_VARIANT, site.red, 1),
        (Kind.ENTRY_VARIANT, site.green, None),
    ]


def test_withdrawing_variants_leaves_the_entry_whatever_the_rules_say(open_scope, site):
    wish = EntryWish("page", site.home, {}, {site.red: None}, is_itself=False, is_with_base=True)
    with open_scope() as scope:
        orders = plan(scope, wish, action=Action.UNPUBLISH)
    assert [order.kind for order in orders] == [Kind.ENTRY_VARIANT]


def test_a_variant_that_is_named_by_uid_and_alias_is_one(open_scope, site):
    wish = EntryWish("page", site.home, {}, {site.red: None, "cs_personalize_0_0": 1}, is_itself=False)
    with open_scope() as scope:
        orders = plan(scope, wish)
    assert [(order.variant_uid, order.version) for order in orders] == [(site.red, 1)]


def test_a_version_counts_in_the_languages_that_show_it(open_scope, site, save):
    save(headline="Newer")
    save(locale="fr", title="Accueil")
    wish = EntryWish("page", site.home, {"en-us": 1}, {})
    with open_scope() as scope:
        orders = plan(scope, wish, locales=["en-us", "fr", "fr-ca"])
    assert [(order.locale, order.version) for order in orders] == [("en-us", 1), ("fr", None), ("fr-ca", None)]


def test_a_version_without_a_language_is_meant_of_the_first(open_scope, site, save):
    save(headline="Newer")
    with open_scope() as scope:
        orders = plan(scope, EntryWish("page", site.home, {"": 1}, {}), locales=["fr", "en-us"])
    assert [(order.locale, order.version) for order in orders] == [("fr", 1), ("en-us", 1)]


def test_languages_and_environments_are_meant_once_each(open_scope, site):
    with open_scope() as scope:
        orders = plan(
            scope,
            EntryWish("page", site.home, {}, {}),
            locales=["en-us", "EN-US"],
            environments=["production", site.production],
        )
    assert [(order.environment_uid, order.locale) for order in orders] == [(site.production, "en-us")]


def test_without_languages_the_master_is_meant(open_scope, site):
    with open_scope() as scope:
        orders = plan(scope, EntryWish("page", site.home, {}, {}), locales=[])
    assert [order.locale for order in orders] == ["en-us"]


def test_a_request_of_too_many_items_is_refused(open_scope, site):
    wish = EntryWish("page", site.home, {}, {site.red: None, site.green: None}, is_with_base=True)
    request = Request(Action.PUBLISH, ["production"], ["en-us"], entries=[wish])
    with open_scope() as scope:
        source = Source(scope.session, scope.stack_uid)
        assert len(planning.orders(scope, source, request, most=3)) == 3
        with pytest.raises(Invalid) as caught:
            planning.orders(scope, source, request, most=2)
    assert [problem.pointer for problem in caught.value.problems] == ["/variants"]
