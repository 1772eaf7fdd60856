"""From an empty project to what its visitors see and what its marketer reads: by mouse, by keyboard, on a phone."""

import json
import re
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

import servers
import sites
from hands import Finger, Hand, Keyboard, Mouse
from servers import Server

pytestmark = pytest.mark.client

TYPE = {
    "title": "Landing page",
    "uid": "landing_page",
    "schema": [
        {"uid": "title", "display_name": "Title", "data_type": "text", "mandatory": True, "unique": True},
        {"uid": "headline", "display_name": "Headline", "data_type": "text"},
        {"uid": "teaser", "display_name": "Teaser", "data_type": "text"},
    ],
}
GUIDED, GOLD = "Walk with a guide", "A guide of your own"
VISITORS, RATES = 120, "0.5,0.25"


@dataclass(frozen=True, slots=True)
class Site:
    """A stack as a developer leaves it: a content type, an environment, a token for the site; nothing written yet."""

    server: Server
    stack: str  # its name
    api_key: str
    token: str

    def entries(self, *aliases: str) -> list[dict[str, Any]]:
        """The landing pages that a visitor with these variants gets."""
        headers = {"api_key": self.api_key, "access_token": self.token, "x-cs-variant-uid": ",".join(aliases)}
        path = f"{self.server.content_url}/content_types/landing_page/entries"
        answer = httpx.get(path, params={"environment": "production"}, headers=headers)
        found: list[dict[str, Any]] = answer.raise_for_status().json()["entries"]
        return found

    def manifest(self, project: str, **live: str) -> dict[str, Any]:
        """What the Edge API tells a visitor of whom the site knows this."""
        headers = {"x-project-uid": project, "x-live-attributes": json.dumps(live)}
        answer = httpx.get(f"{self.server.edge_url}/manifest", headers=headers)
        told: dict[str, Any] = answer.raise_for_status().json()
        return told


@pytest.fixture
def site(shop: Server, request: pytest.FixtureRequest) -> Site:
    name = f"Walks, {request.node.name}"
    author = shop.sign_in()
    stack = author.post("/v3/stacks", json={"stack": {"name": name}}).raise_for_status().json()["stack"]
    author.headers["api_key"] = stack["api_key"]
    author.post("/v3/environments", json={"environment": {"name": "production"}}).raise_for_status()
    author.post("/v3/content_types", json={"content_type": TYPE}).raise_for_status()
    scope = [{"module": "environment", "environments": ["production"], "acl": {"read": True}}]
    token = {"name": "site", "description": "", "scope": scope}
    issued = author.post("/v3/stacks/delivery_tokens", json={"token": token}).raise_for_status().json()["token"]
    return Site(shop, name, stack["api_key"], issued["token"])


def button(scope: Page | Locator, name: str) -> Locator:
    return scope.get_by_role("button", name=name, exact=True)


def begin(hand: Hand, site: Site) -> str:
    """Sign in and make a project that is connected to the stack; return its uid."""
    page = hand.page
    hand.write(page.get_by_label("E-mail"), site.server.owner_email)
    hand.write(page.locator("input[name=password]"), site.server.owner_password)
    hand.press(button(page, "Sign in"))
    hand.press(button(page, "New project"))
    drawer = page.get_by_role("dialog", name="New project")
    hand.write(drawer.get_by_label("Name"), site.stack)
    hand.choose(drawer.get_by_role("combobox", name="Stack"), site.stack)
    hand.press(button(drawer, "Create project"))
    expect(page.get_by_text("No experiences yet")).to_be_visible()
    return page.url.split("/projects/")[1].split("/")[0]


def name_what_the_site_tells(hand: Hand) -> None:
    page = hand.page
    hand.go("Attributes")
    hand.press(button(page, "New attribute"))
    drawer = page.get_by_role("dialog", name="New attribute")
    hand.write(drawer.get_by_label("Name"), "Tier")
    expect(drawer.get_by_label("Key")).to_have_value("tier")
    hand.press(drawer.locator("button[type=submit]"))
    expect(page.get_by_role("row", name="Tier")).to_be_visible()
    hand.go("Events")
    hand.press(button(page, "New event").first)
    drawer = page.get_by_role("dialog", name="New event")
    hand.write(drawer.get_by_label("Key"), "Booked")
    hand.press(drawer.locator("button[type=submit]"))
    expect(page.get_by_role("row", name="Booked")).to_be_visible()


