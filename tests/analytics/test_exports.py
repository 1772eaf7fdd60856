import csv
import io
from typing import Any

import httpx
import pytest
from pyarrow import parquet

from analytics.conftest import Asked, Shop
from event_log import DAY


def rows(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))


@pytest.fixture
def test(shop: Shop) -> Asked:
    found = shop.test(shop.event("clicked"), shop.event("booked"), names=("=A", "B"))
    shop.log.count(*found.visit("0", 40, clicked=10), *found.visit("1", 40, clicked=30, booked=4))
    shop.clock.advance(days=1)
    return found


def test_a_summary_is_a_row_for_every_variant_and_metric(test: Asked):
    answer = test.get("export", table="summary")

    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert answer.headers["content-disposition"] == 'attachment; filename="experience-0-version-1-summary.csv"'
    found = rows(answer)
    assert [(row["variant"], row["event_key"], row["conversions"]) for row in found] == [
        ("0", "clicked", "10"),
        ("0", "booked", "0"),
        ("1", "clicked", "30"),
        ("1", "booked", "4"),
    ]
    assert (found[0]["variant_name"], found[2]["status"], found[0]["status"]) == ("'=A", "LEADING_SIGNIFICANTLY", "")
    # The same figures as in the answer that is no file; the baseline has no uplift.
    told = test.told("summary")["variants"][1]["metrics"][0]
    assert float(found[2]["probability_to_be_best"]) == told["probabilityToBeBest"]
    assert float(found[2]["absolute_uplift_low"]) == told["uplift"]["absolute"]["low"]
    assert float(found[2]["p_value"]) == told["uplift"]["pValue"]
    assert float(found[2]["always_valid_high"]) == told["uplift"]["alwaysValid"]["high"]
    assert (found[0]["absolute_uplift_low"], found[0]["p_value"]) == ("", "")


def test_parquet_holds_the_same(test: Asked):
    answer = test.get("export", table="summary", format="parquet")

    assert answer.headers["content-type"] == "application/vnd.apache.parquet"
    assert answer.headers["content-disposition"].endswith('summary.parquet"')
    read: list[dict[str, Any]] = parquet.read_table(io.BytesIO(answer.content)).to_pylist()
    as_text = [{key: "" if cell is None else str(cell) for key, cell in row.items()} for row in read]
    assert as_text == [row | {"variant_name": row["variant_name"].lstrip("'")} for row in rows(
        test.get("export", table="summary")
    )]  # fmt: skip


def test_a_time_series_is_a_row_for_every_day_variant_and_metric(test: Asked):
    test.shop.log.count(test.did("0-39", "clicked", DAY))
    test.shop.clock.advance(days=1)

    found = rows(test.get("export", table="time-series", timezone="UTC", granularity="DAY"))

    assert [
        (row["time"][:10], row["variant"], row["impressions"], row["conversions"], row["converted"])
        for row in found
        if row["event_key"] == "clicked"
    ] == [
        ("2026-11-22", "0", "40", "11", "10"),
        ("2026-11-22", "1", "40", "30", "30"),
        ("2026-11-23", "0", "0", "0", "1"),
        ("2026-11-23", "1", "0", "0", "0"),
    ]


def test_a_breakdown_is_a_row_for_every_value_variant_and_metric(test: Asked):
    found = rows(test.get("export", table="breakdown", dimension="COUNTRY"))
    assert [(row["dimension"], row["value"], row["variant"], row["conversions"]) for row in found] == [
        ("COUNTRY", "", "0", "10"),
        ("COUNTRY", "", "0", "0"),
        ("COUNTRY", "", "1", "30"),
        ("COUNTRY", "", "1", "4"),
    ]


@pytest.mark.parametrize("table", ["summary", "time-series", "breakdown"])
def test_a_segmented_experience_has_rows_without_a_metric(shop: Shop, table: str):
    segmented = shop.segmented(shop.audience("Buyers"))
    shop.log.count(*segmented.visit("0", 3))
    (row,) = rows(segmented.get("export", table=table, dimension="DEVICE"))
    assert (row["impressions"], row["event_key"], row["conversions"]) == ("3", "", "")
