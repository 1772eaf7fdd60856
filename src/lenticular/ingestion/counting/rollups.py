"""What one increment changes in the rollups: pure arithmetic of buckets."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from lenticular.domain.attribution import Increment

QUARTER_MS = 15 * 60_000
DAY_MS = 24 * 60 * 60_000
# The lengths of buckets, in quarter hours. Days of UTC keep long ranges short; only quarters fit every zone's days.
QUARTER, DAY = 1, 96


class Measure(StrEnum):
    """By which instant a count is put into its bucket."""

    FIRST_SEEN = "first_seen"  # when the visitor first saw the variant: visitors and their conversions
    CONVERTED = "converted"  # when the conversion happened: conversions only


class Cell(NamedTuple):
    """The key of one rollup, in the order of the table's columns."""

    version_uid: str
    measure: str
    span: int
    bucket: int
    variant_short_uid: str
    event_key: str
    is_crossover: bool


Sums = dict[Cell, int]


def add(sums: Sums, version_uid: str, increments: Iterable[Increment]) -> None:
    """Add increments of one version to sums by cell."""
    for count, amount in increments:
        variant, key = count.variant or "", count.event_key or ""
        instants = [(Measure.FIRST_SEEN.value, count.first_at)]
        if key:
            instants.append((Measure.CONVERTED.value, count.at))
        for measure, instant in instants:
            quarter = instant // QUARTER_MS
            for span, bucket in ((QUARTER, quarter), (DAY, quarter // DAY)):
                cell = Cell(version_uid, measure, span, bucket, variant, key, count.is_crossover)
                sums[cell] = sums.get(cell, 0) + amount
