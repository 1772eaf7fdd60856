import base64
import json

import pytest

HOME = "blt00000000000000a1"


def sync(site, **parameters):
    answer = site.get("/stacks/sync", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def uids(answer):
    return [item["data"]["uid"] for item in answer["items"]]


def test_everything_published_is_delivered_once(site, shelf, shop):
    shelf.entry(HOME, title="Home")
    shelf.asset("bltf1")
    shelf.entry("blt2", environment_uid=shop.staging)
    answer = sync(site, init="true")
    assert (answer["skip"], answer["limit"], answer["total_count"]) == (0, 100, 2)
    assert "pagination_token" not in answer
    [entry, asset] = answer["items"]
    assert (entry["type"], entry["content_type_uid"], entry["data"]["title"]) == ("entry_published", "page", "Home")
    assert entry["event_at"] == "2026-11-22T12:00:00.000Z"
    assert entry["data"]["publish_details"]["environment"] == shop.production
    assert (asset["type"], asset["data"]["uid"]) == ("asset_published", "bltf1")


def test_then_only_what_changed(site, shelf):
    shelf.entry(HOME)
    shelf.entry("blt2")
    first = sync(site, init="true")
    assert sync(site, sync_token=first["sync_token"])["items"] == []
    shelf.entry("blt3")
    shelf.withdraw(HOME)
    later = sync(site, sync_token=first["sync_token"])
    assert [(item["type"], item["data"]["uid"]) for item in later["items"]] == [
        ("entry_published", "blt3"),
        ("entry_unpublished", HOME),
    ]
    assert sync(site, sync_token=later["sync_token"])["items"] == []


def test_a_withdrawal_bears_its_own_time(site, shelf, clock):
    shelf.entry(HOME)
    first = sync(site, init="true")
    clock.advance(hours=1)
    shelf.withdraw(HOME)
    [item] = sync(site, sync_token=first["sync_token"])["items"]
    assert (item["type"], item["event_at"]) == ("entry_unpublished", "2026-11-22T13:00:00.000Z")


def test_what_is_no_longer_published_is_not_delivered_at_first(site, shelf):
    shelf.entry(HOME)
    shelf.withdraw(HOME)
    assert sync(site, init="true")["items"] == []


def test_a_long_list_comes_in_pages(site, shelf):
    for number in range(105):
        shelf.entry(f"blt{number:03}")
    first = sync(site, init="true")
    assert (len(first["items"]), first["total_count"]) == (100, 105)
    assert "sync_token" not in first
    second = sync(site, pagination_token=first["pagination_token"])
    assert (len(second["items"]), second["skip"]) == (5, 100)
    assert len(set(uids(first) + uids(second))) == 105
    assert sync(site, sync_token=second["sync_token"])["items"] == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"type": "entry_published"}, ["blt1", "blt2"]),
        ({"type": "asset_published,entry_unpublished"}, ["bltf1"]),
        ({"content_type_uid": "author"}, ["blt2"]),
        ({"locale": "fr"}, []),
        ({"start_from": "2026-11-22"}, ["blt1", "blt2", "bltf1"]),
        ({"start_from": "2027-01-01T00:00:00.000Z"}, []),
    ],
)
def test_a_part_can_be_asked_for(site, shelf, asked, found):
    shelf.entry("blt1")
    shelf.entry("blt2", content_type_uid="author")
    shelf.asset("bltf1")
    assert uids(sync(site, init="true", **asked)) == found


@pytest.mark.parametrize("parameter", ["sync_token", "pagination_token"])
@pytest.mark.parametrize("token", ["x", "e30", base64.urlsafe_b64encode(b"[1]").decode(), "é", "bnVsbA"])
def test_a_token_that_is_none_is_refused(site, parameter, token):
    answer = site.get("/stacks/sync", params={parameter: token})
    assert (answer.status_code, answer.json()["error_code"]) == (422, 141)


def test_a_start_that_is_no_time_is_refused(site):
    assert site.get("/stacks/sync?init=true&start_from=yesterday").status_code == 422


def test_a_token_of_another_environment_opens_nothing(site, shelf, shop):
    shelf.entry(HOME, environment_uid=shop.staging)
    token = sync(site, init="true")["sync_token"]
    members = json.loads(base64.urlsafe_b64decode(token + "=="))
    forged = json.dumps({**members, "environment_uid": shop.staging, "since": 0})
    answer = site.get("/stacks/sync", params={"sync_token": base64.urlsafe_b64encode(forged.encode()).decode()})
    assert answer.status_code == 422
    assert answer.json()["errors"] == {"environment": ["is not valid."]}


def test_another_stack_is_not_delivered(site, shelf, site_for, blog):
    shelf.entry(HOME)
    other = site_for(api_key=blog.api_key, access_token=blog.token)
    assert sync(other, init="true")["items"] == []
