"""Visitors fall into the audiences that they are made for."""

from datetime import UTC, datetime
from random import Random

import pytest

import golden
from lenticular.cli.simulation import profiles
from lenticular.cli.simulation.profiles import Draft, World
from lenticular.domain import audiences, ruleset
from lenticular.domain.decision import Standing, decide_experience
from lenticular.domain.experiences import Experience, ExperienceType, SegmentedVariant, Status, Version
from lenticular.domain.ruleset import Audience, Ruleset
from lenticular.geo.places import Place, Resolver

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
AGE = "66702e03d84509d0106bec01"


class Halves(Resolver):
    """Location data that knows two cities, one in each half of the addresses."""

    def __init__(self) -> None:
        super().__init__(None)

    @property
    def is_installed(self) -> bool:
        return True

    def resolve(self, ip: str | None) -> Place:
        is_lower = int((ip or "0").partition(".")[0]) < 128
        return Place("US", "US-IL", "chicago,IL,US", "America/Chicago") if is_lower else Place("DE", "DE-BE")


@pytest.fixture(scope="module")
def world():
    return World(Halves(), Random(1))


def text(value):
    return {"__type": "StringMatchOptions", "value": value}


def number(value):
    return {"__type": "NumberMatchOptions", "value": value}


def moment(value, **members):
    return {"__type": "DateTimeMatchOptions", "value": value, "useVisitorTimezone": False, **members}


def json_match(pointer, condition, options, *, invert=False):
    found = {"__type": "JSONMatchOptions", "pointer": pointer, "matchCondition": condition, "invertCondition": invert}
    return found if options is None else {**found, "matchOptions": options}


PERIOD = {
    "__type": "DateTimeMatchOptions",
    "startTime": "2026-03-01T00:00:00Z",
    "endTime": "2026-03-09T00:00:00Z",
    "useVisitorTimezone": False,
}
RULES = [
    (AGE, "STRING_EQUALS", text("gold")),
    (AGE, "CONTAINS_SUBSTRING", text("gold")),
    (AGE, "HAS_ANY_VALUE", None),
    (AGE, "IS_TRUE", None),
    (AGE, "IS_FALSE", None),
    (AGE, "NUMBER_EQUAL_TO", number(18)),
    (AGE, "NUMBER_GREATER_THAN", number(18.5)),
    (AGE, "NUMBER_LESS_THAN", number(18)),
    (AGE, "BEFORE_TIME", moment("2026-03-01T00:00:00")),
    (AGE, "AFTER_TIME", moment("2026-03-01T10:00:00+05:30")),
    (AGE, "BETWEEN_TIME", PERIOD),
    ("QUERY_PARAMETERS", "JSON_MATCH", json_match("/a~1b", "NUMBER_GREATER_THAN", number(3), invert=True)),
    ("QUERY_PARAMETERS", "JSON_MATCH", json_match("/member", "IS_TRUE", None)),
    ("QUERY_PARAMETERS", "JSON_MATCH", json_match("/utm_campaign", "STRING_EQUALS", text("summer"))),
    ("REFERRER", "CONTAINS_SUBSTRING", text("https://search.example/")),
    ("COUNTRY", "STRING_EQUALS", text("DE")),
    ("REGION", "STRING_EQUALS", text("US-IL")),
    ("CITY", "STRING_EQUALS", text("Chicago,IL,US")),
    ("DEVICE_TYPE", "STRING_EQUALS", text("TABLET")),
    ("OPERATING_SYSTEM", "STRING_EQUALS", text("WINDOWS")),
]


def definition(ref, condition, options, *, invert):
    kind = "CustomAttributeReference" if ref == AGE else "PresetAttributeReference"
    rule = {
        "__type": "Rule",
        "attribute": {"__type": kind, "ref": ref},
        "attributeMatchCondition": condition,
        "invertCondition": invert,
        **({} if options is None else {"attributeMatchOptions": options}),
    }
    document = {"__type": "RuleCombination", "combinationType": "AND", "rules": [rule]}
    return audiences.parse_definition(document, attribute_uids=None, lytics_uids=None)


def segmented(*chosen, lytics=()):
    """A project with an experience that has one variant for all of these audiences."""
    known = {str(index): Audience(str(index), str(index), one) for index, one in enumerate(chosen)}
    variant = SegmentedVariant("0", "V", tuple(known), tuple(lytics), audiences.Combination.AND)
    experience = Experience(
        "e" * 24, "0", "E", ExperienceType.SEGMENTED, Status.ACTIVE, frozenset(), Version("v" * 24, 1, (variant,), None)
    )
    return Ruleset("p" * 24, 1, {AGE: "age"}, known, {}, (experience,))


def variants_of(rules, casting, *, count=40):
    rng = Random(5)
    drawn = [casting.draw(rng).visitor(f"visitor {number}", NOON) for number in range(count)]
    return [decide_experience(rules.experiences[0], Standing(rules, one)).variant_short_uid for one in drawn]


@pytest.mark.parametrize("invert", [False, True])
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule[0][:8]} {rule[1]}")
def test_most_visitors_are_what_a_rule_asks_for(world, rule, invert):
    rules = segmented(definition(*rule, invert=invert))
    casting = profiles.cast(rules, rules.experiences[0], world, rng=Random(2), now=NOON)
    assert casting.drafts["0"]
    assert variants_of(rules, casting).count("0") >= 20


def test_visitors_meet_several_rules_at_once_and_the_audiences_of_a_data_platform(world):
    wished = [definition(*RULES[index], invert=False) for index in (0, 13, 16, 18)]
    rules = segmented(*wished, lytics=["high_value"])
    casting = profiles.cast(rules, rules.experiences[0], world, rng=Random(2), now=NOON)
    assert 20 <= variants_of(rules, casting).count("0") < 40  # the others are anybody


def test_what_nobody_can_be_is_left_to_chance(world):
    french = definition("COUNTRY", "STRING_EQUALS", text("FR"), invert=False)
    rules = segmented(french)
    casting = profiles.cast(rules, rules.experiences[0], world, rng=Random(2), now=NOON)
    assert casting.drafts == {"0": []}
    assert set(variants_of(rules, casting)) == {None}


def test_without_location_data_visitors_have_no_address():
    world = World(Resolver(None), Random(1))
    found = profiles.finish(Draft(), world, Random(1))
    assert found is not None
    assert (found.address, found.place) == (None, Place())
    assert profiles.finish(Draft(wishes=[("COUNTRY", "DE", True)]), world, Random(1)) is None


def test_a_target_group_gets_most_visitors(world):
    rules = ruleset.from_document(golden.load("decisions.json")["rulesets"]["shop"])
    (test, *_) = (one for one in rules.experiences if one.version.targeting is not None)
    casting = profiles.cast(rules, test, world, rng=Random(2), now=NOON)
    rng = Random(3)
    drawn = [casting.draw(rng).visitor("somebody", NOON) for _ in range(40)]
    assert sum(Standing(rules, one).satisfies(test.version.targeting) for one in drawn) >= 20
