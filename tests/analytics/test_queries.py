from datetime import UTC, datetime
from enum import StrEnum

import pytest

from lenticular.analytics.queries import Query, Range
from lenticular.errors import Invalid


class Color(StrEnum):
    RED = "RED"
    BLUE = "BLUE"


def test_what_is_well_is_read():
    query = Query()

    assert query.version("a" * 24) == "a" * 24
    moments = Range(datetime(2026, 5, 15, tzinfo=UTC), datetime(2026, 5, 15, 22, 30, tzinfo=UTC))
    assert query.range("2026-05-15T00:00:00Z", "2026-05-16T00:30:00+02:00") == moments
    assert query.choice("color", "BLUE", tuple(Color)) is Color.BLUE
    assert query.choice("color", None, tuple(Color), Color.RED) is Color.RED
    assert query.zone("Asia/Kathmandu") == "Asia/Kathmandu"
    assert query.zone(None) == "UTC"
    assert query.number("rate", "2.5", above=0) == 2.5
    assert query.whole("count", "12", least=2, most=50) == 12
    query.check()


def test_what_is_left_out_stays_open():
    query = Query()

    assert query.range(None, "").is_whole
    assert query.number("rate", None, above=0) is None
    assert query.whole("count", "", least=2, most=50) is None
    query.check()


def test_everything_wrong_is_told_at_once():
    query = Query()
    query.version("nonsense")
    query.range("yesterday", "2026-05-15T00:00:00")
    query.choice("color", "GREEN", tuple(Color))
    query.choice("shade", None, tuple(Color))
    query.zone("Mars/Olympus")
    query.number("rate", "much", above=0)
    query.number("uplift", None, above=0, is_required=True)
    query.whole("count", "51", least=2, most=50)

    with pytest.raises(Invalid) as refused:
        query.check()

    assert {problem.pointer: problem.code for problem in refused.value.problems} == {
        "/version": "nonsense is not a valid ObjectId",
        "/startTime": "NOT_VALID_TIME",
        "/endTime": "NOT_VALID_TIME",
        "/color": "NOT_VALID_ENUM",
        "/shade": "REQUIRED",
        "/timezone": "TIMEZONE_UNKNOWN",
        "/rate": "NOT_VALID_NUMBER",
        "/uplift": "REQUIRED",
        "/count": "NOT_VALID_NUMBER",
    }


@pytest.mark.parametrize("text", ["1969-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "3000-01-01T00:00:00Z", "10:00"])
def test_a_time_that_no_visitor_came_at_is_refused(text: str):
    query = Query()
    query.range(text, None)
    assert [problem.code for problem in query.problems] == ["NOT_VALID_TIME"]


@pytest.mark.parametrize("end", ["2026-05-15T00:00:00Z", "2026-05-15T01:00:00+02:00"])
def test_a_range_has_to_end_after_it_starts(end: str):
    query = Query()
    query.range("2026-05-15T00:00:00Z", end)
    assert [(problem.pointer, problem.code) for problem in query.problems] == [("/endTime", "END_NOT_AFTER_START")]


@pytest.mark.parametrize("text", ["nan", "inf", "1e999", "0", "-1", "100"])
def test_a_number_is_finite_and_inside_its_limits(text: str):
    query = Query()
    query.number("rate", text, above=0, below=100)
    assert len(query.problems) == 1
