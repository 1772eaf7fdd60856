import io
import signal
import subprocess
import sys
import time

import pytest
from sqlalchemy.exc import OperationalError

from lenticular import worker
from lenticular.management.projects import service as projects
from lenticular.management.publishing import revisions
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
        return visitors.read(session, project_uid, user_uid)


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
