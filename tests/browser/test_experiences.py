"""Experiences in the console: made, ordered, activated, changed, paused; what goes wrong on the way."""

import re
from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from hands import DROPPED, HELD, wait_for_row
from servers import Server

pytestmark = pytest.mark.client

US_VISITORS = {
    "__type": "RuleCombination",
    "combinationType": "AND",
    "rules": [
        {
            "__type": "Rule",
            "attribute": {"__type": "PresetAttributeReference", "ref": "COUNTRY"},
            "attributeMatchCondition": "STRING_EQUALS",
            "attributeMatchOptions": {"__type": "StringMatchOptions", "value": "US"},
            "invertCondition": False,
        }
    ],
}


@pytest.fixture
def project(shop: Server) -> Iterator[httpx.Client]:
    """A project of the test's own, with an audience and two events; its uid is in `.headers`."""
    owner = shop.sign_in()
    sample = owner.get(f"/personalize-api/projects/{shop.project}").json()
    owner.headers["organization_uid"] = sample["organizationUid"]
    made = owner.post("/personalize-api/projects", json={"name": "Tested experiences"})
    assert made.status_code == 201, made.text
    uid = made.json()["uid"]
    owner.headers["x-project-uid"] = uid
    audience = {"name": "US Visitors", "description": "", "definition": US_VISITORS}
    assert owner.post("/personalize-api/audiences", json=audience).status_code == 201
    for key in ("Booked", "Signed up"):
        assert owner.post("/personalize-api/events", json={"key": key, "description": ""}).status_code == 201
    yield owner
    owner.delete(f"/personalize-api/projects/{uid}")


@pytest.fixture
def console(project: httpx.Client, console: Callable[..., Page]) -> Callable[..., Page]:
    """Its pages close before the project that they show is deleted."""
    return console


def home(project: httpx.Client) -> str:
    return f"/projects/{project.headers['x-project-uid']}/experiences"


def create(project: httpx.Client, name: str, kind: str = "SEGMENTED", *tags: str) -> str:
    body = {"name": name, "__type": kind, "tags": list(tags)}
    made = project.post("/personalize-api/experiences", json=body)
    assert made.status_code == 201, made.text
    return made.json()["uid"]


def versions(project: httpx.Client, uid: str) -> list[dict[str, object]]:
    return project.get(f"/personalize-api/experiences/{uid}/versions").json()


def handles(page: Page) -> Locator:
    return page.get_by_test_id("drag-experience-priority-row")


