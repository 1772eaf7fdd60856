"""Periods: the golden vectors, and that every instant lies in one quarter, hour and day, whatever clocks do."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import golden
from lenticular.domain import periods

VECTORS = golden.load("attribution.json")["periods"]
HOUR = 3_600_000


def milliseconds(text):
    return round(datetime.fromisoformat(text).timestamp() * 1000)


zones = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "UTC",
            "America/New_York",
            "America/Havana",
            "America/Santiago",
            "Asia/Kathmandu",
            "Australia/Lord_Howe",
            "Pacific/Chatham",
            "Africa/Cairo",
        )
    ]
)
instants = st.integers(milliseconds("2020-01-01T00:00:00Z"), milliseconds("2037-01-01T00:00:00Z"))
changes = st.sampled_from(
    [milliseconds(case["at"]) for case in VECTORS] + [milliseconds("2026-04-04T15:00:00Z")]  # Lord Howe and Chatham
).flatmap(lambda at: st.integers(at - 26 * HOUR, at + 26 * HOUR))


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: f"{case['at']} in {case['zone']}")
def test_vector(case):
    at, zone = milliseconds(case["at"]), ZoneInfo(case["zone"])
    found = periods.quarter(at), periods.hour(at, zone), periods.day(at, zone)
    assert found == tuple(milliseconds(case[period]) for period in ("quarter", "hour", "day")), case["why"]


@given(instants | changes, zones)
def test_quarters_make_up_hours_and_hours_make_up_days(at, zone):
    quarter, hour, day = periods.quarter(at), periods.hour(at, zone), periods.day(at, zone)
    assert day <= hour <= quarter <= at
    assert (periods.hour(quarter, zone), periods.day(quarter, zone), periods.day(hour, zone)) == (hour, day, day)


@given(instants | changes, zones)
def test_a_period_begins_with_itself(at, zone):
    hour, day = periods.hour(at, zone), periods.day(at, zone)
    assert periods.hour(hour, zone) == hour
    assert periods.day(day, zone) == day


@given(instants | changes, st.integers(0, 30 * HOUR), zones)
def test_a_later_instant_lies_in_no_earlier_period(at, later, zone):
    assert periods.hour(at, zone) <= periods.hour(at + later, zone)
    assert periods.day(at, zone) <= periods.day(at + later, zone)


@given(instants | changes, zones)
def test_a_day_holds_the_instants_of_one_date(at, zone):
    begins = datetime.fromtimestamp(periods.day(at, zone) / 1000, zone)
    assert begins.date() == datetime.fromtimestamp(at // 1000, zone).date()


@given(instants)
def test_an_hour_in_utc_is_3600_seconds(at):
    assert periods.hour(at, UTC) == at - at % HOUR
