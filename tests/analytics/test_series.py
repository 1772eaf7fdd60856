from analytics.conftest import Shop
from event_log import DAY, HOUR, moment


def test_every_day_between_has_its_point_and_conversions_stand_where_visitors_came_and_where_they_happened(shop: Shop):
    clicked = shop.event("clicked")
    test = shop.test(clicked)
    shop.log.count(test.saw("ann"), test.did("ann", "clicked", 2 * DAY), test.saw("bob", "1", 2 * DAY + HOUR))
    shop.clock.advance(days=5)

    told = test.told("time-series")

    def one(short_uid: str, impressions: int = 0, conversions: int = 0, converted: int = 0) -> dict[str, object]:
        return {
            "shortUid": short_uid,
            "impressions": impressions,
            "conversions": {clicked: conversions},
            "converted": {clicked: converted},
        }

    assert told | {"series": ()} == {
        "experience": test.experience,
        "version": test.version,
        "granularity": "DAY",
        "timezone": "UTC",
        "series": (),
    }
    assert [(point["time"], point["variants"]) for point in told["series"]] == [
        ("2026-11-22T00:00:00.000Z", [one("0", impressions=1, conversions=1), one("1")]),
        ("2026-11-23T00:00:00.000Z", [one("0"), one("1")]),
        ("2026-11-24T00:00:00.000Z", [one("0", converted=1), one("1", impressions=1)]),
    ]


def test_a_day_begins_by_the_clock_of_the_zone(shop: Shop):
    test = shop.test(shop.event("clicked"))
    shop.log.count(test.saw("ann", at=0), test.saw("bob", at=7 * HOUR))
    shop.clock.advance(days=1)

    told = test.told("time-series", timezone="Asia/Kathmandu")

    assert [(point["time"], point["variants"][0]["impressions"]) for point in told["series"]] == [
        ("2026-11-21T18:15:00.000Z", 1),
        ("2026-11-22T18:15:00.000Z", 1),
    ]


def test_what_has_not_happened_yet_has_no_point(shop: Shop):
    test = shop.test(shop.event("clicked"))
    shop.clock.advance(hours=2)
    ends = {"startTime": moment(0).isoformat(), "endTime": moment(365 * DAY).isoformat()}

    told = test.told("time-series", granularity="HOUR", **ends)

    assert [point["time"] for point in told["series"]] == ["2026-11-22T12:00:00.000Z", "2026-11-22T13:00:00.000Z"]
    assert test.told("time-series")["series"] == []
    assert test.told("time-series", startTime=moment(DAY).isoformat())["series"] == []


def test_a_series_has_an_end(shop: Shop):
    test = shop.test(shop.event("clicked"))
    shop.log.count(test.saw("ann"))
    assert test.problems("time-series", granularity="HOUR", startTime="2025-11-22T12:00:00Z") == {
        "startTime": ["TOO_MANY_POINTS"]
    }
