"""What an experience did at all: visitors who were shown their variant against those it was withheld from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lenticular.analytics import figures, payloads, rendering, subjects
from lenticular.analytics.payloads import ArmsOfVariant, Holdout
from lenticular.analytics.subjects import Metric, Subject, Variant
from lenticular.domain.bucketing import SLOT_COUNT
from lenticular.errors import Invalid, Problem
from lenticular.ingestion.counting import service as counting
from lenticular.ingestion.counting.bases import HELD_OUT, SHOWN, Basis, Dimension
from lenticular.ingestion.counting.service import Figures
from lenticular.management.measurement import service as measurement
from lenticular.management.scope import ProjectScope
from lenticular.stats import evidence
from lenticular.stats.evidence import Evidence

# The baseline first: what would have happened anyway.
_ARMS = (HELD_OUT, SHOWN)


def report(scope: ProjectScope, events: Session, subject: Subject, *, event: str | None) -> Holdout:
    """Return both groups' figures for an event, by its uid or key; without one for the primary metric.

    Where no holdout ran both groups are empty. Raises Invalid for an event that the project does not have, or where
    there is no metric to take instead.
    """
    goal = _goal(scope, subject, event)
    share = measurement.holdout_of(scope, subject.experience.uid).effective_share
    counted = counting.summary(events, subject.version.uid, basis=Basis.EXPOSURE)
    arms = _arms(subject, counted.variants, goal, share=share, now=scope.now)
    found = counting.breakdown(events, subject.version.uid, Dimension.VARIANT, basis=Basis.EXPOSURE)
    shown, held_out = arms.payload(SHOWN), arms.payload(HELD_OUT)
    return Holdout(
        experience=subject.experience.uid,
        version=subject.version.uid,
        event=goal.event_uid,
        event_key=goal.event_key or "",
        # Two holdouts of two decimals each make four.
        holdout_percentage=round(100 * share, 4),
        visitors=counted.visitors,
        crossovers=counted.crossovers,
        shown=shown,
        held_out=held_out,
        uplift=arms.uplift(),
        sufficient_data=arms.evidence.is_sufficient,
        sample_ratio=rendering.ratio(arms.evidence.sample_ratio, _ARMS, (held_out.visitors, shown.visitors)),
        variants=[
            _of_variant(variant, _arms(subject, found.get(variant.short_uid, {}), goal, share=share, now=scope.now))
            for variant in subject.variants
        ],
    )


@dataclass(frozen=True, slots=True)
class _Arms:
    """Both groups on one event, and what they say."""

    evidence: Evidence

    def payload(self, arm: str) -> payloads.Arm:
        """Return one group."""
        (metric,), place = self.evidence.metrics, _ARMS.index(arm)
        visitors, conversions = metric.aggregates.visitors[place], metric.aggregates.conversions[place]
        return payloads.Arm(
            visitors=visitors,
            conversions=conversions,
            conversion_rate=rendering.rate(conversions, visitors),
            interval=rendering.interval(metric.rates[place]),
        )

    def uplift(self) -> payloads.Uplift | None:
        """Return what showing brought over withholding; None while a group is empty."""
        return rendering.uplift(self.evidence.metrics[0].comparisons[_ARMS.index(SHOWN)])


def _arms(subject: Subject, found: Mapping[str, Figures], goal: Metric, *, share: float, now: datetime) -> _Arms:
    held_out = round(share * SLOT_COUNT**2)  # the two holdouts draw independently: their union is in squares of slots
    shares = (held_out, SLOT_COUNT**2 - held_out) if held_out else None
    counts = figures.aggregates(found, _ARMS, goal.event_key or "")
    return _Arms(evidence.weigh([counts], baseline=0, shares=shares, running=subject.running(now)))


def _of_variant(variant: Variant, arms: _Arms) -> ArmsOfVariant:
    return ArmsOfVariant(
        short_uid=variant.short_uid,
        name=variant.name,
        shown=arms.payload(SHOWN),
        held_out=arms.payload(HELD_OUT),
        uplift=arms.uplift(),
    )


def _goal(scope: ProjectScope, subject: Subject, event: str | None) -> Metric:
    if event:
        goal = subjects.find_event(scope, event)
        code, message = "EVENT_NOT_FOUND", "The project has no such event."
    else:
        goal = subject.primary
        code, message = "EVENT_REQUIRED", "The version has no metric: name an event by its uid or key, ?event=booking."
    if goal is None or goal.event_key is None:
        raise Invalid([Problem("/event", code, message)])
    return goal
