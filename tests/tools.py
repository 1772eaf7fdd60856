"""What the machine may lack that tests drive: Node, Chromium, what is installed by a script."""

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest


def lacking(what: str, script: str = "scripts/clients") -> NoReturn:
    """Skip a test that cannot run here; in CI, where nothing may go untested, fail it."""
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"needs {what}: run `{script}`")
    raise AssertionError


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser of the system's packages."""
    found = shutil.which("chromium")
    if found is None:
        lacking("Chromium")
    return Path(found)
