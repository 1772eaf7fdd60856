import io
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from event_log import Log, did, saw
from lenticular import worker
from lenticular.accounts import authentication
from lenticular.domain.privacy import PrivacySignal
from lenticular.management import scope as scopes
from lenticular.management.measurement import service as measurement
from lenticular.management.projects import service as projects
from lenticular.management.publishing import revisions
from lenticular.management.visitor_data import service as visitor_data
from lenticular.store.database import open_stores
from lenticular.visitors import service as visitors
from lenticular.visitors.service import Upsert


def create_project(ports, owner, uid):
    with ports.stores.configuration.writing() as session:
        projects.create(
            session,
            uid=uid,
            organization_uid=owner.organization_uid,
            name=uid,
            description="",
            connected_stack_api_key=None,
            user_uid=owner.user_uid,
            now=ports.now(),
            quota=9,
        )


def delete_project(ports, uid):
    with ports.stores.configuration.writing() as session:
        projects.delete(session, projects.find(session, uid))


def store_visitors(ports, project_uid, count):
    with ports.stores.visitors.writing() as session:
        visitors.apply(session, [Upsert(project_uid, f"v{n}", {"n": n}) for n in range(count)], ports.now())


def stored(ports, project_uid, user_uid):
    with ports.stores.visitors.reading() as session:
        return visitors.read(session, project_uid, user_uid).attributes


@pytest.fixture
def shops(ports, owner):
    kept, deleted = "a" * 24, "b" * 24
    for uid in (kept, deleted):
        create_project(ports, owner, uid)
        store_visitors(ports, uid, 5)
    return kept, deleted


def test_visitors_of_a_deleted_project_are_forgotten_and_no_others(ports, shops):
    kept, deleted = shops
    delete_project(ports, deleted)
    worker.forget_visitors_of_deleted_projects(ports, at_once=2)
    assert [stored(ports, deleted, f"v{n}") for n in range(5)] == [{}] * 5
    assert [stored(ports, kept, f"v{n}") for n in range(5)] == [{"n": n} for n in range(5)]
    with ports.stores.configuration.reading() as session:
        assert revisions.remembered(session) == [kept]


def test_a_project_that_comes_back_is_looked_after_again(ports, owner, shops):
    _, deleted = shops
    delete_project(ports, deleted)
    worker.forget_visitors_of_deleted_projects(ports)
    create_project(ports, owner, deleted)
    store_visitors(ports, deleted, 1)
    delete_project(ports, deleted)
    worker.forget_visitors_of_deleted_projects(ports)
    assert stored(ports, deleted, "v0") == {}


def test_files_that_no_asset_has_are_swept(ports, clock):
    digest = ports.assets.put(io.BytesIO(b"red panda")).digest
    clock.advance(days=3660)  # past the real time that the file was written at

    worker.work(ports, worker.JOBS, worker.Counters())

    assert not ports.assets.has(digest)


def test_a_failing_job_is_counted_and_the_others_are_done(ports):
    def fail(_ports):
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    done = []
    counters = worker.Counters()
    worker.work(ports, {"failing": fail, "working": done.append}, counters)
    assert (counters.failed["failing"], counters.done["working"], done) == (1, 1, [ports])


CHILD = """
import sys
from pathlib import Path
from lenticular import settings, worker
worker.run(settings.load({"data": Path(sys.argv[1])}))
"""


def test_the_process_works_alone_and_ends_at_sigterm(sqlite_stores, tmp_path):
    data = tmp_path / "data"
    with sqlite_stores.configuration.writing() as session:
        revisions.advance(session, "c" * 24)
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(data)])
    stores = open_stores(data)
    deadline = time.monotonic() + 60
    while True:
        with stores.configuration.reading() as session:
            if not revisions.remembered(session):
                break
        assert time.monotonic() < deadline, "the background process did no work"
        time.sleep(0.1)
    stores.close()
    child.send_signal(signal.SIGTERM)
    assert child.wait(30) == 0


@pytest.fixture
def counting_ports(ports, tmp_path):
    folder = tmp_path / "spool"
    folder.mkdir()
    return replace(ports, spool=folder), Log(ports.stores, folder)


def test_the_event_log_is_counted(counting_ports):
    ports, log = counting_ports
    log.write(saw("ann"), did("ann"))
    counters = worker.Counters()
    assert not worker.work(ports, worker.JOBS, counters)
    assert log.shown() == {"0": (1, {"bought": 1})}
    assert counters.failed == {}


def test_visitors_are_erased_and_keys_of_pseudonyms_replaced(counting_ports, owner, shops, clock):
    ports, log = counting_ports
    kept, _ = shops
    log.write(saw("v0", project=kept))
    with ports.stores.configuration.reading() as session:
        caller = authentication.of_user(session, owner.user_uid)
    with scopes.changing(ports, caller, kept) as scope:
        measurement.change_project(scope, privacy_signal=PrivacySignal.ANONYMOUS)
        key = measurement.of_project(scope).pseudonym_key
        erasure = visitor_data.request_erasure(scope, "v0").uid
    clock.advance(days=1)
    counters = worker.Counters()
    worker.work(ports, worker.JOBS, counters)
    with scopes.changing(ports, caller, kept) as scope:
        assert visitor_data.get_erasure(scope, erasure).status == "DONE"
        assert measurement.of_project(scope).pseudonym_key not in {None, key}
    assert (stored(ports, kept, "v0"), log.shown(), counters.failed) == ({}, {}, {})
    assert stored(ports, kept, "v1") == {"n": 1}


def test_a_job_that_stopped_halfway_is_gone_on_with_at_once(ports):
    assert worker.work(ports, {"busy": lambda _ports: True, "done": lambda _ports: None}, worker.Counters())


def test_what_lies_in_the_log_is_still_there_when_the_store_comes_back(counting_ports):
    ports, log = counting_ports
    path = log.write(saw("ann"))
    with ports.stores.events.writing() as session:
        session.execute(text("ALTER TABLE rollup RENAME TO gone"))
    counters = worker.Counters()
    worker.work(ports, worker.JOBS, counters)
    assert (counters.failed["count_events"], path.exists()) == (1, True)
    with ports.stores.events.writing() as session:
        session.execute(text("ALTER TABLE gone RENAME TO rollup"))
    worker.work(ports, worker.JOBS, counters)
    assert log.shown() == {"0": (1, {})}


def test_raw_events_are_dropped_after_the_setting(counting_ports, clock):
    ports, log = counting_ports
    log.count(saw("ann"))
    clock.advance(days=184)
    worker.work(ports, worker.JOBS, worker.Counters())
    with ports.stores.events.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM recorded_event")) == 0
    assert log.shown() == {"0": (1, {})}


def test_events_of_a_deleted_project_are_forgotten(counting_ports, shops):
    ports, log = counting_ports
    kept, deleted = shops
    log.count(saw("ann", project=kept, version="k" * 24), saw("ann", project=deleted, version="d" * 24))
    delete_project(ports, deleted)
    worker.forget_visitors_of_deleted_projects(ports)
    assert (log.shown("k" * 24), log.shown("d" * 24)) == ({"0": (1, {})}, {})
