"""Preview links over HTTP."""

import httpx
import pytest

from lenticular.domain import preview as previews
from lenticular.domain.ruleset import from_document
from lenticular.management.audiences import routes as audiences
from lenticular.management.experiences import routes as experiences
from lenticular.management.preview_links import routes as preview_links
from lenticular.management.publishing import service as publishing
from lenticular.management.versions import routes as versions

RULE = {
    "__type": "Rule",
    "attribute": {"__type": "PresetAttributeReference", "ref": "COUNTRY"},
    "attributeMatchCondition": "STRING_EQUALS",
    "attributeMatchOptions": {"__type": "StringMatchOptions", "value": "US"},
}


@pytest.fixture
def routers():
    return [audiences.router, experiences.router, versions.router, preview_links.router]


@pytest.fixture
def hero(client: httpx.Client) -> tuple[str, str, str]:
    """An experience whose live version shows '0' to the US, and whose draft '1': uid, live and draft version."""
    definition = {"__type": "RuleCombination", "combinationType": "AND", "rules": [RULE]}
    us = client.post("/audiences", json={"name": "US", "definition": definition}).json()["uid"]
    created = client.post("/experiences", json={"name": "Hero", "__type": "SEGMENTED"}).json()
    path = f"/experiences/{created['uid']}/versions"
    variant = {"audiences": [us], "audienceCombinationType": "AND"}
    live = {"status": "ACTIVE", "variants": [variant | {"name": "Live"}]}
    client.put(f"{path}/{created['latestVersion']}", json=live).raise_for_status()
    draft = client.post(path, json={"status": "DRAFT", "variants": [variant | {"name": "New"}]}).json()
    client.post("/experiences", json={"name": "Button", "__type": "AB_TEST"}).raise_for_status()
    return created["uid"], created["latestVersion"], draft["uid"]


def test_a_link_shows_what_a_described_visitor_gets_and_what_is_chosen(ports, client, project, hero):
    uid, _, draft = hero
    american = {"country": "US"}

    def shown(**body):
        answer = client.post("/preview-links", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()["activeVariants"]

    assert shown() == {}
    assert shown(visitor=american) == {"0": "0"}
    assert shown(visitor={"country": "DE"}) == {}
    assert shown(visitor=american, versions={uid: draft}) == {"0": "1"}
    assert shown(visitor=american, versions={uid: draft}, decisions={"0": None}) == {}
    assert shown(decisions={"0": "1"}) == {"0": "1"}

    made = client.post("/preview-links", json={"expiresInHours": 2, "decisions": {"0": "1"}}).json()
    assert made["parameter"] == "lenticular_preview"
    with ports.stores.configuration.reading() as session:
        ruleset = from_document(publishing.ruleset_document(session, project))
    found = previews.verify(ruleset.preview_key, project, made["token"], now=ports.now())
    assert found.variants == {"0": "1"}
    assert made["expiresAt"] == found.expires_at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    assert 7100 < (found.expires_at - ports.now()).total_seconds() <= 7200
    assert ruleset.preview_key.hex() not in client.post("/preview-links", json={}).text


def test_members_make_links_owners_revoke_them_and_nobody_else_sees_any(client, member_client, stranger_client):
    assert member_client.post("/preview-links", json={}).status_code == 201
    assert member_client.delete("/preview-links").status_code == 403
    assert client.delete("/preview-links").status_code == 204
    assert stranger_client.post("/preview-links", json={}).status_code == 404
    assert stranger_client.delete("/preview-links").status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"expiresInHours": 0}, "expiresInHours"),
        ({"expiresInHours": 721}, "expiresInHours"),
        ({"expiresInHours": "24"}, "expiresInHours"),
        ({"expiresInHours": None}, "expiresInHours"),
        ({"decisions": {"0": 1}}, "decisions.0"),
        ({"decisions": {"5": "0"}}, "decisions.5"),
        ({"decisions": []}, "decisions"),
        ({"visitor": {"deviceType": "TOASTER"}}, "visitor.deviceType"),
    ],
)
def test_a_link_that_makes_no_sense_is_refused(client, body, field):
    answer = client.post("/preview-links", json=body)
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]


def test_things_of_another_project_cannot_be_shown(other_client, hero):
    uid, live, _ = hero
    assert other_client.post("/preview-links", json={"versions": {uid: live}}).status_code == 404
    assert other_client.post("/preview-links", json={"decisions": {"0": "0"}}).status_code == 400
