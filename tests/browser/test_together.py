"""Several people in one project: what a member may, what an owner governs, and what one types while another saves."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

import hostility
from hands import Mouse
from hostility import PASSWORD
from servers import Server

pytestmark = pytest.mark.client

EMAIL = "mary@example.com"
TEST = {
    "variants": [{"__type": "ABTestVariant", "name": name, "trafficDistribution": 50} for name in ("Plain", "Bold")],
    "variantSplit": "EQUALLY_SPLIT",
}


@pytest.fixture(scope="module")
def member(shop: Server) -> str:
    """The address of Mary Member, who belongs to the organization."""
    hostility.add_user(shop, EMAIL, first_name="Mary", last_name="Member")
    return EMAIL


@pytest.fixture
def owner(shop: Server, member: str) -> Iterator[httpx.Client]:
    """A client of the owner's of a new project with Mary in it; its stack is not shared with her."""
    client = shop.sign_in()
    stack = client.post("/v3/stacks", json={"stack": {"name": "Site", "master_locale": "en-us"}}).raise_for_status()
    body = {"name": "Together", "connectedStackApiKey": stack.json()["stack"]["api_key"]}
    project = client.post("/personalize-api/projects", json=body).raise_for_status().json()["uid"]
    client.headers["x-project-uid"] = project
    path = f"/personalize-api/projects/{project}/users"
    client.post(path, json={"email": member}).raise_for_status()
    yield client
    client.delete(f"/personalize-api/projects/{project}").raise_for_status()


@pytest.fixture
def console(owner: httpx.Client, console: Callable[..., Page]) -> Callable[..., Page]:
    """Its pages close before the project that they show is deleted."""
    return console


@pytest.fixture
def running(owner: httpx.Client) -> str:
    """The uid of an A/B test that runs."""
    body = {"name": "Button", "__type": "AB_TEST"}
    made = owner.post("/personalize-api/experiences", json=body).raise_for_status().json()
    path = f"/personalize-api/experiences/{made['uid']}/versions/{made['latestVersion']}"
    owner.put(path, json={**TEST, "status": "ACTIVE"}).raise_for_status()
    return str(made["uid"])


def versions(owner: httpx.Client, experience: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = owner.get(f"/personalize-api/experiences/{experience}/versions").json()
    return found


def test_a_member_is_told_what_is_for_owners_who_govern_them(
    console: Callable[..., Page], shop: Server, owner: httpx.Client, member: str, is_accessible: Callable[[Page], None]
):
    home = f"/projects/{owner.headers['x-project-uid']}"
    # A project that was left or deleted may be asked for once more.
    theirs = console("/nowhere", signed_in=False, refusals=(404,))
    assert theirs.context.request.post("/session", data={"email": member, "password": PASSWORD}).ok
    theirs.goto("/projects")
    expect(theirs.get_by_role("article")).to_contain_text("Connected, without access for you")
    create = theirs.get_by_role("button", name="New project")
    expect(create).to_have_attribute("aria-disabled", "true")
    create.hover()
    expect(theirs.get_by_role("tooltip")).to_be_visible()
    theirs.goto(f"{home}/settings/details")
    expect(theirs.get_by_text("that is for owners of the project")).to_be_visible()
    expect(theirs.get_by_label("Name")).to_be_disabled()
    expect(theirs.get_by_role("button", name="Copy: Project UID")).to_be_enabled()
    expect(theirs.get_by_role("button", name="Delete project")).to_have_count(0)
    is_accessible(theirs)
    theirs.goto(f"{home}/content/entries")
    expect(theirs.get_by_role("heading", name="You have no access to the content")).to_be_visible()
    is_accessible(theirs)

    page = console(f"{home}/settings/users", refusals=(404,))
    theirs.goto(f"{home}/settings/users")
    expect(theirs.get_by_role("button", name="Remove owner")).to_have_count(0)
    page.get_by_role("combobox", name="Role of Mary Member").click()
    page.get_by_role("option", name="Owner").locator("visible=true").click()
    # What she may changes while she looks.
    theirs.get_by_role("button", name="Remove owner").click()
    expect(theirs.get_by_role("dialog")).to_be_visible()
    theirs.keyboard.press("Escape")
    page.get_by_role("button", name="Remove Mary Member").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_role("row", name="Mary Member")).to_have_count(0)
    page.get_by_role("tab", name="Project").click()
    page.get_by_role("combobox", name="Connected stack").press("Enter")
    page.get_by_role("option", name="Not connected").locator("visible=true").click()
    expect(page.get_by_role("main").get_by_role("alert")).to_be_visible()
    page.get_by_test_id("details-save-button").click()
    expect(page.get_by_text("The project is saved.")).to_be_visible()
    project = owner.get(f"/personalize-api{home}").json()
    assert project.get("connectedStackApiKey") is None


