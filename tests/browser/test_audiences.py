"""Describing audiences: by mouse and by keyboard, tried on a visitor, saved over somebody else's, and deleted."""

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from servers import Server

pytestmark = pytest.mark.client


@pytest.fixture
def project(shop: Server) -> str:
    """A project of the test's own, with a custom attribute."""
    client = shop.sign_in()
    made = client.post("/personalize-api/projects", json={"name": "Audiences"})
    uid: str = made.raise_for_status().json()["uid"]
    client.headers["x-project-uid"] = uid
    client.post("/personalize-api/attributes", json={"name": "Loyalty tier", "key": "tier"}).raise_for_status()
    return uid


@pytest.fixture
def api(shop: Server, project: str) -> httpx.Client:
    client = shop.sign_in()
    client.headers["x-project-uid"] = project
    return client


def pick(scope: Locator | Page, label: str, option: str, typed: str = "") -> None:
    """Choose an option of a select, after typing part of it where it has to be searched."""
    field = scope.locator(f'input[aria-label="{label}"]').first
    field.click()
    if typed:
        field.fill(typed)
    page = field.page
    page.get_by_role("option", name=option, exact=True).locator("visible=true").first.click()


def rules(page: Page) -> Locator:
    return page.get_by_test_id("rule")


def test_an_audience_is_described_tried_saved_and_deleted(console, shop: Server, project: str, api, is_accessible):
    # What was deleted may be asked for once more before the page is left.
    page = console(f"/projects/{project}/audiences", refusals=(404,))
    page.get_by_role("link", name="Describe your first audience").click()

    page.get_by_role("button", name="Create audience").click()
    expect(page.get_by_text("Please enter an audience name")).to_be_visible()
    expect(rules(page).first).to_contain_text("Pick a country.")
    page.get_by_label("Name", exact=False).first.fill("Gold in Arizona")
    pick(rules(page).first, "Attribute", "Region")
    pick(rules(page).first, "Value", "Arizona, United States", typed="ariz")
    page.get_by_role("button", name="Add group").click()
    group = page.get_by_test_id("rule-group").nth(1)
    group.get_by_text("Any of these").click()
    pick(rules(page).nth(1), "Attribute", "Loyalty tier", typed="loy")
    rules(page).nth(1).locator('input[aria-label="Value"]').fill("gold")
    group.get_by_role("button", name="Add rule").click()
    pick(rules(page).nth(2), "Attribute", "Query parameter")
    rules(page).nth(2).locator('input[aria-label="Parameter"]').fill("utm_source")
    pick(rules(page).nth(2), "Condition", "does not contain")
    rules(page).nth(2).locator('input[aria-label="Value"]').fill("mail")
    expect(page.get_by_test_id("plain-words")).to_contain_text(
        "Visitors whose region is Arizona and (whose Loyalty tier is “gold” "
        "or whose query parameter utm_source does not contain “mail”)."
    )

    trial = page.get_by_role("region", name="Try a visitor")
    trial.get_by_label("Page address").fill("https://shop.example/?utm_source=mail")
    expect(page.get_by_test_id("trial-verdict")).to_contain_text("does not belong")
    expect(rules(page).nth(2)).to_contain_text("Does not hold. Sees utm_source = mail.")
    region = trial.get_by_role("combobox", name="Region")
    region.click()
    region.fill("ariz")
    page.get_by_role("option", name="Arizona, United States").locator("visible=true").first.click()
    trial.get_by_role("button", name="Add attribute").click()
    trial.get_by_placeholder("Key").fill("tier")
    trial.get_by_role("group", name="Attributes").get_by_placeholder("Value").fill("gold")
    expect(page.get_by_test_id("trial-verdict")).to_contain_text("belongs to the audience")
    expect(rules(page).nth(1)).to_contain_text("Holds. Sees “gold”.")
    is_accessible(page)

    page.get_by_role("button", name="Create audience").click()
    expect(page.get_by_role("heading", name="Gold in Arizona")).to_be_visible()
    [saved] = api.get("/personalize-api/audiences").json()
    assert page.url.split("?")[0].endswith(saved["uid"])
    [first, second] = saved["definition"]["rules"]
    assert (first["attributeMatchOptions"]["value"], second["combinationType"]) == ("US-AZ", "OR")
    assert second["rules"][1]["attributeMatchOptions"]["pointer"] == "/utm_source"

    theirs = {**saved, "name": "Theirs", "description": "saved meanwhile"}
    page.get_by_label("Description").fill("mine")
    api.put(f"/personalize-api/audiences/{saved['uid']}", json=theirs).raise_for_status()
    page.get_by_role("button", name="Save audience").click()
    page.get_by_role("button", name="Save mine over them").click()
    expect(page.get_by_text("Saved. Experiences")).to_be_visible()
    assert api.get(f"/personalize-api/audiences/{saved['uid']}").json()["description"] == "mine"

    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("button", name="Delete audience").click()
    expect(page.get_by_role("heading", name="No audiences yet")).to_be_visible()
    assert api.get("/personalize-api/audiences").json() == []


@pytest.mark.parametrize("width", [390, 1280])
def test_the_list_is_searched_and_what_is_used_stays(console, shop: Server, is_accessible, width: int):
    page = console(f"/projects/{shop.project}/audiences", width=width, scheme="dark")
    page.get_by_role("searchbox").focus()
    page.keyboard.type("black friday campaign")
    expect(page.get_by_test_id("audience-row")).to_have_count(1)
    expect(page).to_have_url(f"{shop.url}/projects/{shop.project}/audiences?q=black+friday+campaign")
    expect(page.get_by_test_id("audience-row")).to_contain_text("utm_campaign is “black-friday”")
    is_accessible(page)

    page.get_by_role("link", name="Black Friday Campaign").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Where it is used")).to_contain_text("Home Page Hero")
    expect(page.get_by_role("button", name="Save audience")).to_be_disabled()
    page.get_by_role("button", name="Delete", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("link", name="Home Page Hero")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    is_accessible(page)

    page.get_by_label("Description").fill("not saved")
    page.get_by_role("link", name="Audiences").last.click()
    page.get_by_role("button", name="Stay").click()
    expect(page.get_by_label("Description")).to_have_value("not saved")
