"""Values of entries: what is wrong with them, and the laws of the form in which they are kept."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lenticular.content.fields import expansion, values

CARD = [{"uid": "text", "data_type": "text", "mandatory": True}, {"uid": "image", "data_type": "file"}]
CARDS = {"uid": "cards", "data_type": "group", "multiple": True, "schema": CARD}
SCHEMA: list[dict[str, Any]] = [
    {"uid": "title", "data_type": "text", "mandatory": True, "unique": True},
    {"uid": "subtitles", "data_type": "text", "multiple": True},
    {"uid": "price", "data_type": "number"},
    {"uid": "starts", "data_type": "isodate"},
    {"uid": "gallery", "data_type": "file", "multiple": True},
    {"uid": "related", "data_type": "reference", "reference_to": ["page"], "multiple": True},
    {"uid": "seo", "data_type": "global_field", "reference_to": "seo", "schema": [CARDS, *CARD]},
    {"uid": "body", "data_type": "json"},
    CARDS,
    {
        "uid": "sections",
        "data_type": "blocks",
        "multiple": True,
        "blocks": [
            {"uid": "hero", "schema": [{"uid": "heading", "data_type": "text", "mandatory": True}, CARDS]},
            {"uid": "teaser", "reference_to": "teaser", "schema": CARD},
        ],
    },
]


def found(fields: dict[str, Any], *, is_partial: bool = False) -> list[tuple[str, str]]:
    return [(problem.pointer, problem.message) for problem in values.problems(fields, SCHEMA, is_partial=is_partial)]


def minted() -> Any:
    numbers = itertools.count()
    return lambda: f"new{next(numbers)}"


def kept(fields: dict[str, Any]) -> dict[str, Any]:
    return values.normalised(fields, SCHEMA, new_uid=minted())


def test_every_wrong_value_is_named_by_its_path():
    fields = {
        "title": 7,
        "subtitles": ["one", 2],
        "price": "cheap",
        "gallery": "blt1",
        "seo": {"image": 7, "text": "x"},
        "cards": [{"text": "ok"}, {"text": 3}],
        "sections": [{"hero": {"heading": 4, "cards": [{"text": 5}]}}, {"banner": {}}],
    }

    assert found(fields) == [
        ("/title", "must be a text."),
        ("/subtitles/1", "must be a text."),
        ("/price", "must be a number."),
        ("/gallery", "must be a list."),
        ("/seo/image", "must be the uid of an asset."),
        ("/cards/1/text", "must be a text."),
        ("/sections/0/hero/heading", "must be a text."),
        ("/sections/0/hero/cards/0/text", "must be a text."),
        ("/sections/1", "must be an object with one of the blocks hero, teaser."),
    ]


@pytest.mark.parametrize("nothing", [{}, {"title": None}, {"title": ""}], ids=str)
def test_what_is_mandatory_must_be_there(nothing: dict[str, Any]):
    assert found(nothing) == [("/title", "is a required field.")]


def test_what_is_mandatory_in_an_instance_must_be_there_if_the_instance_is():
    fields = {"title": "Home", "seo": {}, "cards": [{}], "sections": [{"hero": {}}]}

    assert found(fields) == [
        ("/seo/text", "is a required field."),
        ("/cards/0/text", "is a required field."),
        ("/sections/0/hero/heading", "is a required field."),
    ]


def test_a_delta_lacks_nothing_but_is_checked_all_the_same():
    assert found({"cards": [{"image": "blt1"}], "sections": [{"hero": {}}], "title": None}, is_partial=True) == []
    assert found({"cards": [{"image": 7}]}, is_partial=True) == [("/cards/0/image", "must be the uid of an asset.")]


@pytest.mark.parametrize(
    "fields",
    [
        {"price": None, "gallery": None, "seo": None, "cards": None, "sections": None, "related": None},
        {"price": "", "starts": "", "gallery": "", "seo": "", "cards": "", "sections": "", "related": ""},
        {"cards": [], "sections": [], "gallery": [None], "subtitles": [None, "x"]},
        {"unknown": {"any": "thing"}},
        {"cards": [{"text": "x", "_metadata": None}, {"text": "x", "_metadata": {"uid": None}}]},
    ],
    ids=["null", "empty-texts", "empty-lists", "unknown", "no-metadata"],
)
def test_clients_may_send_nothing_in_many_ways(fields: dict[str, Any]):
    assert found({"title": "Home", **fields}) == []


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"cards": {"text": "x"}}, "/cards"),
        ({"cards": [None]}, "/cards/0"),
        ({"cards": ["x"]}, "/cards/0"),
        ({"seo": [{}]}, "/seo"),
        ({"sections": {"hero": {}}}, "/sections"),
        ({"sections": [None]}, "/sections/0"),
        ({"sections": [{"hero": "x"}]}, "/sections/0"),
        ({"cards": [{"text": "x", "_metadata": {"uid": "a.b"}}]}, "/cards/0/_metadata/uid"),
        ({"sections": [{"teaser": {"text": "x", "_metadata": {"uid": 7}}}]}, "/sections/0/teaser/_metadata/uid"),
        ({"body": {"children": ["\0"]}}, "/body/children/0"),
        ({"body": {"size": float("nan")}}, "/body/size"),
    ],
    ids=str,
)
def test_what_has_the_wrong_shape_is_told(fields: dict[str, Any], pointer: str):
    assert [problem[0] for problem in found({"title": "Home", **fields})] == [pointer]


def test_documents_without_end_are_refused():
    body: Any = {}
    for _ in range(10_000):
        body = {"children": [body]}

    assert [message for _, message in found({"title": "Home", "body": body})] == ["nests deeper than 32 levels."]


def test_every_instance_gets_a_uid():
    fields = {
        "cards": [{"text": "a"}, {"text": "b"}],
        "sections": [{"hero": {"heading": "h", "cards": [{"text": "c"}]}}, {"teaser": {"text": "t"}}],
        "seo": {"text": "s", "_metadata": {"uid": "cs1"}},
    }

    assert kept(fields) == {
        "cards": [{"text": "a", "_metadata": {"uid": "new0"}}, {"text": "b", "_metadata": {"uid": "new1"}}],
        "sections": [
            {
                "hero": {
                    "heading": "h",
                    "cards": [{"text": "c", "_metadata": {"uid": "new2"}}],
                    "_metadata": {"uid": "new3"},
                }
            },
            {"teaser": {"text": "t", "_metadata": {"uid": "new4"}}},
        ],
        # There is only one of it: paths need no uid.
        "seo": {"text": "s"},
    }


def test_a_uid_that_the_client_sent_is_kept_once_in_a_list():
    known = {"_metadata": {"uid": "cs1"}}
    fields = {"cards": [known, {}, known], "sections": [{"hero": known}, {"hero": known}, {"teaser": known}]}

    assert kept(fields) == {
        "cards": [known, {"_metadata": {"uid": "new0"}}, {"_metadata": {"uid": "new1"}}],
        "sections": [{"hero": known}, {"hero": {"_metadata": {"uid": "new2"}}}, {"teaser": known}],
    }


def test_a_uid_beside_its_block_is_moved_into_it():
    assert kept({"sections": [{"hero": {}, "_metadata": {"uid": "cs1"}}]}) == {
        "sections": [{"hero": {"_metadata": {"uid": "cs1"}}}]
    }


def test_files_are_kept_by_uid_and_unknown_members_dropped():
    fields = {
        "title": "Home",
        "locale": "en-us",
        "gallery": [{"uid": "blt1", "url": "x"}, None, "blt2"],
        "cards": [{"image": {"uid": "blt3"}, "colour": "red", "_metadata": {"uid": "cs1"}}],
        "price": "",
    }

    assert kept(fields) == {
        "title": "Home",
        "price": None,
        "gallery": ["blt1", "blt2"],
        "cards": [{"image": "blt3", "_metadata": {"uid": "cs1"}}],
    }


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["cs1", "2026-11-22"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["text", "image", "cards", "hero", "_metadata", "uid", "x"]), inner, max_size=4
        )
    ),
    max_leaves=8,
)
METADATA = st.fixed_dictionaries({}, optional={"_metadata": st.fixed_dictionaries({"uid": st.sampled_from("abc")})})


def instance(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(lambda fields, known: {**fields, **known}, st.fixed_dictionaries(members), METADATA)


CARD_VALUE = instance(text=st.text(min_size=1, max_size=3).filter(lambda text: "\0" not in text))
HERO_VALUE = instance(heading=st.just("h"), cards=st.lists(CARD_VALUE, max_size=3))
ENTRIES = st.fixed_dictionaries(
    {"title": st.just("Home")},
    optional={
        "cards": st.lists(CARD_VALUE, max_size=4),
        "sections": st.lists(
            st.fixed_dictionaries({"hero": HERO_VALUE}) | st.fixed_dictionaries({"teaser": CARD_VALUE}), max_size=4
        ),
        "seo": st.builds(lambda cards: {"text": "s", "cards": cards}, st.lists(CARD_VALUE, max_size=3)),
        "gallery": st.lists(st.sampled_from(["blt1", {"uid": "blt2", "url": "x"}]), max_size=3),
        "related": st.lists(st.sampled_from(["blt1", {"uid": "blt2", "_content_type_uid": "page"}]), max_size=3),
        "body": st.fixed_dictionaries({"children": st.lists(st.fixed_dictionaries({"text": st.just("x")}))}),
        "unknown": st.just({"x": 1}),
    },
)
NAMES = st.sampled_from([field["uid"] for field in SCHEMA])


def containers(value: object) -> Iterator[int]:
    if isinstance(value, dict | list):
        yield id(value)
        for inner in value.values() if isinstance(value, dict) else value:
            yield from containers(inner)


def uids(instances: list[dict[str, Any]]) -> list[str]:
    return [fields["_metadata"]["uid"] for fields in instances]


@given(ENTRIES)
def test_right_values_stay_right(entry: dict[str, Any]):
    assert found(entry) == []
    assert found(kept(entry)) == []


@given(ENTRIES)
def test_keeping_what_was_kept_changes_nothing(entry: dict[str, Any]):
    once = kept(entry)

    assert values.normalised(once, SCHEMA, new_uid=lambda: "another") == once


@given(st.dictionaries(NAMES, ANYTHING))
def test_keeping_is_stable_and_never_fails_whatever_was_sent(fields: dict[str, Any]):
    values.problems(fields, SCHEMA)
    once = kept(fields)

    assert json.dumps(values.normalised(once, SCHEMA, new_uid=lambda: "another")) == json.dumps(once)


@given(ENTRIES)
def test_nothing_is_shared_with_what_was_sent(entry: dict[str, Any]):
    before = json.dumps(entry)
    result = kept(entry)

    assert not set(containers(result)) & set(containers(entry))
    assert json.dumps(entry) == before


@given(ENTRIES)
def test_uids_of_the_client_stay_and_are_unique_in_their_list(entry: dict[str, Any]):
    sent, result = entry.get("cards", []), kept(entry).get("cards", [])

    assert len(set(uids(result))) == len(result) == len(sent)
    stated = {fields["_metadata"]["uid"] for fields in sent if "_metadata" in fields}
    assert stated <= set(uids(result))


def test_entries_of_real_exports_have_no_problem_and_keep_their_instances(shared: Path):
    for stack in (
        shared / "data" / "compass-starter-stack" / "stack",
        shared / "data" / "personalize-geolocation-inspiration" / "stack" / "main",
    ):
        named = json.loads((stack / "global_fields" / "globalfields.json").read_text())
        sources = {field["uid"]: field["schema"] for field in named}
        types = json.loads((stack / "content_types" / "schema.json").read_text())
        schemas = {found["uid"]: expansion.expand(found["schema"], sources) for found in types}
        files = [file for file in (stack / "entries").rglob("*.json") if file.name != "index.json"]
        assert len(files) > 4
        for file in files:
            schema = schemas[file.relative_to(stack / "entries").parts[0]]
            documents = json.loads(file.read_text())
            is_variant = isinstance(documents, list)
            for document in documents if is_variant else documents.values():
                assert values.problems(document, schema, is_partial=is_variant) == []
                values.normalised(document, schema, new_uid=lambda: pytest.fail("an instance lost its uid"))
