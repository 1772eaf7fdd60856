"""The frame of the console: signing in and out, colours, narrow screens, and what the page loads."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from servers import Server

pytestmark = pytest.mark.client

SOON_MS = 20
LARGEST_FIRST_PAGE = 300_000  # bytes of script, as they are sent


def sign_in(page: Page, email: str, password: str) -> None:
    page.get_by_label("E-mail").fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")


def test_signing_in_leads_to_where_one_wanted_to_go_and_out_again(console, shop: Server, is_accessible):
    page = console(f"/projects/{shop.project}/attributes?q=age", signed_in=False)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    is_accessible(page)

    sign_in(page, shop.owner_email, "not the password")
    expect(page.get_by_role("alert")).to_contain_text("password")
    expect(page.get_by_label("E-mail")).to_have_value(shop.owner_email)
    sign_in(page, shop.owner_email, shop.owner_password)
    expect(page.get_by_role("heading", name="Attributes", level=1)).to_be_visible()
    assert page.url == f"{shop.url}/projects/{shop.project}/attributes?q=age"

    page.reload()
    expect(page.get_by_role("heading", name="Attributes", level=1)).to_be_visible()
    page.get_by_role("button", name=re.compile("Olga|Owner|owner")).click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert [cookie["name"] for cookie in page.context.cookies()] == []
    page.go_back()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_what_was_typed_outlives_the_session(console, shop: Server):
    page = console(f"/projects/{shop.project}/attributes")
    page.get_by_role("button", name="New attribute").click()
    form = page.get_by_role("dialog", name="New attribute")
    form.get_by_label("Name").fill("Favourite season")
    token = page.context.request.get("/session").json()["csrfToken"]
    assert page.context.request.delete("/session", headers={"X-CSRF-Token": token}).ok

    # The page notices by itself: it follows what others change in the project.
    again = page.get_by_role("dialog", name="Your session has ended")
    # Escape is nothing to the form that lies below.
    expect(again.get_by_label("E-mail")).to_be_focused()
    page.keyboard.press("Escape")
    again.locator("input[name=password]").press("Escape")
    sign_in(page, shop.owner_email, shop.owner_password)
    expect(again).to_be_hidden()
    expect(form.get_by_label("Name")).to_have_value("Favourite season")

    # Whether to leave what is being saved is no question any more once it is.
    held: list[Route] = []
    page.route(
        "**/attributes", lambda route: held.extend([route]) if route.request.method == "POST" else route.continue_()
    )
    form.locator("button[type=submit]").click()
    page.keyboard.press("Escape")
    asked = page.get_by_role("dialog", name="Leave without saving?")
    expect(asked).to_be_visible()
    while not held:
        page.wait_for_timeout(SOON_MS)
    held.pop().continue_()
    expect(form).to_be_hidden()
    expect(asked).to_be_hidden()
    expect(page.get_by_text("Favourite season", exact=True)).to_be_visible()


def scheme_of(page: Page) -> str | None:
    return page.locator("html").get_attribute("data-mantine-color-scheme")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_follow_the_system_until_one_chooses(console, shop: Server, is_accessible, scheme: str):
    page = console(f"/projects/{shop.project}/attributes", scheme=scheme)
    expect(page.get_by_role("heading", name="Attributes", level=1)).to_be_visible()
    assert scheme_of(page) == scheme
    is_accessible(page)
    page.get_by_role("button", name="Light or dark").click()
    other = "light" if scheme == "dark" else "dark"
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", other)
    page.reload()
    expect(page.get_by_role("heading", name="Attributes", level=1)).to_be_visible()
    assert scheme_of(page) == other


def test_a_narrow_screen_has_everything_behind_its_menu(console, shop: Server, is_accessible):
    page = console(f"/projects/{shop.project}/attributes", width=390)
    expect(page.get_by_role("heading", name="Attributes", level=1)).to_be_visible()
    page.get_by_role("button", name="Menu").press("Enter")
    expect(page.get_by_role("link", name="Experiences")).to_be_focused()
    page.get_by_role("link", name="Events").click()
    expect(page.get_by_role("heading", name="Events", level=1)).to_be_visible()
    assert page.url == f"{shop.url}/projects/{shop.project}/events"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    is_accessible(page)


def test_the_first_page_is_small_and_closed_to_what_is_not_ours(console):
    page = console("/")
    sent: list[tuple[str, int]] = []
    page.on("response", lambda answer: sent.append((answer.url, int(answer.headers.get("content-length", 0)))))
    page.goto("/projects")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    scripts = {url: size for url, size in sent if url.endswith(".js")}
    assert scripts
    assert 0 < sum(scripts.values()) <= LARGEST_FIRST_PAGE, scripts

    page.goto("/nowhere")
    expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()
    policy = page.goto("/projects").headers["content-security-policy"]
    nonce = page.evaluate("document.querySelector('meta[property=csp-nonce]').nonce")
    assert f"script-src 'self' 'nonce-{nonce}'" in policy
    assert "unsafe" not in policy
