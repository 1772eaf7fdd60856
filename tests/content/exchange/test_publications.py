"""What is published of a recreated stack."""

from collections.abc import Callable
from pathlib import Path

import pytest

from exported_stack import ABOUT, ABOUT_EN, BY_HAND, HOME, LIVE, LOGO, STAGING, details
from lenticular.content.exchange import layout
from lenticular.content.exchange.service import Restored
from lenticular.content.published import service as published

Restore = Callable[[Path], Restored]


def test_entries_are_published_where_they_were_in_the_versions_they_were(restore: Restore, folder: Path):
    scope = restore(folder).scope

    states = published.states_of_entries(scope.session, scope.stack_uid, [HOME, ABOUT])

    assert {(state.environment_uid, state.locale, state.version) for state in states[HOME]} == {
        (LIVE, "en", 2),
        (STAGING, "en", 3),
        (LIVE, "de", 1),
        (LIVE, "fr", 2),
    }
    assert ABOUT not in states
    assert {state.published_by for state in states[HOME]} == {"blt0user"}


def test_a_language_that_falls_back_shows_the_document_that_was_published_there(restore: Restore, folder: Path):
    scope = restore(folder).scope

    there = {
        locale: published.Board(scope.session, scope.stack_uid).entry(LIVE, HOME, locale)
        for locale in ("en", "de", "fr")
    }

    assert {locale: row.document["title"] for locale, row in there.items() if row is not None} == {
        "en": "Old home",
        "de": "Start",
        "fr": "Old home",
    }


def test_assets_and_entry_variants_are_published_where_they_were(restore: Restore, folder: Path):
    scope = restore(folder).scope

    assert list(published.states_of_assets(scope.session, scope.stack_uid, [LOGO])) == [LOGO]
    states = published.states_of_variants(scope.session, scope.stack_uid, [HOME])
    assert {(state.environment_uid, state.locale, state.version) for state in states[HOME, BY_HAND]} == {
        (LIVE, "en", 4),
        (STAGING, "en", 2),
    }
    staged = published.Board(scope.session, scope.stack_uid).variant(STAGING, HOME, "en", variant_uid=BY_HAND)
    assert staged is not None
    assert staged.fields == {"title": "Pink"}


def test_what_was_published_in_an_environment_that_is_not_there_is_not_published(restore: Restore, folder: Path):
    (folder / "environments/environments.json").unlink()

    scope = restore(folder).scope

    assert published.states_of_entries(scope.session, scope.stack_uid, [HOME]) == {}


@pytest.mark.parametrize(
    "wrong",
    [{"time": "yesterday"}, {"version": "x"}, {"environment": [LIVE]}, {"locale": None}],
    ids=["time", "version", "environment", "locale"],
)
def test_what_is_no_detail_is_left_out(restore: Restore, folder: Path, wrong: dict[str, object]):
    [detail] = details((LIVE, "en", 1))
    about = {**ABOUT_EN, "publish_details": [{**detail, **wrong}, "none", *details((STAGING, "en", 1))]}
    layout.dump_chunk(folder, "entries/page/en", layout.INDEX, {ABOUT: about})

    scope = restore(folder).scope

    [state] = published.states_of_entries(scope.session, scope.stack_uid, [ABOUT])[ABOUT]
    assert state.environment_uid == STAGING
