"""What many comparisons at once do to evidence: with twenty metrics that nothing moved, one looks moved at 5 %."""

import math
from collections.abc import Sequence


def holm(p_values: Sequence[float | None]) -> tuple[float | None, ...]:
    """Return p-values adjusted for their number, each in [p, 1]; None stays None and does not count.

    Reporting those at most alpha errs anywhere among them with probability at most alpha, whatever the dependence.
    Metrics of one experiment depend on each other (who books has clicked), and there are few; Benjamini-Hochberg needs
    a kind of dependence and would bound the share of false reports, not the chance of one. Raise ValueError for a
    p-value outside [0, 1]. Reference: Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian
    Journal of Statistics 6 (1979), §3; adjusted p-values: Wright, Biometrics 48 (1992), §2.
    """
    known = {index: value for index, value in enumerate(p_values) if value is not None}
    if any(not math.isfinite(value) or not 0 <= value <= 1 for value in known.values()):
        raise ValueError(f"p-values are between 0 and 1: {p_values}")
    adjusted: dict[int, float] = {}
    largest = 0.0
    for rank, index in enumerate(sorted(known, key=lambda index: known[index])):
        largest = max(largest, min(1.0, (len(known) - rank) * known[index]))
        adjusted[index] = largest
    return tuple(adjusted.get(index) for index in range(len(p_values)))