def create_audience(hand: Hand) -> None:
    page = hand.page
    hand.go("Audiences")
    hand.press(page.get_by_role("link", name="Describe your first audience"))
    hand.write(page.get_by_role("textbox", name="Name"), "Gold members")
    rule = page.get_by_test_id("rule")
    hand.choose(rule.get_by_role("combobox", name="Attribute"), "Tier", sought="tier")
    hand.write(rule.get_by_role("textbox", name="Value"), "gold")
    expect(page.get_by_test_id("plain-words")).to_contain_text("Visitors whose Tier is “gold”.")
    hand.press(button(page, "Create audience"))
    expect(page.get_by_role("heading", name="Gold members")).to_be_visible()


def create_experience(hand: Hand, name: str, kind: str) -> None:
    page = hand.page
    hand.go("Experiences")
    hand.press(button(page, "New experience"))
    dialog = page.get_by_role("dialog", name="New experience")
    hand.write(dialog.get_by_label("Name"), name)
    hand.pick(dialog.get_by_role("radio", name=kind))
    hand.press(button(dialog, "Create"))
    expect(page.get_by_test_id("experience-name-title")).to_have_text(name)


def give_variants_to_an_audience(hand: Hand) -> None:
    page = hand.page
    hand.write(page.get_by_test_id("variant-name-text-input"), "Gold")
    hand.choose(page.get_by_role("combobox", name="Audiences"), "Gold members", sought="gold")
    hand.press(page.get_by_test_id("experience-footer-save-button"))
    expect(page.get_by_text("All changes saved")).to_be_visible()


def give_variants_to_a_test(hand: Hand) -> None:
    page = hand.page
    names = page.get_by_test_id("variant-name-text-input")
    hand.pick(page.get_by_role("radio", name="Custom"))
    hand.write(names.first, "Book now")
    shares = page.get_by_label("Share of visitors")
    hand.write(shares.first, "60")
    hand.write(names.last, "Reserve")
    hand.write(shares.last, "40")
    expect(page.get_by_test_id("share-sum")).to_have_text("100 % of 100 % shared out")
    hand.press(button(page, "Add event"))
    hand.choose(page.get_by_role("combobox", name="Event"), "Booked", sought="book")
    hand.press(page.get_by_test_id("experience-footer-save-button"))
    expect(page.get_by_text("All changes saved")).to_be_visible()


def link_the_variant_group(hand: Hand) -> None:
    page = hand.page
    hand.go("Content")
    link = page.get_by_role("switch", name="Landing page may have the variants of Hero")
    hand.tick(link)
    expect(link).to_be_checked()


def write_an_entry_and_its_variant(hand: Hand) -> None:
    page = hand.page
    group = page.get_by_role("region", name="Hero")
    hand.press(group.get_by_role("link", name="Write variants for Landing page"))
    hand.press(page.get_by_role("link", name="New entry").first)
    hand.write(page.get_by_role("textbox", name="Title"), "Walks")
    hand.write(page.get_by_role("textbox", name="Headline"), GUIDED)
    hand.write(page.get_by_role("textbox", name="Teaser"), "Every Sunday")
    hand.press(button(page, "Create entry"))
    expect(page.get_by_role("heading", name="Walks", level=1)).to_be_visible()
    parts = page.get_by_role("navigation", name="What to edit")
    parts_on_a_phone = page.get_by_role("combobox", name="What to edit")
    expect(parts.or_(parts_on_a_phone)).to_be_visible()
    if parts.is_visible():
        hand.press(parts.get_by_role("button", name="Gold not written yet"))
    else:
        hand.choose(parts_on_a_phone, "Gold (not written yet)")
    expect(page.get_by_role("heading", name="Gold", level=2)).to_be_visible()
    hand.write(page.get_by_role("textbox", name="Headline"), GOLD)
    hand.press(button(page, "Save variant"))
    expect(page.get_by_test_id("change-count")).to_contain_text("1 field differs")
    if parts.is_visible():
        expect(parts.get_by_role("button", name="Gold written")).to_be_visible()
    else:
        expect(parts_on_a_phone).to_have_value("Gold (written)")


def publish(hand: Hand) -> None:
    page = hand.page
    hand.press(button(page, "Publish…"))
    dialog = page.get_by_role("dialog", name="Publish “Walks”")
    expect(dialog.get_by_role("checkbox", name="Gold · version 1")).to_be_checked()
    expect(dialog.get_by_role("checkbox", name="production", exact=True)).to_be_checked()
    hand.tick(dialog.get_by_role("checkbox", name="The entry itself (version 1)"))
    hand.press(button(dialog, "Publish"))
    expect(page.get_by_text("Published.", exact=True)).to_be_visible()