def test_what_is_typed_outlives_the_draft_it_was_typed_into(
    console: Callable[..., Page], owner: httpx.Client, running: str, is_accessible: Callable[[Page], None]
):
    path = f"/personalize-api/experiences/{running}/versions"
    draft = owner.post(path, json={**versions(owner, running)[0], "status": "DRAFT"}).raise_for_status().json()
    page = console(f"/projects/{owner.headers['x-project-uid']}/experiences/{running}/configuration", refusals=(404,))
    name = page.get_by_test_id("variant-name-text-input").first
    name.fill("Typed")
    owner.delete(f"{path}/{draft['uid']}").raise_for_status()
    expect(page.get_by_text("Somebody discarded this draft meanwhile")).to_be_visible()
    is_accessible(page)
    page.get_by_test_id("experience-footer-keep-button").click()
    expect(page.get_by_text("All changes saved")).to_be_visible()
    expect(name).to_have_value("Typed")
    [kept, _] = versions(owner, running)
    assert (kept["status"], kept["variants"][0]["name"]) == ("DRAFT", "Typed")

    name.fill("Typed later")
    owner.put(f"{path}/{kept['uid']}", json={**kept, "status": "ACTIVE"}).raise_for_status()
    expect(page.get_by_text("Somebody activated this draft meanwhile")).to_be_visible()
    page.get_by_test_id("experience-footer-keep-button").click()
    expect(page.get_by_text("All changes saved")).to_be_visible()
    found = [(version["status"], version["variants"][0]["name"]) for version in versions(owner, running)]
    assert found == [("DRAFT", "Typed later"), ("ACTIVE", "Typed"), ("ARCHIVED", "Plain")]


def test_a_holdout_is_not_left_or_saved_over_another_one_unasked(
    console: Callable[..., Page], owner: httpx.Client, running: str
):
    page = console(f"/projects/{owner.headers['x-project-uid']}/experiences/{running}/analytics", refusals=(404,))
    share = page.get_by_label("Held back")
    share.fill("5")
    path = f"/personalize-api/experiences/{running}/measurement"
    owner.put(path, json={"holdoutPercentage": 7}).raise_for_status()
    page.get_by_role("tab", name="Overview").click()
    page.get_by_role("dialog", name="Leave without saving?").get_by_role("button", name="Stay").click()
    page.get_by_role("button", name="Save holdout").click()
    page.get_by_role("button", name="Take theirs").click()
    expect(share).to_have_value("7 %")
    share.fill("5")
    with page.expect_response(lambda answer: answer.request.method == "PUT"):
        page.get_by_role("button", name="Save holdout").click()
    expect(page.get_by_text("Holdout saved")).to_be_visible()
    assert owner.get(path).json()["holdoutPercentage"] == 5
    page.get_by_role("button", name="Download").click()
    with page.expect_download() as saved:
        page.get_by_role("menuitem", name="Figures of the variants, Parquet").click()
    assert saved.value.path().read_bytes()[:4] == b"PAR1"
    share.fill("6")
    page.get_by_role("tab", name="Overview").click()
    page.get_by_role("dialog", name="Leave without saving?").get_by_role("button", name="Leave").click()
    expect(page.get_by_role("button", name="Save details")).to_be_visible()


