"""What one worker was told, every worker decides by: configuration within a second, stored attributes at once."""

import pytest

import sites
from sites import Site

ROUNDS = 5
PATIENCE_SECONDS = 5.0


@pytest.fixture(scope="module")
def workers(two_workers: Site):
    """A client for each worker."""
    return two_workers.server.worker_clients()


def test_every_worker_decides_by_the_version_that_was_activated(two_workers: Site, workers):
    gold = [two_workers.visitor(client, tier="gold") for client in workers]
    for _ in range(ROUNDS):
        (short_uid,) = two_workers.activate(["Private tours"])
        sites.seconds_until_seen(gold, lambda seen, v=short_uid: seen["0"] == v, patience_seconds=PATIENCE_SECONDS)
    assert [sites.worker_of(client) for client in workers] == [0, 1]


def test_every_worker_decides_by_the_audience_as_it_was_edited(two_workers: Site, workers):
    for number in range(ROUNDS):
        tier = f"tier {number}"
        members = [two_workers.visitor(client, tier=tier) for client in workers]
        two_workers.edit_audience(tier)
        sites.seconds_until_seen(members, lambda seen: seen["0"] is not None, patience_seconds=PATIENCE_SECONDS)
    two_workers.edit_audience("gold")
    assert [sites.worker_of(client) for client in workers] == [0, 1]


def test_attributes_written_to_one_worker_are_seen_by_the_next_request_to_the_other(two_workers: Site, workers):
    gold = [two_workers.visitor(client, tier="gold") for client in workers]
    sites.seconds_until_seen(gold, lambda seen: seen["0"] is not None, patience_seconds=PATIENCE_SECONDS)
    for number in range(ROUNDS):
        here, there = (two_workers.visitor(client, f"visitor {number}") for client in workers)
        assert here.manifest()["0"] is None
        assert here.set(tier="gold").status_code == 200
        assert there.manifest()["0"] is not None
        assert there.set(tier=None).status_code == 200
        assert here.manifest()["0"] is None
    assert [sites.worker_of(client) for client in workers] == [0, 1]
