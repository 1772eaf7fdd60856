"""Global fields in the places that name them."""

import json
from pathlib import Path
from typing import Any

import pytest

from lenticular.content.fields import expansion

TEXT = {"uid": "text", "data_type": "text"}
SEO = [{"uid": "title", "data_type": "text"}]


def global_field(uid: str, **members: Any) -> dict[str, Any]:
    return {"uid": uid, "data_type": "global_field", "reference_to": uid, **members}


PAGE = [
    TEXT,
    {"uid": "meta", "data_type": "group", "schema": [global_field("seo")]},
    {
        "uid": "sections",
        "data_type": "blocks",
        "blocks": [{"uid": "teaser", "reference_to": "teaser"}, {"uid": "own", "schema": [global_field("seo")]}],
    },
]
SOURCES = {"seo": SEO, "teaser": [TEXT, global_field("seo")]}


def test_global_fields_get_their_fields_wherever_they_are_named():
    meta, sections = expansion.expand(PAGE, SOURCES)[1:]

    assert meta["schema"][0]["schema"] == SEO
    assert sections["blocks"][0]["schema"] == [TEXT, global_field("seo", schema=SEO)]
    assert sections["blocks"][1]["schema"] == [global_field("seo", schema=SEO)]


def test_what_the_client_knew_of_a_global_field_does_not_count():
    stale = [global_field("seo", schema=[TEXT])]

    assert expansion.expand(stale, SOURCES) == [global_field("seo", schema=SEO)]


def test_an_unknown_global_field_is_empty():
    assert expansion.expand([global_field("gone")], {}) == [global_field("gone", schema=[])]


def test_a_global_field_within_itself_is_empty_there():
    ring = {"a": [global_field("b")], "b": [global_field("a")]}

    [a] = expansion.expand([global_field("a")], ring)

    assert a == global_field("a", schema=[global_field("b", schema=[global_field("a", schema=[])])])


def test_a_few_global_fields_cannot_make_a_schema_without_end():
    ten = range(10)
    sources = {str(level): [global_field(str(level + 1)) for _ in ten] for level in ten}

    expanded = expansion.expand([global_field("0")], sources)

    assert len(json.dumps(expanded)) < 200 * expansion.MOST_DEFINITIONS


def test_global_fields_lie_within_each_other_to_a_limit():
    chain = {str(level): [global_field(str(level + 1))] for level in range(1, 1000)}

    schema, depth = expansion.expand([global_field("1")], chain), 0
    while schema:
        schema, depth = schema[0]["schema"], depth + 1

    assert depth == expansion.DEEPEST + 1


@pytest.mark.parametrize(
    ("named", "levels"), [([], 0), (["a"], 3), (["b", "a"], 3), (["c"], 1), (["ring"], 6)], ids=str
)
def test_levels_are_those_of_the_longest_way(named: list[str], levels: int):
    sources = {"a": [global_field("b"), global_field("c")], "b": [global_field("c")], "ring": [global_field("ring")]}

    assert expansion.levels([global_field(uid) for uid in named], sources) == levels


def test_expanding_leaves_the_schema_as_it_was():
    before = json.dumps(PAGE)

    expansion.expand(PAGE, SOURCES)

    assert json.dumps(PAGE) == before


def test_collapsing_undoes_expanding():
    assert expansion.collapsed(expansion.expand(PAGE, SOURCES)) == expansion.collapsed(PAGE) == PAGE


def test_the_named_global_fields_come_in_order_each_once():
    assert expansion.named(PAGE) == ["seo", "teaser"]


@pytest.mark.parametrize("schema", [None, "text", [None], [{"data_type": "group"}], [{"data_type": "blocks"}]])
def test_what_is_no_schema_names_nothing(schema: object):
    assert expansion.named(schema) == []


def test_expanding_a_real_export_gives_what_was_exported(shared: Path):
    stack = shared / "data" / "personalize-geolocation-inspiration" / "stack" / "main"
    sources = {
        field["uid"]: field["schema"]
        for field in json.loads((stack / "global_fields" / "globalfields.json").read_text())
    }
    exported = json.loads((stack / "content_types" / "page.json").read_text())["schema"]

    assert expansion.named(exported) == ["block"]
    assert expansion.expand(expansion.collapsed(exported), sources) == exported
