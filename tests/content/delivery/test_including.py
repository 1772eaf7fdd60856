import pytest

from lenticular.content.delivery import including
from lenticular.errors import Invalid

ENTRIES = "/content_types/page/entries"
HOME, ANN, BOB = "blt00000000000000a1", "blt00000000000000b1", "blt00000000000000b2"
RED = "cs00000000000000aa"


def reference(uid, content_type_uid="author"):
    return {"uid": uid, "_content_type_uid": content_type_uid}


def read(site, *paths, variants="", **parameters):
    parameters = {"include[]": list(paths), **parameters}
    answer = site.get(f"{ENTRIES}/{HOME}", params=parameters, headers={"x-cs-variant-uid": variants})
    assert answer.status_code == 200, answer.text
    return answer.json()["entry"]


@pytest.fixture
def authors(shelf):
    shelf.entry(BOB, content_type_uid="author", title="Bob")
    shelf.entry(ANN, content_type_uid="author", title="Ann", boss=[reference(BOB)])


def test_references_stay_unless_included(site, shelf, authors):
    shelf.entry(HOME, author=[reference(ANN)])
    assert read(site)["author"] == [reference(ANN)]


def test_an_included_entry_stands_in_the_place_of_the_reference(site, shelf, authors):
    shelf.entry(HOME, author=[reference(ANN), reference(BOB)])
    [ann, bob] = read(site, "author")["author"]
    assert (ann["title"], ann["_content_type_uid"], ann["boss"]) == ("Ann", "author", [reference(BOB)])
    assert ann["publish_details"]["locale"] == "en-us"
    assert bob["uid"] == BOB


def test_what_is_not_published_is_left_out(site, shelf, authors, shop):
    shelf.entry("blt00000000000000b3", content_type_uid="author", environment_uid=shop.staging)
    shelf.entry(HOME, author=[reference("blt00000000000000b3"), reference(ANN), reference(ANN, "page")])
    assert [one["title"] for one in read(site, "author")["author"]] == ["Ann"]


def test_a_path_leads_through_references_groups_and_blocks(site, shelf, authors):
    shelf.entry(
        HOME,
        seo={"by": [reference(ANN)]},
        sections=[{"hero": {"link": [reference(ANN)], "_metadata": {"uid": "cs1"}}}, {"cta": {"label": "Go"}}],
        cards=[{"author": [reference(BOB)]}, {"author": []}],
    )
    entry = read(site, "seo.by", "sections.hero.link.boss", "sections.hero.link", "cards.author")
    assert entry["seo"]["by"][0]["title"] == "Ann"
    assert entry["seo"]["by"][0]["boss"] == [reference(BOB)]
    assert entry["sections"][0]["hero"]["link"][0]["boss"][0]["title"] == "Bob"
    assert entry["sections"][1] == {"cta": {"label": "Go"}}
    assert entry["cards"][0]["author"][0]["title"] == "Bob"
    assert entry["cards"][1]["author"] == []


def test_a_single_reference_and_one_without_a_type_are_included(site, shelf, authors):
    shelf.entry(HOME, author=reference(ANN), old=[ANN, "blt00000000000000ff"], text="blt")
    entry = read(site, "author", "old", "text", "absent")
    assert entry["author"]["title"] == "Ann"
    assert [one["title"] for one in entry["old"]] == ["Ann"]
    assert entry["text"] == "blt"


def test_a_circle_of_references_comes_to_an_end(site, shelf):
    shelf.entry(HOME, title="Home", next=[reference(HOME, "page")])
    entry = read(site, ".".join(["next"] * 40))
    depth = 0
    while "title" in entry:
        [entry] = entry["next"]
        depth += 1
    assert depth == including.DEEPEST + 1
    assert entry == reference(HOME, "page")


def test_variants_are_laid_over_included_entries_too(site, shelf, authors):
    shelf.entry(HOME, headline="base", author=[reference(BOB)])
    shelf.variant(RED, HOME, author=[reference(ANN)])
    shelf.variant(RED, ANN, headline="red Ann")
    entry = read(site, "author", variants=RED, include_applied_variants="true")
    [ann] = entry["author"]
    assert ann["headline"] == "red Ann"
    assert ann["_applied_variants"] == {"headline": RED}
    assert entry["_applied_variants"] == {"author": RED}
    assert list(ann["publish_details"]["variants"]) == [RED]


def test_the_same_entry_twice_is_two_objects(site, shelf, authors):
    shelf.entry(HOME, a=[reference(ANN)], b=[reference(ANN)])
    entry = read(site, "a.boss", "b")
    assert entry["a"][0]["boss"][0]["title"] == "Bob"
    assert entry["b"][0]["boss"] == [reference(BOB)]


def test_fields_of_included_entries_can_be_chosen(site, shelf, authors):
    shelf.entry(HOME, title="Home", author=[reference(ANN)])
    entry = read(site, "author", **{"only[author][]": "title"})
    assert sorted(entry["author"][0]) == ["_content_type_uid", "publish_details", "title", "uid"]
    assert entry["title"] == "Home"


def test_no_request_includes_without_end():
    def fetch(uids):
        return {uid: lambda: {"_content_type_uid": "page", "more": [reference("x", "page")] * 30} for uid in uids}

    entry = {"more": [reference("x", "page")] * 30}
    with pytest.raises(Invalid):
        including.include([entry], including.tree(["more.more.more.more.more"]), fetch)


@pytest.mark.parametrize("paths", [["a"] * 101, [".".join("a" * 51)]], ids=["many", "long"])
def test_paths_that_no_content_has_are_refused(paths):
    with pytest.raises(Invalid):
        including.tree(paths)
