"""The content area: linking a variant group, writing what an entry says under variants, publishing, previewing."""

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from servers import Server

pytestmark = pytest.mark.client

STACK = "blt6a1c5e0f7d2b4c90"
HERO = "cs6a1c5e0f7d2b0100"  # the variant group of the sample's first experience
ROAD_TRIPS = "cs6a1c5e0f7d2b0104"
# Longer than a search waits for the next key.
SEARCH_MS = 300
TYPE = {
    "title": "Landing page",
    "uid": "landing_page",
    "schema": [
        {"uid": "title", "display_name": "Title", "data_type": "text", "mandatory": True, "unique": True},
        {"uid": "headline", "display_name": "Headline", "data_type": "text"},
        {"uid": "price", "display_name": "Price", "data_type": "number", "max": 100},
        {
            "uid": "parts",
            "display_name": "Parts",
            "data_type": "blocks",
            "multiple": True,
            "blocks": [
                {
                    "uid": "hero",
                    "title": "Hero",
                    "schema": [{"uid": "line", "display_name": "Line", "data_type": "text"}],
                },
                {
                    "uid": "offer",
                    "title": "Offer",
                    "schema": [{"uid": "line", "display_name": "Line", "data_type": "text"}],
                },
            ],
        },
    ],
}
ENTRY = {
    "title": "Walks",
    "headline": "Walk with us",
    "price": 40,
    "parts": [
        {"hero": {"line": "Slow down", "_metadata": {"uid": "cs0000000000000001"}}},
        {"offer": {"line": "Ten per cent off", "_metadata": {"uid": "cs0000000000000002"}}},
    ],
}


@pytest.fixture
def stack(shop: Server) -> httpx.Client:
    client = shop.sign_in()
    client.headers["api_key"] = STACK
    return client


@pytest.fixture
def entry(shop: Server, stack: httpx.Client) -> str:
    """An entry of a content type of its own, which is linked to no variant group."""
    stack.delete(f"{shop.url}/v3/content_types/landing_page", params={"force": "true"})
    made = stack.post(f"{shop.url}/v3/content_types", json={"content_type": TYPE})
    assert made.status_code == 201, made.text
    made = stack.post(f"{shop.url}/v3/content_types/landing_page/entries", json={"entry": ENTRY})
    assert made.status_code == 201, made.text
    return str(made.json()["entry"]["uid"])


def variant(shop: Server, stack: httpx.Client, entry: str) -> dict[str, Any]:
    path = f"{shop.url}/v3/content_types/landing_page/entries/{entry}/variants/{ROAD_TRIPS}"
    document = stack.get(path, params={"include_publish_details": "true"}).json()["entry"]
    assert isinstance(document, dict)
    return document


