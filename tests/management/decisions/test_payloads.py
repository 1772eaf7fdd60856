"""From a described visitor to the one that the rules of decision know."""

from datetime import UTC, datetime

from lenticular.domain.attributes import Preset, Visitor
from lenticular.geo.places import Resolver
from lenticular.management.decisions.payloads import DescribedVisitor, visitor_of
from lenticular.visitors.stored import Stored

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def visitor(**described: object) -> Visitor:
    return visitor_of(
        DescribedVisitor.model_validate(described), stored=Stored({"age": 7}), places=Resolver(None), now=NOON
    )


def test_what_is_said_counts_and_is_told_from_what_is_derived():
    seen = visitor(country="US", timezone="America/Chicago", deviceType="TABLET", time="2026-11-27T10:00:00+01:00")

    assert (seen.country, seen.region, seen.timezone, seen.device_type) == ("US", None, "America/Chicago", "TABLET")
    assert seen.now == datetime(2026, 11, 27, 9, tzinfo=UTC)
    assert seen.described == {Preset.COUNTRY, Preset.DEVICE_TYPE, Preset.DATE_AND_TIME}
    assert seen.notes[-1] == "Described, not derived: DEVICE_TYPE, COUNTRY, DATE_AND_TIME."


def test_a_visitor_of_whom_nothing_is_said_is_a_stranger_of_now():
    seen = visitor()

    assert (seen.uid, seen.now, seen.described, seen.live_attributes) == (None, NOON, frozenset(), {})
    assert seen.stored_attributes == {"age": 7}


def test_page_referrer_and_attributes_are_read_as_a_request_is():
    seen = visitor(pageUrl="https://shop.test/?utm=a&utm=b", referrer="https://news.test/", attributes={"age": None})

    assert (seen.query_parameters, seen.referrer) == ({"utm": "a"}, "https://news.test/")
    assert seen.live_attributes == {"age": None}
