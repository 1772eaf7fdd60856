"""Three ways to use a page in a browser: with a mouse, with nothing but a keyboard, with a finger."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from playwright.sync_api import Locator, Page, expect

# Nobody presses Tab more often than this to get to what they see.
MOST_TABS = 40
# What a hand needs from a dropped row to the next control; for 50 ms after a drop dnd-kit takes a click for its end.
DROP_MS = 250
# What dnd-kit announces of a row that is moved: where it is, and that it has left its own place. Keys that come before
# it has said so are lost, and a row that is dropped before goes back.
HELD = re.compile(r"was moved over droppable area")
MOVED = re.compile(r"item (\S+) was moved over droppable area (?!\1\.)")
DROPPED = re.compile(r"was dropped")
# Once what happened is drawn, and timers that were due have run.
DRAWN = "new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
IS_FOCUSED = "control => control === document.activeElement"
IS_FURTHER_UP = """control =>
  Boolean(control.compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING)"""
IS_CHOSEN = "radio => radio.checked ?? radio.getAttribute('aria-checked') === 'true'"
# Of radio buttons, as of tabs, Tab goes to one; arrows lead from there to the others.
IS_AMONG = """control => {
  const group = control.closest('[role=radiogroup], [role=tablist]');
  const focused = document.activeElement;
  return group !== null && group.contains(focused) && focused.matches('[type=radio], [role=radio], [role=tab]');
}"""


class Hand(Protocol):
    """What a person does to controls. A control is found by what a person sees of it, and has to be visible."""

    page: Page

    def press(self, control: Locator) -> None:
        """Use a button, a link or a tab."""

    def tick(self, box: Locator) -> None:
        """Turn a checkbox or a switch on or off."""

    def pick(self, radio: Locator) -> None:
        """Choose one of a few ways."""

    def write(self, field: Locator, words: str) -> None:
        """Put words into a field, instead of those that are there."""

    def choose(self, field: Locator, option: str, sought: str = "") -> None:
        """Choose from a list that opens, after typing what is sought there."""

    def move_up(self, handle: Locator, over: Locator) -> None:
        """Move the row with this handle to the place of the row above, whose handle is `over`."""

    def go(self, area: str) -> None:
        """Go to an area of the project."""


def option_named(page: Page, name: str) -> Locator:
    return page.get_by_role("option", name=name, exact=True).locator("visible=true").first


def area_link(page: Page, area: str) -> Locator:
    return page.get_by_role("navigation", name="Areas of the project").get_by_role("link", name=area, exact=True)


def wait_for_area(page: Page, area: str) -> None:
    expect(page.get_by_role("heading", name=area, level=1, exact=True)).to_be_visible()


def wait_for_row(page: Page, announced: re.Pattern[str]) -> None:
    """Wait until it is announced of a row that is moved, and until dnd-kit listens for what comes next."""
    expect(page.locator("[id^=DndLiveRegion]").filter(has_text=announced)).to_have_count(1)
    page.evaluate(DRAWN)


@dataclass(frozen=True, slots=True)
class Mouse:
    """Clicks on what is in sight, and types where it clicked."""

    page: Page

    def press(self, control: Locator) -> None:
        control.click()

    def tick(self, box: Locator) -> None:
        box.click()

    def pick(self, radio: Locator) -> None:
        pick_by(radio, lambda what: what.click())

    def write(self, field: Locator, words: str) -> None:
        field.click()
        overwrite(self.page, words)

    def choose(self, field: Locator, option: str, sought: str = "") -> None:
        field.click()
        self.page.keyboard.type(sought)
        option_named(self.page, option).click()

    def move_up(self, handle: Locator, over: Locator) -> None:
        (left, top), (_, aim) = centre(handle), centre(over)
        mouse = self.page.mouse
        mouse.move(left, top)
        mouse.down()
        mouse.move(left, (top + aim) / 2, steps=4)
        mouse.move(left, aim, steps=4)
        wait_for_row(self.page, MOVED)
        mouse.up()
        self.page.wait_for_timeout(DROP_MS)

    def go(self, area: str) -> None:
        area_link(self.page, area).click()
        wait_for_area(self.page, area)


@dataclass(frozen=True, slots=True)
class Finger:
    """Taps and drags on a phone; its keyboard comes up where it tapped."""

    page: Page

    def press(self, control: Locator) -> None:
        control.tap()

    def tick(self, box: Locator) -> None:
        box.tap()

    def pick(self, radio: Locator) -> None:
        pick_by(radio, lambda what: what.tap())

    def write(self, field: Locator, words: str) -> None:
        field.tap()
        overwrite(self.page, words)

    def choose(self, field: Locator, option: str, sought: str = "") -> None:
        field.tap()
        self.page.keyboard.type(sought)
        option_named(self.page, option).tap()

    def move_up(self, handle: Locator, over: Locator) -> None:
        (left, top), (_, aim) = centre(handle), centre(over)
        devtools = self.page.context.new_cdp_session(self.page)
        path = [top + (aim - top) * part / 8 for part in range(9)]
        for kind, at in [("touchStart", top), *(("touchMove", one) for one in path)]:
            devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": left, "y": at}]})
        wait_for_row(self.page, MOVED)
        devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        devtools.detach()
        self.page.wait_for_timeout(DROP_MS)

    def go(self, area: str) -> None:
        self.page.get_by_role("button", name="Menu", exact=True).tap()
        area_link(self.page, area).tap()
        wait_for_area(self.page, area)


@dataclass(frozen=True, slots=True)
class Keyboard:
    """Never points: Tab and Shift+Tab, arrows, Enter, Space, Escape and typing."""

    page: Page

    def press(self, control: Locator) -> None:
        if control.get_attribute("role") == "tab":
            self._arrow_to(control, "ArrowRight", IS_FOCUSED)
        else:
            self.reach(control)
            self.page.keyboard.press("Enter")

    def tick(self, box: Locator) -> None:
        self.reach(box)
        self.page.keyboard.press("Space")

    def pick(self, radio: Locator) -> None:
        self._arrow_to(radio, "ArrowDown", IS_CHOSEN)

    def write(self, field: Locator, words: str) -> None:
        self.reach(field)
        overwrite(self.page, words)

    def choose(self, field: Locator, option: str, sought: str = "") -> None:
        self.reach(field)
        self.page.keyboard.type(sought)
        if not sought:
            self.page.keyboard.press("ArrowDown")
        wanted = option_named(self.page, option)
        expect(wanted).to_be_visible()
        for _ in range(MOST_TABS):
            if wanted.get_attribute("data-combobox-selected") == "true":
                self.page.keyboard.press("Enter")
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"arrows never come to the option {option}")

    def move_up(self, handle: Locator, over: Locator) -> None:
        self.reach(handle)
        for key, announced in (("Space", HELD), ("ArrowUp", MOVED), ("Space", DROPPED)):
            self.page.keyboard.press(key)
            wait_for_row(self.page, announced)

    def go(self, area: str) -> None:
        self.press(area_link(self.page, area))
        wait_for_area(self.page, area)

    def reach(self, control: Locator) -> None:
        """Give a control the focus as a person does: by Tab, or back where it is further up."""
        self._tab_until(control, IS_FOCUSED)

    def _tab_until(self, control: Locator, is_there: str) -> None:
        expect(control).to_be_visible()
        for _ in range(MOST_TABS):
            if control.evaluate(is_there):
                return
            self.page.keyboard.press("Shift+Tab" if control.evaluate(IS_FURTHER_UP) else "Tab")
        focused = self.page.evaluate("document.activeElement.outerHTML.slice(0, 300)")
        raise AssertionError(f"{MOST_TABS} times Tab do not reach {control}; the focus is on {focused}")

    def _arrow_to(self, control: Locator, key: str, is_there: str) -> None:
        self._tab_until(control, IS_AMONG)
        for _ in range(MOST_TABS):
            if control.evaluate(is_there):
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{key} never comes to {control}")


def overwrite(page: Page, words: str) -> None:
    """Type instead of what stands in the field with the focus, once the page has done what it does on a focus."""
    page.evaluate(DRAWN)
    page.keyboard.press("Control+a")
    page.keyboard.type(words)


def pick_by(radio: Locator, press: Callable[[Locator], None]) -> None:
    """Press what stands for a radio button: itself, or the label that covers it."""
    is_itself = radio.evaluate("radio => radio.matches('[role=radio]')")
    press(radio if is_itself else radio.locator("xpath=following-sibling::label"))


def centre(control: Locator) -> tuple[float, float]:
    """Where the middle of a control is in the window."""
    control.scroll_into_view_if_needed()
    box = control.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
