"""What mathematics is told of an experiment: counts per variant. The whole border between the store and `stats`."""

from dataclasses import dataclass

INSIGHT_VISITORS = 1_000
INSIGHT_CONVERSIONS = 30


@dataclass(frozen=True, slots=True)
class Aggregates:
    """Unique visitors and unique converted visitors of each variant, for one metric; shape (variants,) both.

    The order of variants is the caller's and is that of every result. Raise ValueError unless there is a variant and
    0 ≤ conversions ≤ visitors in each.
    """

    visitors: tuple[int, ...]
    conversions: tuple[int, ...]

    def __post_init__(self) -> None:
        if not self.visitors or len(self.visitors) != len(self.conversions):
            raise ValueError(f"visitors and conversions are of the same variants: {self}")
        if any(not 0 <= won <= seen for seen, won in zip(self.visitors, self.conversions, strict=True)):
            raise ValueError(f"a variant has no more conversions than visitors, and no less than 0: {self}")

    @property
    def seen(self) -> tuple[int, ...]:
        """Return the indexes of the variants that anybody has seen."""
        return tuple(index for index, visitors in enumerate(self.visitors) if visitors)

    def only(self, indexes: tuple[int, ...]) -> "Aggregates":
        """Return the counts of these variants, in this order. Raise IndexError for a variant there is not."""
        return Aggregates(
            tuple(self.visitors[index] for index in indexes), tuple(self.conversions[index] for index in indexes)
        )


def is_sufficient(aggregates: Aggregates) -> bool:
    """Return whether there is enough data to say anything: 1,000 visitors or 30 conversions over all variants."""
    return sum(aggregates.visitors) >= INSIGHT_VISITORS or sum(aggregates.conversions) >= INSIGHT_CONVERSIONS
