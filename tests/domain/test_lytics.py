"""What visitors carry of a customer data platform."""

import pytest

from lenticular.domain import lytics
from lenticular.domain.lytics import LyticsAudience

UID = "0123456789abcdef0123456789abcdef"
AUDIENCES = {UID: LyticsAudience(UID, "vip", "VIP customers")}


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("|a|b|", {"a", "b"}),
        ("a", {"a"}),
        ("| a ||b", {"a", "b"}),
        ('["a", "b", 3]', {"a", "b"}),
        (["a", None], {"a"}),
        ("", set()),
        ("[" * 50_000, {"[" * 50_000}),
        (None, None),
        (7, None),
        ({"a": 1}, None),
    ],
)
def test_memberships(value, names):
    assert lytics.memberships(value) == names


@pytest.mark.parametrize(("names", "result"), [({UID}, True), ({"vip"}, True), ({"vi"}, False), (set(), False)])
def test_a_member_carries_uid_or_slug(names, result):
    assert lytics.is_member(frozenset(names), UID, AUDIENCES) is result


def test_an_audience_that_is_not_registered_is_known_by_its_uid_alone():
    assert lytics.is_member(frozenset({UID}), UID, {})
    assert not lytics.is_member(frozenset({"vip"}), UID, {})


@pytest.mark.parametrize(
    ("value", "states"),
    [({"f": "done"}, {"f": "done"}), ('{"f": 1}', {"f": 1}), ("done", None), ("[1]", None), (None, None)],
)
def test_flow_states(value, states):
    assert lytics.flow_states(value) == states
