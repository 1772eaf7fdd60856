"""The publish queue as it is read: its items, its pages, its searches."""

import json

import pytest


@pytest.fixture
def publish(client, site):
    """Publish the home page, with variants if given."""

    def publish(*variants, action="publish", environment="production", uid=site.home):
        target = {"environments": [environment], "locales": ["en-us"], "variants": [{"uid": one} for one in variants]}
        path = f"/content_types/page/entries/{uid}/{action}"
        answer = client.post(path, json={"entry": target}, headers={"api_version": "3.2"})
        assert answer.status_code == 200
        return answer.json()["job_id"]

    return publish


@pytest.fixture
def search(client):
    """Return the items that a query finds: type, uid and status of each."""

    def search(**query):
        answer = client.get("/publish-queue", params={"query": json.dumps(query)})
        assert answer.status_code == 200, answer.text
        return sorted(
            (item["type"], item["entry"]["uid"], item["publish_details"]["status"]) for item in answer.json()["queue"]
        )

    return search


def test_an_item_says_what_was_published_where_and_by_whom(client, publish, site, owner):
    job = publish()
    [item] = client.get("/publish-queue").json()["queue"]
    assert item == {
        "uid": item["uid"],
        "action": "publish",
        "type": "entry",
        "entry": {"uid": site.home, "title": "Home", "locale": "en-us", "version": 1},
        "content_type": {"uid": "page"},
        "environment": [site.production],
        "locale": ["en-us"],
        "publish_details": {"status": "success"},
        "published_at": "2026-11-22T12:00:00.000Z",
        "scheduled_at": None,
        "created_at": "2026-11-22T12:00:00.000Z",
        "created_by": owner.user_uid,
        "user": owner.user_uid,
        "approval": False,
        "approved": True,
        "rejected": False,
        "bulkJobId": job,
    }
    assert client.get(f"/publish-queue/{item['uid']}").json() == {"queue": item}


def test_an_entry_variant_goes_by_the_variants_uid(client, publish, search, site):
    publish(site.red)
    assert search() == [("entry", site.home, "success"), ("entry_variant", site.red, "success")]
    [item] = client.get("/publish-queue", params={"query": '{"type": "entry_variant"}'}).json()["queue"]
    assert item["entry"] == {
        "uid": site.red, "entry_uid": site.home, "title": "Home", "locale": "en-us", "version": 1,
    }  # fmt: skip


def test_the_queue_is_searched_by_what_its_items_say(publish, search, site, owner):
    first = publish(site.red)
    publish(environment="staging", uid=site.about)
    publish(action="unpublish", environment="staging", uid=site.about)
    about = [("entry", site.about, "success")]
    assert search(environment=site.staging) == about * 2
    assert search(environment=site.staging, action="unpublish") == about
    assert search(**{"entry.uid": site.about, "publish_details.status": "success"}) == about * 2
    assert search(**{"content_type.uid": "none"}) == []
    assert len(search(bulkJobId=first, locale="en-us", user=owner.user_uid)) == 2


@pytest.mark.parametrize("query", ['{"nothing": "x"}', '{"type": {"$ne": "entry"}}', '{"uid": "a\\u0000"}', "[]"])
def test_a_search_for_something_else_is_refused(client, site, query):
    answer = client.get("/publish-queue", params={"query": query})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["query"])


def test_the_queue_comes_newest_first_in_pages(client, publish, clock, site):
    for uid in (site.home, site.about, site.home):
        publish(uid=uid)
        clock.advance(seconds=1)

    def page(**params):
        return client.get("/publish-queue", params=params).json()

    first = page(limit=2, include_count="true")
    assert ([item["entry"]["uid"] for item in first["queue"]], first["count"]) == ([site.home, site.about], 3)
    assert [item["publish_details"]["status"] for item in page(skip=2)["queue"]] == ["success"]
    oldest = page(asc="created_at", limit=1)["queue"]
    assert [item["publish_details"]["status"] for item in oldest] == ["success"]
    assert page(count="true") == {"queue": 3}


def test_another_stack_has_another_queue(publish, client, other_client, site):
    publish()
    [item] = client.get("/publish-queue").json()["queue"]
    assert other_client.get("/publish-queue").json() == {"queue": []}
    answer = other_client.get(f"/publish-queue/{item['uid']}")
    assert (answer.status_code, answer.json()["errors"]) == (422, {"uid": ["is not valid."]})
