"""Results and the preview: what a marketer reads after visitors came, and before any comes."""

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from servers import Server

pytestmark = pytest.mark.client

EXPERIENCE = "6a1c5e0f7d2b4c9035e8a10b"
FEW = 40
# A browser that is driven counts as a robot.
BROWSER = {
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
}


def visit(shop: Server, count: int) -> None:
    """Let visitors come who see what the test gives them; every fourth books."""
    with httpx.Client(
        base_url=f"{shop.url}/personalize-edge", headers=BROWSER | {"x-project-uid": shop.project}
    ) as site:
        for number in range(count):
            visitor = {"x-cs-personalize-user-uid": f"results-{number}"}
            manifest = site.get("/manifest", headers=visitor).json()
            shown = next(one for one in manifest["experiences"] if one["shortUid"] == "1")["activeVariantShortUid"]
            impression = {"type": "IMPRESSION", "experienceShortUid": "1", "variantShortUid": shown}
            booking = [{"type": "EVENT", "eventKey": "Booking Completed"}] if number % 4 == 0 else []
            site.post("/events", headers=visitor, json=[impression, *booking]).raise_for_status()


def test_results_follow_visitors_and_say_what_they_are_worth(console, shop: Server, is_accessible, tmp_path: Path):
    page = console(f"/projects/{shop.project}/experiences/{EXPERIENCE}/analytics")
    expect(page.get_by_text("No data yet")).to_be_visible()
    expect(page.get_by_test_id("total-impressions")).to_have_count(0)
    expect(page.get_by_test_id("analytics-collected")).to_contain_text("Data collected less than a minute ago")

    # Without a reload.
    visit(shop, FEW)
    expect(page.get_by_test_id("total-impressions")).to_have_text(str(FEW))
    expect(page.get_by_test_id("total-conversions")).to_have_text(str(FEW // 4))
    verdict = page.get_by_test_id("analytics-verdict")
    expect(verdict).to_contain_text(
        f"No winner yet: 14 of 14 days, {FEW} of 1,000 impressions, or 10 of 30 conversions"
    )
    expect(page.get_by_role("img", name=re.compile("^Line chart: Impressions"))).to_be_visible()
    is_accessible(page)

    page.get_by_role("combobox", name="Baseline").click()
    page.get_by_role("option", name=re.compile("Reserve for free")).click()
    expect(page).to_have_url(re.compile("baseline=1"))
    page.get_by_text("Table", exact=True).click()
    expect(page.get_by_test_id("analytics-over-time").get_by_role("columnheader", name="Book now")).to_be_visible()
    page.reload()
    expect(page.get_by_test_id("analytics-over-time").get_by_role("columnheader", name="Book now")).to_be_visible()

    page.get_by_role("button", name="Download").click()
    with page.expect_download() as saved:
        page.get_by_role("menuitem", name="Figures of the variants, CSV").click()
    path = tmp_path / "results.csv"
    saved.value.save_as(path)
    assert saved.value.suggested_filename == "experience-1-version-1-summary.csv"
    assert "Reserve for free" in path.read_text()


def test_a_visitor_gets_variants_for_reasons_that_are_told(console, shop: Server, is_accessible):
    page = console(f"/projects/{shop.project}/preview", width=390)
    hero = page.get_by_test_id("decision-0")
    expect(hero).to_contain_text("Base content")
    expect(hero.get_by_test_id("nearest-miss")).to_contain_text("One rule away from")
    expect(page.get_by_test_id("decision-1")).to_contain_text("give one a visitor id")

    page.get_by_role("combobox", name="Country").fill("United States")
    page.get_by_role("option", name="United States", exact=True).click()
    expect(hero).to_contain_text("Is in “US Visitors”.")
    page.get_by_role("button", name="Explain “Home Page Hero”").press("Enter")
    expect(hero).to_contain_text("whose country is United States (saw United States)")
    is_accessible(page)
    page.reload()
    expect(hero).to_contain_text("Road trips")

    page.get_by_role("button", name="Preview link").click()
    dialog = page.get_by_role("dialog", name="Preview link")
    dialog.get_by_label("Page of your site").fill("shop.example")
    dialog.get_by_role("button", name="Copy preview link").click()
    expect(dialog).to_contain_text("Enter a whole address")
    dialog.get_by_label("Page of your site").fill("https://shop.example/de?a=1")
    dialog.get_by_label("Page of your site").press("Enter")
    expect(dialog.get_by_label("The link")).to_have_value(
        re.compile(r"^https://shop\.example/de\?a=1&lenticular_preview=.")
    )
