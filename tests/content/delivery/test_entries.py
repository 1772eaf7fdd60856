import json

import pytest

import posting
from lenticular.content.locales import service as locales
from lenticular.content.published import service as published

PAGE = "/content_types/page/entries"
HOME = "blt00000000000000a1"
RED, GREEN = "cs00000000000000aa", "cs00000000000000bb"


@pytest.fixture
def french(open_scope):
    with open_scope() as scope:
        locales.create(scope, code="fr", name="French", fallback=None)


def titles(answer):
    assert answer.status_code == 200, answer.text
    return [entry["title"] for entry in answer.json()["entries"]]


def test_a_published_entry_is_delivered_with_where_it_is_published(site, shelf, shop):
    shelf.entry(HOME, title="Home", headline="Hi", version=4)
    answer = site.get(f"{PAGE}/{HOME}")
    assert answer.status_code == 200
    assert answer.json() == {
        "entry": {
            "_version": 4,
            "locale": "en-us",
            "uid": HOME,
            "ACL": {},
            "_in_progress": False,
            "created_at": "2026-11-22T12:00:00.000Z",
            "created_by": "bltu",
            "updated_at": "2026-11-22T12:00:00.000Z",
            "updated_by": "bltu",
            "tags": [],
            "title": "Home",
            "headline": "Hi",
            "publish_details": {
                "environment": shop.production,
                "locale": "en-us",
                "time": "2026-11-22T12:00:00.000Z",
                "user": "bltp",
            },
        }
    }


def test_a_change_is_delivered_at_once(site, shelf):
    shelf.entry(HOME, headline="Hi")
    assert site.get(f"{PAGE}/{HOME}").json()["entry"]["headline"] == "Hi"
    shelf.entry(HOME, headline="Hello", version=2)
    assert site.get(f"{PAGE}/{HOME}").json()["entry"]["headline"] == "Hello"
    shelf.withdraw(HOME)
    assert site.get(f"{PAGE}/{HOME}").status_code == 422


@pytest.mark.parametrize("path", [f"{PAGE}/blt00000000000000ff", f"/content_types/author/entries/{HOME}"])
def test_an_entry_that_is_not_published_or_of_another_type_is_not_there(site, shelf, path):
    shelf.entry(HOME)
    answer = site.get(path)
    assert answer.status_code == 422
    assert answer.json() == {
        "error_message": "The requested object doesn't exist.",
        "error_code": 141,
        "errors": {"uid": ["is not valid."]},
    }


@pytest.mark.parametrize("path", ["/content_types/none/entries", f"/content_types/none/entries/{HOME}"])
def test_an_unknown_content_type_is_told(site, path):
    answer = site.get(path)
    assert (answer.status_code, answer.json()["error_code"]) == (422, 118)


def test_a_list_has_the_newest_change_first(site, shelf):
    shelf.entry("blt1", title="old", updated_at="2026-01-01T00:00:00.000Z")
    shelf.entry("blt2", title="new", updated_at="2026-02-01T00:00:00.000Z")
    shelf.entry("blt3", title="of another type", content_type_uid="author")
    assert titles(site.get(PAGE)) == ["new", "old"]
    assert titles(site.get(f"{PAGE}/?&limit=1&skip=1")) == ["old"]


def test_a_list_is_counted(site, shelf):
    for number in range(3):
        shelf.entry(f"blt{number}")
    assert site.get(f"{PAGE}?include_count=true&limit=1").json()["count"] == 3
    assert site.get(f"{PAGE}?count=true").json() == {"entries": 3}
    assert site.get(f"{PAGE}?limit=1e%2B100&skip=1").json()["entries"][0]["uid"] == "blt1"


def test_a_list_is_ordered_and_queried_by_the_base(site, shelf):
    shelf.entry("blt1", title="b", headline="x")
    shelf.entry("blt2", title="a", headline="x")
    shelf.entry("blt3", title="c", headline="y")
    shelf.variant(RED, "blt3", headline="x")
    query = json.dumps({"headline": "x"})
    answer = site.get(PAGE, params={"query": query, "asc": "title"}, headers={"x-cs-variant-uid": RED})
    assert titles(answer) == ["a", "b"]
    assert titles(site.get(PAGE, params={"desc": "title"})) == ["c", "b", "a"]


def test_a_list_is_chosen_anew_after_a_change_and_for_another_page(site, shelf):
    for name in ("a", "b", "c"):
        shelf.entry(f"blt{name}", title=name, headline="x")
    asked = {"query": '{"headline":"x"}', "desc": "title", "limit": "2"}
    assert titles(site.get(PAGE, params=asked)) == ["c", "b"]
    assert titles(site.get(PAGE, params={**asked, "skip": "2"})) == ["a"]
    assert titles(site.get(PAGE, params={**asked, "query": '{"headline":"y"}'})) == []
    shelf.entry("bltd", title="d", headline="x")
    assert titles(site.get(PAGE, params=asked)) == ["d", "c"]


def test_what_a_query_finds_in_one_language_it_does_not_find_in_another(site, shelf, french):
    shelf.entry("blt1", title="Home", headline="x")
    shelf.entry("blt2", title="Accueil", headline="x", locale="fr")
    query = {"query": '{"headline":"x"}'}
    assert titles(site.get(PAGE, params=query)) == ["Home"]
    assert titles(site.get(PAGE, params={**query, "locale": "fr"})) == ["Accueil"]


