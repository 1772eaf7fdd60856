"""Before the start: how many visitors a test needs, what it can find, and how long it takes.

The rule planned for is the verdict's: a probability to be best of `level`, so against each other variant a one-sided
test at 1 - level. With several others each may be missed with probability (1 - power) / (variants - 1) only; simulated
(benchmarks/evidence.py), up to ten variants then reach the power, and pass it by at most some four points.
Reference: Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions (3rd ed. 2003), §4.2 and §4.4 (unequal
samples), without continuity correction.
"""

import math
from dataclasses import dataclass

from scipy import special

from lenticular.stats.verdict import LEVEL, SHORTEST

POWER = 0.8


@dataclass(frozen=True, slots=True)
class Plan:
    """What is planned for: how sure the verdict has to be, how probably it is reached, in how many equal variants.

    Raise ValueError unless 0.5 ≤ level < 1, 0 < power < 1 with power > 1 - level, and there are two variants.
    """

    level: float = LEVEL
    power: float = POWER
    variants: int = 2

    def __post_init__(self) -> None:
        if not (0.5 <= self.level < 1 and 1 - self.level < self.power < 1 and self.variants >= 2):
            raise ValueError(f"a plan has a level, a power above its error, and at least two variants: {self}")

    @property
    def pair_power(self) -> float:
        """Return the power that each pair is planned with."""
        return 1 - (1 - self.power) / (self.variants - 1)


def visitors_needed(rate: float, uplift: float, plan: Plan | None = None, *, ratio: float = 1.0) -> tuple[int, int]:
    """Return how many visitors baseline and variant need to find a relative uplift (0.1: 10 %, may be negative).

    `ratio` is the variant's visitors per visitor of the baseline. Raise ValueError unless both rates are strictly
    between 0 and 1, the uplift is not 0, and the ratio above 0.
    """
    plan = plan or Plan()
    other = _other(rate, uplift)
    if uplift == 0 or not 0 < ratio < math.inf:
        raise ValueError(f"there is an uplift to find, and visitors to find it: {uplift}, {ratio}")
    pooled = (rate + ratio * other) / (1 + ratio)
    chance = special.ndtri(plan.level) * math.sqrt((1 + ratio) * pooled * (1 - pooled))
    effect = special.ndtri(plan.pair_power) * math.sqrt(ratio * rate * (1 - rate) + other * (1 - other))
    baseline = (chance + effect) ** 2 / (ratio * (rate - other) ** 2)
    return math.ceil(baseline), math.ceil(baseline * ratio)


def power(rate: float, uplift: float, visitors: tuple[int, int], plan: Plan | None = None) -> float:
    """Return how probably (baseline, variant) visitors find a relative uplift of one variant over one, in [0, 1].

    Raise ValueError as `visitors_needed`, and for a side without visitors.
    """
    plan = plan or Plan()
    other = _other(rate, uplift)
    if min(visitors) <= 0:
        raise ValueError(f"both sides have visitors: {visitors}")
    pooled = (rate * visitors[0] + other * visitors[1]) / sum(visitors)
    null = math.sqrt(pooled * (1 - pooled) * (1 / visitors[0] + 1 / visitors[1]))
    deviation = math.sqrt(rate * (1 - rate) / visitors[0] + other * (1 - other) / visitors[1])
    return float(special.ndtr((abs(rate - other) - special.ndtri(plan.level) * null) / deviation))


def smallest_uplift(rate: float, visitors: tuple[int, int], plan: Plan | None = None) -> float | None:
    """Return the smallest relative uplift that is found with the plan's power; None if no rate below 1 would be.

    Raise ValueError as `power`.
    """
    plan = plan or Plan()
    low, high = 0.0, (1 - rate) / rate * (1 - 1e-9)
    if power(rate, high, visitors, plan) < plan.pair_power:
        return None
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        if middle in {low, high}:
            break
        low, high = (low, middle) if power(rate, middle, visitors, plan) >= plan.pair_power else (middle, high)
    return high


def days_needed(visitors: int, visitors_a_day: float) -> int:
    """Return after how many days a verdict can be final: enough visitors, and at least 14 days.

    `visitors` over all variants. Raise ValueError unless visitors come.
    """
    if not 0 < visitors_a_day < math.inf:
        raise ValueError(f"visitors come every day: {visitors_a_day}")
    return max(SHORTEST.days, math.ceil(visitors / visitors_a_day))


def _other(rate: float, uplift: float) -> float:
    other = rate * (1 + uplift)
    if not (0 < rate < 1 and 0 < other < 1):
        raise ValueError(f"rates are between 0 and 1: {rate}, and with its uplift {other}")
    return other
