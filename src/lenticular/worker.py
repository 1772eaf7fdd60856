"""The background process: work that one process of an installation does, apart from every request."""

import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import structlog
from sqlalchemy.exc import SQLAlchemyError

from lenticular import opening
from lenticular.analytics import bandits
from lenticular.api.metrics import Metrics, Sample
from lenticular.api.ports import Ports
from lenticular.content.assets import sweeping
from lenticular.content.publishing import pruning, scheduled
from lenticular.edge.outages import Outage
from lenticular.ingestion.counting import backlog, retention, writer
from lenticular.ingestion.counting import visitors as counted_visitors
from lenticular.management.bandits.thinning import thin_bandit_history
from lenticular.management.measurement.rotation import rotate_pseudonym_keys
from lenticular.management.projects import service as projects
from lenticular.management.publishing import revisions
from lenticular.management.visitor_data.erasing import erase_visitors
from lenticular.settings import Settings
from lenticular.store import leadership
from lenticular.visitors import service as visitors

ROUND_SECONDS = 5.0
VISITORS_AT_ONCE = 1_000
# How long one job may go on while others wait for their turn.
TURN_SECONDS = 2.0

log = structlog.get_logger(__name__)

# Tells whether it stopped with work left, to go on at once; most never do.
Job = Callable[[Ports], bool | None]


@dataclass(slots=True)
class Counters:
    """How often each job ended well and how often it failed, since this process started."""

    done: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)


def run(settings: Settings) -> None:
    """Do the background work until SIGTERM; wait while another process of the installation does it."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopping.set())
    ports = opening.open_ports(settings)
    counters = Counters()
    metrics = Metrics([lambda: _samples(counters), lambda: _backlog(ports)])
    elections = Outage("leadership")
    try:
        while not stopping.is_set():
            try:
                with leadership.lead(ports.stores.configuration, settings.data) as leader:
                    elections.worked()
                    while leader is not None and leader.is_held() and not stopping.is_set():
                        has_more = work(ports, JOBS, counters)
                        metrics.mirror()
                        if not has_more:
                            stopping.wait(ROUND_SECONDS)
            except SQLAlchemyError as error:  # without its database there is nothing to lead
                elections.failed(error)
            stopping.wait(ROUND_SECONDS)
    finally:
        ports.stores.close()


def work(ports: Ports, jobs: Mapping[str, Job], counters: Counters) -> bool:
    """Do every job once and tell whether one has more to do; one that fails is counted and tried in the next round."""
    has_more = False
    for name, job in jobs.items():
        try:
            has_more = bool(job(ports)) or has_more
        except (SQLAlchemyError, OSError) as error:
            counters.failed[name] += 1
            log.warning("background job failed", job=name, error=type(error).__name__)
        else:
            counters.done[name] += 1
    return has_more


def count_events(ports: Ports) -> bool:
    """Move what the event log holds into the results; return whether something is left."""
    deadline = time.monotonic() + TURN_SECONDS
    has_more = ports.spool is not None
    while ports.spool is not None and has_more and time.monotonic() < deadline:
        has_more = writer.count_batch(ports.stores.events, ports.spool, now=ports.now()).has_more
    return has_more


def drop_expired_events(ports: Ports) -> bool:
    """Delete raw events that are older than the installation keeps them."""
    deadline = time.monotonic() + TURN_SECONDS
    has_more = True
    while has_more and time.monotonic() < deadline:
        with ports.stores.events.writing() as session:
            has_more = retention.drop_expired(session, now=ports.now(), event_days=ports.event_retention_days)
    return has_more


def forget_visitors_of_deleted_projects(ports: Ports, at_once: int = VISITORS_AT_ONCE) -> None:
    """Delete what is stored of the visitors of projects that are gone: no foreign key reaches from store to store."""
    with ports.stores.configuration.reading() as session:
        uids = revisions.remembered(session)
        gone = sorted(set(uids) - set(projects.existing(session, uids)))
    for project_uid in gone:
        for forget in (_forget_some, _forget_events):
            while not forget(ports, project_uid, at_once):
                continue
        with ports.stores.configuration.writing() as session:
            revisions.mark_forgotten(session, project_uid)


def sweep_asset_files(ports: Ports) -> None:
    """Remove the files of assets that nothing has named for a day."""
    sweeping.sweep(ports)


def _forget_some(ports: Ports, project_uid: str, at_once: int) -> bool:
    """Delete some visitors in a short transaction and tell whether none is left."""
    with ports.stores.visitors.writing() as session:
        return visitors.forget(session, project_uid, at_most=at_once) < at_once


def _forget_events(ports: Ports, project_uid: str, at_once: int) -> bool:
    """Delete the events of some visitors in a short transaction and tell whether none is left."""
    with ports.stores.events.writing() as session:
        return counted_visitors.forget_project(session, project_uid, at_most=at_once) < at_once


JOBS: Mapping[str, Job] = {
    "count_events": count_events,
    "reweigh_bandits": bandits.reweigh,
    "erase_visitors": erase_visitors,
    "rotate_pseudonym_keys": rotate_pseudonym_keys,
    "thin_bandit_history": thin_bandit_history,
    "drop_expired_events": drop_expired_events,
    "forget_visitors_of_deleted_projects": forget_visitors_of_deleted_projects,
    "sweep_asset_files": sweep_asset_files,
    "publish_scheduled": scheduled.publish_due,
    "prune_publish_queue": pruning.prune,
}


def _backlog(ports: Ports) -> Iterable[Sample]:
    """Tell what is still to be counted; all that lies in the log while nobody can say how far it is counted."""
    if ports.spool is None:
        return
    known: Mapping[str, backlog.Position] = {}
    try:
        with ports.stores.events.reading() as session:
            known = writer.positions(session.connection())
    except SQLAlchemyError as error:
        log.warning("the event store can't be read", error=type(error).__name__)
    yield Sample(
        "lenticular_event_backlog_bytes",
        "Bytes of the event log that are not counted yet.",
        backlog.bytes_left(ports.spool, known),
        kind="gauge",
    )


def _samples(counters: Counters) -> Iterable[Sample]:
    for outcome, counts in (("done", counters.done), ("failed", counters.failed)):
        for job, count in counts.items():
            yield Sample("lenticular_background_jobs", "Background jobs.", count, {"job": job, "outcome": outcome})
