"""Which cells an increment falls into."""

from lenticular.domain import attribution
from lenticular.ingestion.counting import rollups
from lenticular.ingestion.counting.rollups import DAY, DAY_MS, QUARTER, QUARTER_MS, Cell, Measure


def test_a_conversion_is_put_where_its_visitor_came_and_where_it_happened():
    state = attribution.see(attribution.NEW, "0", DAY_MS).state
    sums = {}
    rollups.add(sums, "v", attribution.convert(state, "bought", 2 * DAY_MS + QUARTER_MS).increments)
    assert sums == {
        Cell("v", Measure.FIRST_SEEN.value, QUARTER, 96, "0", "bought", is_crossover=False): 1,
        Cell("v", Measure.FIRST_SEEN.value, DAY, 1, "0", "bought", is_crossover=False): 1,
        Cell("v", Measure.CONVERTED.value, QUARTER, 193, "0", "bought", is_crossover=False): 1,
        Cell("v", Measure.CONVERTED.value, DAY, 2, "0", "bought", is_crossover=False): 1,
    }


def test_what_is_taken_back_leaves_nothing():
    change = attribution.see(attribution.NEW, "0", 5)
    sums = {}
    rollups.add(sums, "v", change.increments)
    rollups.add(sums, "v", [attribution.Increment(count, -1) for count in attribution.counts(change.state)])
    assert set(sums.values()) == {0}
