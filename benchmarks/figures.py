"""Medians with their spread, ratios of what was measured side by side, and the tables that show them."""

import statistics
from collections.abc import Iterable, Sequence
from typing import TypedDict


class Spread(TypedDict):
    """The median of some measurements, between the lowest and the highest of them."""

    median: float
    low: float
    high: float


def spread(values: Iterable[float]) -> Spread:
    """Return the spread of measurements, of which there is at least one; four digits of each count."""
    found = [float(f"{value:.4g}") for value in values]
    return Spread(median=float(f"{statistics.median(found):.4g}"), low=min(found), high=max(found))


def quartiles(values: Sequence[float]) -> Spread:
    """Return the same for many measurements, of which the slowest tell little: between the first and last quarter."""
    ordered = sorted(values)
    return spread(percentile(ordered, percent) for percent in (25, 50, 75))


def ratios(ours: Sequence[float], others: Sequence[float]) -> Spread:
    """Return the spread of the rounds' ratios: what is measured in one round shares the same noise."""
    return spread(one / other for one, other in zip(ours, others, strict=True))


def percentile(ordered: Sequence[float], percent: float) -> float:
    """Return the value below which so many percent of some ordered ones lie."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def text(value: object) -> str:
    """Return a figure in three digits or more, a spread as `median (low to high)`, nothing for None."""
    match value:
        case None:
            return ""
        case {"median": median, "low": low, "high": high}:
            return f"{text(median)} ({text(low)} to {text(high)})"
        case float():
            return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
        case int():
            return f"{value:,}"
    return str(value)


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under a title; the first column is a name, the others are figures (see `text`)."""
    lines = [list(columns), *([text(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    print(f"\n{title}")
    for first, *others in lines:
        cells = [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))]
        print("  ".join(cells).rstrip(), flush=True)
