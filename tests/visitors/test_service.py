import pytest

from fakes import NOON
from lenticular.errors import TooLarge
from lenticular.visitors import service as visitors
from lenticular.visitors.service import Assign, Merge, Upsert
from lenticular.visitors.stored import Stored

PROJECT = "a" * 24


@pytest.fixture
def apply(stores):
    def run(*changes):
        with stores.visitors.writing() as session:
            return visitors.apply(session, changes, NOON)

    return run


@pytest.fixture
def read_all(stores):
    def run(user_uid, project_uid=PROJECT):
        with stores.visitors.reading() as session:
            return visitors.read(session, project_uid, user_uid)

    return run


@pytest.fixture
def read(read_all):
    return lambda *visitor: read_all(*visitor).attributes


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


def test_an_assignment_stays_unless_it_is_the_one_that_the_new_draw_was_made_without(apply, read_all):
    apply(Upsert(PROJECT, "ann", {"a": 1}), Assign(PROJECT, "ann", {"1": "0", "2": "1"}, {}))
    apply(Assign(PROJECT, "ann", {"1": "1"}, {}))
    assert read_all("ann") == Stored({"a": 1}, {"1": "0", "2": "1"})
    apply(Assign(PROJECT, "ann", {"1": "2", "2": "3"}, {"1": "0", "2": "2"}))
    assert read_all("ann") == Stored({"a": 1}, {"1": "2", "2": "1"})


def test_a_merge_copies_assignments_that_the_target_has_not(apply, read_all):
    apply(Assign(PROJECT, "anonymous", {"1": "0", "2": "0"}, {}), Assign(PROJECT, "known", {"2": "1", "3": "1"}, {}))
    apply(Merge(PROJECT, "anonymous", "known"))
    assert read_all("known").assignments == {"1": "0", "2": "1", "3": "1"}
    assert read_all("anonymous").assignments == {"1": "0", "2": "0"}


def test_an_erased_visitor_leaves_nothing_and_others_stay(stores, apply, read_all):
    apply(Upsert(PROJECT, "ann", {"a": 1}), Assign(PROJECT, "ann", {"1": "0"}, {}), Upsert("b" * 24, "ann", {"a": 2}))
    with stores.visitors.writing() as session:
        assert visitors.erase(session, PROJECT, "ann")
        assert not visitors.erase(session, PROJECT, "ann")
    assert read_all("ann") == Stored()
    assert read_all("ann", "b" * 24) == Stored({"a": 2})
