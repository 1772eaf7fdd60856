"""Audiences over HTTP."""

import json
from dataclasses import replace

import httpx
import pytest
from fastapi import APIRouter

from fakes import FakeClock, Person
from lenticular.api.ports import Limits, Ports
from lenticular.management.attributes.routes import router as attribute_router
from lenticular.management.audiences.routes import router
from lenticular.management.lytics_audiences.routes import router as lytics_router
from lenticular.management.references import service as references
from lenticular.management.references.service import Kind, Thing

LYTICS_UID = "0123456789abcdef" * 2


@pytest.fixture
def routers() -> list[APIRouter]:
    return [router, attribute_router, lytics_router]


@pytest.fixture
def attribute(client: httpx.Client) -> str:
    """The uid of the custom attribute “Age”."""
    uid: str = client.post("/attributes", json={"name": "Age", "key": "age"}).json()["uid"]
    return uid


def from_country(country: str) -> dict[str, object]:
    return {
        "__type": "Rule",
        "attribute": {"__type": "PresetAttributeReference", "ref": "COUNTRY"},
        "attributeMatchOptions": {"__type": "StringMatchOptions", "value": country},
        "attributeMatchCondition": "STRING_EQUALS",
        "invertCondition": False,
    }


def of_age(attribute: str, age: int = 18) -> dict[str, object]:
    return {
        "__type": "Rule",
        "attribute": {"__type": "CustomAttributeReference", "ref": attribute},
        "attributeMatchOptions": {"__type": "NumberMatchOptions", "value": age},
        "attributeMatchCondition": "NUMBER_LESS_THAN",
        "invertCondition": True,
    }


def in_lytics(uid: str = LYTICS_UID) -> dict[str, object]:
    return {
        "__type": "Rule",
        "attribute": {"__type": "LyticsAttributeReference", "ref": "LYTICS_AUDIENCE"},
        "attributeMatchOptions": {"__type": "AudienceMatchOptions", "value": uid},
        "attributeMatchCondition": "IS_MEMBER_OF",
        "invertCondition": False,
    }


def all_of(*rules: object) -> dict[str, object]:
    return {"__type": "RuleCombination", "combinationType": "AND", "rules": list(rules)}


def create(client: httpx.Client, name: str = "US Visitors", *rules: object) -> httpx.Response:
    return client.post("/audiences", json={"name": name, "definition": all_of(*(rules or (from_country("US"),)))})


def test_creating_an_audience_answers_the_contracts_members(client: httpx.Client, project: str, owner: Person):
    description = "Website visitors from the US"
    answer = client.post(
        "/audiences",
        json={"name": "US Visitors", "description": description, "definition": all_of(from_country("US"))},
    )

    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert body == {
        "name": "US Visitors",
        "description": description,
        "definition": all_of(from_country("US")),
        "project": project,
        "referredAttributes": [],
        "createdBy": owner.user_uid,
        "updatedBy": owner.user_uid,
        "createdAt": "2026-11-22T12:00:00.000Z",
        "updatedAt": "2026-11-22T12:00:00.000Z",
        "uid": body["uid"],
        "createdByUserName": "Olga Doe",
        "updatedByUserName": "Olga Doe",
    }
    assert client.get(f"/audiences/{body['uid']}").json() == body


def test_the_audiences_of_real_exports_are_accepted_and_answered_as_they_were(client: httpx.Client, shared):
    for export in ("compass-starter-stack/stack", "personalize-geolocation-inspiration/stack/main"):
        folder = shared / "data" / export / "personalize"
        renamed = {}
        for attribute in json.loads((folder / "attributes/attributes.json").read_text()):
            if attribute["__type"] == "CUSTOM":
                renamed[attribute["uid"]] = client.post("/attributes", json=attribute).json()["uid"]
        for audience in json.loads((folder / "audiences/audiences.json").read_text()):
            text = json.dumps(audience)
            for old, new in renamed.items():
                text = text.replace(old, new)
            sent = json.loads(text)
            answer = client.post("/audiences", json=sent)
            assert answer.status_code == 201, answer.text
            for member in ("name", "description", "definition", "referredAttributes"):
                assert answer.json()[member] == sent[member]