def test_a_segmented_experience_from_nothing_to_its_second_version(console, project: httpx.Client, is_accessible):
    page = console(home(project))
    expect(page.get_by_text("No experiences yet")).to_be_visible()
    is_accessible(page)
    page.get_by_role("button", name="New experience").click()
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("Please enter a name")).to_be_visible()
    page.get_by_role("dialog").get_by_label("Name").fill("<b>Hero</b>")
    tags = page.get_by_role("combobox", name="Tags").last
    tags.fill("Home")
    tags.press("Enter")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_test_id("experience-name-title")).to_have_text("<b>Hero</b>")
    expect(page.get_by_test_id("status-tag")).to_have_text("Draft")

    # Nothing is saved while something is missing, and the first of it has the focus.
    page.get_by_test_id("experience-footer-activate-button").click()
    expect(page.get_by_text("Please enter a variant name")).to_be_visible()
    expect(page.get_by_test_id("audiences-select-validation-msg")).to_have_text("Please select at least one audience")
    expect(page.get_by_test_id("variant-name-text-input")).to_be_focused()
    page.keyboard.type("Road trips")
    page.get_by_placeholder("Search and choose audiences").fill("us vis")
    page.get_by_role("option", name="US Visitors").click()
    page.keyboard.press("Escape")
    page.get_by_test_id("experience-footer-save-button").click()
    expect(page.get_by_text("All changes saved")).to_be_visible()
    expect(page.get_by_test_id("short-uid-field-placeholder")).to_contain_text("0")
    is_accessible(page)

    # Below a variant for everybody in the same audience nobody gets another one: the summary warns.
    page.get_by_test_id("add-variant-button").click()
    page.get_by_test_id("variant-name-text-input").nth(1).fill("Never shown")
    page.get_by_placeholder("Search and choose audiences").click()
    page.get_by_role("option", name="US Visitors").click()
    page.keyboard.press("Escape")
    page.get_by_test_id("experience-footer-activate-button").click()
    dialog = page.get_by_test_id("activate-dialog")
    expect(dialog).to_contain_text("For visitors in “US Visitors”.")
    expect(dialog.get_by_test_id("activation-warning")).to_contain_text("Nobody gets the variant “Never shown”")
    expect(dialog).to_contain_text("No stack is connected")
    is_accessible(page)
    page.get_by_test_id("activate-confirm-button").click()
    expect(page.get_by_test_id("status-tag")).to_have_text("Active")

    page.get_by_test_id("experience-footer-edit-as-draft-button").click()
    page.get_by_role("button", name="Remove Never shown").click()
    page.get_by_role("tab", name="Overview").click()
    page.get_by_role("dialog").get_by_role("button", name="Stay").click()
    page.get_by_test_id("experience-footer-activate-button").click()
    expect(dialog).to_contain_text("Version 1, which visitors see now, is archived")
    expect(dialog).to_contain_text("Whoever saw it gets another variant")
    page.get_by_test_id("activate-confirm-button").click()
    page.get_by_test_id("experience-footer-pause-button").click()
    page.get_by_role("dialog").get_by_role("button", name="Pause").click()
    expect(page.get_by_test_id("status-tag")).to_have_text("Paused")
    page.get_by_test_id("experience-footer-resume-button").click()
    expect(page.get_by_test_id("status-tag")).to_have_text("Active")
    page.get_by_test_id("versions-history-tab-icon").click()
    entries = page.get_by_test_id("version-entry")
    expect(entries.first).to_contain_text("Visitors see this")
    expect(entries).to_have_count(2)
    is_accessible(page)


def test_by_keyboard_and_with_others_saving_meanwhile(console, project: httpx.Client, is_accessible):
    uids = [
        create(project, name, "AB_TEST", tag) for name, tag in (("First", "one"), ("Second", "two"), ("Third", "one"))
    ]
    page = console(f"{home(project)}?tag=one&tag=two&type=AB_TEST&status=DRAFT&q=d", width=390)
    rows = page.get_by_test_id("experience-row")
    expect(rows).to_have_count(2)
    is_accessible(page)
    page.goto(home(project))
    page.get_by_test_id("experiences-priority-sidebar-trigger").press("Enter")
    expect(handles(page)).to_have_count(3)
    is_accessible(page)
    page.get_by_role("button", name="Move Third", exact=True).focus()
    steps = [
        ("Space", HELD),
        *(("ArrowUp", re.compile(f"moved over.* {uid}")) for uid in uids[1::-1]),
        ("Space", DROPPED),
    ]
    for key, announced in steps:
        page.keyboard.press(key)
        wait_for_row(page, announced)
    expect(handles(page).first).to_contain_text("Third")
    page.get_by_test_id("experiences-priority-save").press("Enter")
    expect(page.get_by_test_id("experiences-priority-sidebar-body")).to_have_count(0)
    order = project.get("/personalize-api/experiences-priority").json()["priorityOrder"]
    assert order == [uids[2], uids[0], uids[1]]

    page.get_by_role("link", name="First").press("Enter")
    names = page.get_by_test_id("variant-name-text-input")
    names.first.fill("Plain")
    names.last.fill("Bold")
    page.get_by_role("radio", name="Custom").press("Space")
    page.get_by_label("Share of visitors").first.fill("30")
    page.get_by_role("button", name="Add event").press("Enter")
    event = page.get_by_role("combobox", name="Event")
    event.fill("book")
    event.press("ArrowDown")
    event.press("Enter")
    expect(page.get_by_label("Metric name")).to_have_value("Booked")
    page.keyboard.press("Control+s")
    expect(page.get_by_test_id("share-sum")).to_contain_text("80 % of 100 %")
    assert versions(project, uids[0])[0]["variants"] == []

    # Somebody else saves the same draft: what is typed here stays, and is saved over theirs when that is wanted.
    page.get_by_label("Share of visitors").last.fill("70")
    draft = versions(project, uids[0])[0]
    theirs = {"status": "DRAFT", "variants": [{"name": "Theirs"}]}
    path = f"/personalize-api/experiences/{uids[0]}/versions/{draft['uid']}"
    assert project.put(path, json=theirs).status_code == 200
    page.get_by_test_id("experience-footer-save-button").press("Enter")
    conflict = page.get_by_role("dialog", name="Somebody else saved this meanwhile")
    expect(conflict).to_be_visible()
    conflict.get_by_role("button", name="Save mine over them").press("Enter")
    expect(page.get_by_text("All changes saved")).to_be_visible()
    saved = versions(project, uids[0])[0]
    assert [(variant["name"], variant["trafficDistribution"]) for variant in saved["variants"]] == [
        ("Plain", 30),
        ("Bold", 70),
    ]
    assert [metric["name"] for metric in saved["metrics"]] == ["Booked"]

    # Where nothing is typed, what others save shows by itself.
    assert project.put(path, json=theirs).status_code == 200
    expect(names).to_have_count(1)
    expect(names).to_have_value("Theirs")
    is_accessible(page)

    page.get_by_role("tab", name="Overview").click()
    page.get_by_role("button", name="Delete experience").press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Delete experience").press("Enter")
    expect(rows).to_have_count(2)


