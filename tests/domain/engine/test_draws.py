"""Draws: many tests as one vector give each the slot that it has alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenticular.domain import bucketing
from lenticular.domain.engine import draws
from lenticular.domain.engine.draws import Drawing, Holding, Slots
from lenticular.domain.experiences import ABTestVariant

hashes = st.integers(0, 2**64 - 1)
bounds = st.tuples(st.integers(0, 9_999), st.integers(0, 9_999)).map(lambda pair: (min(pair), max(pair) + 1))
variants = st.lists(st.lists(bounds, max_size=3), max_size=4).map(
    lambda parts: [ABTestVariant(str(place), "A variant", tuple(part)) for place, part in enumerate(parts)]
)


def drawn(tests, uid, hashed):
    slot = bucketing.slot(hashed, bucketing.seed(uid))
    return next((number for number, one in enumerate(tests, 1) if one.holds(slot)), 0)


@given(hashes, st.lists(hashes, max_size=5))
def test_a_vector_has_the_slots_of_its_seeds(hashed, seeds):
    assert Slots(seeds).of(hashed).tolist() == [bucketing.slot(hashed, seed) for seed in seeds]


@pytest.mark.parametrize("many", [0, 100])
@settings(max_examples=30)
@given(hashed=hashes, tests=st.lists(variants, max_size=6))
def test_a_visitor_draws_the_first_variant_that_has_their_slot(many, hashed, tests):
    uids = [f"test-{number}" for number in range(len(tests))]
    drawing = Drawing([draws.split(uid, one) for uid, one in zip(uids, tests, strict=True)], many)
    expected = [drawn(one, uid, hashed) for uid, one in zip(uids, tests, strict=True)]
    assert drawing.numbers(hashed) == expected


@pytest.mark.parametrize("many", [0, 100])
@settings(max_examples=30)
@given(hashed=hashes, sizes=st.lists(st.integers(1, 10_000), max_size=6))
def test_a_holdout_holds_who_falls_below_its_size(many, hashed, sizes):
    seeds = [bucketing.seed(f"{number}:holdout") for number in range(len(sizes))]
    expected = [
        number
        for number, (seed, size) in enumerate(zip(seeds, sizes, strict=True))
        if bucketing.slot(hashed, seed) < size
    ]
    assert Holding(seeds, sizes, many).held(hashed) == expected