def test_the_list_is_complete_and_newest_first(client: httpx.Client, clock: FakeClock):
    for number in range(55):
        create(client, f"Audience {number}")
        clock.advance(milliseconds=1)

    assert [row["name"] for row in client.get("/audiences").json()] == [f"Audience {n}" for n in range(54, -1, -1)]


def test_what_clients_leave_out_is_filled_in(client: httpx.Client):
    rule = from_country("US")
    del rule["invertCondition"]
    definition = {"combinationType": "OR", "rules": [rule, {"combinationType": "AND", "rules": [from_country("CA")]}]}

    answer = client.post("/audiences", json={"name": "US", "definition": definition, "project": "x", "uid": "y"})

    assert answer.status_code == 201, answer.text
    group = {"__type": "RuleCombination", "combinationType": "AND", "rules": [from_country("CA")]}
    assert answer.json()["definition"] == {
        "__type": "RuleCombination",
        "combinationType": "OR",
        "rules": [from_country("US"), group],
    }
    assert answer.json()["uid"] != "y"


def test_referred_attributes_are_the_custom_ones_at_any_depth(client: httpx.Client, attribute: str):
    other = client.post("/attributes", json={"name": "Tier", "key": "tier"}).json()["uid"]

    answer = create(client, "Mixed", all_of(of_age(other), from_country("US")), of_age(attribute), of_age(other, 30))

    assert answer.json()["referredAttributes"] == [other, attribute]


@pytest.mark.parametrize("name", ["referredAttributes[]", "referredAttributes", "referredAttributes%5B%5D"])
def test_the_list_is_filtered_by_referred_attributes(client: httpx.Client, attribute: str, name: str):
    other = client.post("/attributes", json={"name": "Tier", "key": "tier"}).json()["uid"]
    create(client, "Nobody in particular")
    adults = create(client, "Adults", of_age(attribute)).json()
    gold = create(client, "Gold", of_age(other)).json()

    one = client.get(f"/audiences?{name}={attribute}").json()
    any_of_two = client.get(f"/audiences?{name}={attribute}&{name}={other}&includeLyticsAudiences=true").json()

    assert one == [adults]
    assert any_of_two == [gold, adults]
    assert client.get(f"/audiences?{name}={'0' * 24}").json() == []
    assert len(client.get(f"/audiences?{name}=").json()) == 3


def test_cdp_synced_audiences_are_appended_when_asked_for(client: httpx.Client, project: str):
    synced = {"uid": LYTICS_UID, "slug": "vip", "name": "VIPs", "description": ""}
    client.put("/lytics-audiences", json=[synced])
    mine = create(client, "VIPs of ours", in_lytics()).json()

    assert client.get("/audiences").json() == [mine]
    assert client.get("/audiences?includeLyticsAudiences=false").json() == [mine]
    listed = client.get("/audiences?includeLyticsAudiences=true").json()
    assert listed == [mine, synced | {"project": project, "source": "lytics"}]
    refused = client.delete(f"/lytics-audiences/{LYTICS_UID}")
    assert "VIPs of ours" in refused.json()["detail"]


def test_updating_replaces_everything(
    client: httpx.Client, member_client: httpx.Client, clock: FakeClock, attribute: str
):
    created = client.post(
        "/audiences", json={"name": "Adults", "description": "Grown up", "definition": all_of(of_age(attribute))}
    ).json()
    clock.advance(hours=1)

    answer = member_client.put(
        f"/audiences/{created['uid']}", json={"name": "Canadians", "definition": all_of(from_country("CA"))}
    )

    assert answer.status_code == 200, answer.text
    assert answer.json() == created | {
        "name": "Canadians",
        "description": "",
        "definition": all_of(from_country("CA")),
        "referredAttributes": [],
        "updatedBy": answer.json()["updatedBy"],
        "updatedAt": "2026-11-22T13:00:00.000Z",
        "updatedByUserName": "Mary Doe",
    }
    assert client.delete(f"/attributes/{attribute}").status_code == 204


