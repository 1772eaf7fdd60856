"""From the author's calls to the visitor's page: what the two APIs must agree on."""

import pytest

from lenticular.content.routers import ROUTERS

PAGE = "/content_types/page/entries"
RED, RED_ALIAS = "cs00000000000000aa", "cs_personalize_0_0"


@pytest.fixture
def routers():
    return ROUTERS


@pytest.fixture
def author(client):
    """Call management and insist: `author("post", path, {…})`."""

    def call(method, path, body):
        answer = client.request(method, path, json=body)
        assert answer.status_code in {200, 201}, answer.text
        return answer.json()

    return call


@pytest.fixture
def home(author, shop):
    """An entry and a variant of it, both published."""
    group = author("post", "/variant_groups", {"name": "Colours", "content_types": ["page"]})
    variant = author("post", f"/variant_groups/{group['uid']}/variants", {"name": "Red"})["uid"]
    entry = author("post", PAGE, {"entry": {"title": "Home", "headline": "base"}})["entry"]["uid"]
    delta = {"entry": {"headline": "red", "_variant": {"_change_set": ["headline"]}}}
    author("put", f"{PAGE}/{entry}/variants/{variant}", delta)
    publish(author, entry, variants=[{"uid": variant, "version": 1}])
    return entry, variant


def publish(author, entry, **members):
    order = {"environments": ["production"], "locales": ["en-us"], **members}
    return author("post", f"{PAGE}/{entry}/publish", {"entry": order, "locale": "en-us"})


def headline(site, entry, *variants):
    answer = site.get(f"{PAGE}/{entry}", headers={"x-cs-variant-uid": ",".join(variants)})
    return answer.json()["entry"]["headline"] if answer.status_code == 200 else None


def test_a_published_variant_is_delivered(site, home):
    entry, variant = home
    assert headline(site, entry, variant) == "red"
    assert headline(site, entry) == "base"


def test_a_save_is_delivered_only_when_it_is_published(site, home, author):
    entry, variant = home
    author("put", f"{PAGE}/{entry}", {"entry": {"headline": "new base"}})
    delta = {"entry": {"headline": "new red", "_variant": {"_change_set": ["headline"]}}}
    author("put", f"{PAGE}/{entry}/variants/{variant}", delta)
    assert (headline(site, entry), headline(site, entry, variant)) == ("base", "red")
    publish(author, entry)
    assert (headline(site, entry), headline(site, entry, variant)) == ("new base", "red")


def test_what_is_deleted_is_no_longer_delivered(site, home, client):
    entry, variant = home
    assert client.delete(f"{PAGE}/{entry}/variants/{variant}").status_code == 200
    assert headline(site, entry, variant) == "base"
    assert client.delete(f"{PAGE}/{entry}").status_code == 200
    assert headline(site, entry) is None


def test_a_revoked_token_ends_at_once(site, home, client):
    entry, _ = home
    assert headline(site, entry) == "base"
    [token] = client.get("/stacks/delivery_tokens").json()["tokens"]
    assert client.delete(f"/stacks/delivery_tokens/{token['uid']}").status_code == 200
    assert site.get(f"{PAGE}/{entry}").status_code == 401
