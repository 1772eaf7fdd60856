"""Which variant of each segmented experience the visitor gets, from the truth of all audiences.

Planes where they are compiled. Else tables as long as they are small, as a plane by numpy takes its time however little
is in it; experiences of very many variants are then scanned row by row.
"""

from collections.abc import Sequence
from itertools import accumulate
from operator import add

from lenticular.domain.engine import rows, tables
from lenticular.domain.engine.lanes import Lane
from lenticular.domain.engine.native import is_compiled
from lenticular.domain.engine.planes import Berths, Planes
from lenticular.domain.engine.tables import Tables

# Tables are the faster way up to some such size; measured.
TABLE_BYTES = 0 if is_compiled else 16 * 1024 * 1024


class Selection:
    """The segmented experiences of a project, selected by planes if there are berths."""

    def __init__(self, lanes: Sequence[Lane], audiences: int, berths: Berths | None) -> None:
        self._lanes = lanes
        *self._bases, count = 0, *accumulate([len(lane.options) for lane in lanes])
        segmented = [position for position, lane in enumerate(lanes) if lane.rows]
        self._gates = [(one, gate) for one in segmented if (gate := lanes[one].gate) is not None]
        if berths is not None:
            self._selected = Planes(berths, lanes, self._bases, count).options
        else:
            self._wide = [position for position in segmented if not tables.suits(lanes[position])]
            self._numbers = Tables(lanes, audiences).numbers
            self._selected = self._by_tables

    def options(self, truth: int) -> list[int]:
        """Return the option of each experience, that without a variant where it is not for the visitor, or a test."""
        if not truth:
            return self._bases.copy()
        options = self._selected(truth)
        if self._gates:
            rows.close(self._gates, truth, options, self._bases)
        return options

    def _by_tables(self, truth: int) -> list[int]:
        options = list(map(add, self._bases, self._numbers(truth)))
        for position in self._wide:
            options[position] += self._lanes[position].scan(truth)
        return options
