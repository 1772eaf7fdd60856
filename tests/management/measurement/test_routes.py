"""Holdouts and the privacy setting over HTTP."""

import pytest

from lenticular.domain.experiences import ExperienceType
from lenticular.management.experiences import service as experiences
from lenticular.management.publishing import service as publishing


@pytest.fixture
def hero(open_scope) -> str:
    with open_scope() as scope:
        return experiences.create(scope, name="Hero", description="", type=ExperienceType.SEGMENTED).uid


def published(ports, project):
    with ports.stores.configuration.reading() as session:
        return publishing.ruleset_document(session, project)


def test_a_projects_settings_are_changed_one_by_one_and_the_key_is_not_shown(ports, client, member_client, project):
    path = f"/projects/{project}/measurement"
    assert client.get(path).json() == {"holdoutPercentage": 0, "privacySignal": "IGNORE"}
    before = client.get(path).headers["etag"]

    assert client.put(path, json={"holdoutPercentage": 2.5}).json()["holdoutPercentage"] == 2.5
    changed = client.put(path, json={"privacySignal": "ANONYMOUS"})
    assert changed.json() == {"holdoutPercentage": 2.5, "privacySignal": "ANONYMOUS"}
    document = published(ports, project)
    assert (document["holdout"], document["privacy"]["signal"]) == (250, "ANONYMOUS")
    assert len(document["privacy"]["key"]) == 64

    assert client.put(path, json={}, headers={"If-Match": before}).status_code == 412
    assert client.put(path, json={}, headers={"If-Match": changed.headers["etag"]}).status_code == 200
    assert member_client.get(path).json() == changed.json()
    assert member_client.put(path, json={"holdoutPercentage": 0}).status_code == 403


def test_a_marketer_sees_all_that_is_withheld_of_an_experience(client, member_client, project, hero):
    client.put(f"/projects/{project}/measurement", json={"holdoutPercentage": 5})
    path = f"/experiences/{hero}/measurement"
    expected = {"holdoutPercentage": 0, "projectHoldoutPercentage": 5, "effectiveHoldoutPercentage": 5}
    seen = member_client.get(path)
    assert seen.json() == expected

    saved = member_client.put(path, json={"holdoutPercentage": 10}, headers={"If-Match": seen.headers["etag"]})

    expected |= {"holdoutPercentage": 10, "effectiveHoldoutPercentage": 14.5}
    assert saved.json() == expected
    assert client.get(path).json() == expected
    assert client.put(path, json={"holdoutPercentage": 1}, headers={"If-Match": "old"}).status_code == 412


@pytest.mark.parametrize("percentage", [-1, 50.01, 1.005, 1e308, "10", True, [], {}])
def test_a_share_that_is_none_changes_nothing(client, project, hero, percentage):
    for path in (f"/projects/{project}/measurement", f"/experiences/{hero}/measurement"):
        answer = client.put(path, json={"holdoutPercentage": percentage})
        assert answer.status_code == 400
        assert set(answer.json()["errors"]) == {"holdoutPercentage"}
        assert client.get(path).json()["holdoutPercentage"] == 0


def test_an_experience_elsewhere_is_not_there(other_client, hero):
    path = f"/experiences/{hero}/measurement"
    assert other_client.get(path).status_code == 404
    assert other_client.put(path, json={"holdoutPercentage": 1}).status_code == 404