@pytest.mark.parametrize("path", ["seo.title", "cards.text"])
def test_a_list_is_ordered_by_what_lies_deeper(site, shelf, path):
    for name, value in (("last", "z"), ("first", "a")):
        shelf.entry(f"blt{name}", title=name, seo={"title": value}, cards=[{"text": value}])
    shelf.entry("blt0", title="without")
    assert titles(site.get(PAGE, params={"asc": path})) == ["first", "last", "without"]


@pytest.mark.parametrize("query", ["{", "[1]", '{"a":{"$near":1}}', '{"title":{"$regex":"("}}'])
def test_a_query_that_is_none_is_refused(site, query):
    answer = site.get(PAGE, params={"query": query})
    assert (answer.status_code, answer.json()["error_code"]) == (422, 141)


def test_a_query_looks_into_references(site, shelf):
    shelf.entry("blt00000000000000b1", content_type_uid="author", title="Ann")
    reference = [{"uid": "blt00000000000000b1", "_content_type_uid": "author"}]
    shelf.entry("blt1", title="by Ann", author=reference)
    shelf.entry("blt2", title="by nobody", author=[])
    query = json.dumps({"author": {"$in_query": {"title": "Ann"}}})
    assert titles(site.get(PAGE, params={"query": query})) == ["by Ann"]


def test_the_query_of_the_cli_matches_the_language(site, shelf):
    shelf.entry("blt1", title="Home")
    assert titles(site.get(PAGE, params={"query": '{"locale":"en-us"}'})) == ["Home"]


def test_an_entry_in_another_language_falls_back_only_if_wanted(site, shelf, french):
    shelf.entry("blt1", title="Home")
    shelf.entry("blt2", title="About")
    shelf.entry("blt2", title="À propos", locale="fr")
    assert site.get(f"{PAGE}/blt1?locale=fr").status_code == 422
    assert titles(site.get(f"{PAGE}?locale=fr")) == ["À propos"]
    fallen_back = site.get(f"{PAGE}/blt1?locale=fr&include_fallback=true").json()["entry"]
    assert (fallen_back["title"], fallen_back["publish_details"]["locale"]) == ("Home", "en-us")
    assert sorted(titles(site.get(f"{PAGE}?locale=fr&include_fallback=true"))) == ["Home", "À propos"]


def test_an_unlocalized_entry_that_is_published_in_a_language_is_there(site, shelf, french):
    shelf.entry("blt1", title="Home", locale="fr", document_locale="en-us")
    entry = site.get(f"{PAGE}/blt1?locale=fr").json()["entry"]
    assert (entry["locale"], entry["publish_details"]["locale"]) == ("en-us", "fr")


def test_variants_are_merged_entry_by_entry(site, shelf):
    shelf.entry("blt1", title="Home", headline="base", updated_at="2026-03-01T00:00:00.000Z")
    shelf.entry("blt2", title="About", headline="base", updated_at="2026-01-01T00:00:00.000Z")
    shelf.variant(RED, "blt1", headline="red")
    entries = site.get(PAGE, headers={"x-cs-variant-uid": RED}).json()["entries"]
    assert [entry["headline"] for entry in entries] == ["red", "base"]
    assert ["variants" in entry["publish_details"] for entry in entries] == [True, False]


def test_a_list_may_be_a_long_one(site, shelf, open_scope, shop, ports):
    with open_scope() as scope:
        publication = published.Publication(shop.uid, shop.production, "en-us", ports.now(), "bltp")
        for number in range(600):
            document = {"uid": f"blt{number}", "title": str(number), "updated_at": f"{number:04}"}
            posting.put_entry(scope.session, publication, published.EntryDocument(f"blt{number}", "page", 1, document))
    answer = site.get(f"{PAGE}?asc=updated_at&limit=500&include_count=true").json()
    assert (len(answer["entries"]), answer["count"], answer["entries"][0]["title"]) == (100, 600, "0")


def test_only_some_fields_are_delivered(site, shelf):
    shelf.entry(HOME, title="Home", headline="Hi")
    entry = site.get(f"{PAGE}/{HOME}?only[BASE][]=headline").json()["entry"]
    assert sorted(entry) == ["headline", "publish_details", "uid"]
    assert "headline" not in site.get(f"{PAGE}/{HOME}?except[BASE][]=headline").json()["entry"]


def test_what_else_is_asked_for_comes_along(site, shelf):
    shelf.entry(HOME)
    answer = site.get(f"{PAGE}/{HOME}?include_content_type=true&include_schema=true&include_branch=true").json()
    assert answer["content_type"]["uid"] == "page"
    assert [field["uid"] for field in answer["schema"]] == ["title", "headline"]
    assert answer["entry"]["_branch"] == "main"
    assert "errors" not in answer


def test_unknown_parameters_are_ignored(site, shelf):
    shelf.entry(HOME)
    assert site.get(f"{PAGE}/{HOME}?include_metadata=true&whatever=1&apiVersion=3.2").status_code == 200


def test_entries_are_found_by_their_tags(site, shelf):
    shelf.entry("blt1", title="red", tags=["red", "new"])
    shelf.entry("blt2", title="blue", tags=["blue"])
    shelf.entry("blt3", title="none")
    assert sorted(titles(site.get(f"{PAGE}?tags=red,blue"))) == ["blue", "red"]
    assert titles(site.get(f"{PAGE}?tags=new&include_count=true")) == ["red"]
