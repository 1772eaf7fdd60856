"""Dates: the golden vectors, and that zones, folds and gaps keep order."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import golden
from lenticular.domain import audiences, dates

VECTORS = golden.load("dates.json")
VOCABULARY = golden.read_vocabulary(VECTORS)

zones = st.sampled_from(
    [ZoneInfo(name) for name in ("America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia")] + [UTC]
)
texts = st.datetimes().map(datetime.isoformat)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_vector(case):
    definition = golden.read_rule(case["rule"])
    assert audiences.matches(definition, golden.read_visitor(case["visitor"]), VOCABULARY) is case["expected"], case[
        "why"
    ]


def test_vectors_are_as_many_as_they_were():
    assert len(VECTORS["cases"]) == 130


@given(st.datetimes(timezones=zones, allow_imaginary=False))
def test_a_moment_with_an_offset_is_the_instant_it_names(time):
    offset = time.utcoffset()
    moment = dates.parse_moment(time.isoformat())
    if offset.seconds % 60:  # Python writes an offset of the nineteenth century with its seconds; ISO has none
        assert moment is None
    else:
        assert dates.earliest(moment, UTC) == dates.latest(moment, UTC) == dates.instant(time)


@given(texts, zones)
def test_a_moment_ends_no_earlier_than_it_begins(text, zone):
    moment = dates.parse_moment(text)
    assert dates.earliest(moment, zone) <= dates.latest(moment, zone)


@given(st.datetimes(datetime(1971, 1, 1), datetime(2037, 1, 1)), zones)  # noqa: DTZ001 - wall clock times
def test_a_wall_clock_time_that_exists_reads_back_as_itself(local, zone):
    moment = dates.parse_moment(local.isoformat())
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    begins, ends = (
        epoch + timedelta(microseconds=time) for time in (dates.earliest(moment, zone), dates.latest(moment, zone))
    )
    shown = {begins.astimezone(zone).replace(tzinfo=None), ends.astimezone(zone).replace(tzinfo=None)}
    # What does not exist is moved forward, so that it never shows as an earlier time.
    assert shown == {local} or min(shown) > local


@given(texts, texts, zones)
def test_nothing_lies_between_the_ends_of_a_reversed_period(first, second, zone):
    start, end = dates.parse_moment(first), dates.parse_moment(second)
    if dates.is_reversed(start, end):
        assert not dates.is_between(dates.earliest(start, UTC), start, end, UTC)
        assert not dates.is_between(dates.latest(end, UTC), start, end, UTC)
    else:
        assert dates.is_between(dates.earliest(start, UTC), start, end, UTC)


@given(st.text() | st.floats() | st.integers() | texts, zones)
def test_reading_a_value_never_fails(value, zone):
    assert isinstance(dates.read_instant(value, zone), int | None)


@pytest.mark.parametrize("name", ["", "Nowhere", "America", "../UTC", "/etc/passwd", "a\0b", "\ud800", "x" * 5_000])
def test_a_zone_that_does_not_exist_is_none(name):
    assert dates.find_zone(name) is None
