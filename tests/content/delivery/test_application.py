import json

import pytest
from sqlalchemy.exc import OperationalError

from lenticular.content.delivery.application import DeliveryApplication, Settings
from lenticular.content.stacks.tables import Stack

HOME = "blt00000000000000a1"
ENTRY = f"/content_types/page/entries/{HOME}"


@pytest.fixture
def home(shelf):
    return shelf.entry(HOME, title="Home", headline="Hi")


def test_an_unknown_path_is_told_in_shape(site):
    answer = site.get("/nowhere")
    assert answer.status_code == 404
    assert answer.json() == {"error_message": "Cannot GET /nowhere", "error_code": 141, "errors": {}}
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_changed(site, home, method):
    answer = site.request(method, ENTRY, json={"entry": {"title": "x"}})
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert site.get(ENTRY).json()["entry"]["title"] == "Home"


def test_a_head_has_the_headers_alone(site, home):
    whole = site.get(ENTRY)
    answer = site.head(ENTRY)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["etag"] == whole.headers["etag"]


@pytest.mark.parametrize("path", [f"{ENTRY}/", f"//content_types/page/entries/{HOME}", f"{ENTRY}?&locale=en-us"])
def test_odd_addresses_reach_the_same(site, home, path):
    assert site.get(f"http://site.test/v3{path}").status_code == 200


def test_an_answer_that_the_client_has_is_not_sent_again(site, home, shelf):
    first = site.get(ENTRY)
    again = site.get(ENTRY, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    shelf.entry(HOME, title="Home, new")
    changed = site.get(ENTRY, headers={"if-none-match": first.headers["etag"]})
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]


def test_caches_must_ask_and_know_what_an_answer_depends_on(site, home):
    headers = site.get(ENTRY).headers
    assert headers["cache-control"] == "public, max-age=0, must-revalidate"
    varying = {name.strip() for name in headers["vary"].split(",")}
    assert varying >= {"api_key", "access_token", "x-cs-variant-uid", "branch", "environment"}


def test_an_ordinary_answer_does_not_look_like_a_refusal(site, home):
    headers = site.get(ENTRY).headers
    assert int(headers["x-ratelimit-remaining"]) > 0
    assert int(headers["x-ratelimit-limit"]) > 0


def test_a_browser_may_send_the_headers_it_needs(site_for):
    answer = site_for().options(ENTRY, headers={"access-control-request-headers": "api_key,access_token"})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    allowed = {name.strip() for name in answer.headers["access-control-allow-headers"].split(",")}
    assert allowed >= {
        "api_key", "access_token", "x-cs-variant-uid", "branch", "x-user-agent", "content-type", "live_preview",
        "preview_token", "environment", "include_applied_variants",
    }  # fmt: skip


def test_the_address_of_the_server_does_not_leak_from_one_host_to_another(site, shelf):
    url = "/v3/assets/k/u/d/a.png"
    image = shelf.asset(url=url)
    shelf.entry(HOME, image=image)
    assert site.get(ENTRY).json()["entry"]["image"]["url"] == f"http://site.test{url}"
    answer = site.get(ENTRY, headers={"host": "other.test"})
    assert answer.json()["entry"]["image"]["url"] == f"http://other.test{url}"


def test_a_request_that_is_too_large_is_refused(site):
    assert site.get(ENTRY, headers={"x-cs-variant-uid": "x" * 70_000}).status_code == 413


@pytest.mark.parametrize("path", ["/content_types/page/entries/a%00b", "/content_types/%00/entries", "/assets/%F0%9F"])
def test_what_no_database_could_hold_is_not_there(site, path):
    assert site.get(path).status_code == 422


def test_a_number_of_any_size_is_delivered(site, shelf):
    shelf.entry(HOME, odd=2**70)
    assert json.loads(site.get(ENTRY).content)["entry"]["odd"] == 2**70


class Broken:
    """A database that does not answer."""

    def reading(self):
        raise OperationalError("SELECT", {}, Exception("gone"))


class Faulty:
    """A database with a fault in it."""

    def reading(self):
        raise RuntimeError("a secret")


@pytest.mark.parametrize(("database", "status"), [(Broken(), 503), (Faulty(), 500)], ids=["broken", "faulty"])
@pytest.mark.parametrize("stores", ["sqlite"], indirect=True)
def test_a_database_that_fails_is_told_in_shape(site_for, delivery, shop, database, status):
    site = site_for(api_key=shop.api_key, access_token=shop.token)
    delivery._database = database
    answer = site.get(ENTRY)
    assert answer.status_code == status
    assert sorted(answer.json()) == ["error_code", "error_message", "errors"]
    assert "secret" not in answer.text


def test_a_stack_that_ends_is_forgotten(site, shop, home, ports):
    assert site.get(ENTRY).status_code == 200
    with ports.stores.configuration.writing() as session:
        session.delete(session.get_one(Stack, shop.uid))
    assert site.get(ENTRY).status_code == 401


def test_settings_have_no_public_url_by_default():
    application = DeliveryApplication(None, Settings(variant_limit=1), prefix="/v3")
    assert application._settings.public_url is None
