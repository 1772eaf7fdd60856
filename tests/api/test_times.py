"""Times on the wire."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from lenticular.api.times import iso_milliseconds


@pytest.mark.parametrize(
    ("time", "spelled"),
    [
        (datetime(2024, 10, 23, 19, 59, 47, 747_000, tzinfo=UTC), "2024-10-23T19:59:47.747Z"),
        (datetime(2024, 10, 23, tzinfo=UTC), "2024-10-23T00:00:00.000Z"),
        (datetime(2024, 1, 1, 1, tzinfo=timezone(timedelta(hours=2))), "2023-12-31T23:00:00.000Z"),
    ],
)
def test_times_are_in_utc_with_milliseconds(time: datetime, spelled: str):
    assert iso_milliseconds(time) == spelled
