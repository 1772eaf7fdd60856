"""Which variant of each segmented experience the visitor gets, from the truth of all audiences.

Tables as long as they are small; planes for what is larger, where results are remembered by the truth as well: who has
the same truth gets the same. That is worth it for visitors who come again, as nearly every visitor has a truth of their
own where there are many audiences. Experiences of very many variants are scanned row by row.
"""

from collections.abc import Callable, Sequence
from itertools import accumulate
from operator import add

from lenticular.domain.engine import tables
from lenticular.domain.engine.lanes import Lane
from lenticular.domain.engine.planes import Berths, Planes
from lenticular.domain.engine.tables import Tables

# Tables are the faster way up to some such size; measured.
TABLE_BYTES = 16 * 1024 * 1024
_REMEMBERED = 1 << 17


class Selection:
    """The segmented experiences of a project, selected by planes if there are berths."""

    def __init__(self, lanes: Sequence[Lane], audiences: int, berths: Berths | None) -> None:
        self._lanes = lanes
        self._bases = [0, *accumulate([len(lane.options) for lane in lanes])][:-1]
        segmented = [position for position, lane in enumerate(lanes) if lane.rows]
        self._gated = [position for position in segmented if lanes[position].gate is not None]
        self._numbers: Callable[[int], Sequence[int]]
        if berths is None:
            self._wide = [position for position in segmented if not tables.suits(lanes[position])]
            self._numbers = Tables(lanes, audiences).numbers
        else:
            self._wide = []
            self._numbers = Planes(berths, lanes).numbers
        self._results: dict[int, list[int]] = {}
        self._older: dict[int, list[int]] = {}
        self._remembered = 0 if berths is None else max(1, _REMEMBERED // len(lanes))

    def options(self, truth: int) -> list[int]:
        """Return the option of each experience, that without a variant where it is not for the visitor, or a test."""
        if not truth:
            return self._bases.copy()
        if not self._remembered:
            return self._selected(truth)
        found = self._results.get(truth)
        if found is None:
            found = self._older.get(truth) or self._selected(truth)
            if len(self._results) >= self._remembered:
                self._older, self._results = self._results, {}
            self._results[truth] = found
        return found.copy()

    def _selected(self, truth: int) -> list[int]:
        options = list(map(add, self._bases, self._numbers(truth)))
        for position in self._wide:
            options[position] += self._lanes[position].scan(truth)
        for position in self._gated:
            gate = self._lanes[position].gate
            if gate is not None and not gate.holds(truth):
                options[position] = self._bases[position]
        return options
