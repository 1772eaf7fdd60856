"""What is scheduled is done when its time has come, once, and nothing that fails holds up the rest."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from fakes import FakeIdentifiers
from lenticular import worker
from lenticular.content.entries import service as entries
from lenticular.content.environments import service as environments
from lenticular.content.published import service as published
from lenticular.content.publishing import scheduled
from lenticular.content.publishing.tables import QueueItem
from lenticular.content.stacks import service as stacks

AT_ONE = "2026-11-22T13:00:00.000Z"


@pytest.fixture
def schedule(client, site):
    """Schedule the home page, or another, for one o'clock; return the job's uid."""

    def schedule(uid=site.home, *, at=AT_ONE, action="publish", locales=("en-us",), on=client, **more):
        target = {"environments": ["production"], "locales": list(locales)}
        target |= {name: more.pop(name) for name in ("variants", "variant_rules") if name in more}
        sent = {"entry": target, "locale": "en-us", "scheduled_at": at, **more}
        answer = on.post(f"/content_types/page/entries/{uid}/{action}", json=sent, headers={"api_version": "3.2"})
        assert answer.status_code == 200, answer.text
        return answer.json()["job_id"]

    return schedule


@pytest.fixture
def later(ports, clock):
    """Let time pass, and what is due be done: `later(hours=1)`."""

    def later(at_once=100, **duration):
        clock.advance(**duration)
        scheduled.publish_due(ports, at_once)

    return later


@pytest.fixture
def items(client):
    """Return the items of a job, as the queue shows them."""

    def items(job_uid):
        return client.get("/publish-queue", params={"query": f'{{"bulkJobId": "{job_uid}"}}'}).json()["queue"]

    return items


def statuses(items):
    return sorted((item["type"], item["publish_details"]["status"]) for item in items)


def test_nothing_happens_before_its_time(later, schedule, standing, items):
    job = schedule()
    later(minutes=59)
    assert standing() == {}
    [item] = items(job)
    assert (item["publish_details"], item["published_at"]) == ({"status": "scheduled"}, None)
    assert (item["scheduled_at"], item["entry"]["title"]) == (AT_ONE, "Home")


def test_it_happens_at_its_time(later, schedule, standing, items):
    job = schedule()
    later(hours=1)
    assert standing() == {"home": 1}
    [item] = items(job)
    assert (item["publish_details"], item["published_at"]) == ({"status": "success"}, AT_ONE)


def test_the_background_process_does_it(ports, clock, schedule, standing):
    schedule()
    clock.advance(hours=1)
    worker.work(ports, worker.JOBS, worker.Counters())
    assert standing() == {"home": 1}


def test_it_happens_once(later, schedule, standing, *, client, site, items):
    job = schedule()
    later(hours=1)
    body = {"entry": {"environments": ["production"], "locales": ["en-us"]}}
    assert client.post(f"{site.path}/unpublish", json=body).status_code == 200
    later()
    assert standing() == {}
    assert statuses(items(job)) == [("entry", "success")]


def test_a_time_that_is_past_means_at_once(schedule, standing, items):
    job = schedule(at="2026-11-22T13:59:00+02:00")
    assert standing() == {"home": 1}
    assert statuses(items(job)) == [("entry", "success")]


def test_the_latest_version_at_that_time_is_meant(later, schedule, save, standing):
    schedule()
    save(headline="Newer")
    later(hours=1)
    assert standing() == {"home": 2}


def test_a_version_that_was_named_is_kept(later, schedule, save, standing):
    schedule(version=1)
    save(headline="Newer")
    later(hours=1)
    assert standing() == {"home": 1}


def test_variants_are_scheduled_and_bring_the_entry_along(later, schedule, vary, *, standing, site, items):
    job = schedule(variants=[{"uid": site.red, "version": 1}, {"uid": site.green}])
    for uid in (site.red, site.green):
        vary(uid, headline="Newer")
    later(hours=1)
    assert standing() == {"home": 1, "red": 1, "green": 2}
    assert statuses(items(job)) == [("entry", "success"), ("entry_variant", "success"), ("entry_variant", "success")]


def test_the_latest_entry_is_scheduled_along_if_the_rules_say_so(later, client, schedule, *, save, standing, site):
    body = {"entry": {"environments": ["production"], "locales": ["en-us"]}}
    assert client.post(f"{site.path}/publish", json=body).status_code == 200
    schedule(variants=[{"uid": site.red}], variant_rules={"publish_latest_base": True})
    save(headline="Newer")
    later(hours=1)
    assert standing() == {"home": 2, "red": 1}


def test_unpublishing_may_be_scheduled(later, schedule, standing):
    schedule()
    schedule(action="unpublish", at="2026-11-22T14:00:00Z")
    later(hours=1)
    assert standing() == {"home": 1}
    later(hours=1)
    assert standing() == {}


def test_all_that_is_due_happens_in_its_order_however_late(later, schedule, standing):
    schedule(action="unpublish", at="2026-11-22T14:00:00Z")
    schedule(at="2026-11-22T13:30:00Z")
    later(days=1, at_once=1)
    assert standing() == {}


def test_references_are_published_along_if_asked_for(later, schedule, save, *, standing, site, items):
    save(related=[{"uid": site.about, "_content_type_uid": "page"}])
    job = schedule(publish_with_reference=True)
    later(hours=1)
    assert standing() == {"home": 2, "about": 1}
    assert statuses(items(job)) == [("entry", "success"), ("entry", "success")]


def test_what_is_gone_by_then_fails_and_the_rest_is_done(later, schedule, open_scope, *, standing, site, items):
    gone, there = schedule(site.about), schedule()
    with open_scope() as scope:
        entries.delete(scope, entries.get(scope, "page", site.about))
    later(hours=1)
    assert standing() == {"home": 1}
    assert items(gone)[0]["publish_details"] == {"status": "failed", "message": "The entry does not exist."}
    assert statuses(items(there)) == [("entry", "success")]


def test_a_fault_in_one_item_takes_nothing_with_it(ports, later, schedule, *, standing, site, items):
    broken, whole = schedule(site.about), schedule()
    with ports.stores.configuration.writing() as session:
        session.execute(update(QueueItem).where(QueueItem.job_uid == broken).values(type="unknown"))
    later(hours=1)
    assert standing() == {"home": 1}
    assert items(broken)[0]["publish_details"] == {"status": "failed", "message": scheduled.FAILED}
    assert statuses(items(whole)) == [("entry", "success")]


def test_a_fault_takes_back_what_its_item_had_done(ports, clock, schedule, *, standing, site, items):
    class Stuck(FakeIdentifiers):
        def blt(self):
            return taken

    job = schedule(variants=[{"uid": site.red}])
    taken = items(schedule(site.about, at="2026-11-22T11:00:00Z"))[0]["uid"]
    clock.advance(hours=1)
    # The entry that the variant brings along gets an item of its own, which cannot be added.
    scheduled.publish_due(replace(ports, identifiers=Stuck()))
    assert standing() == {"about": 1}
    assert statuses(items(job)) == [("entry_variant", "failed")]


def test_an_item_for_an_environment_that_is_gone_is_gone(later, schedule, open_scope, site, items):
    job = schedule()
    with open_scope() as scope:
        environments.delete(scope, environments.get(scope, "production"))
    later(hours=1)
    assert items(job) == []


def test_the_stacks_revision_moves_on_with_it(ports, later, schedule, stack):
    def revision():
        with ports.stores.configuration.reading() as session:
            return published.revision(session, stacks.find(session, stack).uid)

    schedule()
    before = revision()
    later()
    assert revision() == before
    later(hours=1)
    assert revision() == before + 1


def test_every_stack_gets_its_own(later, schedule, standing, *, site, other_site, other_client):
    schedule()
    other = schedule(other_site.home, on=other_client)
    later(hours=1)
    assert standing() == {"home": 1}
    found = other_client.get("/publish-queue").json()["queue"]
    assert [(item["bulkJobId"], item["publish_details"]["status"]) for item in found] == [(other, "success")]


def test_who_scheduled_it_is_who_published_it(later, schedule, client, *, member_client, site, member):
    schedule(on=member_client)
    later(hours=1)
    shown = client.get("/publish-queue?limit=1").json()["queue"][0]
    assert shown["user"] == member.user_uid


@pytest.fixture
def waiting(schedule, items):
    """The uid of a scheduled item."""
    [item] = items(schedule())
    return item["uid"]


def test_an_unscheduled_item_is_never_done(later, client, waiting, standing):
    answer = client.get(f"/publish-queue/{waiting}/unschedule")
    assert (answer.status_code, list(answer.json())) == (200, ["notice"])
    later(days=1)
    assert standing() == {}
    assert client.get(f"/publish-queue/{waiting}").json()["queue"]["publish_details"] == {"status": "cancelled"}


def test_what_is_done_can_not_be_unscheduled(later, client, waiting):
    later(hours=1)
    answer = client.get(f"/publish-queue/{waiting}/unschedule")
    assert (answer.status_code, answer.json()["errors"]) == (422, {"uid": ["is not scheduled."]})


def test_another_stack_can_not_unschedule_it(later, other_client, waiting, standing):
    assert other_client.get(f"/publish-queue/{waiting}/unschedule").status_code == 422
    later(hours=1)
    assert standing() == {"home": 1}