def drag(page: Page, name: str, over: str) -> None:
    """Drag a row by its handle to the place of the row above."""
    handle, place = (page.get_by_role("button", name=f"Move {one}", exact=True) for one in (name, over))
    Mouse(page).move_up(handle, over=place)


def test_by_mouse_alone_from_an_audience_made_in_place_to_a_deleted_experience(
    console: Callable[..., Page], owner: httpx.Client, running: str
):
    home = f"/projects/{owner.headers['x-project-uid']}/experiences"
    body = {"name": "Hero", "__type": "SEGMENTED"}
    hero = owner.post("/personalize-api/experiences", json=body).raise_for_status().json()["uid"]
    page = console(f"{home}/{hero}/overview", refusals=(404,))
    page.get_by_role("tab", name="Configuration").click()
    page.get_by_test_id("add-variant-button").click()
    names = page.get_by_test_id("variant-name-text-input")
    names.first.fill("One")
    names.last.fill("Two")
    drag(page, "Two", over="One")
    expect(names.first).to_have_value("Two")
    page.get_by_role("button", name="Create audience").first.click()
    form = page.get_by_role("dialog", name="New audience")
    form.get_by_label("Name").fill("Made in place")
    # Both the form and the page below it would be lost; that is asked once.
    asked = page.get_by_role("dialog", name="Leave without saving?")
    for leave in (lambda: page.keyboard.press("Escape"), lambda: page.evaluate("history.back()")):
        leave()
        expect(asked.get_by_role("button", name="Stay")).to_be_focused()
        page.keyboard.press("Escape")
        expect(asked).to_be_hidden()
    expect(form.get_by_label("Name")).to_have_value("Made in place")
    form.get_by_role("combobox", name="Attribute").click()
    page.get_by_role("option", name="Date and time").locator("visible=true").click()
    # The zone stays chosen although there is no time yet.
    form.get_by_role("combobox", name="Time zone").click()
    page.get_by_role("option", name="in my time zone").locator("visible=true").click()
    expect(form.get_by_role("combobox", name="Time zone")).to_have_value("in my time zone (Europe/Berlin)")
    form.get_by_role("combobox", name="Attribute").click()
    page.get_by_role("option", name="Device type").locator("visible=true").click()
    form.get_by_role("combobox", name="Value").click()
    page.get_by_role("option", name="Tablet").locator("visible=true").click()
    form.get_by_role("button", name="Create audience").click()
    expect(form).to_be_hidden()
    expect(page.get_by_test_id("variant-row").first).to_contain_text("Made in place")

    page.goto(home)
    page.get_by_test_id("experiences-priority-sidebar-trigger").click()
    expect(page.get_by_test_id("drag-experience-priority-row")).to_have_count(2)
    drag(page, "Hero", over="Button")
    expect(page.get_by_test_id("drag-experience-priority-row").first).to_contain_text("Hero")
    page.get_by_test_id("experiences-priority-save").click()
    expect(page.get_by_test_id("experiences-priority-sidebar-body")).to_have_count(0)
    assert owner.get("/personalize-api/experiences-priority").json()["priorityOrder"] == [hero, running]

    # What visitors see goes only when its name is typed.
    page.goto(f"{home}/{running}/overview")
    page.get_by_role("button", name="Delete experience").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("button")
    expect(dialog.get_by_role("button", name="Delete experience")).to_be_disabled()
    dialog.get_by_role("textbox").fill("Button")
    dialog.get_by_role("textbox").press("Enter")
    expect(page.get_by_test_id("experience-row")).to_have_count(1)
