"""Sieves: remembered or not, a value gives its mask; what visitors send can't grow a sieve or confuse its values."""

from lenticular.domain import dates
from lenticular.domain.conditions import Condition, Context, NumberOptions, StringOptions, TimeOptions
from lenticular.domain.engine.facets import Facet, Literal, Origin
from lenticular.domain.engine.sieves import Sieve, ZonedSieve

FACET = Facet(Origin.CUSTOM, "tier")
PLAIN = Context(False, None, {})


def sieve(*pairs, context=PLAIN, masks_kept=256):
    return Sieve({Literal(FACET, *pair, False): 1 << n for n, pair in enumerate(pairs)}, context, masks_kept)


def mask(made, value):
    return made.memos[type(value)][value]


ONE_AND_TRUE = (
    (Condition.STRING_EQUALS, StringOptions("1")),
    (Condition.NUMBER_EQUAL_TO, NumberOptions(1)),
    (Condition.IS_TRUE, None),
    (Condition.STRING_EQUALS, StringOptions("true")),
)


def test_values_that_python_takes_for_equal_are_told_apart():
    made = sieve(*ONE_AND_TRUE)
    for _ in range(2):
        assert [mask(made, value) for value in (1, True, 1.0, "1", "true")] == [0b1100, 0b0011, 0b1100, 0b1100, 0b0011]


def test_a_flood_of_values_is_remembered_within_bounds_and_confuses_nothing():
    made = sieve((Condition.CONTAINS_SUBSTRING, StringOptions("9")), *ONE_AND_TRUE)
    for number in range(5_000):
        for value in (number, str(number), f"{number} " + "x" * 100, number << 80):
            assert mask(made, value) & 1 == ("9" not in str(value))
    kept = sum(len(values) for kind in (str, int, bool) for values in (made.memos[kind], made._older[kind]))
    assert kept <= 2 * 256
    assert max(len(text) for text in made.memos[str]) <= 64
    assert mask(made, 1) == 0b11001


def test_a_generation_ends_when_it_has_as_many_masks_as_may_be_kept():
    made = sieve(*((Condition.CONTAINS_SUBSTRING, StringOptions(letter)) for letter in "abcdefgh"), masks_kept=4)
    for number in range(256):
        mask(made, "".join(letter for place, letter in enumerate("abcdefgh") if number >> place & 1))
        assert len({*made.memos[str].values(), *made._older[str].values()}) <= 8


def test_what_cannot_be_a_key_has_its_mask_nevertheless():
    made = sieve((Condition.HAS_ANY_VALUE, None), (Condition.STRING_EQUALS, StringOptions("a")))
    for value in ([], {}, ["a"], (1, []), {1, 2}, b"a", float("nan"), float("inf")):
        assert mask(made, value) == 0b10
    assert mask(made, None) == 0b11


def test_each_zone_has_its_own_sieve_and_few_zones_are_kept():
    options = TimeOptions(dates.parse_moment("2026-11-22T12:00:00"), True)
    zoned = ZonedSieve({Literal(FACET, Condition.BEFORE_TIME, options, False): 1}, PLAIN, 256)
    now = "2026-11-22T14:00:00Z"
    assert [mask(zoned.within(zone), now) for zone in (None, "America/New_York", "Nowhere")] == [1, 0, 1]
    assert zoned.within("America/New_York") is zoned.within("America/New_York")
    for number in range(200):
        zoned.within(f"Nowhere/{number}")
    assert len(zoned._zones) + len(zoned._older) <= 64
