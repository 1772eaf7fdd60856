"""Reading what a client says of an entry."""

import itertools
import math

import pytest

from lenticular.content.entries import drafts


@pytest.fixture
def new_uid():
    numbers = itertools.count(1)
    return lambda: f"cs{next(numbers)}"


def test_content_is_what_the_system_does_not_say(schema):
    document = {"title": "Home", "url": "/", "uid": "blt1", "locale": "fr", "_version": 3, "_anything": 1, "tags": []}

    assert drafts.content_of(document) == {"title": "Home", "url": "/"}


def test_a_draft_holds_what_the_content_type_has(schema, new_uid):
    draft = drafts.read({"title": "Home", "stranger": 1, "cards": [{"text": "a"}]}, schema, new_uid=new_uid)

    assert draft.fields == {"title": "Home", "cards": [{"text": "a", "_metadata": {"uid": "cs1"}}]}
    assert (draft.title, draft.tags) == ("Home", [])


def test_assets_are_kept_as_their_uids(schema, new_uid):
    document = {"picture": {"uid": "blt1", "url": "/x", "filename": "x"}, "gallery": ["blt2", {"uid": "blt3"}]}

    draft = drafts.read(document, schema, new_uid=new_uid)

    assert draft.fields == {"picture": "blt1", "gallery": ["blt2", "blt3"]}


def test_a_draft_shares_nothing_with_the_document(schema, new_uid):
    document = {"title": "Home", "related": [{"uid": "blt1", "_content_type_uid": "page"}], "tags": ["a"]}

    draft = drafts.read(document, schema, new_uid=new_uid)
    document["related"][0]["uid"] = "changed"
    document["tags"].append("b")

    assert draft.fields["related"] == [{"uid": "blt1", "_content_type_uid": "page"}]
    assert draft.tags == ["a"]


@pytest.mark.parametrize("content", [{}, {"title": None}, {"title": 7}], ids=["none", "null", "number"])
def test_an_entry_without_a_title_is_called_nothing(content: dict[str, object]):
    assert drafts.title_of(content) == ""


def pointers(document: dict[str, object], schema, **how: bool) -> list[tuple[str, str]]:
    return [(problem.pointer, problem.code) for problem in drafts.problems(document, schema, **how)]


def test_a_partial_document_may_lack_what_is_mandatory(schema):
    assert pointers({}, schema, is_partial=True) == []
    assert [pointer for pointer, _ in pointers({}, schema)] == ["/entry/title"]


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        ({"rating": math.inf}, "/entry/rating"),
        ({"url": "a\0"}, "/entry/url"),
        ({"related": [{"uid": "blt1", "_content_type_uid": "page", "x/y~": "\0"}]}, "/entry/related/0/x~1y~0"),
        ({"tags": ["\0"]}, "/entry/tags/0"),
        ({"tags": {"a": 1}}, "/entry/tags"),
        ({"tags": ["a"] * 201}, "/entry/tags"),
        ({"tags": ["a" * 1001]}, "/entry/tags"),
    ],
    ids=["infinite", "nul", "name", "tag", "no-list", "many", "long"],
)
def test_what_cannot_be_kept_is_told_by_its_place(schema, document: dict[str, object], pointer: str):
    assert pointer in [found for found, _ in pointers({"title": "Home", **document}, schema)]


@pytest.mark.parametrize("tags", [[], None, ["a", "b"]], ids=["empty", "null", "two"])
def test_tags_are_a_list_of_texts(schema, new_uid, tags: list[str] | None):
    document = {"title": "Home", "tags": tags}

    assert pointers(document, schema) == []
    assert drafts.read(document, schema, new_uid=new_uid).tags == (tags or [])


def test_a_document_that_nests_for_ever_is_refused_not_followed(schema):
    nested: list[object] = []
    for _ in range(5000):
        nested = [nested]

    assert [code for _, code in pointers({"title": "Home", "related": nested}, schema)] == ["TOO_DEEP"]
