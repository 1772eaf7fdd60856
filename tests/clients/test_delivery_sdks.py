"""The published delivery SDKs read what is published: an entry as an experience's variant, lists, and references."""

from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from clients import stacks
from clients.stacks import Stack
from servers import Server

pytestmark = pytest.mark.client

RED, GREEN = "cs_personalize_0_0", "cs_personalize_0_1"


@dataclass(frozen=True, slots=True)
class Shop:
    """A page that refers to a teaser, with a heading of its own for each of two variants of an experience."""

    server: Server
    stack: Stack
    token: str
    page: str
    green: str  # the uid of the variant that the alias names


@pytest.fixture(scope="module")
def shop(cms: Server) -> Shop:
    stack = stacks.create(cms, "Shop")
    stack.create_environment("production")
    create_content_type(stack, "teaser")
    create_content_type(stack, "page", {"uid": "teaser", "data_type": "reference", "reference_to": ["teaser"]})
    teaser = create_entry(stack, "teaser", title="Summer sale")
    page = create_entry(stack, "page", title="Home", teaser=[{"uid": teaser, "_content_type_uid": "teaser"}])
    about = create_entry(stack, "page", title="About")
    red, green = variants = create_variants(cms, stack, "Red", "Green")
    no_teaser = {"title": "Red home", "teaser": [], "_variant": {"_change_set": ["title", "teaser"]}}
    put(stack, f"/content_types/page/entries/{page}/variants/{red}", entry=no_teaser)
    other_title = {"title": "Green home", "_variant": {"_change_set": ["title"]}}
    put(stack, f"/content_types/page/entries/{page}/variants/{green}", entry=other_title)
    publish(
        stack, "page", page, variants=[{"uid": uid} for uid in variants]
    )  # and the base, which is not published yet
    publish(stack, "page", about)
    publish(stack, "teaser", teaser)
    return Shop(cms, stack, stack.create_delivery_token("production"), page, green)


def create_content_type(stack: Stack, uid: str, *fields: dict[str, Any]) -> None:
    title = {"uid": "title", "data_type": "text", "mandatory": True, "unique": True}
    schema = [{"display_name": one["uid"], "multiple": False, **one} for one in (title, *fields)]
    stack.post("/content_types", content_type={"uid": uid, "title": uid, "schema": schema})


def create_entry(stack: Stack, content_type: str, **fields: Any) -> str:
    return str(stack.post(f"/content_types/{content_type}/entries", entry=fields)["entry"]["uid"])


def put(stack: Stack, path: str, **body: Any) -> dict[str, Any]:
    answer = stack.owner.put(f"/v3{path}", json=body)
    assert answer.is_success, answer.text
    return dict(answer.json())


def publish(stack: Stack, content_type: str, uid: str, **told: Any) -> None:
    body = {"entry": {"environments": ["production"], "locales": ["en-us"], **told}, "locale": "en-us"}
    stack.post(f"/content_types/{content_type}/entries/{uid}/publish", **body)


def create_variants(server: Server, stack: Stack, *names: str) -> list[str]:
    """Make an experience in a project of the stack and link pages to it; return the uids of its variants."""
    personalize = server.sign_in()
    personalize.headers["organization_uid"] = stack.organization
    body = {"name": f"Shop of {stack.api_key}", "connectedStackApiKey": stack.api_key}
    project = done(personalize.post("/personalize-api/projects", json=body))
    personalize.headers["X-Project-Uid"] = project["uid"]
    experience = done(personalize.post("/personalize-api/experiences", json={"name": "Colours", "__type": "AB_TEST"}))
    place = f"/personalize-api/experiences/{experience['uid']}"
    variants = [{"__type": "ABTestVariant", "name": name, "trafficDistribution": 50} for name in names]
    version = {"status": "DRAFT", "variants": variants, "variantSplit": "EQUALLY_SPLIT", "metrics": []}
    done(personalize.put(f"{place}/versions/{experience['latestVersion']}", json=version))
    mirror = done(personalize.get(place))["_cms"]
    links = [{"uid": "page", "status": "linked"}]
    put(stack, f"/variant_groups/{mirror['variantGroup']}", name="Colours", content_types=links)
    return [str(mirror["variants"][short_uid]) for short_uid in ("0", "1")]


def done(answer: httpx.Response) -> dict[str, Any]:
    assert answer.is_success, answer.text
    return dict(answer.json())


def test_an_entry_comes_as_the_first_variant_of_those_asked_for(deliver, shop: Shop):
    page = {"contentType": "page", "entry": shop.page}

    asked = [page, page | {"variants": [RED]}, page | {"variants": [GREEN, RED]}, page | {"variants": [shop.green]}]
    base, red, both, by_uid = deliver(shop.server, shop.stack, shop.token, "production", *asked)

    assert [entry["title"] for entry in (base, red, both, by_uid)] == ["Home", "Red home", "Green home", "Green home"]
    assert [len(entry["teaser"]) for entry in (base, red, both, by_uid)] == [1, 0, 0, 1]
    shown = [variant.get("alias") for variant in both["publish_details"]["variants"].values()]
    assert sorted(shown) == [RED, GREEN]


def test_a_list_has_each_entry_as_its_variant(deliver, shop: Shop):
    pages = {"contentType": "page", "variants": [RED]}
    home = pages | {"where": {"title": "Home"}}  # a query looks at the base

    every, found = deliver(shop.server, shop.stack, shop.token, "production", pages, home)

    assert sorted(entry["title"] for entry in every["entries"]) == ["About", "Red home"]
    assert [entry["title"] for entry in found["entries"]] == ["Red home"]


def test_references_are_included(deliver, shop: Shop):
    page = {"contentType": "page", "entry": shop.page, "include": ["teaser"]}

    base, green = deliver(shop.server, shop.stack, shop.token, "production", page, page | {"variants": [GREEN]})

    assert [entry["teaser"][0]["title"] for entry in (base, green)] == ["Summer sale", "Summer sale"]


def test_an_entry_that_is_not_there_is_told(deliver, shop: Shop):
    missing = {"contentType": "page", "entry": "blt0000000000000000"}

    (base, variant) = deliver(shop.server, shop.stack, shop.token, "production", missing, missing | {"variants": [RED]})

    assert [answer["error"]["error_code"] for answer in (base, variant)] == [141, 141]
