"""A project's event log in a real folder, and its visitors in the stores."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from event_log import Log
from fakes import FakeClock, FakeIdentifiers
from lenticular.api.ports import Ports
from lenticular.geo.places import Resolver
from lenticular.ingestion import segments
from lenticular.store.database import Stores
from lenticular.store.files import AssetFiles
from lenticular.visitors import service as visitors
from lenticular.visitors.service import Upsert


@pytest.fixture
def ports(stores: Stores, clock: FakeClock, identifiers: FakeIdentifiers, tmp_path: Path) -> Ports:
    """The ports of an installation that has an event log."""
    folder = tmp_path / "spool"
    folder.mkdir()
    assets = AssetFiles(tmp_path / "assets", max_bytes=64 * 1024)
    ports = Ports(stores=stores, now=clock, identifiers=identifiers, places=Resolver(None), assets=assets)
    return replace(ports, spool=folder)


class Spool(Log):
    """The event log, whose segments are begun at an instant of the fake clock."""

    def begin_at(self, moment: datetime) -> segments.Segment:
        """Return a new segment whose writer is alive."""
        self.opened.append(segments.Segment(self.folder / f"{int(moment.timestamp()) * 10**9:020d}-1-000001.events"))
        return self.opened[-1]


@pytest.fixture
def log(ports: Ports) -> Spool:
    assert ports.spool is not None
    return Spool(ports.stores, ports.spool)


def store_attributes(ports: Ports, project: str, user_uid: str, **attributes: object) -> None:
    with ports.stores.visitors.writing() as session:
        visitors.apply(session, [Upsert(project, user_uid, attributes)], ports.now())
