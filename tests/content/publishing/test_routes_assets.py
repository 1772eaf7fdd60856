"""Publishing assets, alone and in bulk."""

import pytest

from lenticular.content.assets import service as assets
from lenticular.content.assets.editions import File
from lenticular.content.assets.service import Change
from lenticular.content.published import service as published


@pytest.fixture
def logo(open_scope, site):
    """The uid of an asset in two versions, “Logo” and “Logo 2”."""
    with open_scope() as scope:
        file = File(name="logo.png", content_type="image/png", size_bytes=1, digest="0" * 64)
        first = assets.create(scope, Change(title="Logo", file=file))
        return assets.update(scope, first, Change(title="Logo 2")).uid


@pytest.fixture
def shown(open_scope, site, logo):
    """Return the asset's published title by environment and language."""

    def shown():
        with open_scope() as scope:
            states = published.states_of_assets(scope.session, scope.stack_uid, [logo]).get(logo, [])
        return {(state.environment_uid, state.locale): state.version for state in states}

    return shown


def body(*environments, locales=("en-us",), **more):
    return {"asset": {"environments": list(environments), "locales": list(locales)}, **more}


def test_an_asset_is_published_and_unpublished(client, site, logo, shown):
    answer = client.post(f"/assets/{logo}/publish", json=body("production", "staging"))
    assert (answer.status_code, answer.json()) == (200, {"notice": "Asset sent for publishing."})
    assert shown() == {(site.production, "en-us"): 2, (site.staging, "en-us"): 2}
    answer = client.post(f"/assets/{logo}/unpublish", json=body("staging"))
    assert (answer.status_code, answer.json()) == (200, {"notice": "Asset sent for unpublishing."})
    assert shown() == {(site.production, "en-us"): 2}


def test_an_older_version_may_be_published(client, site, logo, shown):
    assert client.post(f"/assets/{logo}/publish", json=body("production", version=1)).status_code == 200
    assert shown() == {(site.production, "en-us"): 1}


def test_the_queue_calls_it_an_asset(client, site, logo):
    client.post(f"/assets/{logo}/publish", json=body("production"))
    [item] = client.get("/publish-queue").json()["queue"]
    assert (item["type"], item["content_type"]) == ("asset", {"uid": "sys_assets"})
    assert item["asset"] == {"uid": logo, "title": "Logo 2", "locale": "en-us", "version": 2}


def test_assets_are_published_in_bulk_and_once_each(client, site, logo, shown):
    rows = {"assets": [{"uid": logo, "version": 1}, {"uid": logo}], "environments": ["production"]}
    job = client.post("/bulk/publish", json=rows).json()["job_id"]
    assert shown() == {(site.production, "en-us"): 2}
    assert client.get(f"/bulk/jobs/{job}").json()["job"]["total"] == 1
    client.post("/bulk/unpublish", json=rows)
    assert shown() == {}


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        (body("production", version=999), "version"),
        (body("production", version=10**30), "version"),
        (body("nowhere"), "environments"),
        (body("production", locales=["xx"]), "locales"),
        (body("production", scheduled_at="soon"), "scheduled_at"),
    ],
    ids=["version", "huge version", "environment", "language", "time"],
)
def test_bad_input_is_refused_and_changes_nothing(client, logo, shown, sent, field):
    answer = client.post(f"/assets/{logo}/publish", json=sent)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    assert shown() == {}


@pytest.mark.parametrize("version", [10**30, 2**31, 0, -1])
def test_a_number_that_no_version_has_is_refused(client, logo, version):
    answers = [
        client.post(f"/assets/{logo}/unpublish", json=body("production", version=version)),
        client.post(
            "/bulk/unpublish", json={"assets": [{"uid": logo, "version": version}], "environments": ["production"]}
        ),
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert client.get("/publish-queue").json() == {"queue": []}


def test_a_version_that_is_not_there_fails_alone_in_bulk(client, site, logo, shown):
    rows = {"assets": [{"uid": logo, "version": 9}], "environments": ["production"], "locales": ["en-us"]}
    job = client.post("/bulk/publish", json=rows).json()["job_id"]
    [item] = client.get(f"/bulk/jobs/{job}/items").json()["items"]
    assert item["publish_details"] == {"status": "failed", "message": "The asset has no version 9."}
    assert shown() == {}


def test_an_asset_of_another_stack_is_unknown(other_client, other_site, logo, shown):
    answer = other_client.post(f"/assets/{logo}/publish", json=body("production"))
    assert (answer.status_code, answer.json()["errors"]) == (422, {"uid": ["is not valid."]})
    assert shown() == {}


def test_a_deleted_asset_is_published_nowhere(client, open_scope, site, logo, shown):
    client.post(f"/assets/{logo}/publish", json=body("production"))
    with open_scope() as scope:
        assets.delete(scope, logo)
    assert shown() == {}
