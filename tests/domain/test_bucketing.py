"""Buckets: the published method, the shares it realises, and how versions hand slots over."""

import itertools
import json
import math
import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lenticular.domain import bucketing

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "bucketing.json").read_text(encoding="utf-8"))
MASK = (1 << 64) - 1


def rotate(value, bits):
    return ((value << bits) | (value >> (64 - bits))) & MASK


def finish(value):
    value ^= value >> 33
    value = value * 0xFF51AFD7ED558CCD & MASK
    value ^= value >> 33
    value = value * 0xC4CEB9FE1A85EC53 & MASK
    return value ^ (value >> 33)


def murmur3_x64_128(data: bytes) -> tuple[int, int]:
    """MurmurHash3 x64 128 with seed 0, transcribed from Austin Appleby's public-domain reference."""
    c1, c2 = 0x87C37B91114253D5, 0x4CF5AD432745937F
    h1 = h2 = 0
    whole = len(data) // 16 * 16
    for at in range(0, whole, 16):
        k1, k2 = (int.from_bytes(data[at + half : at + half + 8], "little") for half in (0, 8))
        h1 ^= rotate(k1 * c1 & MASK, 31) * c2 & MASK
        h1 = ((rotate(h1, 27) + h2) * 5 + 0x52DCE729) & MASK
        h2 ^= rotate(k2 * c2 & MASK, 33) * c1 & MASK
        h2 = ((rotate(h2, 31) + h1) * 5 + 0x38495AB5) & MASK
    k1, k2 = int.from_bytes(data[whole : whole + 8], "little"), int.from_bytes(data[whole + 8 :], "little")
    h2 ^= rotate(k2 * c2 & MASK, 33) * c1 & MASK
    h1 ^= rotate(k1 * c1 & MASK, 31) * c2 & MASK
    h1 ^= len(data)
    h2 ^= len(data)
    h1 = (h1 + h2) & MASK
    h2 = (h2 + h1) & MASK
    h1, h2 = finish(h1), finish(h2)
    h1 = (h1 + h2) & MASK
    return h1, (h2 + h1) & MASK


def object_ids(count, *, start="66fbd01f9c0c442160ed8100"):
    """Uids as a counter makes them: equal but for the last digits."""
    return [f"{int(start, 16) + n:024x}" for n in range(count)]


def as_ranges(document):
    return {variant: tuple((start, end) for start, end in parts) for variant, parts in document.items()}


def owner(ranges, slot):
    return next((variant for variant, parts in ranges.items() if any(a <= slot < b for a, b in parts)), None)


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("", "00000000000000000000000000000000"),
        ("hello", "cbd8a7b341bd9b025b1e906a48ae1d19"),
        ("hello, world", "342fac623a5ebc8e4cdcbc079642414d"),
        ("The quick brown fox jumps over the lazy dog.", "cd99481f9ee902c9695da1a38987b6e7"),
    ],
)
def test_the_transcribed_hash_gives_the_published_values(text, published):
    h1, h2 = murmur3_x64_128(text.encode())
    assert f"{h1:016x}{h2:016x}" == published


def test_the_method_has_the_published_name():
    assert VECTORS["hashId"] == bucketing.HASH_ID


@pytest.mark.parametrize("case", VECTORS["hashes"], ids=lambda case: repr(case["uid"])[:40])
def test_hash_vectors(case):
    expected = int(case["hash"], 16)
    assert murmur3_x64_128(case["uid"].encode())[0] == expected
    assert bucketing.visitor_hash(case["uid"]) == expected
    assert bucketing.seed(case["uid"]) == expected


@pytest.mark.parametrize("case", VECTORS["slots"], ids=lambda case: f"{case['visitor']!r:.40} in {case['experience']}")
def test_slot_vectors(case):
    found = bucketing.slot(bucketing.visitor_hash(case["visitor"]), bucketing.seed(case["experience"]))
    assert found == case["slot"]


@pytest.mark.parametrize("case", VECTORS["weights"], ids=lambda case: case["name"])
def test_weight_vectors(case):
    assert list(bucketing.weights(case["percentages"])) == case["weights"]


@pytest.mark.parametrize("case", VECTORS["equalPercentages"], ids=lambda case: str(case["count"]))
def test_equal_percentage_vectors(case):
    assert list(bucketing.equal_percentages(case["count"])) == case["percentages"]


@pytest.mark.parametrize("case", VECTORS["ranges"], ids=lambda case: case["name"])
def test_range_vectors(case):
    predecessor = None if case["predecessor"] is None else as_ranges(case["predecessor"])
    assert dict(bucketing.ranges(case["weights"], predecessor)) == as_ranges(case["ranges"])


