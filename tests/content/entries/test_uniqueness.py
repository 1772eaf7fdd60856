"""Values that no two entries share."""

from typing import Any

import pytest

from lenticular.content.entries import service as entries
from lenticular.content.entries import uniqueness
from lenticular.content.scope import StackScope


def taken(scope: StackScope, schema, content: dict[str, Any], locale: str = "en-us", except_uid: str | None = None):
    found = uniqueness.problems(scope, "page", locale=locale, content=content, schema=schema, except_uid=except_uid)
    return [(problem.pointer, problem.message) for problem in found]


@pytest.mark.parametrize(
    ("field", "value", "same"),
    [
        ("title", "Home", "Home"),
        ("code", "a'b\"c%", "a'b\"c%"),
        ("rating", 7, 7),
        ("rating", 7, 7.0),
        ("rating", 7.0, 7),
        ("rating", -2.5, -2.5),
        ("rating", 0, 0),
    ],
)
def test_a_unique_value_is_taken_once(scope: StackScope, page, schema, *, field: str, value: object, same: object):
    made = entries.create(scope, page, locale="en-us", document={"title": "First", field: value})

    assert taken(scope, schema, {field: same}) == [(f"/entry/{field}", "is not unique.")]
    assert taken(scope, schema, {field: same}, except_uid=made.entry_uid) == []
    assert taken(scope, schema, {field: same}, locale="fr") == []


@pytest.mark.parametrize(
    "content",
    [{"title": "home"}, {"code": "Home"}, {"code": ""}, {"code": None}, {"rating": 71}, {"url": "/"}, {}],
    ids=["case", "other-field", "empty", "null", "number", "not-unique", "nothing"],
)
def test_other_values_are_free(scope: StackScope, page, schema, content: dict[str, Any]):
    entries.create(scope, page, locale="en-us", document={"title": "Home", "code": "", "rating": 7, "url": "/"})

    assert taken(scope, schema, content) == []


def test_only_the_latest_version_takes_a_value(scope: StackScope, page, schema):
    made = entries.create(scope, page, locale="en-us", document={"title": "Old", "code": "old"})
    row = entries.get(scope, "page", made.entry_uid)
    entries.update(scope, page, row, locale="en-us", document={"title": "New", "code": "new"})

    assert taken(scope, schema, {"title": "Old", "code": "old"}) == []
    assert len(taken(scope, schema, {"title": "New", "code": "new"})) == 2


def test_a_deleted_entry_takes_nothing(scope: StackScope, page, schema):
    made = entries.create(scope, page, locale="en-us", document={"title": "Home"})
    entries.delete(scope, entries.get(scope, "page", made.entry_uid))

    assert taken(scope, schema, {"title": "Home"}) == []


def test_a_text_no_database_knows_is_nobodys(scope: StackScope, page, schema):
    assert taken(scope, schema, {"title": "a\0b"}) == []
