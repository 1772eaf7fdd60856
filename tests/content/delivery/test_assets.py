import json

import pytest

from lenticular.content.locales import service as locales

FILE = "blt00000000000000f1"


def test_a_published_asset_is_delivered(site, shelf, shop):
    shelf.asset(FILE, url="/v3/assets/k/u/d/a.png", dimension={"height": 1, "width": 2})
    asset = site.get(f"/assets/{FILE}").json()["asset"]
    assert asset == {
        "uid": FILE,
        "filename": f"{FILE}.png",
        "updated_at": "2026-11-22T12:00:00.000Z",
        "url": "http://site.test/v3/assets/k/u/d/a.png",
        "publish_details": {
            "environment": shop.production,
            "locale": "en-us",
            "time": "2026-11-22T12:00:00.000Z",
            "user": "bltp",
        },
    }
    assert site.get(f"/assets/{FILE}?include_dimension=true").json()["asset"]["dimension"] == {"height": 1, "width": 2}


def test_an_asset_that_is_not_published_is_not_there(site, shelf, shop):
    shelf.asset(FILE, environment_uid=shop.staging)
    answer = site.get(f"/assets/{FILE}")
    assert answer.status_code == 422
    assert answer.json()["errors"] == {"uid": ["is not valid."]}
    assert site.get("/assets").json() == {"assets": []}


def test_assets_are_listed_queried_and_counted(site, shelf):
    shelf.asset("bltf1", title="b", file_size="5")
    shelf.asset("bltf2", title="a", file_size="5")
    shelf.asset("bltf3", title="c", file_size="6")
    query = json.dumps({"file_size": "5"})
    found = site.get("/assets", params={"query": query, "asc": "title", "include_count": "true"}).json()
    assert ([asset["uid"] for asset in found["assets"]], found["count"]) == (["bltf2", "bltf1"], 2)
    assert site.get("/assets?count=true").json() == {"assets": 3}
    assert len(site.get("/assets?limit=2").json()["assets"]) == 2
    assert site.get("/assets", params={"query": '{"a":{"$in":1}}'}).status_code == 422


@pytest.mark.parametrize(("asked", "status"), [("locale=fr", 422), ("locale=fr&include_fallback=true", 200)])
def test_an_asset_falls_back_to_another_language_if_wanted(site, shelf, open_scope, asked, status):
    with open_scope() as scope:
        locales.create(scope, code="fr", name="French", fallback=None)
    shelf.asset(FILE)
    assert site.get(f"/assets/{FILE}?{asked}").status_code == status