def test_an_attribute_in_a_rule_is_not_deleted(client: httpx.Client, attribute: str):
    uid = create(client, "Adults", of_age(attribute)).json()["uid"]
    client.put(f"/audiences/{uid}", json={"name": "Grown-ups", "definition": all_of(of_age(attribute))})

    refused = client.delete(f"/attributes/{attribute}")

    code = "personalize.ATTRIBUTES.CANNOT_DELETE_REFERRED_ATTRIBUTE"
    assert (refused.status_code, refused.json()["error"]) == (400, code)
    assert "Grown-ups" in refused.json()["detail"]
    assert client.delete(f"/audiences/{uid}").status_code == 204
    assert client.delete(f"/attributes/{attribute}").status_code == 204


def test_a_bad_body_is_told_every_problem_of_every_member(client: httpx.Client):
    no_options = from_country("US") | {"attributeMatchOptions": None}
    unknown = of_age("f" * 24) | {"attributeMatchCondition": "IS_MEMBER_OF"}

    answer = client.post(
        "/audiences",
        json={"name": " ", "description": 5, "definition": all_of(no_options, all_of(unknown), in_lytics())},
    )

    assert answer.status_code == 400
    errors = answer.json()["errors"]
    assert errors["name"] == ["REQUIRED"]
    assert errors["description"] == ["NOT_STRING"]
    assert errors["definition.rules.0.attributeMatchOptions"] == [
        "valid matchOptions is required for STRING_EQUALS condition"
    ]
    assert errors["definition.rules.1.rules.0.attribute.ref"] == ["ATTRIBUTE_NOT_FOUND"]
    assert errors["definition.rules.2.attributeMatchOptions.value"] == ["LYTICS_AUDIENCE_NOT_FOUND"]
    pointers = {problem["pointer"] for problem in answer.json()["problems"]}
    assert "/definition/rules/0/attributeMatchOptions" in pointers
    assert client.get("/audiences").json() == []


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, {"name": ["REQUIRED"], "definition": ["REQUIRED"]}),
        ({"name": "US", "definition": []}, {"definition": ["NOT_OBJECT"]}),
        ({"name": "US", "definition": None}, {"definition": ["NOT_OBJECT"]}),
        ([], {"body": ["NOT_OBJECT"]}),
    ],
)
def test_a_body_without_definition_is_refused(client: httpx.Client, body: object, errors: object):
    answer = client.post("/audiences", json=body)

    assert (answer.status_code, answer.json()["errors"]) == (400, errors)


def test_text_that_not_every_database_keeps_is_refused_where_it_is(client: httpx.Client):
    answer = create(client, "US", from_country("a\0b"))

    where = "definition.rules.0.attributeMatchOptions.value"
    assert (answer.status_code, answer.json()["errors"]) == (400, {where: ["CONTROL_CHARACTER"]})


def test_too_many_rules_at_any_depth_are_the_documented_error(client: httpx.Client):
    fifty = [all_of(*[from_country("US")] * 25), *[from_country("CA")] * 25]
    assert create(client, "Fifty", *fifty).status_code == 201

    alone = create(client, "Fifty-one", *fifty, from_country("MX"))
    among_others = create(client, "", *fifty, from_country("MX"))

    assert (alone.status_code, alone.json()["error"]) == (400, "personalize.AUDIENCES.RULE_COUNT_EXCEEDED")
    assert among_others.json()["errors"] == {"name": ["REQUIRED"], "definition": ["RULE_COUNT_EXCEEDED"]}


def test_a_name_is_unique_in_its_project(client: httpx.Client, other_client: httpx.Client):
    create(client, "Caf\u00e9 lovers")
    other = create(client, "Tea lovers").json()["uid"]

    again = create(client, " Cafe\u0301 lovers")
    renamed = client.put(f"/audiences/{other}", json={"name": "Café lovers", "definition": all_of()})

    for answer in (again, renamed):
        assert (answer.status_code, answer.json()["error"]) == (400, "personalize.AUDIENCES.DUPLICATE_NAME")
    assert client.get(f"/audiences/{other}").json()["name"] == "Tea lovers"
    assert create(other_client, "Caf\u00e9 lovers").status_code == 201


class TestWithQuotaOfOne:
    @pytest.fixture
    def ports(self, ports: Ports) -> Ports:
        return replace(ports, limits=Limits(audiences_per_project=1))

    def test_one_audience_too_many_is_refused(self, client: httpx.Client):
        create(client, "First")

        refused = create(client, "Second")

        assert refused.status_code == 400
        assert refused.json()["error"] == "personalization.AUDIENCES.MAX_AUDIENCES_COUNT_EXCEEDED"
        assert [row["name"] for row in client.get("/audiences").json()] == ["First"]


