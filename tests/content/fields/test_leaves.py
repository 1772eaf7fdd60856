"""Single values of fields."""

from typing import Any

import pytest

from lenticular.content.fields import leaves

COLOUR = {"data_type": "text", "enum": {"advanced": True, "choices": [{"key": "Red", "value": "red"}]}}
SIZE = {"data_type": "number", "enum": {"advanced": False, "choices": [{"value": 1}, {"value": 2}]}}
SLUG = {"data_type": "text", "format": "^/", "error_messages": {"format": "Begin with a slash"}}
ONE_TYPE = {"data_type": "reference", "reference_to": ["page"]}
TWO_TYPES = {"data_type": "reference", "reference_to": ["page", "author"]}
OLD = {"data_type": "reference", "reference_to": "page"}
TERM = {"taxonomy_uid": "region", "term_uid": "emea"}
PAGE = {"uid": "blt1", "_content_type_uid": "page"}


@pytest.mark.parametrize(
    ("definition", "value"),
    [
        ({"data_type": "text"}, "any\ntext"),
        (COLOUR, "red"),
        (COLOUR, ""),
        (SLUG, "/home"),
        (SLUG, ""),
        ({"data_type": "text", "format": "(?=unknown)"}, "home"),
        ({"data_type": "number"}, -1.5),
        ({"data_type": "number", "min": 1, "max": 5}, 5),
        ({"data_type": "number", "min": None, "max": None}, 10**400),
        (SIZE, 2),
        ({"data_type": "boolean"}, False),
        ({"data_type": "isodate"}, "2026-11-22"),
        ({"data_type": "isodate"}, "2026-11-22T08:30:00.000Z"),
        ({"data_type": "isodate"}, "2026-11-22T08:30:00+05:30"),
        ({"data_type": "file"}, "blt1"),
        ({"data_type": "file"}, {"uid": "blt1", "url": "x"}),
        ({"data_type": "link"}, {"title": "Home", "href": "/"}),
        ({"data_type": "link"}, {"title": None}),
        ({"data_type": "json"}, {"type": "doc", "children": []}),
        ({"data_type": "json"}, [1]),
        ({"data_type": "json", "extension_uid": "blt1"}, 7),
        ({"data_type": "text", "extension_uid": "blt1"}, {"any": "thing"}),
        (ONE_TYPE, [PAGE]),
        (ONE_TYPE, ["blt1", {"uid": "blt2"}, None, ""]),
        (ONE_TYPE, "blt1"),
        (TWO_TYPES, []),
        (OLD, ["blt1"]),
        ({"data_type": "taxonomy"}, [{"taxonomy_uid": "region", "term_uid": "emea"}]),
        ({"data_type": "of a later time"}, {"any": "thing"}),
    ],
    ids=str,
)
def test_right_values(definition: dict[str, Any], value: object):
    assert list(leaves.problems(value, definition, "/f")) == []


@pytest.mark.parametrize(
    ("definition", "value", "pointer", "message"),
    [
        ({"data_type": "text"}, 7, "/f", "must be a text."),
        (COLOUR, "blue", "/f", "must be one of red."),
        (SLUG, "home", "/f", "Begin with a slash"),
        ({"data_type": "text", "format": "^/"}, "home", "/f", "must match ^/"),
        ({"data_type": "number"}, "7", "/f", "must be a number."),
        ({"data_type": "number"}, True, "/f", "must be a number."),
        ({"data_type": "number", "min": 1}, 0, "/f", "must be at least 1."),
        ({"data_type": "number", "max": 5}, 6, "/f", "must be at most 5."),
        (SIZE, 3, "/f", "must be one of 1, 2."),
        ({"data_type": "boolean"}, "true", "/f", "must be true or false."),
        *[
            ({"data_type": "isodate"}, text, "/f", "must be a date such as 2026-11-22 or 2026-11-22T08:30:00.000Z.")
            for text in ("tomorrow", "2026-13-01", "20261122", "2026-11-22Tnoon", 7)
        ],
        ({"data_type": "file"}, {"url": "x"}, "/f", "must be the uid of an asset."),
        ({"data_type": "file"}, 7, "/f", "must be the uid of an asset."),
        ({"data_type": "link"}, "https://example.com", "/f", "must be an object with a title and an href."),
        ({"data_type": "link"}, {"title": 7, "href": "/"}, "/f/title", "must be a text."),
        ({"data_type": "json"}, "text", "/f", "must be an object."),
        (ONE_TYPE, [PAGE, 7], "/f/1", "must be an object with uid and _content_type_uid."),
        (ONE_TYPE, [{"_content_type_uid": "page"}], "/f/0", "must be an object with uid and _content_type_uid."),
        (TWO_TYPES, ["blt1"], "/f/0", "must be an object with uid and _content_type_uid."),
        (TWO_TYPES, [{"uid": "blt1"}], "/f/0", "must be an object with uid and _content_type_uid."),
        (ONE_TYPE, [{**PAGE, "_content_type_uid": 7}], "/f/0", "must be an object with uid and _content_type_uid."),
        ({"data_type": "taxonomy"}, {"region": "emea"}, "/f", "must be a list."),
        ({"data_type": "taxonomy"}, [{"term_uid": "x"}], "/f/0", "must be an object with taxonomy_uid and term_uid."),
    ],
    ids=str,
)
def test_wrong_values_are_told_where_they_are(definition: dict[str, Any], value: object, pointer: str, message: str):
    [problem] = leaves.problems(value, definition, "/f")

    assert (problem.pointer, problem.message) == (pointer, message)


@pytest.mark.parametrize(
    ("definition", "value", "kept"),
    [
        ({"data_type": "file"}, {"uid": "blt1", "url": "x"}, "blt1"),
        ({"data_type": "file"}, "blt1", "blt1"),
        (ONE_TYPE, ["blt1"], [PAGE]),
        (ONE_TYPE, "blt1", [PAGE]),
        (ONE_TYPE, [{"uid": "blt1"}], [PAGE]),
        (TWO_TYPES, [{**PAGE, "title": "a whole entry"}, None, ""], [PAGE]),
        (OLD, ["blt1"], ["blt1"]),
        (OLD, [PAGE], ["blt1"]),
        ({"data_type": "taxonomy"}, [{**TERM, "name": "EMEA"}], [TERM]),
        ({"data_type": "link"}, {"title": "Home", "href": "/", "x": 1}, {"title": "Home", "href": "/", "x": 1}),
    ],
    ids=str,
)
def test_one_form_is_kept_of_each_way_to_say_it(definition: dict[str, Any], value: object, kept: object):
    assert leaves.kept(value, definition) == kept
