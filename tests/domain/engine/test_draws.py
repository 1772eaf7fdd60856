"""Draws: compiled, as one vector or one by one, each test gives the slot that it has alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenticular.domain import bucketing
from lenticular.domain.engine import draws
from lenticular.domain.engine.draws import Drawing, Holding, Holdout, Slots
from lenticular.domain.engine.native import is_compiled, kernel
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


def ways(tests):
    """Return each way of drawing: as it is, and in Python by a vector and one by one."""
    vector, single = Drawing(tests, many=0), Drawing(tests, many=100)
    return vector.draw, vector.in_python, single.in_python


@settings(max_examples=60)
@given(hashed=hashes, tests=st.lists(variants, max_size=6))
def test_a_visitor_draws_the_first_variant_that_has_their_slot(hashed, tests):
    uids = [f"test-{number}" for number in range(len(tests))]
    splits = [draws.split(uid, one) for uid, one in zip(uids, tests, strict=True)]
    made = [draws.test(2 * place + 1, one, 1000 * place) for place, one in enumerate(splits)]
    expected = [7] * (2 * len(tests) + 1)
    for place, (uid, one) in enumerate(zip(uids, tests, strict=True)):
        expected[2 * place + 1] = 1000 * place + drawn(one, uid, hashed)
    for draw in ways(made):
        options = [7] * len(expected)
        assert draw(hashed, options) is None
        assert options == expected


@given(hashed=hashes, seeds=st.lists(hashes | st.sampled_from([0, 1, 2**63, 2**64 - 1]), max_size=40))
def test_every_seed_has_its_slot_however_slots_are_shared_out(hashed, seeds):
    starts = tuple(range(0, bucketing.SLOT_COUNT, 7))
    made = [draws.Test(place, seed, starts, starts) for place, seed in enumerate(seeds)]
    expected = [bucketing.slot(hashed, seed) // 7 * 7 for seed in seeds]
    for draw in ways(made):
        draw(hashed, options := [0] * len(seeds))
        assert options == expected


@pytest.mark.parametrize("seed", [-1, 2**64, 3**100])
def test_what_is_no_hash_is_refused(seed):
    with pytest.raises(OverflowError):
        Drawing([draws.Test(0, seed, (0,), (1,))])


def test_the_kernel_refuses_what_does_not_fit_together():
    if not is_compiled:
        pytest.skip("no compiler when the package was built, which test_native refuses in CI")
    for parts in (((), ()), ((0,), ()), ((1,), (1,)), ((0, 5), (1,))):
        with pytest.raises(ValueError, match="parts from slot 0"):
            kernel.Drawing((draws.Test(0, 1, *parts),))
    made = kernel.Drawing((draws.Test(1, 1, (0,), (5,)),))
    with pytest.raises(IndexError):
        made(1, [0])
    for hashed in (-1, 2**64):
        with pytest.raises(OverflowError):
            made(hashed, [0, 0])


@settings(max_examples=60)
@given(hashed=hashes, sizes=st.lists(st.integers(0, 10_000) | st.sampled_from([0, 10_000]), max_size=6))
def test_a_holdout_holds_who_falls_below_its_size(hashed, sizes):
    holdouts = [Holdout(3 * place, bucketing.seed(f"{place}:holdout"), size) for place, size in enumerate(sizes)]
    expected = [one.position for one in holdouts if bucketing.slot(hashed, one.seed) < one.size]
    for many in (0, 100):
        made = Holding(holdouts, many)
        assert made.held(hashed) == expected
        made.drawing.draw = made.drawing.in_python
        assert made.held(hashed) == expected
