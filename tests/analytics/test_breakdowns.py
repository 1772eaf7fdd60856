import pytest

from analytics.conftest import Asked, Shop
from event_log import HOUR, record
from installations import done
from lenticular.ingestion.records import Context, Impression, Record


def came(test: Asked, user: str, context: Context | None, variant: str = "0", at: int = 0) -> Record:
    """The record of a visitor who saw a variant and of whom something is known."""
    subject = Impression("e" * 24, "0", test.version, variant, context)
    return record(subject, user, at, project=test.shop.project)


def of(test: Asked, dimension: str) -> list[tuple[str | None, str, list[tuple[int, int]]]]:
    """Return value, name, and impressions and conversions of each variant."""
    return [
        (
            value["value"],
            value["name"],
            [(variant["impressions"], variant["metrics"][0]["conversions"]) for variant in value["variants"]],
        )
        for value in test.told("breakdown", dimension=dimension)["values"]
    ]


@pytest.fixture
def test(shop: Shop) -> Asked:
    return shop.test(shop.event("clicked"))


def test_visitors_stand_under_their_country_and_device_the_largest_first_and_the_unknown_last(test: Asked):
    test.shop.log.count(
        came(test, "ann", Context("DE", "MOBILE")),
        came(test, "bob", Context("DE", "DESKTOP"), "1"),
        came(test, "cat", Context("US", "MOBILE"), "1"),
        came(test, "dan", None),
        came(test, "eve", None),
        came(test, "fay", None),
        test.did("bob", "clicked"),
        # Where a visitor is later changes nothing.
        came(test, "cat", Context("FR", "TABLET"), "1", HOUR),
    )

    assert of(test, "COUNTRY") == [
        ("DE", "Germany", [(1, 0), (1, 1)]),
        ("US", "United States", [(0, 0), (1, 0)]),
        (None, "Unknown", [(3, 0), (0, 0)]),
    ]
    assert [value[:2] for value in of(test, "DEVICE")] == [
        ("MOBILE", "Mobile"),
        ("DESKTOP", "Desktop"),
        (None, "Unknown"),
    ]
    told = test.told("breakdown", dimension="DEVICE")
    assert (told["dimension"], told["isOverlapping"]) == ("DEVICE", False)
    desktop = told["values"][1]["variants"]
    assert desktop[1]["metrics"][0]["conversionRate"] == 100.0
    assert desktop[1]["metrics"][0]["interval"]["high"] == 100.0
    assert (desktop[0]["metrics"][0]["conversionRate"], desktop[0]["metrics"][0]["interval"]) == (None, None)


def test_a_visitor_stands_under_all_their_audiences_and_a_deleted_one_keeps_its_uid(test: Asked):
    shop = test.shop
    buyers, gone = shop.audience("Buyers"), shop.audience("Gone")
    shop.log.count(
        came(test, "ann", Context(audiences=(buyers, gone))),
        came(test, "bob", Context(audiences=(buyers,))),
        came(test, "cat", Context()),
    )
    done(shop.client.delete(f"/audiences/{gone}"))

    told = test.told("breakdown", dimension="AUDIENCE")

    assert told["isOverlapping"]
    assert [(one["value"], one["name"], one["isDeleted"], one["impressions"]) for one in told["values"]] == [
        (buyers, "Buyers", False, 2),
        (gone, gone, True, 1),
        (None, "In no audience, or unknown", False, 1),
    ]


def test_without_data_there_is_no_value(test: Asked):
    assert of(test, "COUNTRY") == []


def test_a_segmented_experience_is_broken_down_by_impressions_alone(shop: Shop):
    segmented = shop.segmented(shop.audience("Buyers"))
    shop.log.count(came(segmented, "ann", Context("DE")))
    (value,) = segmented.told("breakdown", dimension="COUNTRY")["values"]
    assert [(variant["impressions"], variant["metrics"]) for variant in value["variants"]] == [(1, [])]
