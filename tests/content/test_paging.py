"""Parts of lists."""

import pytest
from sqlalchemy import literal, select, union_all

from lenticular.content import paging
from lenticular.content.paging import Page
from lenticular.errors import Invalid

LOCALES = [
    {"code": "en-us", "name": "English", "fallback_locale": None},
    {"code": "de-at", "name": "Austrian", "fallback_locale": "en-us"},
    {"code": "fr-fr", "name": "French", "fallback_locale": "en-us"},
]


def codes(body):
    return [locale["code"] for locale in body["locales"]]


@pytest.mark.parametrize(
    ("sent", "page"),
    [
        ({}, Page(0, 100)),
        ({"skip": "20", "limit": "10"}, Page(20, 10)),
        ({"skip": "1e+100", "limit": "1000"}, Page(2**53, 100)),
        ({"skip": "1e 100", "limit": " 5 "}, Page(2**53, 5)),
        ({"include_count": "true"}, Page(include_count=True)),
        ({"count": "true"}, Page(is_count_only=True)),
        ({"include_count": "false", "count": "no"}, Page()),
        ({"asc": "name"}, Page(order_by="name")),
        ({"desc": "name"}, Page(order_by="name", is_descending=True)),
        ({"query": '{"fallback_locale": null}'}, Page(query={"fallback_locale": None})),
        ({"query": ""}, Page()),
    ],
)
def test_a_query_string_asks_for_a_page(sent, page):
    assert paging.page(**sent) == page


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        ({"skip": "-1"}, "/skip"),
        ({"skip": "nan"}, "/skip"),
        ({"limit": "many"}, "/limit"),
        ({"query": "name"}, "/query"),
        ({"query": "[1]"}, "/query"),
        ({"query": "[" * 100_000}, "/query"),
    ],
)
def test_what_is_no_page_is_refused(sent, pointer):
    with pytest.raises(Invalid) as caught:
        paging.page(**sent)
    assert [problem.pointer for problem in caught.value.problems] == [pointer]


def test_a_small_list_is_filtered_ordered_and_cut():
    assert codes(paging.of_all(Page(query={"fallback_locale": None}), "locales", LOCALES)) == ["en-us"]
    assert codes(paging.of_all(Page(order_by="name"), "locales", LOCALES)) == ["de-at", "en-us", "fr-fr"]
    assert codes(paging.of_all(Page(order_by="code", is_descending=True), "locales", LOCALES)) == [
        "fr-fr",
        "en-us",
        "de-at",
    ]
    assert codes(paging.of_all(Page(1, 1), "locales", LOCALES)) == ["de-at"]


def test_what_has_no_value_to_order_by_comes_last():
    ordered = paging.of_all(Page(order_by="fallback_locale"), "locales", LOCALES)
    assert codes(ordered) == ["de-at", "fr-fr", "en-us"]
    assert codes(paging.of_all(Page(order_by="nothing"), "locales", LOCALES)) == ["en-us", "de-at", "fr-fr"]


def test_the_count_is_of_all_that_fit_not_of_the_page():
    query = {"fallback_locale": "en-us"}
    assert paging.of_all(Page(0, 1, include_count=True, query=query), "locales", LOCALES)["count"] == 2
    assert paging.of_all(Page(0, 1, is_count_only=True, query=query), "locales", LOCALES) == {"locales": 2}


def test_rows_are_ordered_counted_and_cut_by_the_database(ports):
    rows = [(1, "b"), (2, "a"), (3, "b")]
    made = union_all(*(select(literal(n).label("number"), literal(w).label("word")) for n, w in rows)).subquery()
    number, word = made.c.number, made.c.word
    statement = select(word)
    with ports.stores.configuration.reading() as session:

        def found(page):
            return paging.rows(session, statement, page, orders={"word": word}, default=[number.desc()])

        assert found(Page()) == (["b", "a", "b"], 0)
        assert found(Page(order_by="word", include_count=True)) == (["a", "b", "b"], 3)
        assert found(Page(1, 1, include_count=True)) == (["a"], 3)
        assert found(Page(order_by="nothing")) == (["b", "a", "b"], 0)
        assert found(Page(2**53)) == ([], 0)
        assert found(Page(is_count_only=True)) == ([], 3)


def test_batches_hold_each_uid_once():
    found = list(paging.batches([*map(str, range(25_000)), "0"]))
    assert [len(batch) for batch in found] == [10_000, 10_000, 5_000]
    assert list(paging.batches([])) == []
