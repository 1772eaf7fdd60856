"""Holm's procedure, against the closed testing of Bonferroni tests that it is a shortcut for."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lenticular.stats.multiplicity import holm


def by_closed_testing(p_values):
    """Reject a hypothesis at alpha if every set with it is rejected by Bonferroni's test (Marcus et al. 1976)."""
    everyone = range(len(p_values))
    sets = [chosen for size in range(1, len(p_values) + 1) for chosen in combinations(everyone, size)]
    return [
        max(min(1.0, len(chosen) * min(p_values[i] for i in chosen)) for chosen in sets if each in chosen)
        for each in everyone
    ]


def test_the_textbook_case():
    assert holm([0.01, 0.02, 0.03, 0.04, 0.05]) == pytest.approx((0.05, 0.08, 0.09, 0.09, 0.09))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=7))
def test_it_is_the_shortcut_of_closed_testing(p_values):
    assert holm(p_values) == pytest.approx(tuple(by_closed_testing(p_values)))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=7))
def test_adjusting_never_strengthens_evidence(p_values):
    assert all(raw <= adjusted <= 1 for raw, adjusted in zip(p_values, holm(p_values), strict=True))


def test_what_is_not_known_does_not_count():
    assert holm([None, 0.02, None, 0.5]) == (None, 0.04, None, 0.5)
    assert holm([]) == ()


@pytest.mark.parametrize("wrong", [-0.1, 1.1, float("nan")])
def test_what_is_no_p_value_is_refused(wrong):
    with pytest.raises(ValueError, match="p-values"):
        holm([0.5, wrong])
