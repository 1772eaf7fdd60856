"""Whether as many visitors were counted in each variant as the split sends there; if not, no result can be trusted."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy import special

LEVEL = 0.001  # few false alarms although looked at often; a broken split passes it soon
FEWEST_EXPECTED = 5  # visitors a variant: below, the chi-square distribution does not hold


class Cause(StrEnum):
    """What a mismatch looks like, by the counts alone; the value is the sentence for a person."""

    VARIANT_SHORT = (
        "One variant lacks visitors: its page fails, redirects or loads slowly before the impression is sent, or it "
        "sends none."
    )
    VARIANT_OVER = (
        "One variant has too many visitors: links or caches that force it, bots, or an impression sent before the "
        "variant was chosen."
    )
    EQUAL_SPLIT = (
        "Visitors are split equally, not as planned: the site ignores the weights, or they were other ones at first."
    )
    SPREAD = "Several variants are off: visitors are assigned elsewhere, the split was changed, or events are lost."


@dataclass(frozen=True, slots=True)
class SampleRatio:
    """The check of visitors against the split.

    p_value: how likely so large a deviation is by chance; None while a variant expects fewer than 5 visitors.
    expected: visitors per variant, (variants,). unplanned: visitors in variants whose share is 0, not part of the test.
    causes: likely ones, of which variant or None; only with a mismatch.
    """

    p_value: float | None
    expected: tuple[float, ...]
    unplanned: int
    causes: tuple[tuple[Cause, int | None], ...]
    level: float = LEVEL

    @property
    def is_mismatch(self) -> bool:
        """Return whether the deviation is too large to be chance, at `level`."""
        return self.p_value is not None and self.p_value < self.level


def check(visitors: tuple[int, ...], shares: tuple[int, ...]) -> SampleRatio | None:
    """Compare visitors with the split by Pearson's chi-square test; None if nobody was counted in a planned variant.

    Shares are in any unit, at least one above 0; shapes (variants,). Raise ValueError for others, and for fewer
    than 0 visitors. Reference: Fabijan et al., "Diagnosing Sample Ratio Mismatch in Online Controlled Experiments",
    KDD 2019, §2 (test) and §4 (causes).
    """
    if len(visitors) != len(shares) or min(visitors) < 0 or min(shares) < 0 or not any(shares):
        raise ValueError(f"there is a share for each variant, and none is negative: {visitors}, {shares}")
    planned = tuple(index for index, share in enumerate(shares) if share)
    total = sum(visitors[index] for index in planned)
    if not total:
        return None
    expected = tuple(total * share / sum(shares) for share in shares)
    seen, wanted = tuple(visitors[i] for i in planned), tuple(shares[i] for i in planned)
    p_value = _p_value(seen, wanted)
    causes: tuple[tuple[Cause, int | None], ...] = ()
    if p_value is not None and p_value < LEVEL:
        causes = tuple((cause, None if at is None else planned[at]) for cause, at in _causes(seen, wanted))
    return SampleRatio(p_value, expected, sum(visitors) - total, causes)


def _p_value(visitors: tuple[int, ...], shares: tuple[int, ...]) -> float | None:
    """Return the p-value of Pearson's test; None where it cannot be had."""
    expected = np.array(shares, dtype=np.float64) * (sum(visitors) / sum(shares))
    if len(visitors) < 2 or expected.min() < FEWEST_EXPECTED:
        return None
    statistic = float(((np.array(visitors, dtype=np.float64) - expected) ** 2 / expected).sum())
    return float(special.gammaincc((len(visitors) - 1) / 2, statistic / 2))


def _fits(visitors: tuple[int, ...], shares: tuple[int, ...]) -> bool:
    found = _p_value(visitors, shares)
    return found is not None and found >= LEVEL


def _causes(visitors: tuple[int, ...], shares: tuple[int, ...]) -> list[tuple[Cause, int | None]]:
    """Return what the pattern of a mismatch suggests; which variant by its place."""
    found: list[tuple[Cause, int | None]] = []
    if len(set(shares)) > 1 and _fits(visitors, (1,) * len(visitors)):
        found.append((Cause.EQUAL_SPLIT, None))
    for at, (seen, share) in enumerate(zip(visitors, shares, strict=True)):
        # The odd one is that without which the others fit; of two, either may be it.
        others = visitors[:at] + visitors[at + 1 :], shares[:at] + shares[at + 1 :]
        if len(visitors) == 2 or _fits(*others):
            short = seen * sum(shares) < sum(visitors) * share
            found.append((Cause.VARIANT_SHORT if short else Cause.VARIANT_OVER, at))
    return found or [(Cause.SPREAD, None)]
