"""A store of the version before contexts and exposures goes on where it was, its figures kept."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import text

from event_log import DAY, HOUR, MINUTE, PROJECT, START, VERSION, Log, did, saw
from lenticular.domain import attribution
from lenticular.ingestion.counting import rollups, service, statements, visitors
from lenticular.ingestion.counting.bases import Basis, Dimension
from lenticular.ingestion.counting.reasons import Reason
from lenticular.ingestion.counting.tables import Rollup
from lenticular.ingestion.records import Context
from lenticular.store import migrating
from lenticular.store.database import Stores, open_stores

BEFORE = "0006"


@pytest.fixture(params=["sqlite", "postgres"])
def old_stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stores]:
    """Stores as the version before left them."""
    server = request.getfixturevalue("postgres_server") if request.param == "postgres" else None
    url = server.create(template="template1") if server else None
    stores = open_stores(tmp_path / "old", url)
    migrating.upgrade(stores, BEFORE)
    yield stores
    stores.close()
    if server:
        server.drop(url)


def count_as_before(stores: Stores) -> None:
    """Write what the version before wrote of ann, who saw a variant and bought, and of ben, who came a day later."""
    sums = rollups.Sums(Basis.IMPRESSION)
    with stores.events.writing() as session:
        connection = session.connection()
        for number, (user, at) in enumerate([("ann", START), ("ben", START + DAY)], 1):
            journey, seen = attribution.see(attribution.NEW, "0", at)
            sums.add(VERSION, seen)
            if user == "ann":
                journey, bought = attribution.convert(journey, "bought", at + HOUR)
                sums.add(VERSION, bought)
            blob = msgspec.msgpack.encode({VERSION: tuple(journey)[:3]})
            connection.execute(
                text("INSERT INTO counted_visitor (number, project_uid, user_uid, exposures) VALUES (:n, :p, :u, :e)"),
                {"n": number, "p": PROJECT, "u": user, "e": blob},
            )
        statements.add(connection, Rollup, sums.cells().items())
        connection.execute(
            text("INSERT INTO counted_version VALUES (:v, :p, :at)"), {"v": VERSION, "p": PROJECT, "at": START + DAY}
        )
        connection.execute(text("INSERT INTO tally VALUES (:p, '', 'no_impression', 3)"), {"p": PROJECT})


def test_an_older_store_keeps_its_figures_and_counts_on(old_stores, tmp_path):
    count_as_before(old_stores)
    migrating.upgrade(old_stores)
    folder = tmp_path / "spool"
    folder.mkdir()
    log = Log(old_stores, folder)
    assert log.shown() == {"0": (2, {"bought": 1})}
    for dimension in (Dimension.AUDIENCE, Dimension.COUNTRY, Dimension.DEVICE):
        assert log.by(dimension) == {"": {"0": (2, {"bought": 1})}}
    with old_stores.events.reading() as session:
        assert service.tallies(session, PROJECT)[Reason.NO_IMPRESSION] == 3

    early = saw("ben", at=DAY + HOUR, client_id="c1", client_time=START + DAY - MINUTE, context=Context("DE"))
    log.count(did("ben", at=DAY + HOUR), saw("ann", at=DAY, context=Context("FR")), early)
    assert log.shown() == {"0": (2, {"bought": 2})}
    assert log.by(Dimension.COUNTRY) == {"": {"0": (1, {"bought": 1})}, "DE": {"0": (1, {"bought": 1})}}

    with old_stores.events.writing() as session:
        assert visitors.erase(session, PROJECT, "ann")
        assert visitors.erase(session, PROJECT, "ben")
        for table in ("rollup", "breakdown"):
            assert session.scalar(text(f"SELECT count(*) FROM {table} WHERE count <> 0")) == 0