def test_a_variant_is_linked_written_published_and_previewed(console, shop: Server, stack, entry, is_accessible):
    page: Page = console(f"/projects/{shop.project}/content/groups?group={HERO}", refusals=(422,))
    expect(page.get_by_test_id(re.compile("^variant-group-"))).to_have_count(1)
    link = page.get_by_test_id(f"link-{HERO}-landing_page")
    link.press("Space")
    expect(link).to_be_checked()
    expect(link).to_be_enabled()
    is_accessible(page)
    page.get_by_test_id(f"variant-group-{HERO}").get_by_role("link", name="Write variants for Landing page").click()

    expect(page.get_by_role("combobox", name="Content type")).to_have_value("Landing page")
    # What is typed comes to the address a moment later, but not when the next page is on its way.
    held: list[Route] = []
    page.route("**/assets/AttributesPage-*.js", lambda route: held.extend([route]))
    page.get_by_label("Search").fill("w")
    page.get_by_role("link", name="Attributes").dispatch_event("click")
    page.wait_for_timeout(SEARCH_MS)
    held.pop().continue_()
    expect(page.get_by_role("heading", name="Attributes", level=1)).to_be_visible()
    page.go_back()
    page.get_by_label("Search").fill("walk")
    expect(page).to_have_url(re.compile("type=landing_page.*q=walk"))
    page.get_by_role("link", name="Walks").click()
    page.get_by_role("button", name="Road trips not written yet").click()
    expect(page.get_by_role("heading", name="Road trips")).to_be_visible()
    headline = page.get_by_role("textbox", name="Headline")
    headline.fill("Take the long way")
    price = page.get_by_role("textbox", name="Price")
    price.fill("500")
    page.get_by_role("button", name="Move Offer 2 up").press("Enter")
    page.get_by_role("button", name="Add to Parts").click()
    page.get_by_role("menuitem", name="Hero").click()
    page.get_by_role("region", name="Hero 3").get_by_label("Line").fill("Only for road trips")
    expect(page.get_by_text("Only in this variant")).to_be_visible()
    expect(page.get_by_role("menu")).to_have_count(0)
    is_accessible(page)

    page.get_by_test_id("save-entry").click()
    expect(price).to_be_focused()
    expect(price).to_have_accessible_description(re.compile("at most 100"))
    expect(headline).to_have_value("Take the long way")
    page.get_by_role("button", name=re.compile("^Use the entry.s: Price$")).click()
    headline.press("Control+s")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    saved = variant(shop, stack, entry)
    [own] = [part["hero"]["_metadata"]["uid"] for part in saved["parts"]]
    assert saved["_variant"]["_change_set"] == ["headline", f"parts.hero.{own}"]
    order = ["base.offer.cs0000000000000002", "base.hero.cs0000000000000001", f"variant.hero.{own}"]
    assert saved["_variant"]["_order"] == [{"parts": order}]

    page.get_by_role("button", name=re.compile("^Publish.$")).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("checkbox", name="Road trips · version 1")).to_be_checked()
    dialog.get_by_test_id("publish").click()
    expect(dialog.get_by_text("Choose where to publish.")).to_be_visible()
    dialog.get_by_role("checkbox", name="production", exact=True).check()
    is_accessible(page)
    dialog.get_by_test_id("publish").click()
    expect(page.get_by_text("Published.")).to_be_visible()
    assert [one["version"] for one in variant(shop, stack, entry)["publish_details"]] == [1]

    page.get_by_text("Compare", exact=True).click()
    expect(page.get_by_role("row", name="Headline")).to_contain_text("Take the long way")
    page.get_by_text("Preview", exact=True).last.click()
    page.get_by_role("combobox", name="Add a variant").click()
    page.get_by_role("option", name="Road trips · Home Page Hero").click()
    preview = page.get_by_test_id("merged-preview")
    expect(preview).to_contain_text("Take the long way")
    expect(preview).to_contain_text("Only for road trips")
    is_accessible(page)


def test_nothing_that_was_typed_is_lost(console, shop: Server, stack, entry, is_accessible):
    path = f"{shop.url}/v3/content_types/landing_page/entries/{entry}"
    page: Page = console(f"/projects/{shop.project}/content/entries/landing_page/{entry}/en-us/entry", width=390)
    page.get_by_label("Headline").fill("<script>alert(1)</script>")

    page.get_by_role("link", name="Landing page").click()
    page.get_by_role("dialog").get_by_role("button", name="Stay").click()
    expect(page.get_by_label("Headline")).to_have_value("<script>alert(1)</script>")

    assert stack.put(path, json={"entry": {"headline": "Theirs"}}).status_code == 200
    page.get_by_test_id("save-entry").click()
    conflict = page.get_by_role("dialog", name="Somebody else saved this meanwhile")
    conflict.get_by_role("button", name="Save mine over them").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    assert stack.get(path).json()["entry"]["headline"] == "<script>alert(1)</script>"

    # What somebody else saves shows by itself while nothing is typed.
    assert stack.put(path, json={"entry": {"headline": "Theirs again"}}).status_code == 200
    expect(page.get_by_label("Headline")).to_have_value("Theirs again")

    # An earlier version is shown, and saved again as a new one.
    page.get_by_label("Headline").fill("Not saved")
    page.get_by_role("button", name="Versions").click()
    page.get_by_role("button", name="Restore version 1").click()
    restoring = page.get_by_role("dialog", name="Restore version 1?")
    expect(restoring).to_contain_text("did not save is lost")
    expect(restoring.get_by_test_id("restore-differences")).to_have_text("HeadlineTheirs againWalk with us")
    is_accessible(page)
    restoring.get_by_role("button", name="Restore as a new version").click()
    expect(page.get_by_label("Headline")).to_have_value("Walk with us")
    expect(page.get_by_text("Version 5").last).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
