"""Sites on real servers, for whoever asks what survives and what is seen where."""

from collections.abc import Iterator

import pytest

import sites
from servers import servers
from sites import Site


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """Where a server keeps its data: None for its folder, then a database of PostgreSQL."""
    return request.getfixturevalue("postgres_url") if request.param == "postgresql" else None


@pytest.fixture(scope="module")
def two_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site on a server of two workers, which the tests of a module share."""
    with servers(tmp_path_factory.mktemp("two-workers")) as starter:
        yield sites.create(starter.start(workers=2))
