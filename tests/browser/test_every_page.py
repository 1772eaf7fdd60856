"""Every page of the console, light, dark and on a phone: for everybody to read, and nothing beside the screen."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from servers import Server

pytestmark = pytest.mark.client

ROUTES = Path(__file__).resolve().parents[2] / "ui" / "src" / "app" / "routes.tsx"
# Of the sample.
SEGMENTED, TEST, AUDIENCE = "6a1c5e0f7d2b4c9035e8a109", "6a1c5e0f7d2b4c9035e8a10b", "6a1c5e0f7d2b4c9035e8a103"
ENTRY = "entries/home_page/blt6a1c5e0f7d2b0021"
# By route: the addresses below it that are looked at. {full} is the sample's project, {empty} one that nothing is in.
PAGES = {
    "projects": ["/projects"],
    "projects/:projectUid": [],
    "experiences": ["/projects/{full}/experiences", "/projects/{empty}/experiences"],
    "experiences/:experienceUid/*": [
        f"/projects/{{full}}/experiences/{TEST}/overview",
        f"/projects/{{full}}/experiences/{TEST}/configuration",
        f"/projects/{{full}}/experiences/{SEGMENTED}/configuration",
        f"/projects/{{full}}/experiences/{TEST}/analytics",
    ],
    "audiences": ["/projects/{full}/audiences", "/projects/{empty}/audiences"],
    "audiences/:audienceUid": [f"/projects/{{full}}/audiences/{AUDIENCE}", "/projects/{empty}/audiences/new"],
    "attributes": ["/projects/{full}/attributes"],
    "events": ["/projects/{full}/events", "/projects/{empty}/events"],
    "preview": ["/projects/{full}/preview?country=US", "/projects/{empty}/preview"],
    "content/*": [
        "/projects/{full}/content/groups",
        "/projects/{full}/content/entries",
        "/projects/{full}/content/entries/home_page/new",
        f"/projects/{{full}}/content/{ENTRY}/en-us/entry",
        f"/projects/{{full}}/content/{ENTRY}/en-us/compare",
        f"/projects/{{full}}/content/{ENTRY}/en-us/preview",
        "/projects/{empty}/content",
    ],
    "settings/*": [
        f"/projects/{{full}}/settings/{tab}" for tab in ("details", "users", "measurement", "visitors", "quickstart")
    ],
    "*": ["/nowhere"],
}


@pytest.fixture(scope="module")
def empty(shop: Server) -> Iterator[str]:
    owner = shop.sign_in()
    sample = owner.get(f"/personalize-api/projects/{shop.project}").json()
    owner.headers["organization_uid"] = sample["organizationUid"]
    made = owner.post("/personalize-api/projects", json={"name": "Nothing in it"})
    assert made.status_code == 201, made.text
    yield made.json()["uid"]
    owner.delete(f"/personalize-api/projects/{made.json()['uid']}")


def test_every_route_is_looked_at():
    assert set(re.findall(r'path: "([^"]+)"', ROUTES.read_text(encoding="utf-8"))) == set(PAGES)


@pytest.mark.parametrize(
    "look",
    [
        {},
        pytest.param({"scheme": "dark"}, marks=pytest.mark.long),
        pytest.param({"width": 390}, marks=pytest.mark.long),
        pytest.param({"width": 390, "scheme": "dark"}, marks=pytest.mark.long),
    ],
    ids=lambda look: "-".join(map(str, look.values())) or "light",
)
def test_a_page_can_be_read_by_everybody_and_fits(console, shop: Server, empty: str, is_accessible, look):
    page: Page = console(**look)
    for address in [address for addresses in PAGES.values() for address in addresses]:
        page.goto(address.format(full=shop.project, empty=empty))
        expect(page.get_by_role("heading").first).to_be_visible()
        expect(page.locator(".mantine-Loader-root, .mantine-Skeleton-root")).to_have_count(0)
        is_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= look.get("width", 1280), page.url
