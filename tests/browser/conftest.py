"""What the browser tests share: the built console on a server with the sample shop, and pages that are watched."""

import fcntl
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from lenticular.cli.demo import SAMPLE
from servers import Server, servers
from tools import lacking

ROOT = Path(__file__).resolve().parents[2]
HEIGHTS = {1280: 800, 390: 844}
PATIENCE_MS = 20_000
# What the server may refuse while all is well: nobody is signed in yet, a form is not right, somebody saved before.
EVERYDAY_REFUSALS = (400, 401, 412)

Console = Callable[..., Page]
CheckAccess = Callable[..., None]


@pytest.fixture(scope="session")
def built() -> None:
    """The console as `ui/` is now."""
    if shutil.which("npm") is None:
        lacking("Node 20")
    with (ROOT / "ui" / "package.json").open() as lock:  # so that no two test processes build at once
        fcntl.flock(lock, fcntl.LOCK_EX)
        finished = subprocess.run([ROOT / "scripts" / "build-console"], capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr


@pytest.fixture(scope="session")
def shop(built: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the sample shop, which all browser tests share: `shop.project` is its uid.

    `shop.sign_in()` is a client of the owner's for what a test prepares. Whoever changes the sample itself makes a
    project of their own instead.
    """
    with servers(tmp_path_factory.mktemp("shop")) as starter:
        limits = {"LENTICULAR_LIMIT_PROJECTS_PER_ORGANIZATION": "100"}
        yield starter.start(imports=[SAMPLE], environment=limits)


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """A browser for the tests of a module; Playwright keeps an event loop, which others must not find running."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def console(browser: Browser, shop: Server) -> Iterator[Console]:
    """Return a function that opens the console: `console("/projects/…", width=390, scheme="dark")`.

    Each page is a browser of its own, with the owner signed in unless `signed_in=False`, on a phone if `is_touched`.
    The test fails if a page raises or complains, breaks its content security policy, asks another host for anything, or
    is refused something with another status than the everyday ones and those named by `refusals`.
    """
    faults: list[str] = []
    opened = []

    def open_page(
        path: str = "/",
        *,
        width: int = 1280,
        scheme: str = "light",
        signed_in: bool = True,
        is_touched: bool = False,
        refusals: Iterable[int] = (),
    ) -> Page:
        context = browser.new_context(
            base_url=shop.url,
            viewport={"width": width, "height": HEIGHTS[width]},
            has_touch=is_touched,
            is_mobile=is_touched,
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="Europe/Berlin",
        )
        opened.append(context)
        context.set_default_timeout(PATIENCE_MS)
        if signed_in:
            credentials = {"email": shop.owner_email, "password": shop.owner_password}
            assert context.request.post("/session", data=credentials).ok
        page = context.new_page()
        _watch(page, shop.url, faults, {*EVERYDAY_REFUSALS, *refusals})
        page.goto(path)
        return page

    yield open_page
    for context in opened:
        context.close()
    assert faults == []


def _watch(page: Page, url: str, faults: list[str], refusals: set[int]) -> None:
    """Note what goes wrong in a page."""
    everyday = [f"status of {status}" for status in refusals]

    def complain(message: ConsoleMessage) -> None:
        is_refusal = "Failed to load resource" in message.text and any(one in message.text for one in everyday)
        if message.type in {"error", "warning"} and not is_refusal:
            faults.append(f"{message.type} on {page.url}: {message.text} {message.location.get('url')}")

    def look(asked: str) -> None:
        parts = urlsplit(asked)
        if parts.scheme not in {"data", "blob"} and f"{parts.scheme}://{parts.netloc}" != url:
            faults.append(f"{page.url} asks elsewhere: {asked}")

    page.on("console", complain)
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    page.on("request", lambda request: look(request.url))


@pytest.fixture
def is_accessible() -> CheckAccess:
    """Return a function that fails where axe finds something serious or critical on a page as it is now."""

    def check(page: Page) -> None:
        # Half-way through a fade every colour is too pale.
        page.evaluate(
            "Promise.allSettled(document.getAnimations()"
            ".filter(one => one.effect.getComputedTiming().iterations !== Infinity).map(one => one.finished))"
        )
        found = Axe().run(page).response["violations"]
        bad = [
            f"{one['id']}: {one['help']}: {node['html'][:200]} {node['failureSummary']}"
            for one in found
            if one["impact"] in {"serious", "critical"}
            for node in one["nodes"]
        ]
        assert bad == [], f"{page.url}:\n" + "\n".join(bad)

    return check
