"""The bandit's weights: equal at first, by probability after, never nothing for anybody."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counted import counts
from lenticular.stats import bandit
from lenticular.stats.aggregates import Aggregates, is_sufficient
from lenticular.stats.posterior import probability_to_be_best


@pytest.mark.parametrize(
    ("variants", "expected"),
    [(1, (10_000,)), (2, (5000, 5000)), (3, (3334, 3333, 3333)), (7, (1429, 1429, 1429, 1429, 1428, 1428, 1428))],
)
def test_until_there_is_enough_data_all_get_the_same(variants, expected):
    assert bandit.weights(Aggregates((10,) * variants, (0,) * variants)) == expected


def test_then_they_get_what_they_are_likely_to_be_worth():
    aggregates = Aggregates((1000, 1000), (100, 120))
    best = probability_to_be_best(aggregates)
    assert bandit.weights(aggregates) == tuple(100 + round(9800 * probability) for probability in best)


def test_a_loser_keeps_one_percent():
    assert bandit.weights(Aggregates((10_000, 10_000), (100, 5000))) == (100, 9900)


def test_a_new_variant_is_tried():
    assert bandit.weights(Aggregates((1000, 1000, 0), (100, 120, 0)))[2] > 8000


@given(counts(fewest=0, variants=20))
def test_weights_fill_all_slots_and_nobody_is_below_the_floor(aggregates):
    found = bandit.weights(aggregates)
    assert sum(found) == 10_000
    assert min(found) >= 100


@given(counts(most=10**6))
def test_who_is_likelier_best_never_gets_less(aggregates):
    if not is_sufficient(aggregates):
        return
    found, best = bandit.weights(aggregates), probability_to_be_best(aggregates)
    pairs = sorted(zip(best, found, strict=True))
    assert all(less[1] <= more[1] + 1 for less, more in itertools.pairwise(pairs))


@given(st.integers(1, 300))
def test_more_variants_than_the_floor_has_room_for_share_equally(variants):
    found = bandit.weights(Aggregates((1000,) * variants, (100,) * variants))
    assert sum(found) == 10_000
    assert max(found) - min(found) <= 1


def test_it_loses_fewer_conversions_than_a_fixed_split():
    rates, draws = np.array([0.04, 0.05, 0.07]), np.random.default_rng(17)
    visitors, won, lost = np.zeros(3, int), np.zeros(3, int), 0.0
    for _ in range(60):
        weights = np.array(bandit.weights(Aggregates(tuple(map(int, visitors)), tuple(map(int, won)))))
        came = draws.multinomial(500, weights / 10_000)
        visitors, won = visitors + came, won + draws.binomial(came, rates)
        lost += float((came * (rates.max() - rates)).sum())
    assert lost < 0.5 * 30_000 * (rates.max() - rates).mean()