def test_two_people_at_one_experience(console, project: httpx.Client):
    """How soon one sees what the other saves is not measured: a page looks every two seconds, and the rest is load."""
    uid = create(project, "Shared", "AB_TEST")
    mine, theirs = (console(f"{home(project)}/{uid}/configuration") for _ in range(2))
    watching = console(home(project))

    def name(page: Page) -> Locator:
        return page.get_by_test_id("variant-name-text-input").first

    def save(page: Page) -> None:
        page.get_by_test_id("experience-footer-save-button").click()

    def saved_name() -> object:
        return versions(project, uid)[0]["variants"][0]["name"]

    name(mine).fill("Plain")
    mine.get_by_test_id("variant-name-text-input").last.fill("Bold")
    save(mine)
    expect(mine.get_by_text("All changes saved")).to_be_visible()
    expect(name(theirs)).to_have_value("Plain")

    # Both type, and the other one is quicker: what they saved is taken.
    name(mine).fill("Mine")
    name(theirs).fill("Theirs")
    save(theirs)
    expect(theirs.get_by_text("All changes saved")).to_be_visible()
    save(mine)
    conflict = mine.get_by_role("dialog", name="Somebody else saved this meanwhile")
    conflict.get_by_role("button", name="Take theirs").click()
    expect(name(mine)).to_have_value("Theirs")
    expect(mine.get_by_text("All changes saved")).to_be_visible()
    assert saved_name() == "Theirs"

    # The same again, and what was typed here is kept.
    name(mine).fill("Mine at last")
    name(theirs).fill("Theirs again")
    save(theirs)
    expect(theirs.get_by_text("All changes saved")).to_be_visible()
    save(mine)
    conflict.get_by_role("button", name="Save mine over them").click()
    expect(mine.get_by_text("All changes saved")).to_be_visible()
    expect(name(theirs)).to_have_value("Mine at last")
    assert saved_name() == "Mine at last"

    mine.get_by_test_id("experience-footer-activate-button").click()
    mine.get_by_test_id("activate-confirm-button").click()
    expect(mine.get_by_test_id("status-tag")).to_have_text("Active")
    expect(watching.get_by_test_id("experience-row")).to_contain_text("Active")
    expect(theirs.get_by_test_id("experience-footer-edit-as-draft-button")).to_be_visible()
