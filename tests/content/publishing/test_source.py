"""What there is to publish, as drafts are now."""

import pytest

from lenticular.content.entries import service as entries
from lenticular.content.publishing.source import Source


@pytest.fixture
def source(open_scope, site, other_site):
    with open_scope() as scope:
        yield Source(scope.session, scope.stack_uid)


def test_a_language_shows_the_first_of_its_fallbacks(source, site):
    assert source.edition(site.home, "fr-ca").locale == "en-us"
    assert source.edition(site.home, "xx") is None


def test_the_nearest_fallback_comes_first(open_scope, site, save):
    save(locale="fr", title="Accueil")
    with open_scope() as scope:
        source = Source(scope.session, scope.stack_uid)
        assert source.edition(site.home, "fr-ca").title == "Accueil"
        assert sorted(source.localized(site.home)) == ["en-us", "fr"]


def test_a_version_is_one_of_the_language_that_is_shown(open_scope, site, save):
    save(headline="Newer")
    with open_scope() as scope:
        source = Source(scope.session, scope.stack_uid)
        assert source.edition(site.home, "en-us", 1).fields["headline"] == "Hello"
        assert source.edition(site.home, "fr", 1).version == 1
        for version in (0, 3, 10**30):
            assert source.edition(site.home, "en-us", version) is None


def test_variants_are_those_of_the_language_that_is_shown(open_scope, site, save, vary):
    save(locale="fr", title="Accueil")
    with open_scope() as scope:
        source = Source(scope.session, scope.stack_uid)
        assert source.variant(site.home, "fr", variant_uid=site.red, version=None) is None
        assert source.variant(site.home, "en-us", variant_uid=site.red, version=None).version == 1
    vary(headline="ROUGE", locale="fr")
    with open_scope() as scope:
        source = Source(scope.session, scope.stack_uid)
        assert source.variant(site.home, "fr-ca", variant_uid=site.red, version=9).fields == {"headline": "ROUGE"}


def test_another_stacks_entries_are_not_there(source, other_site):
    assert source.edition(other_site.home, "en-us") is None
    assert source.localized(other_site.home) == []
    assert source.asset("bltnone") is None


def test_a_deleted_entry_is_not_there(open_scope, site):
    with open_scope() as scope:
        entries.delete(scope, entries.get(scope, "page", site.home))
        assert Source(scope.session, scope.stack_uid).edition(site.home, "en-us") is None


def test_a_content_type_that_is_gone_has_no_fields(source):
    assert [field["uid"] for field in source.schema("page")][:2] == ["title", "headline"]
    assert source.schema("gone") == []
