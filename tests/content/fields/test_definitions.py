"""What is wrong with a schema."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lenticular.content.fields import definitions

TITLE = {"display_name": "Title", "uid": "title", "data_type": "text", "mandatory": True, "unique": True}


def pointers(schema: object, **known: Any) -> list[str]:
    return [problem.pointer for problem in definitions.problems(schema, pointer="/schema", **known)]


def test_every_kind_of_field_is_accepted():
    group = {"uid": "g", "data_type": "group", "multiple": True, "schema": [TITLE]}
    schema = [
        TITLE,
        {"uid": "n", "data_type": "number", "enum": {"advanced": False, "choices": [{"value": 1}]}},
        {"uid": "b", "data_type": "boolean"},
        {"uid": "d", "data_type": "isodate"},
        {"uid": "f", "data_type": "file", "multiple": None},
        {"uid": "l", "data_type": "link"},
        {"uid": "r", "data_type": "reference", "reference_to": ["page", "author"]},
        {"uid": "r_old", "data_type": "reference", "reference_to": "page"},
        {"uid": "j", "data_type": "json", "reference_to": ["sys_assets"], "extension_uid": "blt1"},
        group,
        {"uid": "gf", "data_type": "global_field", "reference_to": "seo"},
        {"uid": "t", "data_type": "taxonomy", "taxonomies": [{"taxonomy_uid": "region"}]},
        {
            "uid": "s",
            "data_type": "blocks",
            "multiple": True,
            "blocks": [{"title": "Hero", "uid": "hero", "schema": [group]}, {"uid": "teaser", "reference_to": "seo"}],
        },
    ]

    assert pointers(schema) == []


@pytest.mark.parametrize(
    ("field", "pointer"),
    [
        ("text", ""),
        (None, ""),
        ({"data_type": "text"}, "/uid"),
        ({"uid": "", "data_type": "text"}, "/uid"),
        ({"uid": "_private", "data_type": "text"}, "/uid"),
        ({"uid": "a.b", "data_type": "text"}, "/uid"),
        ({"uid": "a b", "data_type": "text"}, "/uid"),
        ({"uid": "a" * 201, "data_type": "text"}, "/uid"),
        ({"uid": 7, "data_type": "text"}, "/uid"),
        ({"uid": "a"}, "/data_type"),
        ({"uid": "a", "data_type": "colour"}, "/data_type"),
        ({"uid": "a", "data_type": ["text"]}, "/data_type"),
        ({"uid": "a", "data_type": "text", "display_name": 7}, "/display_name"),
        ({"uid": "a", "data_type": "text", "multiple": "yes"}, "/multiple"),
        ({"uid": "a", "data_type": "text", "mandatory": 1}, "/mandatory"),
        ({"uid": "a", "data_type": "text", "enum": {"choices": ["red"]}}, "/enum"),
        ({"uid": "a", "data_type": "text", "enum": []}, "/enum"),
        ({"uid": "a", "data_type": "group"}, "/schema"),
        ({"uid": "a", "data_type": "group", "schema": [{"uid": "b"}]}, "/schema/0/data_type"),
        ({"uid": "a", "data_type": "blocks"}, "/blocks"),
        ({"uid": "a", "data_type": "blocks", "blocks": [7]}, "/blocks/0"),
        ({"uid": "a", "data_type": "blocks", "blocks": [{"uid": "b"}]}, "/blocks/0/schema"),
        ({"uid": "a", "data_type": "blocks", "blocks": [{"schema": []}]}, "/blocks/0/uid"),
        ({"uid": "a", "data_type": "blocks", "blocks": [{"uid": "b", "reference_to": 7}]}, "/blocks/0/reference_to"),
        ({"uid": "a", "data_type": "global_field"}, "/reference_to"),
        ({"uid": "a", "data_type": "reference"}, "/reference_to"),
        ({"uid": "a", "data_type": "reference", "reference_to": [7]}, "/reference_to"),
        ({"uid": "a", "data_type": "taxonomy", "taxonomies": [{"uid": "x"}]}, "/taxonomies"),
        ({"uid": "a", "data_type": "taxonomy"}, "/taxonomies"),
        ({"uid": "a", "data_type": "text", "field_metadata": {"default_value": "\0"}}, "/field_metadata/default_value"),
    ],
    ids=str,
)
def test_what_is_no_field_is_told_at_its_member(field: object, pointer: str):
    assert pointers([TITLE, field]) == [f"/schema/1{pointer}"]


@pytest.mark.parametrize("schema", [None, {}, "text"], ids=str)
def test_a_schema_is_a_list(schema: object):
    assert pointers(schema) == ["/schema"]


def test_every_problem_is_told_at_once():
    schema = [{"uid": "A-", "data_type": "x"}, {"uid": "g", "data_type": "group", "schema": [{}, None]}]

    assert pointers(schema) == [
        "/schema/0/uid",
        "/schema/0/data_type",
        "/schema/1/schema/0/uid",
        "/schema/1/schema/0/data_type",
        "/schema/1/schema/1",
    ]


def test_a_uid_is_used_once_in_its_list_only():
    inner = {"uid": "g", "data_type": "group", "schema": [TITLE]}

    assert pointers([TITLE, inner]) == []
    assert pointers([TITLE, inner, TITLE]) == ["/schema/2/uid"]
    block = {"uid": "hero", "schema": []}
    assert pointers([{"uid": "s", "data_type": "blocks", "blocks": [block, block]}]) == ["/schema/0/blocks/1/uid"]


def test_global_fields_are_checked_where_it_is_known_which_there_are():
    schema = [
        {"uid": "gf", "data_type": "global_field", "reference_to": "seo"},
        {"uid": "s", "data_type": "blocks", "blocks": [{"uid": "b", "reference_to": "teaser"}]},
    ]

    assert pointers(schema) == []
    assert pointers(schema, global_fields={"seo", "teaser"}) == []
    assert pointers(schema, global_fields={"seo"}) == ["/schema/1/blocks/0/reference_to"]


def groups(levels: int) -> list[Any]:
    schema: list[Any] = []
    for _ in range(levels - 1):
        schema = [{"uid": "g", "data_type": "group", "schema": schema}]
    return schema


def test_groups_nest_to_a_limit():
    assert pointers(groups(definitions.DEEPEST)) == []
    assert pointers(groups(definitions.DEEPEST + 1)) == ["/schema" + "/0/schema" * definitions.DEEPEST]


def test_groups_without_end_are_refused():
    assert len(pointers(groups(10_000))) == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["text", "group", "blocks", "uid", ""]),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["uid", "data_type", "schema", "blocks"]), inner),
)


@given(JSON)
def test_nothing_makes_it_fail(schema: object):
    definitions.problems(schema, pointer="/schema", global_fields=())
    definitions.problems_of_entries(schema, pointer="/schema")


@pytest.mark.parametrize(
    "schema",
    [[], [{"uid": "title", "data_type": "number"}], [{**TITLE, "multiple": True}], [{**TITLE, "uid": "name"}]],
    ids=str,
)
def test_entries_have_a_title(schema: list[Any]):
    [problem] = definitions.problems_of_entries(schema, pointer="/schema")

    assert (problem.pointer, problem.message) == ("/schema", "must have a text field with the uid “title”.")


def test_fields_of_entries_are_not_named_like_the_systems_members():
    schema = [{"uid": "locale", "data_type": "text"}, TITLE, {"uid": "tags", "data_type": "text"}]

    problems = definitions.problems_of_entries(schema, pointer="/schema")

    assert [problem.pointer for problem in problems] == ["/schema/0/uid", "/schema/2/uid"]


def test_schemas_of_real_exports_have_no_problem(shared: Path):
    files = [
        *(shared / "data").rglob("content_types/schema.json"),
        *(shared / "data").rglob("global_fields/globalfields.json"),
    ]
    schemas = [(file, document["schema"]) for file in files for document in json.loads(file.read_text())]

    assert len(schemas) == 22
    for file, schema in schemas:
        assert pointers(schema) == []
        if file.name == "schema.json":
            assert definitions.problems_of_entries(schema, pointer="") == []
