"""Empty databases of both kinds, and chains of migrations made for one test."""

import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lenticular import migrations
from lenticular.store.database import Stores, open_stores


@pytest.fixture
def chain(tmp_path: Path) -> Callable[..., str]:
    """Return a function that makes a chain from the texts of its revisions, and returns where it lies."""
    numbers = itertools.count()

    def make(*revisions: str) -> str:
        folder = tmp_path / f"chain-{next(numbers)}"
        (folder / "versions").mkdir(parents=True)
        shutil.copy(Path(migrations.__path__[0]) / "env.py", folder)
        for number, revision in enumerate(revisions):
            (folder / "versions" / f"r{number}.py").write_text(revision)
        return str(folder)

    return make


@pytest.fixture(params=["sqlite", "postgres"])
def open_empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[Path], Stores]]:
    """Return a function that opens new stores for a data folder: not a table in them."""
    opened: list[Stores] = []
    urls: list[str] = []

    def open_new(data: Path) -> Stores:
        url = None
        if request.param == "postgres":
            url = request.getfixturevalue("postgres_server").create(template="template1")
            urls.append(url)
        opened.append(open_stores(data, url))
        return opened[-1]

    yield open_new
    for stores in opened:
        stores.close()
    for url in urls:
        request.getfixturevalue("postgres_server").drop(url)


@pytest.fixture
def empty_stores(open_empty: Callable[[Path], Stores], tmp_path: Path) -> Stores:
    """Stores without a table."""
    return open_empty(tmp_path / "data")
