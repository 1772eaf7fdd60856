"""Projects, their settings, attributes and events, as a person at a browser has them."""

import re

import pytest
from playwright.sync_api import Page, expect

from servers import Server

pytestmark = pytest.mark.client

SCRIPT = "<script>document.title='taken'</script>"


def test_a_project_from_its_first_attribute_to_its_end(console, shop: Server, is_accessible):
    # The frame may ask once more for a project that was deleted a moment ago.
    page: Page = console("/projects", refusals=(404,))
    expect(page.get_by_role("article").filter(has_text="Farway Travel")).to_contain_text("Active experiences")
    is_accessible(page)

    # Made by keyboard: a refusal keeps what was typed, and closing asks.
    page.get_by_role("button", name="New project").press("Enter")
    drawer = page.get_by_role("dialog", name="New project")
    drawer.get_by_label("Name").fill("Farway Travel")
    drawer.get_by_label("Name").press("Enter")
    expect(drawer.get_by_text("has a project named")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("dialog", name="Leave without saving?").get_by_role("button", name="Stay").press("Enter")
    expect(drawer.get_by_label("Name")).to_have_value("Farway Travel")
    drawer.get_by_label("Name").fill(f"Second shop {SCRIPT}")
    drawer.get_by_label("Name").press("Enter")
    page.wait_for_url(re.compile(r"/projects/[0-9a-f]{24}/experiences"))
    project = page.url.split("/projects/")[1].split("/")[0]
    assert page.title() != "taken"

    # Attributes: the key follows the name; a second browser sees it; changing the key warns; others' saves are noticed.
    page.get_by_role("link", name="Attributes").click()
    expect(page.get_by_role("heading", name="Attributes", level=1)).to_be_focused()
    other: Page = console(f"/projects/{project}/attributes")
    expect(other.get_by_text("No attributes of your own yet")).to_be_visible()
    page.get_by_role("button", name="New attribute").click()
    page.get_by_label("Name").fill("Average order value")
    expect(page.get_by_label("Key")).to_have_value("averageOrderValue")
    is_accessible(page)
    page.get_by_role("button", name="Save").click()
    expect(other.get_by_text("averageOrderValue")).to_be_visible()
    page.get_by_role("button", name="Edit Average order value").click()
    page.get_by_label("Key").fill("orders")
    expect(page.get_by_text("Changing the key affects your site")).to_be_visible()
    other.get_by_role("button", name="Edit Average order value").click()
    other.get_by_label("Description").fill("In euros")
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_role("dialog")).to_be_hidden()
    expect(other.get_by_text("In euros")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("dialog", name="Somebody else saved this meanwhile").get_by_role(
        "button", name="Take theirs"
    ).click()
    expect(page.get_by_label("Description")).to_have_value("In euros")
    expect(page.get_by_label("Key")).to_have_value("averageOrderValue")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Delete Average order value").click()
    page.get_by_role("button", name="Delete attribute").click()
    expect(page.get_by_text("averageOrderValue")).to_have_count(0)

    # What is in use is not deleted: the dialog leads to who uses it.
    other.goto(f"/projects/{shop.project}/events")
    other.get_by_role("button", name="Delete Booking Completed").click()
    expect(other.get_by_role("dialog").get_by_role("link", name="Booking Button")).to_be_visible()

    # The end of it.
    page.get_by_role("link", name="Settings").click()
    expect(page.get_by_test_id("project-uid-field")).to_contain_text(project)
    page.get_by_role("button", name="Delete project").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Delete project")).to_be_disabled()
    dialog.get_by_label("Type DELETE to confirm").fill("DELETE")
    dialog.get_by_role("button", name="Delete project").click()
    expect(page.get_by_role("heading", name="Projects", level=1)).to_be_visible()
    expect(page.get_by_test_id(f"project-{project}")).to_have_count(0)


def test_settings_on_a_phone(console, shop: Server, is_accessible):
    made = shop.sign_in().post("/personalize-api/projects", json={"name": "Phone shop"}).json()["uid"]
    page: Page = console(f"/projects/{made}/settings/details", width=390, scheme="dark", refusals=(404,))
    page.get_by_label("Name").fill("Phone shop, renamed")
    page.get_by_role("tab", name="Measurement").click()
    page.get_by_role("button", name="Stay").click()
    page.get_by_test_id("details-save-button").click()
    expect(page.get_by_text("The project is saved.")).to_be_visible()

    page.get_by_role("tab", name="Measurement").click()
    page.get_by_label("Visitors held out").fill("70")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Please enter a percentage from 0 to 50")).to_be_visible()
    page.get_by_label("Visitors held out").fill("7.5")
    page.get_by_label("Keep nothing").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The settings are saved.")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Visitors held out")).to_have_value("7.5 %")
    is_accessible(page)

    page.get_by_role("tab", name="Users").click()
    page.get_by_test_id("invite-users-button").click()
    page.get_by_role("combobox", name="E-mail addresses").fill("nobody@example.com,")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("The organization has no such user.")
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Leave").click()

    # Erasing a visitor: its progress has an address of its own, and does not say whom.
    page.get_by_role("tab", name="Visitors' data").click()
    page.get_by_label("Visitor's UID").fill("ann@example.com")
    page.get_by_role("button", name="Show what is kept").click()
    expect(page.get_by_text("Nothing is kept of a visitor with this UID")).to_be_visible()
    page.get_by_role("button", name="Erase", exact=True).click()
    page.get_by_role("button", name="Erase visitor").click()
    expect(page.get_by_text("The visitor is being erased")).to_be_visible()
    assert "ann" not in page.url
    page.reload()
    expect(page.get_by_text(re.compile("The visitor is (being )?erased"))).to_be_visible()
    is_accessible(page)

    page.get_by_role("tab", name="Quickstart").click()
    expect(page.get_by_role("region", name="Decide in the browser")).to_contain_text(made)
    expect(page.get_by_role("region", name="Decide in the browser")).to_contain_text(f"{shop.url}/personalize-edge")
    is_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_delivery_token_is_shown_once(console, shop: Server):
    page: Page = console(f"/projects/{shop.project}/settings/quickstart")
    values = page.locator("main")
    values.get_by_text("Content", exact=True).click()
    page.get_by_role("button", name="Create a token").click()
    (token,) = re.findall(r"cs[0-9a-f]{24}", page.get_by_test_id("delivery-token").inner_text())
    expect(values).to_contain_text(f"deliveryToken: '{token}'")

    page.reload()
    values.get_by_text("Content", exact=True).click()
    expect(page.get_by_role("button", name="Create a token")).to_be_visible()
    expect(page.get_by_text(token)).to_have_count(0)
