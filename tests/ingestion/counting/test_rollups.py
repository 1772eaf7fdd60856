"""Which cells an increment falls into, and which values of dimensions."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from lenticular.domain import attribution
from lenticular.ingestion.counting import contexts, rollups
from lenticular.ingestion.counting.bases import Basis
from lenticular.ingestion.counting.rollups import DAY, DAY_MS, QUARTER, QUARTER_MS, Measure
from lenticular.ingestion.records import Context

CONTEXT = contexts.text(Context("DE", "MOBILE", ("a1", "a2")), "7")


def of_a_conversion(basis):
    """Return the sums of a conversion a day and a quarter of an hour after the visitor came."""
    state = attribution.see(attribution.NEW, "0", DAY_MS, CONTEXT).state
    sums = rollups.Sums(basis)
    sums.add("v", attribution.convert(state, "bought", 2 * DAY_MS + QUARTER_MS).increments)
    return sums


def test_a_conversion_is_put_where_its_visitor_came_and_where_it_happened():
    assert of_a_conversion(Basis.IMPRESSION).cells() == {
        ("v", Measure.FIRST_SEEN.value, QUARTER, 96, "0", "bought", False): 1,
        ("v", Measure.FIRST_SEEN.value, DAY, 1, "0", "bought", False): 1,
        ("v", Measure.CONVERTED.value, QUARTER, 193, "0", "bought", False): 1,
        ("v", Measure.CONVERTED.value, DAY, 2, "0", "bought", False): 1,
    }
    measures = {cell[1] for cell in of_a_conversion(Basis.EXPOSURE).cells()}
    assert measures == {Measure.FIRST_EXPOSED, Measure.EXPOSED_CONVERTED}


def test_a_conversion_is_put_under_every_value_of_its_visitor():
    seen = {
        ("v", "IMPRESSION", "COUNTRY", "DE", "0", "bought"): 1,
        ("v", "IMPRESSION", "DEVICE", "MOBILE", "0", "bought"): 1,
        ("v", "IMPRESSION", "AUDIENCE", "a1", "0", "bought"): 1,
        ("v", "IMPRESSION", "AUDIENCE", "a2", "0", "bought"): 1,
    }
    assert of_a_conversion(Basis.IMPRESSION).shares() == seen
    exposed = {(share[0], "EXPOSURE", *share[2:]): 1 for share in seen}
    exposed[("v", "EXPOSURE", "VARIANT", "7", "0", "bought")] = 1
    assert of_a_conversion(Basis.EXPOSURE).shares() == exposed


def test_what_is_taken_back_leaves_nothing():
    change = attribution.see(attribution.NEW, "0", 5, CONTEXT)
    sums = rollups.Sums(Basis.IMPRESSION)
    sums.add("v", change.increments)
    sums.add("v", [attribution.Increment(count, -1) for count in attribution.counts(change.state)])
    assert (sums.cells(), sums.shares()) == ({}, {})


CONTEXTS = [
    "",
    contexts.text(Context("DE", None, ("a1",)), "0"),
    contexts.text(Context("FR", "MOBILE", ("a1", "a2")), "1"),
]
HOUR = 3_600_000
visits = st.tuples(
    st.sampled_from(["ann", "ben"]),
    st.sampled_from(["see", "convert"]),
    st.sampled_from(["0", "1"]),
    st.integers(0, attribution.OPEN_MS // HOUR).map(lambda hours: hours * HOUR),
    st.sampled_from(CONTEXTS),
)


def counted(records, basis):
    """Return the sums of visitors' records in the order in which they come, and the visitors' journeys."""
    sums, journeys = rollups.Sums(basis), {}
    for user, kind, name, at, context in records:
        state = journeys.get(user, attribution.NEW)
        told = (name, at, context) if kind == "see" else (name, at)
        journeys[user], increments = getattr(attribution, kind)(state, *told)
        sums.add("v", increments)
    return sums, journeys


@given(
    st.lists(visits, max_size=24).flatmap(lambda it: st.tuples(st.just(it), st.permutations(it))),
    st.sampled_from(Basis),
)
def test_sums_follow_from_what_is_remembered_whatever_the_order(orders, basis):
    sums, journeys = counted(orders[0], basis)
    other, _ = counted(orders[1], basis)
    assert (sums.cells(), sums.shares()) == (other.cells(), other.shares())

    expected = Counter()
    for count in (count for state in journeys.values() for count in attribution.counts(state) if count.variant):
        for dimension, value in contexts.values(count.context, basis):
            expected["v", basis, dimension, value, count.variant, count.event_key or ""] += 1
    assert sums.shares() == expected

    for state in journeys.values():
        sums.add("v", [attribution.Increment(count, -1) for count in attribution.counts(state)])
    assert (sums.cells(), sums.shares()) == ({}, {})