def test_an_audience_in_use_is_not_deleted(client: httpx.Client, open_scope):
    uid = create(client).json()["uid"]
    experience = Thing(Kind.EXPERIENCE, "f" * 24)
    with open_scope() as scope:
        references.replace(scope, experience, "Hero banner", [Thing(Kind.AUDIENCE, uid)])

    refused = client.delete(f"/audiences/{uid}")

    code = "personalize.AUDIENCES.CANNOT_DELETE_REFERRED_AUDIENCE"
    assert (refused.status_code, refused.json()["error"]) == (400, code)
    assert "Hero banner" in refused.json()["detail"]
    with open_scope() as scope:
        references.forget(scope, experience)
    deleted = client.delete(f"/audiences/{uid}")
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert client.get(f"/audiences/{uid}").json()["error"] == "personalize.AUDIENCES.AUDIENCE_NOT_FOUND"


def test_a_save_on_an_older_state_is_refused(client: httpx.Client):
    created = create(client)
    path = f"/audiences/{created.json()['uid']}"
    change = {"name": "Changed", "definition": all_of()}
    client.put(path, json=change)

    stale = {"If-Match": created.headers["ETag"]}
    assert client.put(path, json=change | {"name": "Lost"}, headers=stale).status_code == 412
    assert client.delete(path, headers=stale).status_code == 412

    now = client.get(path)
    assert now.json()["name"] == "Changed"
    saved = client.put(path, json=change | {"name": "Kept"}, headers={"If-Match": now.headers["ETag"]})
    assert saved.status_code == 200
    assert client.delete(path, headers={"If-Match": saved.headers["ETag"]}).status_code == 204


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_an_audience_of_another_project_does_not_exist(client: httpx.Client, other_client: httpx.Client, method: str):
    created = create(client).json()

    body = {"name": "Mine", "definition": all_of()}
    answer = other_client.request(method, f"/audiences/{created['uid']}", json=body)

    assert (answer.status_code, answer.json()["error"]) == (404, "personalize.AUDIENCES.AUDIENCE_NOT_FOUND")
    assert other_client.get("/audiences").json() == []
    assert client.get("/audiences").json() == [created]


def test_rules_cannot_name_things_of_another_project(client: httpx.Client, other_client: httpx.Client, attribute: str):
    client.put("/lytics-audiences", json=[{"uid": LYTICS_UID, "slug": "vip"}])

    answer = create(other_client, "Theirs", of_age(attribute), in_lytics())

    assert answer.json()["errors"] == {
        "definition.rules.0.attribute.ref": ["ATTRIBUTE_NOT_FOUND"],
        "definition.rules.1.attributeMatchOptions.value": ["LYTICS_AUDIENCE_NOT_FOUND"],
    }


@pytest.mark.parametrize(
    ("method", "path"), [("GET", ""), ("POST", ""), ("GET", "/{uid}"), ("PUT", "/{uid}"), ("DELETE", "/{uid}")]
)
def test_a_project_of_others_is_invisible(client: httpx.Client, stranger_client: httpx.Client, method: str, path: str):
    uid = create(client).json()["uid"]

    answer = stranger_client.request(method, f"/audiences{path.format(uid=uid)}", json={})

    assert (answer.status_code, answer.json()["error"]) == (404, "personalize.PROJECTS.PROJECT_NOT_FOUND")


def test_the_project_must_be_named(client: httpx.Client):
    answer = client.get("/audiences", headers={"x-project-uid": ""})

    assert (answer.status_code, answer.json()["errors"]) == (400, {"x-project-uid": ["PROJECT_UID_HEADER_NOT_SET"]})


def test_nobody_gets_in_without_signing_in(client: httpx.Client):
    assert client.post("/audiences", headers={"authtoken": ""}, json={}).status_code == 401


def test_the_documentation_says_what_a_body_holds(client: httpx.Client):
    body = client.get("/openapi").json()["paths"]["/audiences"]["post"]["requestBody"]

    schema = body["content"]["application/json"]["schema"]
    assert set(schema["properties"]) == {"name", "description", "definition"}
    assert schema["required"] == ["name", "definition"]
