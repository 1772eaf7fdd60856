"""Layouts: every audience is true that has a living conjunct, wherever it stands."""

from itertools import chain
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from lenticular.domain.engine import bits, layout
from lenticular.domain.engine.layout import Layout, Place


@given(st.lists(st.integers(0, 5), min_size=1, max_size=5), st.integers(0, 2**32))
def test_an_audience_is_true_if_any_of_its_conjuncts_lives(capacities, seed):
    grounds, random = Layout(tuple(capacities)), Random(seed)
    places = [Place(rank, number) for rank, capacity in enumerate(capacities) for number in range(capacity)]
    conjuncts = {place: [grounds.conjunct(place, number) for number in range(1 << place.rank)] for place in places}
    assert sorted(chain.from_iterable(conjuncts.values())) == list(range(grounds.conjuncts))
    assert sorted(map(grounds.audience, places)) == list(range(grounds.audiences))
    alive = {bit for bit in range(grounds.conjuncts) if random.random() < 0.1}
    expected = bits.of(grounds.audience(place) for place in places if alive & set(conjuncts[place]))
    assert grounds.truth(bits.of(alive)) == expected


def test_ranks_hold_as_many_conjuncts_as_they_have_rows():
    assert [layout.rank(count) for count in (0, 1, 2, 3, 4, 5, 256)] == [0, 0, 1, 2, 2, 3, 8]


def test_a_layout_has_room_for_more_and_joins_small_classes_to_the_next():
    assert layout.roomy({}).capacities == ()
    assert layout.roomy({0: 200, 1: 80, 3: 8}).capacities == (229, 94, 0, 13)
    assert layout.roomy({0: 3, 1: 80, 2: 1}).capacities == (0, 97, 5)
