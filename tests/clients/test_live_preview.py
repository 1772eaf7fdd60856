"""A live preview by the published delivery SDK, which wants HTTPS: drafts for whoever previews, and for nobody else."""

import pytest

from clients import stacks
from servers import Server

pytestmark = pytest.mark.client

TITLE = {"uid": "title", "data_type": "text", "mandatory": True, "unique": True, "field_metadata": {"_default": True}}
HEADLINE = {"uid": "headline", "data_type": "text"}


def test_a_preview_shows_drafts_with_their_variants_and_a_visitor_what_is_published(node, region: Server, certificates):
    stack = stacks.create(region, "Previewed")
    stack.create_environment("production")
    stack.post("/content_types", content_type={"uid": "page", "title": "Page", "schema": [TITLE, HEADLINE]})
    entries = "/content_types/page/entries"
    home = stack.post(entries, entry={"title": "Home", "headline": "Published"})["entry"]["uid"]
    group = stack.post("/variant_groups", name="Colours", content_types=["page"])["uid"]
    red = stack.post(f"/variant_groups/{group}/variants", name="Red")["uid"]
    stack.post(f"{entries}/{home}/publish", entry={"environments": ["production"], "locales": ["en-us"]})
    stack.put(f"{entries}/{home}", entry={"title": "Home", "headline": "Draft"})
    stack.put(f"{entries}/{home}/variants/{red}", entry={"title": "Red home", "_variant": {"_change_set": ["title"]}})
    scope = [{"module": "environment", "environments": ["production"], "acl": {"read": True}}]
    tokens = stack.post(
        "/stacks/delivery_tokens?create_with_preview_token=true",
        token={"name": "site", "description": "", "scope": scope},
    )["token"]
    job = {
        "endpoint": region.content_url,
        "host": region.content_url.removeprefix("https://"),
        "apiKey": stack.api_key,
        "token": tokens["token"],
        "previewToken": tokens["preview_token"],
        "environment": "production",
        "contentType": "page",
        "entry": home,
        "variants": red,
    }

    visited, previewed = node("preview.mjs", job, {"NODE_EXTRA_CA_CERTS": str(certificates.authority)})

    assert (visited["title"], visited["headline"]) == ("Home", "Published")
    assert (previewed["title"], previewed["headline"]) == ("Red home", "Draft")
