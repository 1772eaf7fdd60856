"""What documents name, and files replaced in them."""

from typing import Any

import pytest

from lenticular.content.fields import walk

IMAGE = {"uid": "image", "data_type": "file"}
BODY = {"uid": "body", "data_type": "json"}
AUTHOR = {"uid": "author", "data_type": "reference", "reference_to": ["author"]}
SCHEMA: list[dict[str, Any]] = [
    IMAGE,
    {"uid": "gallery", "data_type": "file", "multiple": True},
    AUTHOR,
    {"uid": "old", "data_type": "reference", "reference_to": "page"},
    BODY,
    {"uid": "cards", "data_type": "group", "multiple": True, "schema": [IMAGE, AUTHOR]},
    {"uid": "seo", "data_type": "global_field", "schema": [IMAGE]},
    {"uid": "sections", "data_type": "blocks", "blocks": [{"uid": "hero", "schema": [IMAGE, BODY]}]},
    {"uid": "title", "data_type": "text"},
]
RICH = {
    "type": "doc",
    "children": [
        {"type": "p", "children": [{"text": "blt0", "asset-uid": "no attribute"}]},
        {"type": "reference", "attrs": {"type": "asset", "asset-uid": "blt4"}, "children": [{"text": ""}]},
        {
            "type": "p",
            "children": [{"type": "reference", "attrs": {"entry-uid": "blt9", "content-type-uid": "page"}}],
        },
    ],
}
DOCUMENT: dict[str, Any] = {
    "uid": "blt_self",
    "title": "blt_title",
    "image": "blt1",
    "gallery": ["blt2", "blt1", None],
    "author": [{"uid": "blt7", "_content_type_uid": "author"}],
    "old": ["blt8"],
    "cards": [
        {"image": "blt3", "_metadata": {"uid": "cs1"}},
        {"author": [{"uid": "blt7", "_content_type_uid": "author"}]},
    ],
    "seo": {"image": None},
    "sections": [{"hero": {"image": "blt5", "body": RICH, "_metadata": {"uid": "cs2"}}}, {"gone": {"image": "blt6"}}],
}


def test_assets_are_files_and_what_is_embedded_in_order_each_once():
    assert walk.assets(DOCUMENT, SCHEMA) == ["blt1", "blt2", "blt3", "blt5", "blt4"]


def test_assets_are_known_by_their_objects_too():
    assert walk.assets({"image": {"uid": "blt1"}, "gallery": [{"uid": "blt2"}, {"url": "x"}]}, SCHEMA) == [
        "blt1",
        "blt2",
    ]


def test_references_are_fields_and_what_is_embedded_in_order_each_once():
    assert walk.references(DOCUMENT, SCHEMA) == [("author", "blt7"), ("page", "blt8"), ("page", "blt9")]


def test_files_are_replaced_wherever_they_are_and_nothing_else_is():
    replaced = walk.with_assets(DOCUMENT, SCHEMA, lambda uid: {"uid": uid, "url": f"/{uid}"})

    assert replaced == {
        **DOCUMENT,
        "image": {"uid": "blt1", "url": "/blt1"},
        "gallery": [{"uid": "blt2", "url": "/blt2"}, {"uid": "blt1", "url": "/blt1"}, None],
        "cards": [{"image": {"uid": "blt3", "url": "/blt3"}, "_metadata": {"uid": "cs1"}}, DOCUMENT["cards"][1]],
        "sections": [
            {"hero": {"image": {"uid": "blt5", "url": "/blt5"}, "body": RICH, "_metadata": {"uid": "cs2"}}},
            {"gone": {"image": "blt6"}},
        ],
    }


def test_markers_of_published_documents_are_replaced_like_uids():
    marked = walk.with_assets(DOCUMENT, SCHEMA, lambda uid: {"uid": uid, "_content_type_uid": "sys_assets"})

    assert walk.with_assets(marked, SCHEMA, lambda uid: uid) == DOCUMENT


def test_what_stands_beside_a_block_stays():
    document = {"sections": [{"hero": {"image": "blt1"}, "_metadata": {"uid": "cs1"}}]}

    assert walk.with_assets(document, SCHEMA, lambda uid: uid) == document


def test_the_document_stays_as_it_was():
    document = {"cards": [{"image": "blt1"}], "body": {"children": []}}

    replaced = walk.with_assets(document, SCHEMA, lambda uid: None)
    replaced["body"]["children"].append("x")

    assert document == {"cards": [{"image": "blt1"}], "body": {"children": []}}
    assert replaced["cards"] == [{"image": None}]


@pytest.mark.parametrize(
    "document",
    [
        {"cards": "x"},
        {"cards": [None, 7]},
        {"sections": {"hero": 7}},
        {"body": "x"},
        {"author": [7, None, {}]},
        {"seo": []},
    ],
    ids=str,
)
def test_what_has_another_shape_than_the_schema_names_nothing(document: dict[str, Any]):
    assert walk.assets(document, SCHEMA) == []
    assert walk.references(document, SCHEMA) == []
    assert walk.with_assets(document, SCHEMA, lambda uid: "x") == document
