"""A request is done as a whole or not at all."""

import pytest

from lenticular.content.paging import Page
from lenticular.content.publishing import queue
from lenticular.content.publishing import service as publishing
from lenticular.content.publishing.orders import Action, EntryWish, Request
from lenticular.errors import Invalid


def request_for(site, *uids, **more):
    wishes = [EntryWish("page", uid, {}, {}) for uid in uids]
    return Request(Action.PUBLISH, ["production"], ["en-us"], entries=wishes, is_bulk=True, **more)


def test_what_is_done_is_in_the_queue_under_its_job(open_scope, site, standing):
    with open_scope() as scope:
        job_uid = publishing.submit(scope, request_for(site, site.home, site.about))
        rows, _ = queue.list_page(scope, Page(), job_uid=job_uid)
    assert sorted(row.object_uid for row in rows) == sorted([site.home, site.about])
    assert standing() == {"home": 1, "about": 1}


def test_two_jobs_have_two_uids(open_scope, site):
    with open_scope() as scope:
        jobs = {publishing.submit(scope, request_for(site, site.home)) for _ in range(2)}
    assert len(jobs) == 2


def test_a_refused_request_does_nothing(open_scope, site, standing):
    with open_scope() as scope:
        with pytest.raises(Invalid):
            publishing.submit(scope, request_for(site, site.home, "bltnone"))
        assert queue.list_page(scope, Page())[0] == []
    assert standing() == {}


def test_a_transaction_that_fails_takes_it_all_back(open_scope, site, standing):
    def publish_and_fail():
        with open_scope() as scope:
            publishing.submit(scope, request_for(site, site.home))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        publish_and_fail()
    assert standing() == {}
    with open_scope() as scope:
        assert queue.list_page(scope, Page())[0] == []


def test_this_very_moment_is_not_to_come(open_scope, site, clock, standing):
    with open_scope() as scope:
        publishing.submit(scope, request_for(site, site.home, scheduled_at=clock()))
    assert standing() == {"home": 1}
