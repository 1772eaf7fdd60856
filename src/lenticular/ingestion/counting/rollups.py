"""What increments change in the rollups: pure arithmetic of buckets and of values of dimensions."""

from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from lenticular.domain.attribution import Increment
from lenticular.ingestion.counting import contexts
from lenticular.ingestion.counting.bases import Basis

QUARTER_MS = 15 * 60_000
DAY_MS = 24 * 60 * 60_000
# The lengths of buckets, in quarter hours. Days of UTC keep long ranges short; only quarters fit every zone's days.
QUARTER, DAY = 1, 96


class Measure(StrEnum):
    """By which instant a count is put into its bucket."""

    FIRST_SEEN = "first_seen"  # when the visitor first saw the variant: visitors and their conversions
    CONVERTED = "converted"  # when the conversion happened: conversions only
    FIRST_EXPOSED = "first_exposed"  # the same of exposures, by arm
    EXPOSED_CONVERTED = "exposed_converted"


class Instants(NamedTuple):
    """The two measures of a basis: when the visitor came, and when they converted."""

    came: str
    converted: str


INSTANTS = {
    Basis.IMPRESSION: Instants(Measure.FIRST_SEEN.value, Measure.CONVERTED.value),
    Basis.EXPOSURE: Instants(Measure.FIRST_EXPOSED.value, Measure.EXPOSED_CONVERTED.value),
}


# Keys of the two tables, in the order of their columns. Plain tuples: a batch makes some 100,000 of them.
# Version, measure, span, bucket, variant, event key, and whether it is of crossovers.
Cell = tuple[str, str, int, int, str, str, bool]
# Version, basis, dimension, value, variant, event key.
Share = tuple[str, str, str, str, str, str]


class Sums:
    """What many increments of one basis add up to."""

    def __init__(self, basis: Basis) -> None:
        self._basis = basis
        self._instants = INSTANTS[basis]
        # Plain tuples: (version, measure, quarter, variant, key, crossover) and (version, context, variant, key).
        self._quarters: defaultdict[tuple[str, str, int, str, str, bool], int] = defaultdict(int)
        self._contexts: defaultdict[tuple[str, str, str, str], int] = defaultdict(int)

    def add(self, version_uid: str, increments: Iterable[Increment]) -> None:
        """Add increments of one version."""
        came, converted = self._instants
        for (variant, event_key, first_at, at, is_crossover, context), amount in increments:
            name, key = variant or "", event_key or ""
            self._quarters[version_uid, came, first_at // QUARTER_MS, name, key, is_crossover] += amount
            if key:
                self._quarters[version_uid, converted, at // QUARTER_MS, name, key, is_crossover] += amount
            if name:
                self._contexts[version_uid, context, name, key] += amount

    def cells(self) -> dict[Cell, int]:
        """Return the sums by quarter hour and by day, without those that are zero."""
        found: defaultdict[Cell, int] = defaultdict(int)
        for (version, measure, quarter, variant, key, is_crossover), amount in self._quarters.items():
            for span in (QUARTER, DAY):
                found[version, measure, span, quarter // span, variant, key, is_crossover] += amount
        return {cell: amount for cell, amount in found.items() if amount}

    def shares(self) -> dict[Share, int]:
        """Return the sums by value of each dimension, without those that are zero."""
        basis = self._basis.value
        found: defaultdict[Share, int] = defaultdict(int)
        for (version, context, variant, key), amount in self._contexts.items():
            if amount:
                for dimension, value in contexts.values(context, self._basis):
                    found[version, basis, dimension, value, variant, key] += amount
        return {share: amount for share, amount in found.items() if amount}