def test_every_file_of_vectors_is_as_long_as_it_was():
    counts = {part: len(cases) for part, cases in VECTORS.items() if isinstance(cases, list)}
    assert counts == {"hashes": 25, "slots": 100, "weights": 14, "equalPercentages": 7, "ranges": 11}


@given(st.text(st.characters(codec=None)))
def test_every_uid_has_a_hash(uid):
    assert 0 <= bucketing.visitor_hash(uid) <= MASK


@given(st.binary(max_size=80))
def test_the_library_agrees_with_the_reference(data):
    text = data.decode("latin-1")
    assert bucketing.visitor_hash(text) == murmur3_x64_128(text.encode())[0]


@given(st.integers(1, 50))
def test_equal_percentages_sum_to_a_hundred_and_differ_by_a_hundredth_at_most(count):
    found = bucketing.equal_percentages(count)
    hundredths = [round(percentage * 100) for percentage in found]
    assert (len(found), sum(hundredths)) == (count, 10_000)
    assert max(hundredths) - min(hundredths) <= 1
    assert list(found) == sorted(found, reverse=True)
    assert list(bucketing.weights(found)) == hundredths


percentages = st.lists(
    st.one_of(st.just(0.0), st.floats(0, 100), st.integers(0, 10_000).map(lambda n: n / 100)), min_size=1, max_size=20
).filter(any)


@given(percentages)
def test_weights_fill_all_slots_in_proportion_and_zero_stays_zero(given_percentages):
    weights = bucketing.weights(given_percentages)
    total = math.fsum(given_percentages)
    assert sum(weights) == bucketing.SLOT_COUNT
    for percentage, weight in zip(given_percentages, weights, strict=True):
        assert abs(weight - percentage / total * bucketing.SLOT_COUNT) < 1.000001
        assert percentage or not weight


@pytest.mark.parametrize("wrong", [[], [0, 0], [50, -1, 51], [math.nan, 50], [math.inf]])
def test_percentages_that_share_out_nothing_are_refused(wrong):
    with pytest.raises(ValueError, match="percentages"):
        bucketing.weights(wrong)


@pytest.mark.parametrize("wrong", [{"0": 10_001}, {"0": -1, "1": 10_001}])
def test_weights_that_do_not_fit_are_refused(wrong):
    with pytest.raises(ValueError, match="weights"):
        bucketing.ranges(wrong, None)


@st.composite
def weights_by_variant(draw):
    names = draw(st.lists(st.sampled_from("0123456789ab"), min_size=1, max_size=8, unique=True))
    shares = draw(st.lists(st.integers(0, 100), min_size=len(names), max_size=len(names)).filter(any))
    return dict(zip(names, bucketing.weights(shares), strict=True))


histories = st.lists(weights_by_variant(), min_size=1, max_size=5)


def versions(history):
    found = [None]
    for weights in history:
        found.append(bucketing.ranges(weights, found[-1]))
    return found[1:]


@given(histories)
def test_ranges_always_share_out_all_slots_by_weight(history):
    for weights, ranges in zip(history, versions(history), strict=True):
        slots = [slot for parts in ranges.values() for start, end in parts for slot in range(start, end)]
        assert sorted(slots) == list(range(bucketing.SLOT_COUNT))
        assert {variant: sum(end - start for start, end in parts) for variant, parts in ranges.items()} == weights
        for parts in ranges.values():
            assert list(parts) == sorted(parts)
            assert all(before[1] < after[0] for before, after in itertools.pairwise(parts))


@given(histories)
def test_no_visitor_leaves_a_variant_that_did_not_lose_weight(history):
    successive = versions(history)
    for older, newer, before, after in zip(history, history[1:], successive, successive[1:], strict=False):
        for variant in older:
            if newer.get(variant, -1) < older[variant]:
                continue
            assert set(slots_of(before[variant])) <= set(slots_of(after[variant]))


@given(histories)
def test_no_more_visitors_move_than_must(history):
    successive = versions(history)
    for older, newer, before, after in zip(history, history[1:], successive, successive[1:], strict=False):
        moved = sum(len(set(slots_of(before[name])) - set(slots_of(after.get(name, ())))) for name in older)
        assert moved == sum(max(0, weight - newer.get(name, 0)) for name, weight in older.items())


def slots_of(parts):
    return [slot for start, end in parts for slot in range(start, end)]


VISITOR_COUNT = 200_000


