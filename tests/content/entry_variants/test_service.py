"""What other concepts ask of entry variants: drafts, merging, deleting by variant, restoring."""

import pytest

from lenticular.content.entries import service as entries
from lenticular.content.entry_variants import service as entry_variants
from lenticular.content.published import service as published
from lenticular.content.variant_groups import service as variant_groups
from lenticular.errors import Invalid

HERO, FIRST, SECOND, ALIAS = "cshero", "csg1", "csg2", "cs_personalize_0_0"
# As long as the vendor's are.
INSTANCE = "blt6e22fad42c8f4322eddb"


def save(scope, site, variant, *, locale=None, entry=None, **fields):
    place = entry_variants.locate(scope, "page", entry or site.entry, locale)
    return entry_variants.save(scope, place, variant, {"_variant": {}, **fields})


def restore(scope, site, **document):
    place = entry_variants.locate(scope, "page", site.entry, None)
    return entry_variants.restore(scope, place, site.red, document)


def base(scope, site, locale="en-us"):
    found = entries.edition(scope.session, site.entry, locale)
    assert found is not None
    return found


def held(scope, site, locale="en-us"):
    return {draft.variant_uid for draft in entry_variants.latest(scope.session, site.entry, locale)}


def test_the_latest_drafts_are_those_of_one_language_newest_first(open_scope, site, german, clock):
    with open_scope() as scope:
        save(scope, site, site.red, headline="red")
        save(scope, site, site.red, headline="rot", locale="de-de")
    clock.advance(seconds=1)
    with open_scope() as scope:
        save(scope, site, site.green, headline="green")
        save(scope, site, site.red, headline="redder")

        latest = entry_variants.latest(scope.session, site.entry, "en-us")

    assert [(draft.variant_uid, draft.version, draft.fields) for draft in latest] == [
        (site.green, 1, {"headline": "green"}),
        (site.red, 2, {"headline": "redder"}),
    ]


@pytest.mark.parametrize(("wanted", "found"), [(1, "a"), (2, "b"), (None, "b"), (999, "b"), (0, "b"), (10**30, "b")])
def test_an_unknown_version_is_the_latest(open_scope, site, wanted, found):
    with open_scope() as scope:
        save(scope, site, site.red, headline="a")
        save(scope, site, site.red, headline="b")

        edition = entry_variants.version_of(scope.session, site.entry, "en-us", site.red, wanted)

    assert edition is not None
    assert edition.fields == {"headline": found}


def test_without_an_entry_variant_there_is_no_version(open_scope, site):
    with open_scope() as scope:
        assert entry_variants.version_of(scope.session, site.entry, "en-us", site.red, 1) is None


def test_the_first_of_several_variants_stands_on_top(open_scope, site):
    with open_scope() as scope:
        save(
            scope,
            site,
            site.red,
            headline="RED",
            sections=[{"hero": {"heading": "RED hero", "_metadata": {"uid": HERO}}}],
            _variant={"_order": [{"group": [f"base.{SECOND}", f"base.{FIRST}"]}]},
        )
        save(scope, site, site.green, headline="GREEN", rating=9)

        both = entry_variants.merged(scope, base(scope, site), [ALIAS, site.green])
        reverse = entry_variants.merged(scope, base(scope, site), [site.green, site.red])

    assert (both.fields["headline"], both.fields["rating"], both.fields["title"]) == ("RED", 9, "Home")
    assert both.fields["sections"][0]["hero"]["heading"] == "RED hero"
    assert [instance["_metadata"]["uid"] for instance in both.fields["group"]] == [SECOND, FIRST]
    assert (reverse.fields["headline"], reverse.version, reverse.locale) == ("GREEN", 1, "en-us")


def test_only_the_change_set_counts_in_a_merge(open_scope, site):
    with open_scope() as scope:
        save(scope, site, site.red, headline="RED", rating=9, _variant={"_change_set": ["rating"]})

        fields = entry_variants.merged(scope, base(scope, site), [site.red]).fields

    assert (fields["headline"], fields["rating"]) == ("base headline", 9)


@pytest.mark.parametrize("names", [[], ["nothing"], [""], ["cs_personalize_9_9"]])
def test_unknown_names_change_nothing(open_scope, site, names):
    with open_scope() as scope:
        save(scope, site, site.red, headline="RED")

        assert entry_variants.merged(scope, base(scope, site), names) == base(scope, site)


@pytest.mark.usefixtures("german")
def test_a_merge_takes_variants_of_the_editions_own_language_alone(open_scope, site):
    with open_scope() as scope:
        save(scope, site, site.red, headline="RED")
        save(scope, site, site.green, headline="GRÜN", locale="de-de")

        german = entry_variants.merged(scope, base(scope, site, "de-de"), [site.red, site.green])

    assert german.fields["headline"] == "GRÜN"


def test_a_merge_leaves_what_is_stored_alone(open_scope, site):
    with open_scope() as scope:
        save(scope, site, site.red, group=[{"single_line": "RED", "_metadata": {"uid": FIRST}}])
        merged = entry_variants.merged(scope, base(scope, site), [site.red])

        merged.fields["group"][0]["single_line"] = "spoilt"

        assert base(scope, site).fields["group"][0]["single_line"] == "g1"
        assert entry_variants.latest(scope.session, site.entry, "en-us")[0].fields["group"][0]["single_line"] == "RED"


