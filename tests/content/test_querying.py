import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lenticular.content import querying

HOME = {
    "uid": "blt1",
    "title": "Home",
    "price": 12,
    "sale": True,
    "nothing": None,
    "tags": ["red", "blue"],
    "date": "2024-09-06T13:30:23.305Z",
    "seo": {"title": "Welcome", "rank": 3},
    "cards": [{"text": "a", "size": 1}, {"text": "b", "size": 9}],
    "sections": [{"hero": {"heading": "Hi", "link": {"href": "/x"}}}, {"cta": {"label": "Go"}}],
    "author": [{"uid": "blt7", "_content_type_uid": "author"}],
    "taxonomies": [{"taxonomy_uid": "color", "term_uid": "red"}, {"taxonomy_uid": "size", "term_uid": "xl"}],
}
AUTHORS = {("author", "blt7"): {"uid": "blt7", "name": "Ann"}}


def find(content_type_uid, uid):
    return AUTHORS.get((content_type_uid, uid))


KEPT = {
    "none": {},
    "value": {"title": "Home"},
    "two members": {"title": "Home", "price": 12},
    "a number as a float": {"price": 12.0},
    "null for what is not there": {"absent": None},
    "null for null": {"nothing": None},
    "member of a list": {"tags": "red"},
    "whole list": {"tags": ["red", "blue"]},
    "eq": {"title": {"$eq": "Home"}},
    "ne": {"title": {"$ne": "About"}},
    "ne of what is not there": {"absent": {"$ne": "x"}},
    "in": {"title": {"$in": ["Home", "About"]}},
    "nin": {"title": {"$nin": ["About"]}},
    "tags in": {"tags": {"$in": ["red"]}},
    "tags all": {"tags": {"$all": ["blue", "red"]}},
    "lt": {"price": {"$lt": 13}},
    "lte": {"price": {"$lte": 12}},
    "gt": {"price": {"$gt": 11.5}},
    "gte": {"price": {"$gte": 12}},
    "between": {"price": {"$gt": 1, "$lt": 20}},
    "text after text": {"title": {"$gt": "About"}},
    "a time before a day": {"date": {"$lt": "2024-09-07"}},
    "a time in another zone": {"date": {"$gt": "2024-09-06T18:00:00+05:00"}},
    "exists": {"price": {"$exists": True}},
    "does not exist": {"absent": {"$exists": False}},
    "and": {"$and": [{"title": "Home"}, {"price": 12}]},
    "or": {"$or": [{"title": "About"}, {"price": 12}]},
    "nor": {"$nor": [{"title": "About"}, {"price": 1}]},
    "not": {"price": {"$not": {"$gt": 20}}},
    "regex": {"title": {"$regex": "^Ho"}},
    "regex with options": {"title": {"$regex": "^HO", "$options": "i"}},
    "regex in a list": {"tags": {"$regex": "^bl"}},
    "group": {"seo.title": "Welcome"},
    "multiple group": {"cards.text": "b"},
    "one instance by its number": {"cards.1.text": "b"},
    "either of several instances": {"cards.size": {"$gt": 5}},
    "block": {"sections.hero.heading": "Hi"},
    "link in a block": {"sections.hero.link.href": {"$regex": "x$"}},
    "elemMatch": {"cards": {"$elemMatch": {"text": "b", "size": 9}}},
    "uid of a reference": {"author.uid": "blt7"},
    "in_query": {"author": {"$in_query": {"name": "Ann"}}},
    "nin_query": {"author": {"$nin_query": {"name": "Bob"}}},
    "term of a taxonomy": {"taxonomies.color": {"$in": ["red"]}},
}
LEFT_OUT = {
    "value": {"title": "home"},
    "one of two members": {"title": "Home", "price": 13},
    "a boolean is no number": {"sale": 1},
    "a number is no text": {"price": "12"},
    "null for a value": {"title": None},
    "ne": {"title": {"$ne": "Home"}},
    "ne of one in a list": {"tags": {"$ne": "red"}},
    "in": {"title": {"$in": ["About"]}},
    "nin": {"title": {"$nin": ["Home"]}},
    "all": {"tags": {"$all": ["red", "green"]}},
    "lt": {"price": {"$lt": 12}},
    "comparison of a text with a number": {"title": {"$gt": 1}},
    "comparison of a boolean": {"sale": {"$gt": 0}},
    "comparison of what is not there": {"absent": {"$lt": 5}},
    "between": {"price": {"$gt": 1, "$lt": 10}},
    "exists": {"absent": {"$exists": True}},
    "does not exist": {"price": {"$exists": False}},
    "and": {"$and": [{"title": "Home"}, {"price": 1}]},
    "or": {"$or": [{"title": "About"}, {"price": 1}]},
    "nor": {"$nor": [{"title": "Home"}, {"price": 1}]},
    "not": {"price": {"$not": {"$gt": 2}}},
    "regex": {"title": {"$regex": "^me"}},
    "regex of a number": {"price": {"$regex": "1"}},
    "elemMatch across instances": {"cards": {"$elemMatch": {"text": "b", "size": 1}}},
    "in_query": {"author": {"$in_query": {"name": "Bob"}}},
    "nin_query": {"author": {"$nin_query": {"name": "Ann"}}},
    "in_query of what refers to nothing": {"title": {"$in_query": {"name": "Ann"}}},
    "term of another taxonomy": {"taxonomies.size": {"$in": ["red"]}},
}
WRONG = {
    "no object": ([1], "/query"),
    "unknown operator": ({"title": {"$near": 1}}, "/query/title/$near"),
    "operator before fields": ({"$gt": 5}, "/query/$gt"),
    "or without a list": ({"$or": {"a": 1}}, "/query/$or"),
    "or of nothing": ({"$or": []}, "/query/$or"),
    "and of texts": ({"$and": ["a"]}, "/query/$and/0"),
    "in without a list": ({"title": {"$in": "Home"}}, "/query/title/$in"),
    "comparison with a list": ({"price": {"$lt": [1]}}, "/query/price/$lt"),
    "comparison with a boolean": ({"price": {"$lt": True}}, "/query/price/$lt"),
    "exists of a text": ({"price": {"$exists": "yes"}}, "/query/price/$exists"),
    "unfinished pattern": ({"title": {"$regex": "("}}, "/query/title/$regex"),
    "pattern that looks ahead": ({"title": {"$regex": "^(?!Ho)"}}, "/query/title/$regex"),
    "pattern of a number": ({"title": {"$regex": 5}}, "/query/title/$regex"),
    "long pattern": ({"title": {"$regex": "a" * 1001}}, "/query/title/$regex"),
    "pattern that would grow": ({"title": {"$regex": "((a{100}){100}){100}"}}, "/query/title/$regex"),
    "unknown option": ({"title": {"$regex": "a", "$options": "g"}}, "/query/title/$regex"),
    "options alone": ({"title": {"$options": "i"}}, "/query/title/$options"),
    "subquery of a text": ({"author": {"$in_query": "Ann"}}, "/query/author/$in_query"),
    "wrong below a subquery": ({"author": {"$in_query": {"a": {"$in": 1}}}}, "/query/author/$in_query/a/$in"),
    "wrong below a negation": ({"a/b": {"$not": {"$in": 1}}}, "/query/a~1b/$not/$in"),
}


