"""Which language of an entry is shown."""

import pytest

from lenticular.content.entries import editions
from lenticular.content.entries import service as entries
from lenticular.content.entries.tables import EntryLocale
from lenticular.content.scope import StackScope


def save(scope: StackScope, page, *codes: str) -> str:
    first, *others = codes
    made = entries.create(scope, page, locale=first, document={"title": f"first {first}"})
    row = entries.get(scope, "page", made.entry_uid)
    for code in others:
        entries.update(scope, page, row, locale=code, document={"title": code})
    return made.entry_uid


@pytest.mark.parametrize(
    ("present", "chain", "shown"),
    [
        (["en-us"], ["en-us"], ["en-us"]),
        (["en-us", "fr", "fr-ca"], ["fr-ca", "fr", "en-us"], ["fr-ca"]),
        (["en-us", "fr"], ["fr-ca", "fr", "en-us"], ["fr"]),
        (["fr", "en-us"], ["fr-ca", "en-us"], ["en-us"]),
        (["fr"], ["en-us"], []),
    ],
    ids=["alone", "own", "nearest", "skipped", "none"],
)
def test_the_first_language_of_the_chain_is_shown(scope: StackScope, page, present, chain, shown):
    save(scope, page, *present)

    found = editions.read(scope.session, editions.latest().where(editions.is_shown(chain)))

    assert [edition.locale for edition in found] == shown


def test_every_entry_is_shown_once(scope: StackScope, page):
    both = save(scope, page, "en-us", "fr")
    entries.create(scope, page, locale="en-us", document={"title": "English alone"})

    rows = editions.latest().where(editions.is_shown(["fr", "en-us"])).order_by(EntryLocale.locale)
    found = editions.read(scope.session, rows)

    assert [(edition.locale, edition.title) for edition in found] == [("en-us", "English alone"), ("fr", "fr")]
    assert found[1].entry_uid == both


def test_every_version_is_an_edition_with_the_title_it_had(scope: StackScope, page):
    uid = save(scope, page, "en-us")
    row = entries.get(scope, "page", uid)
    entries.update(scope, page, row, locale="en-us", document={"title": "second"})

    found = editions.read(scope.session, editions.every())

    assert sorted((edition.version, edition.title) for edition in found) == [(1, "first en-us"), (2, "second")]
