"""What tests of taxonomies share."""

from collections.abc import Sequence

import httpx
import pytest
from fastapi import APIRouter

from lenticular.content.taxonomies.routes import router as routes
from lenticular.content.taxonomies.term_routes import router as term_routes

# As the vendor's CLI exports one, with one term below another.
REGION = {
    "taxonomy": {"uid": "region", "name": "Region", "description": "Where articles are about"},
    "terms": [
        {"uid": "europe", "name": "Europe", "parent_uid": None},
        {"uid": "france", "name": "France", "parent_uid": "europe"},
        {"uid": "paris", "name": "Paris", "parent_uid": "france"},
        {"uid": "spain", "name": "Spain", "parent_uid": "europe"},
        {"uid": "asia", "name": "Asia", "parent_uid": None},
    ],
}


@pytest.fixture
def routers() -> Sequence[APIRouter]:
    return [routes, term_routes]


@pytest.fixture
def region(client: httpx.Client) -> str:
    """The path of a taxonomy “Region” with its terms."""
    answer = client.post(
        "/taxonomies/import", files={"taxonomy": ("region.json", httpx.Response(200, json=REGION).content)}
    )
    assert answer.status_code == 201, answer.text
    return "/taxonomies/region"
