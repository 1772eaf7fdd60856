"""Before a test: how many visitors it needs, and how long it takes."""

from lenticular.analytics.payloads import Plan
from lenticular.errors import Invalid, Problem
from lenticular.stats import power
from lenticular.stats.verdict import SHORTEST

_LEAST_UPLIFT = 0.0001  # of the rate: below, no number of visitors is worth a name


def report(plan: power.Plan, *, baseline_rate: float, minimal_uplift: float, visitors_per_day: float | None) -> Plan:
    """Return what a test needs to find a relative uplift over a rate, both in percent, with equal variants.

    Raises Invalid for an uplift that is 0, or with which the rate is not between 0 and 100 %.
    """
    rate, uplift = baseline_rate / 100, minimal_uplift / 100
    if abs(uplift) < _LEAST_UPLIFT or not 0 < rate * (1 + uplift) < 1:
        message = (
            f"An uplift of {minimal_uplift:g} % over {baseline_rate:g} % leaves no rate between 0 and 100 % to find."
        )
        raise Invalid([Problem("/minimalUplift", "UPLIFT_NOT_POSSIBLE", message)])
    needed = max(power.visitors_needed(rate, uplift, plan))
    visitors = needed * plan.variants
    return Plan(
        baseline_rate=baseline_rate,
        minimal_uplift=minimal_uplift,
        variants=plan.variants,
        power=plan.power,
        level=plan.level,
        visitors_per_variant=needed,
        visitors=visitors,
        days=None if visitors_per_day is None else power.days_needed(visitors, visitors_per_day),
        smallest_uplift=None if visitors_per_day is None else _smallest(rate, plan, visitors_per_day),
    )


def _smallest(rate: float, plan: power.Plan, visitors_per_day: float) -> float | None:
    each = int(visitors_per_day * SHORTEST.days / plan.variants)
    found = power.smallest_uplift(rate, (each, each), plan) if each else None
    return None if found is None else 100 * found