def activate(hand: Hand, name: str, said: str) -> None:
    page = hand.page
    hand.go("Experiences")
    hand.press(page.get_by_role("link", name=name, exact=True))
    hand.press(page.get_by_test_id("experience-footer-activate-button"))
    dialog = page.get_by_test_id("activate-dialog")
    expect(dialog).to_contain_text(said)
    hand.press(dialog.get_by_test_id("activate-confirm-button"))
    expect(page.get_by_test_id("status-tag")).to_have_text("Active")


def set_priorities(hand: Hand) -> None:
    page = hand.page
    hand.go("Experiences")
    hand.press(button(page, "Prioritize"))
    rows = page.get_by_test_id("drag-experience-priority-row")
    expect(rows.first).to_contain_text("Hero")
    hand.move_up(button(page, "Move Button"), over=button(page, "Move Hero"))
    expect(rows.first).to_contain_text("Button")
    hand.press(button(page, "Save order"))
    expect(page.get_by_test_id("experiences-priority-sidebar-body")).to_have_count(0)
    expect(page.get_by_test_id("experience-row").first).to_contain_text("Button")


def eight_steps(hand: Hand, site: Site) -> str:
    """Take them all; return the uid of the project."""
    project = begin(hand, site)
    name_what_the_site_tells(hand)
    create_audience(hand)
    create_experience(hand, "Hero", "Segmented")
    give_variants_to_an_audience(hand)
    create_experience(hand, "Button", "A/B Test")
    give_variants_to_a_test(hand)
    link_the_variant_group(hand)
    write_an_entry_and_its_variant(hand)
    publish(hand)
    activate(hand, "Hero", "Every variant has published content.")
    activate(hand, "Button", "Gets 60 % of the visitors.")
    set_priorities(hand)
    return project


def see_what_visitors_get(hand: Hand, site: Site, project: str) -> None:
    sites.wait_until(lambda: site.manifest(project)["experiences"][0]["shortUid"] == "1")
    gold, other = site.manifest(project, tier="gold"), site.manifest(project, tier="silver")
    assert [one["shortUid"] for one in gold["experiences"]] == ["1", "0"]
    assert (gold["activeVariants"]["0"], other["activeVariants"]["0"]) == ("0", None)
    assert gold["activeVariants"]["1"] in {"0", "1"}
    [walks], [merged] = site.entries(), site.entries("cs_personalize_1_0", "cs_personalize_0_0")
    assert (walks["headline"], walks["teaser"]) == (GUIDED, "Every Sunday")
    assert (merged["headline"], merged["teaser"]) == (GOLD, "Every Sunday")

    page = hand.page
    hand.go("Preview")
    hero = page.get_by_test_id("decision-0")
    expect(hero).to_contain_text("Base content")
    hand.press(button(page, "Add attribute"))
    attributes = page.get_by_role("group", name="Attributes")
    hand.write(attributes.get_by_placeholder("Key"), "tier")
    hand.write(attributes.get_by_placeholder("Value"), "gold")
    expect(hero).to_contain_text("Is in “Gold members”.")
    hand.press(button(page, "Explain “Hero”"))
    expect(hero).to_contain_text("saw “gold”")


def read_the_results(hand: Hand, site: Site) -> None:
    page = hand.page
    hand.go("Experiences")
    hand.press(page.get_by_role("link", name="Button", exact=True))
    expect(page.get_by_test_id("status-tag")).to_have_text("Active")
    hand.press(page.get_by_role("tab", name="Analytics"))
    expect(page.get_by_text("No data yet")).to_be_visible()
    experience = page.url.split("/experiences/")[1].split("/")[0]
    told = ("--experience", experience, "--visitors", str(VISITORS), "--rates", RATES, "--hours", "0.01", "--json")
    sent = json.loads(servers.run("simulate", "--data", site.server.data, *told))
    conversions = sum(variant["conversions"] for variant in sent["variants"])
    expect(page.get_by_test_id("total-impressions")).to_have_text(str(VISITORS))
    expect(page.get_by_test_id("total-conversions")).to_have_text(str(conversions))
    expect(page.get_by_test_id("analytics-verdict")).to_contain_text(re.compile("winner yet: .*0 of 14 days"))


LONG = pytest.mark.long


@pytest.mark.parametrize("hand", [Mouse, pytest.param(Keyboard, marks=LONG), pytest.param(Finger, marks=LONG)])
def test_from_an_empty_project_to_results(console, site: Site, hand: type[Mouse] | type[Keyboard] | type[Finger]):
    is_phone = hand is Finger
    # Results of a version that nobody has seen are not there yet.
    page = console("/", signed_in=False, width=390 if is_phone else 1280, is_touched=is_phone, refusals=(404,))
    used = hand(page)
    project = eight_steps(used, site)
    see_what_visitors_get(used, site, project)
    read_the_results(used, site)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
