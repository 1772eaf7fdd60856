"""From a POST of the SDK's shape to the figures of a version, on a running server."""

import time

import pytest

import sites
from lenticular.ingestion.counting import service
from lenticular.ingestion.counting.service import Summary
from lenticular.store.database import open_stores
from servers import StartServer

VISIBLE_SECONDS = 10.0


def summary(server, database_url: str | None, version: str) -> Summary:
    stores = open_stores(server.data, database_url)
    try:
        with stores.events.reading() as session:
            return service.summary(session, version)
    finally:
        stores.close()


@pytest.fixture
def site(start_server: StartServer, database_url: str | None) -> sites.Site:
    return sites.create(start_server(workers=2, database_url=database_url))


def test_what_visitors_do_is_in_the_results_within_ten_seconds(site: sites.Site, database_url: str | None):
    experience = site.management.get(f"/experiences/{site.test}").raise_for_status().json()
    version = experience["latestVersion"]
    clients = site.server.worker_clients()
    for number in range(40):
        visitor = site.visitor(clients[number % 2], f"visitor {number}")
        shown = visitor.manifest()["1"]
        body = [{"type": "IMPRESSION", "experienceShortUid": "1", "variantShortUid": shown}]
        headers = {"x-project-uid": site.project, sites.USER_UID: visitor.uid}
        clients[number % 2].post("/personalize-edge/events", json=body, headers=headers).raise_for_status()
        if number < 10:
            # To the other worker, which writes into another file.
            site.visitor(clients[1 - number % 2], visitor.uid).book(2).raise_for_status()

    begun = time.monotonic()
    while True:
        found = summary(site.server, database_url, version)
        conversions = sum(figures.conversions.get(sites.EVENT, 0) for figures in found.variants.values())
        if (found.visitors, conversions) == (40, 10):
            break
        assert time.monotonic() - begun < VISIBLE_SECONDS, found
        time.sleep(0.1)
    assert found.crossovers == 0
    assert len(sites.users_of_events(site.server.data, database_url)) == 60
    metrics = clients[0].get("/metrics").text
    assert "lenticular_event_backlog_bytes" in metrics
    assert 'job="count_events",outcome="done"' in metrics
