"""Removing files that no asset has any more."""

import httpx

from content.assets.conftest import Upload
from fakes import FakeClock
from lenticular.api.ports import Ports
from lenticular.content.assets import sweeping
from lenticular.store.files import KEPT


def test_a_file_goes_a_day_after_the_last_asset_that_had_it(
    client: httpx.Client, upload: Upload, ports: Ports, clock: FakeClock
):
    uids = [upload().json()["asset"]["uid"] for _ in range(2)]
    digest = client.get(f"/assets/{uids[0]}").json()["asset"]["url"].split("/")[-2]
    clock.advance(days=366_0)  # past the real time that the file was written at

    client.delete(f"/assets/{uids[0]}")
    assert sweeping.sweep(ports) == 0
    client.delete(f"/assets/{uids[1]}")
    clock.advance(hours=2)
    assert sweeping.sweep(ports) == 0
    assert ports.assets.has(digest)
    clock.advance(seconds=KEPT.total_seconds())
    assert sweeping.sweep(ports) == 1
    assert not ports.assets.has(digest)
