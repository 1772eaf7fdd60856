"""The background process: work that one process of an installation does, apart from every request."""

import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import structlog
from sqlalchemy.exc import SQLAlchemyError

from lenticular import opening
from lenticular.api.metrics import Metrics, Sample
from lenticular.api.ports import Ports
from lenticular.content.assets import sweeping
from lenticular.content.publishing import pruning, scheduled
from lenticular.edge.outages import Outage
from lenticular.management.projects import service as projects
from lenticular.management.publishing import revisions
from lenticular.settings import Settings
from lenticular.store import leadership
from lenticular.visitors import service as visitors

ROUND_SECONDS = 5.0
VISITORS_AT_ONCE = 1_000

log = structlog.get_logger(__name__)

Job = Callable[[Ports], None]


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
    metrics = Metrics([lambda: _samples(counters)])
    elections = Outage("leadership")
    try:
        while not stopping.is_set():
            try:
                with leadership.lead(ports.stores.configuration, settings.data) as leader:
                    elections.worked()
                    while leader is not None and leader.is_held() and not stopping.is_set():
                        work(ports, JOBS, counters)
                        metrics.mirror()
                        stopping.wait(ROUND_SECONDS)
            except SQLAlchemyError as error:  # without its database there is nothing to lead
                elections.failed(error)
            stopping.wait(ROUND_SECONDS)
    finally:
        ports.stores.close()


def work(ports: Ports, jobs: Mapping[str, Job], counters: Counters) -> None:
    """Do every job once; one that fails is counted and tried again in the next round."""
    for name, job in jobs.items():
        try:
            job(ports)
        except (SQLAlchemyError, OSError) as error:
            counters.failed[name] += 1
            log.warning("background job failed", job=name, error=type(error).__name__)
        else:
            counters.done[name] += 1


def forget_visitors_of_deleted_projects(ports: Ports, at_once: int = VISITORS_AT_ONCE) -> None:
    """Delete what is stored of the visitors of projects that are gone: no foreign key reaches from store to store."""
    with ports.stores.configuration.reading() as session:
        uids = revisions.remembered(session)
        gone = sorted(set(uids) - set(projects.existing(session, uids)))
    for project_uid in gone:
        while not _forget_some(ports, project_uid, at_once):
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


JOBS: Mapping[str, Job] = {
    "forget_visitors_of_deleted_projects": forget_visitors_of_deleted_projects,
    "sweep_asset_files": sweep_asset_files,
    "publish_scheduled": scheduled.publish_due,
    "prune_publish_queue": pruning.prune,
}


def _samples(counters: Counters) -> Iterable[Sample]:
    for outcome, counts in (("done", counters.done), ("failed", counters.failed)):
        for job, count in counts.items():
            yield Sample("lenticular_background_jobs", "Background jobs.", count, {"job": job, "outcome": outcome})
