"""Giving the variants of a bandit their traffic anew, by what they did so far: the background process's work."""

from datetime import datetime, timedelta

from lenticular.analytics import figures
from lenticular.api.ports import Ports
from lenticular.ingestion.counting import service as counting
from lenticular.management.bandits import service as bandits
from lenticular.management.bandits.service import Bandit
from lenticular.stats import bandit as arms

SHORTEST = timedelta(seconds=60)
# What arrived so long before the last look may have been counted after it.
BACKLOG = timedelta(hours=1)


def reweigh(ports: Ports) -> None:
    """Reweigh every running bandit that was not for a minute and for which events came since."""
    now = ports.now()
    with ports.stores.configuration.reading() as session:
        due = [bandit for bandit in bandits.running(session) if _is_due(bandit, now)]
    for bandit in due:
        weights = _weights(ports, bandit)
        if weights is not None:
            with ports.stores.configuration.writing() as session:
                bandits.reweigh(session, bandit, weights, now)


def _is_due(bandit: Bandit, now: datetime) -> bool:
    is_fresh = bandit.reweighed_at is not None and now - bandit.reweighed_at < SHORTEST
    return bandit.primary_event_key is not None and len(bandit.variants) > 1 and not is_fresh


def _weights(ports: Ports, bandit: Bandit) -> tuple[int, ...] | None:
    """Return the slots of a bandit's variants; None if nothing is new."""
    with ports.stores.events.reading() as session:
        last = counting.last_event_at(session, bandit.version_uid)
        if last is None or (bandit.reweighed_at is not None and last < bandit.reweighed_at - BACKLOG):
            return None
        counted = counting.summary(session, bandit.version_uid)
    return arms.weights(figures.aggregates(counted.variants, bandit.variants, bandit.primary_event_key or ""))
