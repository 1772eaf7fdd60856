import pytest

from fakes import NOON
from lenticular.errors import TooLarge
from lenticular.visitors import service as visitors
from lenticular.visitors.service import Merge, Upsert

PROJECT = "a" * 24


@pytest.fixture
def apply(stores):
    def run(*changes):
        with stores.visitors.writing() as session:
            return visitors.apply(session, changes, NOON)

    return run


@pytest.fixture
def read(stores):
    def run(user_uid, project_uid=PROJECT):
        with stores.visitors.reading() as session:
            return visitors.read(session, project_uid, user_uid)

    return run


def test_a_visitor_never_heard_of_has_no_attributes(read):
    assert read("nobody") == {}


def test_the_new_value_wins_and_others_stay(apply, read):
    apply(Upsert(PROJECT, "ann", {"age": "10", "vip": True}))
    apply(Upsert(PROJECT, "ann", {"age": "11"}))
    assert read("ann") == {"age": "11", "vip": True}


def test_null_deletes(apply, read):
    apply(Upsert(PROJECT, "ann", {"age": "10", "vip": True}))
    apply(Upsert(PROJECT, "ann", {"age": None}))
    assert read("ann") == {"vip": True}


def test_changes_of_one_batch_are_made_in_order(apply, read):
    apply(Upsert(PROJECT, "ann", {"n": 1}), Upsert(PROJECT, "ann", {"n": 2}), Merge(PROJECT, "ann", "bea"))
    assert read("bea") == {"n": 2}


def test_a_merge_lets_the_source_win_and_leaves_it_as_it_is(apply, read):
    apply(Upsert(PROJECT, "anonymous", {"a": 1, "b": 1}), Upsert(PROJECT, "known", {"b": 2, "c": 2}))
    apply(Merge(PROJECT, "anonymous", "known"))
    assert read("known") == {"a": 1, "b": 1, "c": 2}
    assert read("anonymous") == {"a": 1, "b": 1}


def test_a_merge_into_itself_changes_nothing(apply, read):
    apply(Upsert(PROJECT, "ann", {"a": 1}), Merge(PROJECT, "ann", "ann"))
    assert read("ann") == {"a": 1}


def test_projects_are_apart(apply, read):
    apply(Upsert(PROJECT, "ann", {"a": 1}), Upsert("b" * 24, "ann", {"a": 2}))
    assert read("ann") == {"a": 1}
    assert read("ann", "b" * 24) == {"a": 2}


def test_too_many_attributes_are_refused_alone(apply, read):
    many = {f"k{n}": n for n in range(visitors.MAX_ATTRIBUTES)}
    outcomes = apply(
        Upsert(PROJECT, "ann", many), Upsert(PROJECT, "ann", {"one": "more"}), Upsert(PROJECT, "bea", {"a": 1})
    )
    assert [type(outcome) for outcome in outcomes] == [type(None), TooLarge, type(None)]
    assert read("ann") == many
    assert read("bea") == {"a": 1}
