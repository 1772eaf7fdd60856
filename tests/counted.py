"""Counts of experiments as Hypothesis draws them: small and huge, without conversions and all converted."""

from hypothesis import strategies as st

from lenticular.stats.aggregates import Aggregates


@st.composite
def counts(draw, most=10**9, variants=6, fewest=1):
    """Counts of two variants and more."""
    visitors = draw(st.lists(st.integers(fewest, most) | st.integers(fewest, 50), min_size=2, max_size=variants))
    return Aggregates(tuple(visitors), tuple(draw(st.integers(0, seen)) for seen in visitors))
