"""Reading what a client sends of an entry variant."""

import itertools

import pytest

from lenticular.content.entry_variants import deltas
from lenticular.errors import Invalid

SCHEMA = [
    {"uid": "title", "data_type": "text", "mandatory": True},
    {"uid": "headline", "data_type": "text"},
    {"uid": "rating", "data_type": "number"},
    {"uid": "hero", "data_type": "reference", "reference_to": ["banner", "article"]},
    {"uid": "seo", "data_type": "global_field", "schema": [{"uid": "page", "data_type": "reference"}]},
    {"uid": "group", "data_type": "group", "multiple": True, "schema": [{"uid": "line", "data_type": "text"}]},
    {
        "uid": "sections",
        "data_type": "blocks",
        "multiple": True,
        "blocks": [
            {
                "uid": "teaser",
                "title": "Teaser",
                "schema": [
                    {"uid": "text", "data_type": "text"},
                    {"uid": "pages", "data_type": "reference", "reference_to": ["page"]},
                ],
            }
        ],
    },
]
BANNER, GONE = {"uid": "blta", "_content_type_uid": "banner"}, {"uid": "bltgone", "_content_type_uid": "banner"}


def read(**document):
    numbers = itertools.count(1)
    return deltas.read({"_variant": {}, **document}, SCHEMA, new_uid=lambda: f"csnew{next(numbers)}")


def problems_of(**document):
    with pytest.raises(Invalid) as raised:
        deltas.read(document, SCHEMA, new_uid=lambda: "csnew")
    assert raised.value.code == "141"
    return [(problem.pointer, problem.message) for problem in raised.value.problems]


def test_without_a_change_set_everything_that_is_sent_counts():
    delta = read(headline="red", group=[{"line": "a", "_metadata": {"uid": "cs1"}}])

    assert delta.change_set == ["headline", "group.cs1.line"]
    assert delta.order == []


def test_a_change_set_narrows_what_counts_and_what_is_sent_is_kept():
    delta = read(headline="red", rating=1, _variant={"_change_set": ["headline"]})

    assert (delta.fields, delta.change_set) == ({"headline": "red", "rating": 1}, ["headline"])


def test_paths_without_a_value_are_left_out_of_the_change_set():
    delta = read(headline="red", _variant={"_change_set": ["nowhere", "title", "headline", 7, "sections.teaser.cs9"]})

    assert delta.change_set == ["headline"]


def test_a_change_set_that_names_nothing_sent_counts_as_none():
    assert read(headline="red", _variant={"_change_set": ["nowhere"]}).change_set == ["headline"]


def test_the_systems_names_are_no_content():
    system = {"uid": "x", "locale": "fr", "tags": ["a"], "_version": 9, "_metadata": {}, "ACL": {}, "created_at": "now"}

    delta = read(headline="red", **system, _variant={"_change_set": ["tags", "headline", "_metadata"]})

    assert (delta.fields, delta.change_set) == ({"headline": "red"}, ["headline"])


def test_fields_that_the_schema_has_not_are_left_out():
    delta = read(headline="red", mystery=1, _variant={"_change_set": ["mystery", "headline"]})

    assert (delta.fields, delta.change_set) == ({"headline": "red"}, ["headline"])


def test_instances_without_a_uid_get_one_that_the_change_set_names():
    delta = read(
        group=[{"line": "old", "_metadata": {"uid": "cs1"}}, {"line": "new"}], sections=[{"teaser": {"text": "born"}}]
    )

    assert [instance["_metadata"]["uid"] for instance in delta.fields["group"]] == ["cs1", "csnew1"]
    assert delta.change_set == ["group.cs1.line", "group.csnew1.line", "sections.teaser.csnew2.text"]


def test_the_order_is_kept_as_it_is_sent():
    order = [{"group": ["base.cs2", "variant.cs1", "base.gone"]}]

    assert read(headline="x", _variant={"_order": order}).order == order


@pytest.mark.parametrize("member", ["_order", "_change_set"])
def test_null_is_as_good_as_an_empty_list(member):
    delta = read(headline="x", _variant={member: None})

    assert (delta.change_set, delta.order) == (["headline"], [])


@pytest.mark.parametrize(
    ("described", "problem"),
    [
        ({}, ("/_variant", "is a required field.")),
        ({"_variant": None}, ("/_variant", "is a required field.")),
        ({"_variant": []}, ("/_variant", "must be an object.")),
        ({"_variant": "x"}, ("/_variant", "must be an object.")),
        ({"_variant": {"_order": {"group": []}}}, ("/_variant/_order", "must be a list.")),
        ({"_variant": {"_order": {}}}, ("/_variant/_order", "must be a list.")),
        ({"_variant": {"_order": ""}}, ("/_variant/_order", "must be a list.")),
        ({"_variant": {"_change_set": "headline"}}, ("/_variant/_change_set", "must be a list.")),
        ({"_variant": {"_change_set": False}}, ("/_variant/_change_set", "must be a list.")),
    ],
)
def test_a_wrong_variant_member_is_told(described, problem):
    assert problems_of(headline="x", **described) == [problem]


def test_all_that_is_wrong_is_told_at_once():
    found = problems_of(headline=1, rating="many", group=[{"line": []}], _variant={"_order": "x", "_change_set": "y"})

    assert {pointer for pointer, _ in found} == {
        "/_variant/_order",
        "/_variant/_change_set",
        "/headline",
        "/rating",
        "/group/0/line",
    }


def test_a_delta_may_lack_what_an_entry_must_have():
    assert read(headline="red").fields == {"headline": "red"}


def test_references_to_what_is_gone_are_dropped_at_any_depth():
    fields = {
        "headline": "bltgone",
        "hero": [BANNER, GONE],
        "seo": {"page": [GONE]},
        "group": [{"line": "bltgone"}],
        "sections": [{"teaser": {"pages": [GONE, BANNER], "_metadata": {"uid": "cs1"}}}],
    }

    assert deltas.without_references(fields, SCHEMA, {"bltgone"}) == {
        "headline": "bltgone",
        "hero": [BANNER],
        "seo": {"page": []},
        "group": [{"line": "bltgone"}],
        "sections": [{"teaser": {"pages": [BANNER], "_metadata": {"uid": "cs1"}}}],
    }


@pytest.mark.parametrize(
    ("value", "left"),
    [(["blta", "bltgone"], ["blta"]), ("bltgone", []), ("blta", "blta"), (None, None), ([], [])],
)
def test_references_may_be_plain_uids(value, left):
    assert deltas.without_references({"hero": value}, SCHEMA, {"bltgone"}) == {"hero": left}
