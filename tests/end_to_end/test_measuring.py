"""Holdouts, bandits and the privacy signal on a running server of two workers: what visitors get, and what is kept."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

import sites
from lenticular.domain.privacy import PSEUDONYM_PREFIX
from lenticular.ingestion import records, segments
from lenticular.ingestion.records import Context, Exposure, Impression, Record
from lenticular.management.bandits import service as bandits
from lenticular.management.publishing import revisions
from lenticular.store.database import open_stores
from lenticular.visitors import service as stored_visitors
from lenticular.visitors.stored import Stored
from servers import servers
from sites import Site

VISITORS = [f"visitor {number}" for number in range(24)]
BROWSER = {"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site that withholds the segmented experience from half of its visitors, and whose test is a bandit."""
    with servers(tmp_path_factory.mktemp("measuring")) as starter:
        site = sites.create(starter.start(workers=2))
        path = f"/experiences/{site.test}/versions"
        variants = [{"name": "Book now", "shortUid": "0"}, {"name": "Reserve", "shortUid": "1"}]
        body = {"status": "DRAFT", "variants": variants, "variantSplit": "MULTI_ARMED_BANDIT"}
        site.put_live(path, site.management.post(path, json=body).raise_for_status().json())
        holdout = {"holdoutPercentage": 50}
        site.management.put(f"/experiences/{site.segmented}/measurement", json=holdout).raise_for_status()
        wait_until_heard(site)
        yield site


def wait_until_heard(site: Site) -> None:
    """Wait until every worker decides by what is published now."""
    stores = open_stores(site.server.data)
    with stores.configuration.reading() as session:
        latest = revisions.latest(session)
    stores.close()
    client = site.server.client()

    def is_heard() -> bool:
        found = re.search(r"^lenticular_ruleset_revision ([\d.e+]+)$", client.get("/metrics").text, re.MULTILINE)
        return found is not None and float(found[1]) >= latest

    sites.wait_until(is_heard)


def logged(site: Site) -> list[Record]:
    """Return what lies in the event log: while the workers live, all of it."""
    return [record for line in segments.read(site.server.data / "spool") for record in records.expand(line)]


def exposures(site: Site) -> set[tuple[str, bool]]:
    return {
        (record.user, record.subject.is_held_out) for record in logged(site) if isinstance(record.subject, Exposure)
    }


def stored(site: Site, user: str) -> Stored:
    stores = open_stores(site.server.data)
    try:
        with stores.visitors.reading() as session:
            return stored_visitors.read(session, site.project, user)
    finally:
        stores.close()


def test_who_is_held_out_gets_null_from_every_worker_and_both_groups_are_recorded(site: Site):
    clients = site.server.worker_clients()
    seen = [{user: site.visitor(client, user, tier="gold").manifest()["0"] for user in VISITORS} for client in clients]
    assert seen[0] == seen[1]
    assert set(seen[0].values()) == {None, "0"}
    sites.wait_until(lambda: exposures(site) == {(user, variant is None) for user, variant in seen[0].items()})
    assert {record.subject.context for record in logged(site)} == {Context(None, None, (site.gold,))}
    site.visitor(clients[0], "of another tier", tier="silver").manifest()
    assert len(exposures(site)) == len(VISITORS)


def test_a_visitor_keeps_the_variant_that_a_bandit_drew_while_its_weights_move(site: Site):
    clients = site.server.worker_clients()
    users = [f"gambler {number}" for number in range(16)]
    drawn = {user: site.visitor(clients[0], user).manifest()["1"] for user in users}
    assert set(drawn.values()) == {"0", "1"}
    sites.wait_until(lambda: all(stored(site, user).assignments == {"1": drawn[user]} for user in users))
    stores = open_stores(site.server.data)
    with stores.configuration.writing() as session:
        (bandit,) = bandits.running(session)
        assert bandits.reweigh(session, bandit, [0, 10_000], datetime.now(UTC))
    stores.close()
    wait_until_heard(site)
    for client in clients:
        assert {user: site.visitor(client, user).manifest()["1"] for user in users} == drawn
        assert {site.visitor(client, f"newcomer {number}").manifest()["1"] for number in range(8)} == {"1"}


def test_of_a_visitor_who_objects_as_much_is_kept_as_the_project_says(site: Site):
    (client, _) = site.server.worker_clients()
    client.headers.update(BROWSER | {"sec-gpc": "1"})
    seen = [{"type": "IMPRESSION", "experienceShortUid": "1", "variantShortUid": "1"}]

    def kept_of(user: str, signal: str) -> list[Record]:
        """Return what is logged of a visitor who is decided for, sees a variant, books and sets an attribute."""
        site.management.put(f"/projects/{site.project}/measurement", json={"privacySignal": signal}).raise_for_status()
        wait_until_heard(site)
        known = set(map(records.encode, logged(site)))
        visitor = site.visitor(client, user, tier="gold")
        assert visitor.manifest()["1"] == "1"
        headers = {"x-project-uid": site.project, sites.USER_UID: user}
        assert client.post("/personalize-edge/events", json=seen, headers=headers).status_code == 202
        assert visitor.book().status_code == 202
        assert visitor.set(tier="silver").status_code == 200
        return [record for record in logged(site) if records.encode(record) not in known]

    assert kept_of("shy", "DROP") == []
    assert stored(site, "shy") == Stored()
    anonymous = kept_of("coy", "ANONYMOUS")
    assert {record.user.startswith(PSEUDONYM_PREFIX) for record in anonymous} == {True}
    assert len({record.user for record in anonymous}) == 1
    assert [one.subject.context for one in anonymous if isinstance(one.subject, Impression)] == [
        Context(None, "MOBILE")
    ]
    assert stored(site, "coy") == Stored()
    plain = kept_of("bold", "IGNORE")
    assert {record.user for record in plain} == {"bold"}
    assert stored(site, "bold").attributes == {"tier": "silver"}


def test_what_follows_from_the_last_answers_is_kept_when_the_server_ends(site: Site):
    (client, _) = site.server.worker_clients()
    last = [f"last {number}" for number in range(20)]
    for user in last:
        site.visitor(client, user, tier="gold").manifest()
    assert site.server.stop() == 0
    kept = sites.users_of_events(site.server.data)
    assert {user for user in kept if user.startswith("last")} == set(last)
    assert all(stored(site, user).assignments for user in last)