@pytest.mark.parametrize("query", KEPT.values(), ids=KEPT)
def test_a_document_is_kept(query):
    assert querying.problems(query) == []
    assert querying.matches(HOME, query, find=find)


@pytest.mark.parametrize("query", LEFT_OUT.values(), ids=LEFT_OUT)
def test_a_document_is_left_out(query):
    assert querying.problems(query) == []
    assert not querying.matches(HOME, query, find=find)


@pytest.mark.parametrize(("query", "pointer"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_with_a_query_is_told(query, pointer):
    assert [problem.pointer for problem in querying.problems(query)] == [pointer]


def test_every_problem_is_told_at_once():
    assert len(querying.problems({"a": {"$in": 1}, "b": {"$nope": 1}})) == 2


def test_a_query_that_nests_too_deep_is_refused():
    query = {"title": "Home"}
    for _ in range(3000):
        query = {"$or": [query]}
    assert [problem.message for problem in querying.problems(query)] == ["nests deeper than 20."]


def test_a_catastrophic_pattern_takes_no_time():
    document = {"title": "a" * 50_000 + "b"}
    began = time.process_time()
    assert not querying.matches(document, {"title": {"$regex": "^(a|a|aa)+$"}})
    assert time.process_time() - began < 5


def test_half_a_surrogate_pair_is_searched():
    assert querying.matches({"title": "x\ud83d"}, {"title": {"$regex": "^x"}})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("2024-09-06"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "uid", "a.b"]), inner, max_size=3)
    ),
    max_leaves=10,
)
OPERATORS = st.sampled_from(
    [*sorted(querying.OPERATORS), "$and", "$or", "$nor", "$what", "a", "b", "a.b", "taxonomies.a"]
)
QUERIES = st.recursive(
    JSON, lambda inner: st.dictionaries(OPERATORS, inner | st.lists(inner), max_size=3), max_leaves=8
)


@given(st.dictionaries(st.sampled_from(["a", "b", "taxonomies"]), JSON, max_size=3), QUERIES)
def test_a_query_of_anything_is_refused_or_answered(document, query):
    if not querying.problems(query):
        assert querying.matches(document, query, find=lambda _content_type, _uid: {"a": 1}) in {True, False}


@given(st.lists(st.dictionaries(st.sampled_from(["a", "b"]), JSON, max_size=2), max_size=6), st.booleans())
def test_ordering_keeps_every_document(documents, is_descending):
    ordered = querying.ordered(documents, "a", is_descending=is_descending)
    assert sorted(map(id, ordered)) == sorted(map(id, documents))


def test_documents_are_ordered_by_a_path():
    documents = [{"seo": {"rank": 2}}, {"seo": {}}, {"seo": {"rank": 10}}, {"seo": {"rank": "x"}}]
    ranks = [document["seo"].get("rank") for document in querying.ordered(documents, "seo.rank")]
    assert ranks == [2, 10, "x", None]
    ranks = [document["seo"].get("rank") for document in querying.ordered(documents, "seo.rank", is_descending=True)]
    assert ranks == ["x", 10, 2, None]


def test_equals_keep_their_order():
    documents = [{"a": 1, "n": 1}, {"a": 1, "n": 2}]
    assert querying.ordered(documents, "a", is_descending=True) == documents
