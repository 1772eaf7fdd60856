"""The order in which an export's things are made."""

from hypothesis import given
from hypothesis import strategies as st

from lenticular.content.exchange.ordering import after_what_they_need

NEEDS = st.dictionaries(st.sampled_from("abcdef"), st.sets(st.sampled_from("abcdefgh")))


def ordered(needs, present=()):
    return after_what_they_need(list(needs), name=str, needs=needs.__getitem__, present=present)


def test_what_is_needed_comes_first_and_the_rest_keeps_its_order():
    assert ordered({"c": {"a"}, "b": set(), "a": {"z"}}, present=["z"]) == ["b", "a", "c"]


@given(NEEDS)
def test_everything_is_in_it_once_whatever_it_needs(needs):
    assert sorted(ordered(needs)) == sorted(needs)


def test_a_circle_and_what_is_missing_come_last():
    assert ordered({"a": {"b"}, "b": {"a"}, "c": {"nowhere"}, "d": set()}) == ["d", "a", "b", "c"]
