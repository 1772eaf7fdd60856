"""Explanations: they agree with the decisions, tell where every value came from, and are JSON."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

import golden
from lenticular.domain import audiences, bucketing, decision, explain, ruleset
from lenticular.domain.attributes import Preset, Visitor
from lenticular.domain.ruleset import Audience, Ruleset

VECTORS = golden.load("decisions.json")
RULESETS = {name: ruleset.from_document(document) for name, document in VECTORS["rulesets"].items()}
SHOP = RULESETS["shop"]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
US, MOBILE, RICH, FRIDAY = (f"66c708e3fe314f506782685{n}" for n in range(4))
SPEND = "66702e03d84509d0106bec01"


def explained(visitor, rules=SHOP, **options):
    found = explain.explain(rules, visitor, **options)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    return found


def one(found, short_uid):
    return next(each for each in found["experiences"] if each["shortUid"] == short_uid)


def rule_of(found, audience_uid):
    return found["audiences"][audience_uid]["definition"]["rules"][0]


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_an_explanation_gives_the_decision_of_every_vector(case):
    found = explained(golden.read_visitor(case["visitor"]), RULESETS[case["ruleset"]], tags=case.get("tags", ()))
    assert [
        {"experience": each["shortUid"], "variant": each["activeVariantShortUid"], "reason": each["reason"]}
        | ({"withheld": each["withheldVariantShortUid"]} if each["reason"] == "HELD_OUT" else {})
        for each in found["experiences"]
    ] == case["expected"]


@given(golden.visitors, st.lists(st.text(max_size=4) | st.just("homepage"), max_size=2))
def test_explaining_agrees_with_deciding_and_is_json_whatever_a_visitor_sends(visitor, tags):
    for rules in RULESETS.values():
        found = explain.explain(rules, visitor, tags=tags)
        json.dumps(found, allow_nan=False, ensure_ascii=False).encode("utf-8")
        decided = decision.decide(rules, visitor, tags=tags)
        assert [(each["uid"], each["activeVariantShortUid"], each["reason"]) for each in found["experiences"]] == [
            (each.experience_uid, each.variant_short_uid, each.reason.value) for each in decided
        ]
        for each in found["experiences"]:
            assert_follows(each, found["audiences"])
            assert_is_held_out_rightly(each)


def assert_follows(experience, examined):
    """The decision is what a reader of the explanation would come to."""
    if experience["status"] == "PAUSED" or (experience["targeting"] or {"result": True})["result"] is False:
        assert experience["activeVariantShortUid"] is None
        return
    holding = [variant["shortUid"] for variant in experience["variants"] if variant["result"]]
    due = experience["withheldVariantShortUid"] or experience["activeVariantShortUid"]
    assert due == (holding[0] if holding else None)
    choices = [experience["targeting"], *experience["variants"]]
    for choice in filter(None, choices):
        for audience in choice.get("audiences", ()):
            if audience["uid"] in examined:
                assert audience["result"] is examined[audience["uid"]]["definition"]["result"]


def assert_is_held_out_rightly(experience):
    is_held = any(holdout["result"] for holdout in experience["holdouts"])
    assert (experience["withheldVariantShortUid"] is not None) == (experience["reason"] == "HELD_OUT")
    if experience["reason"] == "HELD_OUT":
        assert is_held
    assert not (is_held and experience["activeVariantShortUid"])


def test_a_holdout_tells_its_slots_and_a_bandit_the_earlier_draw():
    visitor = Visitor(uid="user-1", now=NOON, assignments={"1": "0", "2": "0"})
    found = explained(visitor, RULESETS["held"])
    hashed = bucketing.visitor_hash("user-1")
    own, project = (
        bucketing.slot(hashed, bucketing.seed(f"{uid}:holdout")) for uid in (one(found, "0")["uid"], found["project"])
    )
    assert one(found, "0")["holdouts"] == [
        {"owner": "EXPERIENCE", "slots": 2500, "slot": own, "result": own < 2500},
        {"owner": "PROJECT", "slots": 1000, "slot": project, "result": project < 1000},
    ]
    assert [holdout["owner"] for holdout in one(found, "2")["holdouts"]] == ["PROJECT"]
    assert (one(found, "1")["earlierVariantShortUid"], one(found, "2")["earlierVariantShortUid"]) == ("0", None)
    assert [variant["result"] for variant in one(found, "1")["variants"]] == [True, False]


def test_an_explanation_tells_what_it_rests_on():
    visitor = Visitor(
        uid="user-1",
        now=NOON,
        country="US",
        notes=("No location data is installed.",),
        described=frozenset({Preset.COUNTRY}),
    )
    found = explained(visitor)
    assert (found["project"], found["revision"]) == ("66fbcbf9b14cbb16e748d857", 7)
    assert found["hash"] == bucketing.HASH_ID
    assert found["notes"] == ["No location data is installed."]
    assert found["visitor"]["attributes"]["COUNTRY"] == {"value": "US", "source": "described"}
    assert found["visitor"]["attributes"]["CITY"] == {"value": None, "source": "absent"}
    assert found["visitor"]["attributes"]["DATE_AND_TIME"] == {"value": "2026-11-22T12:00:00Z", "source": "clock"}


def test_a_rule_tells_value_source_condition_and_result():
    found = explained(Visitor(uid="user-1", now=NOON, stored_attributes={"spend": "1200"}))
    assert rule_of(found, RICH) == {
        "attribute": {"__type": "CustomAttributeReference", "ref": SPEND, "key": "spend"},
        "value": "1200",
        "source": "stored",
        "condition": "NUMBER_LESS_THAN",
        "options": {"__type": "NumberMatchOptions", "value": 1000},
        "inverted": True,
        "result": True,
        "note": None,
    }


def test_a_segmented_variant_tells_of_each_of_its_audiences():
    hero = one(explained(Visitor(uid="user-1", now=NOON, country="US")), "1")
    first = hero["variants"][0]
    assert (first["audienceCombinationType"], first["result"]) == ("AND", False)
    assert [(each["name"], each["result"]) for each in first["audiences"]] == [
        ("US visitors", True),
        ("Mobile visitors", False),
    ]
    assert hero["variants"][2]["lyticsAudiences"] == [
        {"uid": "0123456789abcdef0123456789abcdef", "slug": "vip_customers", "name": "VIP customers", "result": False}
    ]
    assert (hero["activeVariantShortUid"], hero["reason"]) == ("1", "AUDIENCE_MATCHED")


def test_a_test_tells_slot_ranges_and_target_group():
    offer = one(explained(Visitor(uid="user-1", now=NOON, country="DE")), "2")
    slot = bucketing.slot(bucketing.visitor_hash("user-1"), bucketing.seed(offer["uid"]))
    assert [(each["slot"], each["ranges"]) for each in offer["variants"]] == [
        (slot, [[0, 3334]]),
        (slot, [[3334, 6667]]),
        (slot, [[6667, 10000]]),
    ]
    assert offer["targeting"]["result"] is False
    assert offer["targeting"]["audiences"][0]["name"] == "US visitors"
    assert (offer["activeVariantShortUid"], offer["reason"]) == (None, "NOT_TARGETED")


def test_a_visitor_without_uid_has_no_slot():
    button = one(explained(Visitor(uid=None, now=NOON)), "0")
    assert button["reason"] == "NO_USER"
    assert {each["slot"] for each in button["variants"]} == {None}


@pytest.mark.parametrize(
    ("audience", "known", "note"),
    [
        (RICH, {}, "The visitor has no value for this."),
        (RICH, {"stored_attributes": {"spend": 5}, "live_attributes": {"spend": None}}, "Hidden for this request"),
        (RICH, {"stored_attributes": {"spend": "much"}}, "cannot be read as a number"),
        (FRIDAY, {}, "time zone is unknown, so UTC"),
        (FRIDAY, {"timezone": "Mars/Olympus_Mons"}, "time zone is unknown, so UTC"),
        (FRIDAY, {"timezone": "Europe/Berlin"}, None),
        (US, {"country": "DE"}, None),
    ],
)
def test_a_rule_says_what_a_reader_could_not_see(audience, known, note):
    found = rule_of(explained(Visitor(uid="user-1", now=NOON, **known)), audience)
    assert found["note"] is None if note is None else note in found["note"]


def single_rule(attribute, condition, options):
    rule = {
        "attribute": attribute,
        "attributeMatchCondition": condition,
        "attributeMatchOptions": options,
    }
    definition = audiences.parse_definition(
        {"combinationType": "AND", "rules": [rule]}, attribute_uids=None, lytics_uids=None
    )
    return Ruleset("p", 1, {}, {US: Audience(US, "One rule", definition)}, {}, SHOP.experiences)


def test_a_rule_on_a_deleted_attribute_says_so():
    rules = single_rule({"__type": "CustomAttributeReference", "ref": SPEND}, "HAS_ANY_VALUE", None)
    found = rule_of(explained(Visitor(uid="user-1", now=NOON), rules), US)
    assert found["note"] == "This custom attribute does not exist."


@pytest.mark.parametrize(
    ("pointer", "inner", "note"),
    [
        ("/b", "NUMBER_EQUAL_TO", "There is no value at this pointer."),
        ("/a", "NUMBER_EQUAL_TO", "The value cannot be read as a number, so the rule does not match, inverted or not."),
        ("/a", "BEFORE_TIME", "The value cannot be read as a time, so the rule does not match, inverted or not."),
    ],
)
def test_a_rule_on_a_query_parameter_says_what_became_of_it(pointer, inner, note):
    value = 5 if inner == "NUMBER_EQUAL_TO" else "2026-11-27T00:00:00Z"
    options = {"pointer": pointer, "matchCondition": inner, "matchOptions": {"value": value}}
    rules = single_rule({"__type": "PresetAttributeReference", "ref": "QUERY_PARAMETERS"}, "JSON_MATCH", options)
    found = rule_of(explained(Visitor(uid="user-1", now=NOON, query_parameters={"a": "x"}), rules), US)
    assert (found["note"], found["result"]) == (note, False)


def test_an_audience_that_does_not_exist_is_told():
    found = explained(Visitor(uid="user-1", now=NOON), RULESETS["edges"])
    gone = one(found, "e")["variants"][3]["audiences"][0]
    assert (gone["result"], gone["note"]) == (False, "This audience does not exist.")


def test_only_tagged_experiences_and_their_audiences_are_explained():
    found = explained(Visitor(uid="user-1", now=NOON), tags=["Test"])
    assert [each["shortUid"] for each in found["experiences"]] == ["0", "2"]
    assert set(found["audiences"]) == {US}
