"""The OpenAPI documents that the server gives: whole enough to write a client from."""

from typing import Any

import pytest
from fastapi.openapi.models import OpenAPI

from described import Document, nodes, operations
from installations import Installation, done

# The operations that the hosted service documents, and what answers them when all is well.
DOCUMENTED = {
    **{f"post {path}": 201 for path in ("/attributes", "/audiences", "/events", "/experiences")},
    **{f"get {path}": 200 for path in ("/attributes", "/audiences", "/events", "/experiences", "/experiences/{uid}")},
    **{
        f"{method} {path}/{{uid}}": status
        for method, status in (("put", 200), ("delete", 204))
        for path in ("/attributes", "/audiences", "/events", "/experiences")
    },
    "post /experiences/{uid}/versions": 201,
    "get /experiences/{uid}/versions": 200,
    "put /experiences/{uid}/versions/{version_uid}": 200,
    "delete /experiences/{uid}/versions/{version_uid}": 204,
    "get /experiences-priority": 200,
    "put /experiences-priority": 200,
    "get /experiences/{uid}/analytics/summary": 200,
    "get /experiences/{uid}/analytics/time-series": 200,
    **{f"get /geolocation/{places}": 200 for places in ("regions", "countries", "cities")},
}
DOORS = ("/personalize-api", "/v3", "/personalize-edge")


@pytest.fixture(params=DOORS)
def document(installation: Installation, request: pytest.FixtureRequest) -> Document:
    """The description of one door, which anybody may read."""
    return dict(done(installation.server.client().get(f"{request.param}/openapi")))


@pytest.fixture
def management(installation: Installation) -> Document:
    return dict(done(installation.server.client().get("/personalize-api/openapi")))


def test_a_description_is_openapi_3_and_every_reference_in_it_leads_somewhere(document: Document):
    assert document["openapi"].startswith("3.")
    OpenAPI.model_validate(document)
    for where, node in nodes(document):
        if "$ref" in node:
            found: Any = document
            for part in node["$ref"].removeprefix("#/").split("/"):
                assert part in found, f"{where} refers to {node['$ref']}"
                found = found[part]


def test_every_operation_says_what_it_does_and_has_its_own_name(document: Document):
    described = dict(operations(document))
    assert [name for name, operation in described.items() if not operation.get("summary")] == []
    assert [name for name, operation in described.items() if not operation.get("description")] == []
    names = [operation["operationId"] for operation in described.values()]
    assert len(set(names)) == len(names)


def test_every_operation_that_takes_or_gives_something_has_a_schema_for_it(management: Document):
    incomplete = []
    for name, operation in operations(management):
        if name.startswith(("post", "put")):
            content = operation["requestBody"]["content"]["application/json"]["schema"]
            incomplete += [] if content.keys() & {"$ref", "properties", "items"} else [f"{name}: body"]
        for status, answer in operation["responses"].items():
            if status == "200" and not name.endswith("/export"):
                incomplete += [] if answer["content"]["application/json"]["schema"] else [f"{name}: answer"]
    assert incomplete == []


def test_every_documented_operation_is_there_with_its_status(management: Document):
    assert len(DOCUMENTED) == 28
    described = dict(operations(management))
    assert {name: status for name, status in DOCUMENTED.items() if name not in described} == {}
    wrong = {name: described[name]["responses"] for name in DOCUMENTED if str(DOCUMENTED[name]) not in
             described[name]["responses"]}  # fmt: skip
    assert wrong == {}


def test_a_version_is_described_on_the_way_in_and_on_the_way_out(management: Document):
    operation = dict(operations(management))["put /experiences/{uid}/versions/{version_uid}"]
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    assert set(body["required"]) == {"status", "variants"}
    assert set(body["properties"]) == {"status", "variants", "variantSplit", "metrics", "targeting"}
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert {one["$ref"].rpartition("/")[2] for one in answer["anyOf"]} == {"SegmentedVersion", "ABTestVersion"}


def test_an_operation_says_how_to_sign_in_and_that_it_can_fail(management: Document):
    described = dict(operations(management))
    unsigned = {name for name, operation in described.items() if not operation.get("security")}
    assert unsigned == {"get /session", "post /session"}
    assert [name for name, operation in described.items() if "4XX" not in operation["responses"]] == []
    headers = {
        parameter["name"]: parameter["required"]
        for parameter in described["put /events/{uid}"]["parameters"]
        if parameter["in"] == "header"
    }
    assert headers == {"x-project-uid": True, "if-match": False}
