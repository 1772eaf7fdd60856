"""How visitors are shared among the variants of a test: now, and since it began."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from lenticular.analytics.payloads import Reweighed, Share, Traffic
from lenticular.analytics.subjects import Subject
from lenticular.domain.bucketing import SLOT_COUNT
from lenticular.errors import NotFound
from lenticular.management.bandits import service as bandits
from lenticular.management.bandits.service import Weights
from lenticular.management.scope import ProjectScope


def report(scope: ProjectScope, subject: Subject) -> Traffic:
    """Return the split in force, and that of a bandit since its activation. Raises NotFound without a split."""
    if not subject.is_test or not subject.variants:
        raise NotFound("TRAFFIC_NOT_FOUND", "The version has no split: audiences decide who sees a variant.")
    history = bandits.history(scope, subject.version.uid)
    present = history[-1].by_variant if history else _planned(subject)
    return Traffic(
        experience=subject.experience.uid,
        version=subject.version.uid,
        variant_split=subject.version.variant_split or "",
        variants=_shares(subject, present),
        history=[
            Reweighed(time=weights.at, variants=_shares(subject, weights.by_variant))
            for weights in thinned(history, scope.now)
        ]
        if subject.is_bandit
        else [],
    )


def thinned(history: Sequence[Weights], now: datetime) -> list[Weights]:
    """Return all weights of the last day, before that the last of each hour, of each day after 30 days; and the first.

    Oldest first, as given: a bandit may change its weights every minute, and nobody reads a hundred thousand.
    """
    kept: dict[Hashable, Weights] = {}
    for weights in history:
        kept[_moment(weights.at.astimezone(UTC), now)] = weights
    first = [weights for weights in history[:1] if weights not in kept.values()]
    return [*first, *kept.values()]


def _moment(at: datetime, now: datetime) -> Hashable:
    """Return what the weights of an instant share with those that only the last is kept of."""
    if now - at <= timedelta(days=1):
        return at
    return (at.date(), at.hour) if now - at <= timedelta(days=30) else at.date()


def _planned(subject: Subject) -> Mapping[str, int]:
    """Return the split of a version that never was active; a bandit begins with equal parts."""
    count = len(subject.variants)
    shares = subject.shares() or tuple(SLOT_COUNT // count + (place < SLOT_COUNT % count) for place in range(count))
    return {variant.short_uid: share for variant, share in zip(subject.variants, shares, strict=True)}


def _shares(subject: Subject, slots: Mapping[str, int]) -> list[Share]:
    return [
        Share(
            short_uid=variant.short_uid,
            name=variant.name,
            percentage=slots.get(variant.short_uid, 0) / (SLOT_COUNT / 100),
        )
        for variant in subject.variants
    ]
