import copy

import pytest

from lenticular.content.delivery import projecting

ENTRY = {
    "uid": "blt1",
    "title": "Home",
    "seo": {"title": "Welcome", "rank": 3},
    "cards": [{"text": "a", "size": 1, "_metadata": {"uid": "cs1"}}],
    "sections": [{"hero": {"heading": "Hi", "text": "x"}}, {"cta": {"label": "Go"}}],
    "author": [{"uid": "blt2", "_content_type_uid": "author", "name": "Ann", "bio": "…"}],
    "publish_details": {},
}


@pytest.fixture
def entry():
    return copy.deepcopy(ENTRY)


def test_all_is_kept_if_nothing_is_said(entry):
    assert projecting.project(entry, {}, {}) == ENTRY


def test_only_what_is_named_is_kept_with_what_an_answer_needs(entry):
    assert projecting.project(entry, {"BASE": ["title"]}, {}) == {
        "uid": "blt1",
        "title": "Home",
        "publish_details": {},
    }


def test_a_path_names_a_field_within_groups_and_blocks(entry):
    shown = projecting.project(entry, {"BASE": ["seo.title", "cards.text", "sections.hero.heading"]}, {})
    assert shown["seo"] == {"title": "Welcome"}
    assert shown["cards"] == [{"text": "a", "_metadata": {"uid": "cs1"}}]
    assert shown["sections"] == [{"hero": {"heading": "Hi"}}, {}]


def test_what_is_excepted_is_left_out(entry):
    shown = projecting.project(entry, {}, {"BASE": ["title", "seo.rank", "sections.hero.text", "uid"]})
    assert "title" not in shown
    assert shown["seo"] == {"title": "Welcome"}
    assert shown["sections"] == [{"hero": {"heading": "Hi"}}, {"cta": {"label": "Go"}}]
    assert shown["uid"] == "blt1"


def test_entries_that_were_included_have_fields_of_their_own(entry):
    shown = projecting.project(entry, {"author": ["name"]}, {})
    assert shown["author"] == [{"uid": "blt2", "_content_type_uid": "author", "name": "Ann"}]
    assert shown["title"] == "Home"


def test_what_is_excepted_of_included_entries(entry):
    shown = projecting.project(entry, {"BASE": ["author"]}, {"author": ["bio"]})
    assert shown["author"] == [{"uid": "blt2", "_content_type_uid": "author", "name": "Ann"}]


@pytest.mark.parametrize("path", ["absent", "title", "seo", "title.x", "", "."])
def test_a_path_to_no_included_entry_changes_nothing(entry, path):
    assert projecting.project(entry, {path: ["name"]}, {}) == ENTRY
