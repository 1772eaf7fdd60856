"""What other concepts ask about content types."""

import pytest

import posting
from lenticular.content.content_types import service as content_types
from lenticular.content.environments import service as environments
from lenticular.content.global_fields import service as global_fields
from lenticular.content.published import service as published
from lenticular.content.published.service import EntryDocument, Publication
from lenticular.content.scope import StackScope
from lenticular.errors import Invalid

TITLE = {"uid": "title", "data_type": "text"}
SEO = {"uid": "seo", "data_type": "global_field", "reference_to": "seo"}


def test_a_content_type_is_found_in_its_stack(scope: StackScope):
    page = content_types.create(scope, uid="page", title="Page", schema=[TITLE])

    assert content_types.find(scope, "page") is page
    assert content_types.get(scope, "page") is page
    assert content_types.list_all(scope) == [page]
    assert content_types.find(scope, "gone") is None


def test_an_unknown_content_type_is_told_in_the_contracts_words(scope: StackScope):
    with pytest.raises(Invalid) as refusal:
        content_types.get(scope, "gone")

    assert refusal.value.code == "118"
    assert [(problem.pointer, problem.message) for problem in refusal.value.problems] == [("/uid", "is not valid.")]


def test_its_schema_is_had_with_global_fields_and_without_a_scope(scope: StackScope):
    global_fields.create(scope, uid="seo", title="SEO", schema=[TITLE])
    page = content_types.create(scope, uid="page", title="Page", schema=[TITLE, {**SEO, "schema": []}])

    assert page.schema == [TITLE, SEO]
    assert content_types.schema_of(scope, page) == [TITLE, {**SEO, "schema": [TITLE]}]
    assert content_types.expanded(scope.session, scope.stack_uid, "page") == content_types.schema_of(scope, page)
    assert content_types.expanded(scope.session, scope.stack_uid, "gone") is None
    assert content_types.expanded(scope.session, "blt0000000000000bad", "page") is None


def test_an_imported_schema_is_checked_like_any_other(scope: StackScope):
    with pytest.raises(Invalid) as refusal:
        content_types.create(scope, uid="page", title="Page", schema=[SEO])

    assert [problem.pointer for problem in refusal.value.problems] == ["/schema/0/reference_to", "/schema"]
    assert content_types.list_all(scope) == []


def test_whatever_an_import_brings_is_refused_with_all_that_is_wrong(scope: StackScope):
    with pytest.raises(Invalid) as refusal:
        content_types.create(scope, uid="A", title="x" * 201, schema=[TITLE], options={"a": ["\0"]}, extras={"b": "\0"})

    pointers = {problem.pointer for problem in refusal.value.problems}
    assert pointers == {"/uid", "/title", "/options/a/0", "/b"}


@pytest.mark.parametrize("is_singleton", [True, False])
def test_a_singleton_says_so(scope: StackScope, is_singleton: bool):
    page = content_types.create(scope, uid="page", title="Page", schema=[TITLE], options={"singleton": is_singleton})

    assert content_types.is_singleton(page) is is_singleton


def test_what_is_published_of_a_deleted_content_type_is_withdrawn(scope: StackScope):
    page = content_types.create(scope, uid="page", title="Page", schema=[TITLE])
    content_types.create(scope, uid="author", title="Author", schema=[TITLE])
    environment = environments.create(scope, name="production", urls=[])
    place = Publication(scope.stack_uid, environment.uid, "en-us", scope.now, scope.user_uid)
    for uid, content_type in (("blt1", "page"), ("blt2", "author")):
        posting.put_entry(scope.session, place, EntryDocument(uid, content_type, 1, {"title": "Home"}))

    content_types.delete(scope, page)

    states = published.states_of_entries(scope.session, scope.stack_uid, ["blt1", "blt2"])
    assert [uid for uid, found in states.items() if found] == ["blt2"]
