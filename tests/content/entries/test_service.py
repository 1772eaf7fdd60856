"""What other concepts ask of entries, and what happens to what is published."""

from typing import Any

import pytest

import posting
from fakes import FakeClock
from lenticular.content.content_types import service as content_types
from lenticular.content.entries import service as entries
from lenticular.content.environments import service as environments
from lenticular.content.locales import service as locales
from lenticular.content.published import service as published
from lenticular.content.published.service import EntryDocument, Publication
from lenticular.content.scope import StackScope
from lenticular.errors import Invalid


def create(scope: StackScope, page, title: str = "Home", locale: str = "en-us", **fields: Any) -> entries.Edition:
    return entries.create(scope, page, locale=locale, document={"title": title, **fields})


def save(scope: StackScope, page, uid: str, locale: str = "en-us", **fields: Any) -> entries.Edition:
    return entries.update(scope, page, entries.get(scope, "page", uid), locale=locale, document=fields)


def test_an_edition_is_of_exactly_one_language(scope: StackScope, page):
    made = create(scope, page)

    assert entries.edition(scope.session, made.entry_uid, "en-us") == made
    assert entries.edition(scope.session, made.entry_uid, "fr") is None
    assert entries.edition(scope.session, made.entry_uid, "en-us", 2) is None
    assert entries.shown(scope, made.entry_uid, "fr-ca") == made
    with pytest.raises(Invalid):
        entries.shown(scope, made.entry_uid, "xx")


def test_each_version_stays_as_it_was(open_scope, prepare, clock: FakeClock):
    with open_scope() as scope:
        first = create(scope, prepare(scope), url="/")
    clock.advance(seconds=1)
    with open_scope() as scope:
        page = content_types.get(scope, "page")
        second = save(scope, page, first.entry_uid, title="Start")
    with open_scope() as scope:
        assert entries.edition(scope.session, first.entry_uid, "en-us", 1) == first
        assert entries.edition(scope.session, first.entry_uid, "en-us") == second
    assert (second.version, second.title, second.fields["url"]) == (2, "Start", "/")
    assert second.created_at == first.updated_at < second.updated_at


def test_editions_of_many_are_read_at_once(scope: StackScope, page):
    home, about = create(scope, page), create(scope, page, "About")
    accueil = save(scope, page, home.entry_uid, "fr", title="Accueil")
    uids = [home.entry_uid, about.entry_uid, "blt0000000000000bad"]

    assert entries.editions(scope.session, uids, "fr") == {home.entry_uid: accueil}
    assert entries.editions(scope.session, uids, "en-us") == {home.entry_uid: home, about.entry_uid: about}
    assert entries.of_pairs(scope.session, uids, ["fr", "en-us"]).keys() == {
        (home.entry_uid, "en-us"),
        (home.entry_uid, "fr"),
        (about.entry_uid, "en-us"),
    }
    assert entries.localized(scope.session, home.entry_uid) == ["en-us", "fr"]


def test_all_of_a_content_type_are_read_at_once(scope: StackScope, page):
    home, about = create(scope, page), create(scope, page, "About")
    save(scope, page, home.entry_uid, "fr", title="Accueil")

    def titles(stack_uid: str, content_type_uid: str, locale: str) -> set[str]:
        return {e.title for e in entries.latest_of_type(scope.session, stack_uid, content_type_uid, locale)}

    assert titles(scope.stack_uid, "page", "en-us") == {home.title, about.title}
    assert titles(scope.stack_uid, "page", "fr") == {"Accueil"}
    assert titles(scope.stack_uid, "author", "en-us") == set()
    assert titles("blt0000000000000bad", "page", "en-us") == set()


def test_which_uids_are_entries_of_a_stack_can_be_asked(scope: StackScope, page):
    made = create(scope, page)

    assert entries.existing(scope.session, scope.stack_uid, [made.entry_uid, "nothing"]) == {made.entry_uid}
    assert entries.existing(scope.session, "blt0000000000000bad", [made.entry_uid]) == set()
    assert entries.has_any(scope.session, scope.stack_uid, "page")
    assert not entries.has_any(scope.session, scope.stack_uid, "author")
    assert not entries.has_any(scope.session, "blt0000000000000bad", "page")


def test_an_import_keeps_uid_and_version(scope: StackScope, page):
    assert not entries.exists(scope.session, "bltimported")

    restored = entries.restore(
        scope, page, uid="bltimported", locale="en-us", document={"title": "Home", "tags": ["a"]}, version=7
    )

    assert entries.exists(scope.session, "bltimported")
    assert (restored.entry_uid, restored.version, restored.tags) == ("bltimported", 7, ["a"])
    assert save(scope, page, "bltimported", url="/").version == 8
    french = entries.restore(scope, page, uid="bltimported", locale="fr", document={"title": "Accueil"}, version=3)
    assert (french.version, french.fields) == (3, {"title": "Accueil"})


def test_an_import_over_an_entry_is_its_next_version(scope: StackScope, page):
    entries.restore(scope, page, uid="bltimported", locale="en-us", document={"title": "Home", "url": "/"}, version=7)

    again = entries.restore(scope, page, uid="bltimported", locale="en-us", document={"title": "Home"}, version=2)

    assert (again.version, again.fields) == (8, {"title": "Home"})


def test_an_import_may_lack_what_has_become_mandatory(scope: StackScope, page):
    restored = entries.restore(scope, page, uid="bltimported", locale="en-us", document={"sections": [{"hero": {}}]})

    assert restored.title == ""