@pytest.fixture(scope="module")
def visitors():
    """Visitors as they come: random UUIDs, e-mail addresses and running numbers, in equal parts."""
    source = random.Random(20261122)
    kinds = (
        lambda n: f"{source.getrandbits(128):032x}",
        lambda n: f"user{n}@example.com",
        lambda n: str(1_000_000 + n),
    )
    return [bucketing.visitor_hash(kinds[n % 3](n)) for n in range(VISITOR_COUNT)]


def assert_share(count, share, total=VISITOR_COUNT):
    # 4.5 standard deviations: one false alarm in 150,000 such checks, and the sample is fixed.
    assert abs(count - total * share) <= 4.5 * math.sqrt(total * share * (1 - share)), (count, share)


@pytest.mark.parametrize("split", [(50, 50), (33.34, 33.33, 33.33), (90, 9, 1), (99.9, 0.1), (20, 20, 20, 20, 20)])
def test_realised_shares_are_those_asked_for(visitors, split):
    weights = dict(zip("abcde", bucketing.weights(split), strict=False))
    ranges = bucketing.ranges(weights, None)
    lookup = [owner(ranges, slot) for slot in range(bucketing.SLOT_COUNT)]
    seed = bucketing.seed("66fbd01f9c0c442160ed818b")
    counts = Counter(lookup[bucketing.slot(visitor, seed)] for visitor in visitors)
    for variant, weight in weights.items():
        assert_share(counts[variant], weight / bucketing.SLOT_COUNT)


def test_slots_are_filled_evenly(visitors):
    seed = bucketing.seed("66fbd01f9c0c442160ed818b")
    counts = Counter(bucketing.slot(visitor, seed) // 100 for visitor in visitors)
    assert chi_square([[counts[n] for n in range(100)]], expected=VISITOR_COUNT / 100) < chi_square_limit(99)


@pytest.mark.parametrize("distance", [1, 2, 3, 16, 255])
def test_tests_with_adjacent_uids_are_independent(visitors, distance):
    """The joint table of two 50/50 (and two 10-part) splits is the product of its margins."""
    ids = object_ids(distance + 1)
    first, second = bucketing.seed(ids[0]), bucketing.seed(ids[-1])
    pairs = [(bucketing.slot(one, first), bucketing.slot(one, second)) for one in visitors]
    for parts in (2, 10):
        size = bucketing.SLOT_COUNT // parts
        joint = Counter((a // size, b // size) for a, b in pairs)
        table = [[joint[a, b] for b in range(parts)] for a in range(parts)]
        assert chi_square(table, expected=VISITOR_COUNT / parts**2) < chi_square_limit(parts**2 - 1)
        for row in table:
            for count in row:
                assert_share(count, 1 / parts**2)


def test_many_tests_with_adjacent_uids_are_pairwise_independent(visitors):
    """The correlation of every pair of 12 halves is noise."""
    sample = visitors[:20_000]
    seeds = [bucketing.seed(uid) for uid in object_ids(12)]
    halves = [[1 if bucketing.slot(one, seed) < 5_000 else -1 for one in sample] for seed in seeds]
    for n, first in enumerate(halves):
        for second in halves[n + 1 :]:
            agreement = sum(a * b for a, b in zip(first, second, strict=True))
            assert abs(agreement) < 4.5 * math.sqrt(len(sample))


def test_a_visitor_keeps_the_variant_while_others_gain_and_lose(visitors):
    """Growing a 10 % test to 50 % moves only visitors of the variant that shrinks, about 40 % of all."""
    small = bucketing.ranges({"0": 9_000, "1": 1_000}, None)
    grown = bucketing.ranges({"0": 5_000, "1": 5_000}, small)
    seed = bucketing.seed("66fbd01f9c0c442160ed818b")
    before = [owner(small, slot) for slot in range(bucketing.SLOT_COUNT)]
    after = [owner(grown, slot) for slot in range(bucketing.SLOT_COUNT)]
    moves = Counter((before[slot], after[slot]) for slot in (bucketing.slot(one, seed) for one in visitors))
    assert moves["1", "0"] == 0
    assert_share(moves["0", "1"], 0.4)


def chi_square(table, *, expected):
    return sum((count - expected) ** 2 / expected for row in table for count in row)


def chi_square_limit(degrees):
    """The quantile that chance passes once in 10,000 (Wilson and Hilferty, 1931)."""
    return degrees * (1 - 2 / (9 * degrees) + 3.719 * math.sqrt(2 / (9 * degrees))) ** 3
