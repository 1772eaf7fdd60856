"""Exporting and erasing visitors over HTTP."""

from urllib.parse import quote

import pytest

from event_log import HOUR, MINUTE, VERSION, did, saw
from lenticular.management.publishing import revisions
from lenticular.management.visitor_data.erasing import erase_visitors
from management.visitor_data.conftest import store_attributes

ODD = "ann/erasures/1?x#é%20"


@pytest.fixture
def clients(ports, client, member_client):
    """The ports, and the clients of an owner and a member on them."""
    return ports, client, member_client


@pytest.mark.parametrize("user_uid", ["ann", ODD])
def test_a_visitor_is_exported_then_erased(log, clients, clock, project, user_uid):
    ports, client, member_client = clients
    path = f"/visitors/{quote(user_uid, safe='')}"
    store_attributes(ports, project, user_uid, age=30)
    first = saw(user_uid, project=project)
    clicked = did(user_uid, at=HOUR, client_id="c1", client_time=first.arrived_at + MINUTE, project=project)
    log.count(first, clicked)

    exported = client.get(path).json()
    assert (exported["userUid"], exported["attributes"], exported["assignments"]) == (user_uid, {"age": 30}, {})
    nothing = dict.fromkeys(("version", "variantShortUid", "isHeldOut", "eventKey", "clientId"))
    at_noon = "2026-11-22T12:00:00.000Z"
    assert exported["events"] == [
        {"type": "IMPRESSION", "arrivedAt": at_noon, "placedAt": at_noon, "agent": "browser", **nothing,
         "version": VERSION, "variantShortUid": "0"},
        {"type": "EVENT", "arrivedAt": "2026-11-22T13:00:00.000Z", "placedAt": "2026-11-22T12:01:00.000Z",
         "agent": "browser", **nothing, "eventKey": "bought", "clientId": "c1"},
    ]  # fmt: skip
    assert exported["contexts"] == [
        {"version": VERSION, "basis": "IMPRESSION", "firstAt": at_noon, "country": None, "device": None,
         "audiences": [], "variantShortUid": None}
    ]  # fmt: skip
    assert exported["nextSkip"] is None
    paged = client.get(path, params={"limit": 1}).json()
    assert (len(paged["events"]), paged["nextSkip"]) == (1, 1)
    assert client.get(path, params={"limit": 1, "skip": 1}).json()["events"] == exported["events"][1:]
    assert member_client.get(path).status_code == 403

    asked = member_client.delete(path)
    assert asked.status_code == 202
    erasure = asked.json()
    assert erasure == {"uid": erasure["uid"], "status": "PENDING", "requestedAt": at_noon, "doneAt": None}
    assert member_client.get(f"/{asked.headers['location']}").json() == erasure
    clock.advance(minutes=1)
    erase_visitors(ports)
    done = {"status": "DONE", "doneAt": "2026-11-22T12:01:00.000Z"}
    assert client.get(f"/visitors/erasures/{erasure['uid']}").json() == erasure | done
    assert client.get(path).status_code == 404


def test_what_is_elsewhere_is_not_there(ports, client, other_client, stranger_client, project):
    store_attributes(ports, project, "ann", age=30)
    erasure = client.delete("/visitors/ann").json()["uid"]
    assert other_client.get("/visitors/ann").json()["error"] == "personalize.VISITORS.VISITOR_NOT_FOUND"
    missing = other_client.get(f"/visitors/erasures/{erasure}")
    assert (missing.status_code, missing.json()["error"]) == (404, "personalize.VISITORS.ERASURE_NOT_FOUND")
    assert stranger_client.delete("/visitors/ann").status_code == 404


def test_erasing_a_visitor_is_no_change_of_the_project(ports, client):
    with ports.stores.configuration.reading() as session:
        before = revisions.latest(session)
    assert client.delete("/visitors/ann").status_code == 202
    with ports.stores.configuration.reading() as session:
        assert revisions.latest(session) == before


@pytest.mark.parametrize("page", [{"limit": 0}, {"limit": 1001}, {"skip": -1}, {"skip": "x"}, {"skip": 10**30}])
def test_a_page_that_is_none_is_refused(client, page):
    answer = client.get("/visitors/ann", params=page)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, list(page))
