"""One process leads; the next one may when it is gone."""

import subprocess
import sys

import pytest
from sqlalchemy import text

from lenticular.store import leadership
from lenticular.store.database import open_stores


@pytest.fixture(params=["sqlite", "postgres"])
def place(request, tmp_path):
    """What one installation is found by: a data folder and, on PostgreSQL, a URL."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else None
    return tmp_path, url


def test_one_leads_and_the_other_is_told_so(place):
    first, second = open_stores(*place), open_stores(*place)
    with leadership.lead(first.configuration, place[0]) as led:
        assert led is not None
        assert led.is_held()
        with leadership.lead(second.configuration, place[0]) as other:
            assert other is None
    with leadership.lead(second.configuration, place[0]) as later:
        assert later is not None
    first.close()
    second.close()


def test_the_lead_is_lost_with_the_connection(postgres_url, tmp_path):
    stores = open_stores(tmp_path, postgres_url)
    with leadership.lead(stores.configuration, tmp_path) as led:
        assert led is not None
        with stores.configuration.engine.connect() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE pid <> pg_backend_pid() AND datname = current_database()"
                )
            )
        assert not led.is_held()
    stores.close()


HOLD = """
import sys, time
from pathlib import Path
from lenticular.store import leadership
with leadership.file_lock(Path(sys.argv[1])) as is_locked:
    print(is_locked, flush=True)
    time.sleep(60)
"""


def test_a_killed_process_frees_its_lock(tmp_path):
    path = tmp_path / "run" / "x.lock"
    with subprocess.Popen([sys.executable, "-c", HOLD, path], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "True\n"
        with leadership.file_lock(path) as is_locked:
            assert not is_locked
        other.kill()
    with leadership.file_lock(path) as is_locked:
        assert is_locked
