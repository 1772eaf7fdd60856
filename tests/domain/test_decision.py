"""Decisions: the golden vectors, that visitor data never makes one fail, and that they stick."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import golden
from lenticular.domain import bucketing, decision, ruleset
from lenticular.domain.attributes import Visitor
from lenticular.domain.decision import Reason

VECTORS = golden.load("decisions.json")
RULESETS = {name: ruleset.from_document(document) for name, document in VECTORS["rulesets"].items()}
SHOP = RULESETS["shop"]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def shown(decisions):
    return [
        {"experience": one.experience_short_uid, "variant": one.variant_short_uid, "reason": one.reason.value}
        | ({"withheld": one.withheld_variant_short_uid} if one.reason is Reason.HELD_OUT else {})
        for one in decisions
    ]


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_vector(case):
    rules = RULESETS[case["ruleset"]]
    found = decision.decide(rules, golden.read_visitor(case["visitor"]), tags=case.get("tags", ()))
    assert shown(found) == case["expected"], case["why"]


def test_vectors_give_every_reason():
    assert {one["reason"] for case in VECTORS["cases"] for one in case["expected"]} == set(Reason)
    assert len(VECTORS["cases"]) == 44


def test_a_decision_names_the_version_it_was_made_by():
    (hero, *_) = decision.decide(SHOP, Visitor(uid="user-1", now=NOON, country="US"))
    assert (hero.experience_uid, hero.version_uid) == ("671955b36b4ce91071b62c40", "672bf98acefd13474bfe0160")


@given(golden.visitors, st.lists(st.text(max_size=4) | st.just("homepage"), max_size=3))
def test_deciding_never_fails_whatever_a_visitor_sends(visitor, tags):
    for rules in RULESETS.values():
        decided = decision.decide(rules, visitor, tags=tags)
        assert all((one.variant_short_uid is None) == (one.reason in NOTHING_SHOWN) for one in decided)


NOTHING_SHOWN = set(Reason) - {Reason.AUDIENCE_MATCHED, Reason.ASSIGNED}


@settings(max_examples=50)
@given(st.text(), golden.visitors)
def test_a_visitor_keeps_the_variant_of_a_test_whatever_else_is_known(uid, visitor):
    known = {name: getattr(visitor, name) for name in ("country", "live_attributes", "stored_attributes", "timezone")}
    first = decision.decide(SHOP, Visitor(uid=uid, now=NOON))
    later = decision.decide(SHOP, Visitor(uid=uid, now=datetime(2031, 1, 1, tzinfo=UTC), **known))
    for before, after in zip(first, later, strict=True):
        if before.reason is after.reason is Reason.ASSIGNED:
            assert before == after


def test_who_leaves_the_target_group_gets_nothing_and_coming_back_the_same_variant():
    def variant(country):
        decided = decision.decide(SHOP, Visitor(uid="user-1", now=NOON, country=country))
        return next(one.variant_short_uid for one in decided if one.experience_short_uid == "2")

    assert variant("DE") is None
    assert variant("US") == variant("US") is not None


def test_tests_share_out_the_visitors_they_are_given():
    decided = [decision.decide(SHOP, Visitor(uid=f"visitor-{n}", now=NOON), tags=["homepage"])[1] for n in range(5_000)]
    blue = sum(one.variant_short_uid == "0" for one in decided)
    assert abs(blue - 2_500) < 4.5 * (5_000 * 0.25) ** 0.5


def test_the_hash_of_a_visitor_serves_all_tests_of_a_request():
    standing = decision.Standing(SHOP, Visitor(uid="user-1", now=NOON))
    tests = [one for one in SHOP.experiences if one.type == "AB_TEST"]
    expected = [bucketing.slot(bucketing.visitor_hash("user-1"), bucketing.seed(one.uid)) for one in tests]
    assert [standing.slot(one) for one in tests] == expected


def test_holdouts_take_their_share_and_have_nothing_to_do_with_the_variant():
    held = RULESETS["held"]
    decided = [decision.decide(held, Visitor(uid=f"visitor-{n}", now=NOON)) for n in range(5_000)]
    segmented, test = ([one[place] for one in decided] for place in (0, 2))
    for decisions, share in ((segmented, 1 - 0.75 * 0.9), (test, 0.1)):
        withheld = sum(one.reason is Reason.HELD_OUT for one in decisions)
        assert abs(withheld - share * 5_000) < 4.5 * (5_000 * share * (1 - share)) ** 0.5
    first = sum(one.withheld_variant_short_uid == "0" for one in test)
    assert abs(first - 0.01 * 5_000) < 4.5 * (5_000 * 0.01 * 0.99) ** 0.5


def test_the_audiences_of_a_visitor_are_told_sorted_and_only_those_that_exist():
    visitor = Visitor(uid=None, now=NOON, country="US", device_type="MOBILE", stored_attributes={"spend": "20"})
    names = {SHOP.audiences[uid].name for uid in decision.memberships(SHOP, visitor)}
    assert names == {"US visitors", "Mobile visitors", "Everybody", "US, mobile or high-value"}
    assert list(decision.memberships(SHOP, visitor)) == sorted(decision.memberships(SHOP, visitor))
