"""Bitsets: sets of numbers as one number, and back."""

from hypothesis import given
from hypothesis import strategies as st

from lenticular.domain.engine import bits


@given(st.sets(st.integers(0, 3_000)))
def test_a_set_comes_back_as_it_was(numbers):
    bitset = bits.of(numbers)
    assert bitset.bit_count() == len(numbers)
    assert bits.numbers(bitset).tolist() == sorted(numbers)
    assert bits.flags(bitset, 3_001).nonzero()[0].tolist() == sorted(numbers)
