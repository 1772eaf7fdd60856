"""Journeys survive being stored, also those that were stored before there were contexts."""

import msgspec

from lenticular.domain import attribution
from lenticular.ingestion.counting import journeys


def test_journeys_are_read_as_they_were_written():
    state = attribution.convert(attribution.see(attribution.NEW, "0", 5, "DE||").state, "bought", 7).state
    assert journeys.decode(journeys.encode({"v": state, "w": attribution.NEW})) == {"v": state, "w": attribution.NEW}
    assert journeys.decode(journeys.encode({})) == journeys.decode(None) == {}


def test_a_journey_without_a_context_has_an_unknown_one():
    before = msgspec.msgpack.encode({"v": [[["0", 5, 6]], [[5, "0"]], [["bought", 7, "0", []]]]})
    state = attribution.see(attribution.NEW, "0", 5).state
    assert journeys.decode(before)["v"].context == ""
    assert attribution.see(journeys.decode(before)["v"], "0", 5).increments == ()
    assert journeys.decode(before)["v"].impressions == state.impressions
