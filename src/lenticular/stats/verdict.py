"""The word for the state of an A/B test: who leads, and whether that is settled."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from lenticular.stats.aggregates import Aggregates, is_sufficient
from lenticular.stats.posterior import Standing, standing

LEVEL = 0.95
SHORTEST = timedelta(days=14)


class Label(StrEnum):
    """How far the leader is: ahead; at the level; at the level after long enough."""

    LEADING = "LEADING"
    LEADING_SIGNIFICANTLY = "LEADING_SIGNIFICANTLY"
    HAS_WON = "HAS_WON"


class Reason(StrEnum):
    """Why there is no label."""

    NO_DATA = "NO_DATA"  # nobody has seen a variant
    NOT_ENOUGH_DATA = "NOT_ENOUGH_DATA"  # fewer than 1,000 visitors and than 30 conversions
    NOTHING_TO_COMPARE = "NOTHING_TO_COMPARE"  # only one variant has visitors
    NO_LEADER = "NO_LEADER"  # the most probable best has not the highest observed rate, or shares it


@dataclass(frozen=True, slots=True)
class Verdict:
    """A label with the leader and its probability to be best, or the reason for none.

    level: the probability that LEADING_SIGNIFICANTLY and HAS_WON ask for. With either, the leader's uplift over
    every variant excludes 0 at 2 x level - 1, equal-tailed: with 95 %, in the 90 % interval of `intervals.uplift`.
    """

    label: Label | None
    leader: int | None
    probability: float | None
    reason: Reason | None
    level: float = LEVEL


def judge(aggregates: Aggregates, running: timedelta, found: Standing | None = None) -> Verdict:
    """Return the verdict on the primary metric's counts after `running` since the first activation.

    `found` is `standing(aggregates)` where the caller has it. A leader also has the highest observed rate: a variant
    with a handful of visitors is never declared ahead by its prior alone.
    """
    if not aggregates.seen:
        return Verdict(None, None, None, Reason.NO_DATA)
    if not is_sufficient(aggregates):
        return Verdict(None, None, None, Reason.NOT_ENOUGH_DATA)
    if len(aggregates.seen) == 1:
        return Verdict(None, None, None, Reason.NOTHING_TO_COMPARE)
    found = found or standing(aggregates)
    leader, probability = _most_probable(found)
    if not _has_highest_rate(aggregates, leader):
        return Verdict(None, None, None, Reason.NO_LEADER)
    label = Label.LEADING
    if probability >= LEVEL:
        label = Label.HAS_WON if running >= SHORTEST else Label.LEADING_SIGNIFICANTLY
    return Verdict(label, leader, probability, None)


def _most_probable(found: Standing | None) -> tuple[int, float]:
    known = [] if found is None else [(best, -index) for index, best in enumerate(found.best) if best is not None]
    probability, index = max(known)
    return -index, probability


def _has_highest_rate(aggregates: Aggregates, leader: int) -> bool:
    """Return whether the observed rate is above every other's; by whole numbers, so that equal is equal."""
    won, seen = aggregates.conversions[leader], aggregates.visitors[leader]
    return all(
        won * aggregates.visitors[other] > aggregates.conversions[other] * seen
        for other in aggregates.seen
        if other != leader
    )
