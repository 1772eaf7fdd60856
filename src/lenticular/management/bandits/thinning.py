"""Keeping the history of weights short: a job of the background process."""

from lenticular.api.ports import Ports
from lenticular.management.bandits import service as bandits

HOURS_AT_ONCE = 24


def thin_bandit_history(ports: Ports, hours_at_once: int = HOURS_AT_ONCE) -> bool:
    """Thin some hours of weights that are over a week old; return whether more may be left."""
    for _ in range(hours_at_once):
        with ports.stores.configuration.reading() as session:
            oldest = bandits.oldest_unthinned(session, ports.now())
        if oldest is None:
            return False
        with ports.stores.configuration.writing() as session:
            bandits.thin(session, oldest)
    return True