def test_an_import_cannot_take_anothers_uid_or_title(scope: StackScope, page):
    made = create(scope, page)
    author = content_types.get(scope, "author")

    with pytest.raises(Invalid) as failure:
        entries.restore(scope, author, uid=made.entry_uid, locale="en-us", document={"title": "Ann"})
    assert [problem.pointer for problem in failure.value.problems] == ["/uid"]
    with pytest.raises(Invalid) as failure:
        entries.restore(scope, page, uid="bltimported", locale="en-us", document={"title": "Home", "rating": "x"})
    assert {problem.pointer for problem in failure.value.problems} == {"/entry/title", "/entry/rating"}
    assert not entries.exists(scope.session, "bltimported")


@pytest.mark.parametrize("uid", ["", "a b", 'a"b', "a" * 65, "../x"])
def test_an_import_with_a_uid_that_is_none_is_refused(scope: StackScope, page, uid: str):
    with pytest.raises(Invalid) as failure:
        entries.restore(scope, page, uid=uid, locale="en-us", document={"title": "Home"})

    assert [problem.pointer for problem in failure.value.problems] == ["/uid"]


def test_an_import_brings_no_second_entry_where_there_may_be_one(scope: StackScope, page):
    settings = content_types.get(scope, "settings")
    entries.restore(scope, settings, uid="bltfirst", locale="en-us", document={"title": "Site"})

    with pytest.raises(Invalid):
        entries.restore(scope, settings, uid="bltsecond", locale="en-us", document={"title": "Another"})
    assert entries.restore(scope, settings, uid="bltfirst", locale="fr", document={"title": "Le site"}).locale == "fr"


def test_a_version_that_no_database_can_count_is_cut(scope: StackScope, page):
    document = {"title": "Home"}

    assert entries.restore(scope, page, uid="blt1", locale="en-us", document=document, version=10**30).version < 2**31
    assert entries.restore(scope, page, uid="blt2", locale="fr", document=document, version=-5).version == 1


def test_an_entry_whose_language_was_removed_takes_no_room(scope: StackScope, page):
    settings = content_types.get(scope, "settings")
    entries.create(scope, settings, locale="fr-ca", document={"title": "Site"})

    locales.delete(scope, locales.get(scope, "fr-ca"))

    assert entries.create(scope, settings, locale="en-us", document={"title": "Site"}).version == 1


def publish(scope: StackScope, uid: str, *codes: str) -> None:
    environment = environments.find(scope, "live") or environments.create(scope, name="live", urls=[])
    for code in codes:
        publication = Publication(scope.stack_uid, environment.uid, code, scope.now, scope.user_uid)
        posting.put_entry(scope.session, publication, EntryDocument(uid, "page", 1, {"title": "Home"}))


def places(scope: StackScope, uid: str) -> list[str]:
    states = published.states_of_entries(scope.session, scope.stack_uid, [uid])
    return sorted(state.locale for state in states.get(uid, ()))


def test_a_deleted_entry_is_published_nowhere(scope: StackScope, page):
    made, other = create(scope, page), create(scope, page, "Other")
    publish(scope, made.entry_uid, "en-us", "fr")
    publish(scope, other.entry_uid, "en-us")

    entries.delete(scope, entries.get(scope, "page", made.entry_uid))

    assert places(scope, made.entry_uid) == []
    assert places(scope, other.entry_uid) == ["en-us"]


@pytest.mark.parametrize(
    ("present", "deleted", "left"),
    [
        (["en-us", "fr", "fr-ca"], "fr", ["en-us", "fr-ca"]),
        (["en-us", "fr"], "fr", ["en-us"]),
        (["en-us", "fr"], "en-us", ["fr", "fr-ca"]),
    ],
    ids=["alone", "shown-in-another", "master"],
)
def test_a_deleted_language_is_published_no_more_wherever_it_showed(
    scope: StackScope, page, present: list[str], deleted: str, left: list[str]
):
    made = create(scope, page)
    for code in present[1:]:
        save(scope, page, made.entry_uid, code, title=code)
    publish(scope, made.entry_uid, "en-us", "fr", "fr-ca")

    entries.delete(scope, entries.get(scope, "page", made.entry_uid), locale=deleted)

    assert places(scope, made.entry_uid) == left


def test_an_unlocalized_language_is_published_no_more(scope: StackScope, page):
    made = create(scope, page)
    save(scope, page, made.entry_uid, "fr", title="Accueil")
    publish(scope, made.entry_uid, "en-us", "fr")

    entries.unlocalize(scope, entries.get(scope, "page", made.entry_uid), locale="fr")

    assert places(scope, made.entry_uid) == ["en-us"]


def test_what_an_edition_says_is_not_the_clients_to_change(scope: StackScope, page):
    document: dict[str, Any] = {"title": "Home", "cards": [{"text": "a"}]}
    made = entries.create(scope, page, locale="en-us", document=document)

    document["cards"][0]["text"] = "changed"

    assert made.fields["cards"][0]["text"] == "a"


def test_more_entries_are_looked_for_than_a_statement_has_room_for(scope: StackScope, page):
    made = create(scope, page)
    many = [*(f"blt{number}" for number in range(70_000)), made.entry_uid]

    assert entries.existing(scope.session, scope.stack_uid, many) == {made.entry_uid}
    assert list(entries.of_pairs(scope.session, many, ["en-us"])) == [(made.entry_uid, "en-us")]


def test_a_language_is_shown_in_itself_and_where_it_is_fallen_back_to(scope: StackScope, page):
    made = create(scope, page)

    assert set(entries.shown_in(scope, made.entry_uid, "en-us")) == {"en-us", "fr", "fr-ca"}
    save(scope, page, made.entry_uid, "fr", title="fr")
    assert entries.shown_in(scope, made.entry_uid, "en-us") == ["en-us"]
    assert set(entries.shown_in(scope, made.entry_uid, "fr")) == {"fr", "fr-ca"}