@pytest.mark.usefixtures("german")
def test_what_entries_have_of_a_variant_is_deleted_and_unpublished_everywhere(open_scope, site, publish):
    publish("production")
    publish("preview", locale="de-de")
    publish("green place", variant=site.green)
    with open_scope() as scope:
        save(scope, site, site.red, headline="red")
        save(scope, site, site.red, headline="rot", locale="de-de")
        save(scope, site, site.red, headline="red", entry=site.about)
        save(scope, site, site.green, headline="green")

        entry_variants.delete_of(scope, [site.red], "page")

        assert (held(scope, site), held(scope, site, "de-de")) == ({site.green}, set())
        assert entry_variants.latest(scope.session, site.about, "en-us") == []
        states = published.states_of_variants(scope.session, scope.stack_uid, [site.entry])
        assert {variant for _, variant in states} == {site.green}


def test_deleting_may_be_of_one_content_type(open_scope, site, publish):
    publish("production")
    with open_scope() as scope:
        save(scope, site, site.red, headline="red")

        entry_variants.delete_of(scope, [site.red, site.green], "note")
        assert held(scope, site) == {site.red}
        assert published.states_of_variants(scope.session, scope.stack_uid, [site.entry])

        entry_variants.delete_of(scope, [site.red, site.green])
        assert held(scope, site) == set()
        assert not published.states_of_variants(scope.session, scope.stack_uid, [site.entry])


def test_deleting_reaches_no_other_stack(open_scope, site, other_stack):
    with open_scope() as scope:
        save(scope, site, site.red, headline="red")
    with open_scope(api_key=other_stack) as scope:
        entry_variants.delete_of(scope, [site.red])
    with open_scope() as scope:
        assert held(scope, site) == {site.red}


def test_deleting_a_language_of_an_entry_deletes_its_variants_there(open_scope, site, german):
    with open_scope() as scope:
        save(scope, site, site.red, headline="red")
        save(scope, site, site.red, headline="rot", locale="de-de")
        entries.delete(scope, entries.get(scope, "page", site.entry), locale="de-de")
    with open_scope() as scope:
        assert (held(scope, site), held(scope, site, "de-de")) == ({site.red}, set())


def test_deleting_a_variant_deletes_what_entries_have_of_it(open_scope, site):
    with open_scope() as scope:
        save(scope, site, site.red, headline="red")
        variant_groups.delete_variant(scope, variant_groups.get_variant(scope, site.red))
    with open_scope() as scope:
        assert held(scope, site) == set()


def test_an_import_keeps_uid_and_version(open_scope, site):
    exported = {"_version": 4, "headline": "red", "_variant": {"_instance_uid": INSTANCE, "_base_entry_version": 1}}

    with open_scope() as scope:
        edition = restore(scope, site, **exported)

    assert (edition.uid, edition.version, edition.base_version) == (INSTANCE, 4, 1)
    with open_scope() as scope:
        assert save(scope, site, site.red, headline="redder").version == 5
        earlier = [
            entry_variants.version_of(scope.session, site.entry, "en-us", site.red, number) for number in (4, 5, 2)
        ]
    assert [found and found.fields["headline"] for found in earlier] == ["red", "redder", "redder"]


def test_an_import_needs_no_link(open_scope, site):
    with open_scope() as scope:
        place = entry_variants.locate(scope, "page", site.entry)

        assert entry_variants.restore(scope, place, site.lonely, {"_variant": {}, "headline": "x"}).version == 1


def test_an_import_does_not_take_a_uid_from_another_stack(open_scope, site, other_site, other_stack):
    exported = {"headline": "red", "_variant": {"_instance_uid": INSTANCE}}
    with open_scope() as scope:
        restore(scope, site, **exported)

    with open_scope(api_key=other_stack) as scope:
        edition = restore(scope, other_site, **exported)

    assert edition.uid != INSTANCE
    with open_scope() as scope:
        assert held(scope, site) == {site.red}


def test_an_import_over_what_is_there_is_a_later_version(open_scope, site):
    with open_scope() as scope:
        first = save(scope, site, site.red, headline="red")

        edition = restore(scope, site, _version=9, headline="x", _variant={"_instance_uid": INSTANCE})

    assert (edition.uid, edition.version, edition.fields) == (first.uid, 9, {"headline": "x"})


def test_an_import_that_says_nothing_usable_starts_anew(open_scope, site):
    described = {"_instance_uid": "cs7", "_base_entry_version": 99}

    with open_scope() as scope:
        edition = restore(scope, site, _version=0, headline="x", _variant=described)

    assert edition.uid.startswith("blt")
    assert (edition.version, edition.base_version) == (1, 1)


@pytest.mark.parametrize(
    ("locale", "name", "document", "pointer"),
    [
        ("en-us", ALIAS, {"_variant": {}, "headline": 7}, "/headline"),
        ("en-us", ALIAS, {"headline": "x"}, "/_variant"),
        ("de-de", ALIAS, {"_variant": {}}, "/locale"),
        ("en-us", "csnothing", {"_variant": {}}, "/variant"),
    ],
)
def test_an_import_refuses_what_a_save_refuses(*, open_scope, site, locale, name, document, pointer):
    with open_scope() as scope:
        place = entry_variants.locate(scope, "page", site.entry, locale)

        with pytest.raises(Invalid) as raised:
            entry_variants.restore(scope, place, name, document)

        assert [problem.pointer for problem in raised.value.problems] == [pointer]
        assert held(scope, site) == set()
