"""The publish queue forgets what has been done for long, and nothing that waits."""

import pytest

from lenticular import worker
from lenticular.content.publishing import pruning


@pytest.fixture
def publish(client, site):
    """Publish the home page, at once or at a time to come."""

    def publish(scheduled_at=None):
        target = {"environments": ["production"], "locales": ["en-us"]}
        sent = {"entry": target, "scheduled_at": scheduled_at}
        assert client.post(f"{site.path}/publish", json=sent).status_code == 200

    return publish


@pytest.fixture
def statuses(client):
    """Return the statuses of the items in the queue."""

    def statuses():
        return sorted(item["publish_details"]["status"] for item in client.get("/publish-queue").json()["queue"])

    return statuses


def test_what_is_done_is_kept_for_thirty_days(ports, clock, publish, statuses):
    publish()
    clock.advance(days=30)
    pruning.prune(ports)
    assert statuses() == ["success"]
    clock.advance(seconds=1)
    pruning.prune(ports)
    assert statuses() == []


def test_what_waits_is_kept_however_old(ports, clock, publish, statuses):
    publish("2027-06-01T00:00:00.000Z")
    clock.advance(days=100)
    pruning.prune(ports)
    assert statuses() == ["scheduled"]


def test_what_waited_long_is_kept_for_as_long_after_it_was_due(client, ports, clock, publish, statuses):
    publish("2026-12-31T12:00:00.000Z")
    [item] = client.get("/publish-queue").json()["queue"]
    client.get(f"/publish-queue/{item['uid']}/unschedule")
    clock.advance(days=60)
    pruning.prune(ports)
    assert statuses() == ["cancelled"]
    clock.advance(days=20)
    pruning.prune(ports)
    assert statuses() == []


def test_however_much_there_is_it_all_goes(ports, clock, publish, statuses):
    for _ in range(5):
        publish()
    clock.advance(days=31)
    publish()
    pruning.prune(ports, at_once=2)
    assert statuses() == ["skipped"]


def test_it_is_a_job_of_the_worker():
    assert worker.JOBS["prune_publish_queue"] is pruning.prune
