"""The OpenAPI documents of the content APIs: what they say that an operation answers is what it answers."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest
from fastapi.openapi.models import OpenAPI

from content_failures import GROUP, LINKED, PAGES, READS, READS_PRODUCTION, TITLE, Body, Desk
from described import Document, misfits, nodes, operations, resolved
from installations import Installation, done

TREE = {"taxonomy": {"uid": "read", "name": "Read"}, "terms": []}
# A body for every operation that creates something.
BODIES: Mapping[str, Body] = {
    "post /stacks/management_tokens": {"token": {"name": "Described", "scope": [READS]}},
    "post /stacks/delivery_tokens": {"token": {"name": "Described", "scope": [READS_PRODUCTION]}},
    "post /environments": {"environment": {"name": "described"}},
    "post /locales": {"locale": {"code": "fr-fr", "name": "French", "fallback_locale": "en-us"}},
    "post /content_types": {"content_type": {"uid": "described", "title": "Described", "schema": [TITLE]}},
    "post /global_fields": {"global_field": {"uid": "described", "title": "Described", "schema": [TITLE]}},
    "post /assets/folders": {"asset": {"name": "Described"}},
    "post /taxonomies": {"taxonomy": {"uid": "described", "name": "Described"}},
    "post /taxonomies/{taxonomy_uid}/terms": {"term": {"uid": "described", "name": "Described"}},
    "post /labels": {"label": {"name": "Described"}},
    "post /roles": {"role": {"name": "Described", "description": "", "rules": []}},
    "post /content_types/{content_type_uid}/entries": {"entry": {"title": "Described"}},
    "post /variant_groups": {"name": "Described"},
    "post /variant_groups/{uid}/variants": {"name": "Described"},
    "post /variants": {"name": "Described"},
}
# What no JSON body creates.
BY_OTHER_MEANS = {
    "post /stacks": "in an organization; the desk does it",
    "post /assets": "by a form",
    "post /taxonomies/import": "by a form",
    "post /stacks/delivery_tokens/{uid}/preview_token": "without a body",
}
ELSEWHERE = {"get /user": "test_error_catalogue.py", "get /assets/{api_key}/{uid}/{digest}/{file_name}": "no JSON"}


@pytest.fixture(scope="module")
def desk(installation: Installation) -> Iterator[Desk]:
    """One stack for all descriptions."""
    desk = Desk(installation)
    desk.make("/variants", name="Alone")
    desk.with_token(READS)
    done(desk.api.post(f"/assets/{desk.uids['asset']}/publish", json={"asset": {"environments": ["production"]}}))
    yield desk
    desk.api.delete("/stacks")


@pytest.fixture
def management(desk: Desk) -> Document:
    """The description of the content management API."""
    return dict(done(desk.client().get("/openapi")))


@pytest.fixture
def delivery(desk: Desk) -> Document:
    """The description of the delivery API."""
    return dict(done(desk.client(access_token="anything").get("/openapi")))


def test_the_description_of_delivery_is_openapi_3_and_its_own(delivery: Document, management: Document):
    OpenAPI.model_validate(delivery)
    assert delivery["info"]["title"] != management["info"]["title"]
    names = [operation["operationId"] for _, operation in operations(delivery)]
    assert len(set(names)) == len(names)
    assert [name for name, operation in operations(delivery) if not operation.get("summary")] == []
    for _, node in nodes(delivery):
        if "$ref" in node:
            assert resolved(node, delivery)


def test_a_body_says_what_belongs_into_it(management: Document):
    silent = []
    for name, operation in operations(management):
        for kind, content in operation.get("requestBody", {}).get("content", {}).items():
            schema = resolved(content["schema"], management)
            silent += [] if schema.get("properties") or schema.get("description") else [f"{name}: {kind}"]
    assert silent == []


def test_every_reading_operation_answers_what_is_described(desk: Desk, management: Document):
    wrong = {}
    for name, operation in operations(management):
        method, path = name.split(" ")
        if method == "get" and name not in ELSEWHERE and not path.endswith("/unschedule"):
            answer = desk.api.get(address(desk.api, path))
            wrong[name] = faults(answer, operation, management)
    assert len(wrong) > 40
    assert {name: found for name, found in wrong.items() if found} == {}


def test_every_creating_operation_answers_what_is_described(desk: Desk, management: Document):
    creating = {name: operation for name, operation in operations(management) if "201" in operation["responses"]}
    assert sorted(creating) == sorted([*BODIES, *BY_OTHER_MEANS])
    wrong = {}
    for name, body in BODIES.items():
        answer = desk.api.post(address(desk.api, name.split(" ")[1]), json=body)
        wrong[name] = faults(answer, creating[name], management, 201)
    answer = desk.asset(title="Described")
    wrong["post /assets"] = faults(answer, creating["post /assets"], management, 201)
    answer = desk.api.post("/taxonomies/import", files={"taxonomy": ("t.json", json.dumps(TREE), "application/json")})
    wrong["post /taxonomies/import"] = faults(answer, creating["post /taxonomies/import"], management, 201)
    assert {name: found for name, found in wrong.items() if found} == {}


def test_every_delivering_operation_answers_what_is_described(desk: Desk, delivery: Document):
    wrong = {}
    for name, operation in operations(delivery):
        method, path = name.split(" ")
        assert method == "get"
        answer = desk.site.get(address(desk.site, path), params={"init": "true"})
        wrong[name] = faults(answer, operation, delivery)
    assert {name: found for name, found in wrong.items() if found} == {}


def address(client: httpx.Client, path: str) -> str:
    """Return a path with the names of what is there: those that the list before it shows, or those of the desk."""
    known = {"content_type_uid": "page", "content_type": "page", "taxonomy_uid": "topics", "code": "en-us"}
    known |= {"name": "production", "variant": LINKED, "variant_uid": LINKED}
    found = ""
    for part in path.strip("/").split("/"):
        if not part.startswith("{"):
            found += f"/{part}"
        elif part[1:-1] in known:
            found += f"/{known[part[1:-1]]}"
        elif found == "/variant_groups":
            found += f"/{GROUP}"
        elif found == "/assets/folders":
            [folder, *_] = done(client.get("/assets", params={"query": '{"is_dir": true}'}))["assets"]
            found += f"/{folder['uid']}"
        else:
            found += f"/{uid_in(done(client.get(found)), of_home=found == PAGES)}"
    return found


def uid_in(answer: Mapping[str, Any], *, of_home: bool) -> str:
    [listed] = (value for value in answer.values() if isinstance(value, list))
    return str(next(one["uid"] for one in listed if not of_home or one["title"] == "Home"))


def faults(answer: httpx.Response, operation: Document, document: Document, status: int = 200) -> list[str]:
    """Return where an answer is not what an operation describes."""
    if answer.status_code != status:
        return [f"{answer.status_code}: {answer.text}"]
    described = operation["responses"][str(status)]["content"]["application/json"]["schema"]
    return list(misfits(answer.json(), described, document, "#"))
