"""An event log in a folder of the test, and the store that it is counted into."""

from pathlib import Path

import pytest

from event_log import Log
from lenticular.store.database import Stores


@pytest.fixture
def log(stores: Stores, tmp_path: Path) -> Log:
    """An empty event log, and an empty event store on each database."""
    folder = tmp_path / "spool"
    folder.mkdir()
    return Log(stores, folder)
