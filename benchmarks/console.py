"""What the console costs a browser, with 1000 experiences and 1000 audiences: `python -m benchmarks.console`.

It measures the console as it was last built. Times are of Chromium's own clock: a cold load from the start of the
navigation, a search from the press of a key, each until the rows are painted. The browser has no cache at first, and
shares the machine with the server.
"""

import argparse
import itertools
import json
import re
import shutil
import statistics
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks import figures, serving
from lenticular.console import files
from servers import Server

LISTS = {"experiences": "experience-row", "audiences": "audience-row"}
WIDE, HIGH = 1280, 800
NOW = "2026-11-22T12:00:00.000Z"
# Each letter of a name leaves fewer rows: 250, 50, 10, 1. The first of them is in no rule and no UID.
SYLLABLES = ("#@$&", "aeiou", "klmnp", "bcdfghrstv")
NAMES = ["".join(letters) for letters in itertools.product(*SYLLABLES)]

# When the first row of a list has been painted: it is there before a frame, and the frame is out.
NOTE_FIRST_ROW = """window.firstRowMs = new Promise(done => {
  const look = () => {
    if (!document.querySelector('[data-testid$="-row"]')) return requestAnimationFrame(look);
    requestAnimationFrame(() => setTimeout(() => done(performance.now())));
  };
  requestAnimationFrame(look);
});"""
# How long after the next key the list says that it shows so many rows, and as many of them as fit are painted.
NOTE_NEXT_SEARCH = """([testId, count]) => {
  window.searchMs = new Promise(done => addEventListener('keydown', ({ timeStamp }) => {
    const isThere = () => {
      const rows = document.querySelectorAll(`[data-testid=${testId}]`).length;
      const said = document.querySelector('main [role=status]')?.textContent ?? '';
      return said.startsWith(`${count} `) && rows >= Math.min(count, 10) && rows <= count;
    };
    const look = () => {
      if (!isThere()) return requestAnimationFrame(look);
      requestAnimationFrame(() => setTimeout(() => done(performance.now() - timeStamp)));
    };
    requestAnimationFrame(look);
  }, { once: true, capture: true }));
}"""
# Scrolls a list to its end, a screen at a time; gives the most rows that were in the page at once.
MOST_ROWS = """async testId => {
  const box = document.querySelector(`[data-testid=${testId}]`).closest('[role=region]');
  let most = 0;
  for (let last = -1; box.scrollTop !== last; ) {
    last = box.scrollTop;
    box.scrollBy(0, box.clientHeight);
    await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    most = Math.max(most, document.querySelectorAll('main tr').length);
  }
  return most;
}"""


def run(*, quick: bool = False) -> dict[str, Any]:
    """Measure; return figures by list."""
    if not files.is_built():
        raise SystemExit("There is no console to measure: run scripts/build-console.")
    with _open() as (server, browser):
        return {
            name: _measure(server, browser, name, loads=3 if quick else 5, words=2 if quick else 8) for name in LISTS
        }


def show(found: Mapping[str, Any]) -> None:
    """Print what was measured."""
    rows = [
        (
            name,
            one["first_row_ms"],
            one["script_bytes"],
            one["search_ms"],
            one["slowest_search_ms"],
            one["most_rows_in_page"],
        )
        for name, one in found.items()
    ]
    columns = ("list of 1000", "first row ms", "script bytes", "search ms", "slowest ms", "rows in page")
    figures.print_table("The console, from a cold cache; searches letter by letter", columns, rows)


@contextmanager
def _open() -> Iterator[tuple[Server, Browser]]:
    """Start a server with the project, and a browser."""
    with (
        serving.starter() as (starter, _),
        tempfile.TemporaryDirectory(prefix="lenticular-console-") as folder,
        sync_playwright() as playwright,
    ):
        exported = Path(folder) / "personalize"
        export(exported)
        kinds = ("EXPERIENCES", "AUDIENCES")
        limits = {f"LENTICULAR_LIMIT_{kind}_PER_PROJECT": str(len(NAMES)) for kind in kinds}
        server = starter.start(imports=[exported], environment=limits)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield server, browser
        browser.close()


def _measure(server: Server, browser: Browser, name: str, *, loads: int, words: int) -> dict[str, Any]:
    path, test_id = f"/projects/{server.project}/{name}", LISTS[name]
    cold = [_cold_load(server, browser, path) for _ in range(loads)]
    context = _signed_in(server, browser)
    try:
        page = context.new_page()
        page.goto(path)
        page.get_by_test_id(test_id).first.wait_for()
        searches = list(_searches(page, test_id, NAMES[:: len(NAMES) // words][:words]))
        most_rows = page.evaluate(MOST_ROWS, test_id)
    finally:
        context.close()
    return {
        "first_row_ms": figures.spread([first_row_ms for first_row_ms, _ in cold]),
        "script_bytes": round(statistics.median(script_bytes for _, script_bytes in cold)),
        "search_ms": figures.quartiles(searches),
        "slowest_search_ms": round(max(searches), 1),
        "searches": len(searches),
        "most_rows_in_page": most_rows,
    }


def _signed_in(server: Server, browser: Browser) -> BrowserContext:
    """Return a browser of its own, with nothing in its cache."""
    context = browser.new_context(base_url=server.url, viewport={"width": WIDE, "height": HIGH})
    credentials = {"email": server.owner_email, "password": server.owner_password}
    assert context.request.post("/session", data=credentials).ok
    return context


def _cold_load(server: Server, browser: Browser, path: str) -> tuple[float, int]:
    """Return after how many milliseconds the first row was painted, and how many bytes of script came until then."""
    context = _signed_in(server, browser)
    try:
        page = context.new_page()
        page.add_init_script(NOTE_FIRST_ROW)
        scripts: list[int] = []
        page.on(
            "response",
            lambda answer: answer.url.endswith(".js") and scripts.append(int(answer.headers["content-length"])),
        )
        page.goto(path)
        return page.evaluate("window.firstRowMs"), sum(scripts)
    finally:
        context.close()


def _searches(page: Page, test_id: str, words: list[str]) -> Iterator[float]:
    """Type words letter by letter, and take them away again; yield the milliseconds that each letter took."""
    field = page.get_by_role("searchbox")
    field.focus()
    for word in words:
        for typed in itertools.accumulate(word):
            count = sum(typed in name for name in NAMES)
            page.evaluate(NOTE_NEXT_SEARCH, [test_id, count])
            page.keyboard.press(typed[-1])
            yield page.evaluate("window.searchMs")
        field.fill("")
        page.get_by_role("status").filter(has_text=re.compile(f"^{len(NAMES)} ")).wait_for()


def export(folder: Path) -> None:
    """Write a project with 1000 of each into a folder, for `lenticular import`."""
    project = {"uid": f"{0xC0:024x}", "name": "A thousand of each", "description": ""}
    attribute = {"uid": f"{0xA0:024x}", "key": "tier", "name": "Tier", "description": ""}
    audiences = [
        {
            "uid": f"{0xA000 + number:024x}",
            "name": name,
            "description": "",
            "definition": _definition(attribute["uid"], number),
        }
        for number, name in enumerate(NAMES)
    ]
    experiences = [_experience(name, number) for number, name in enumerate(NAMES)]
    _write(folder / "projects" / "projects.json", [project])
    _write(folder / "attributes" / "attributes.json", [attribute])
    _write(folder / "audiences" / "audiences.json", audiences)
    _write(folder / "events" / "events.json", [])
    _write(folder / "experiences" / "experiences.json", experiences)
    for number, experience in enumerate(experiences):
        audience = audiences[number]["uid"]
        version = _version(experience, str(audience))
        _write(folder / "experiences" / "versions" / f"{experience['uid']}.json", [version])


def _definition(attribute: str, number: int) -> dict[str, Any]:
    """Two rules: a country, and a tier of its own."""
    asked = [
        ({"__type": "PresetAttributeReference", "ref": "COUNTRY"}, "US"),
        ({"__type": "CustomAttributeReference", "ref": attribute}, str(number)),
    ]
    rules = [
        {
            "__type": "Rule",
            "attribute": reference,
            "attributeMatchCondition": "STRING_EQUALS",
            "attributeMatchOptions": {"__type": "StringMatchOptions", "value": value},
            "invertCondition": False,
        }
        for reference, value in asked
    ]
    return {"__type": "RuleCombination", "combinationType": "AND", "rules": rules}


def _experience(name: str, number: int) -> dict[str, Any]:
    return {
        "uid": f"{0xE000 + number:024x}",
        "name": name,
        "description": "",
        "__type": "SEGMENTED",
        "shortUid": str(number),
        "status": "ACTIVE",
        "latestVersion": f"{0xE0000 + number:024x}",
        "priority": number + 1,
        "tags": [f"tag{number % 20}", "all"],
        "createdAt": NOW,
        "updatedAt": NOW,
    }


def _version(experience: Mapping[str, Any], audience: str) -> dict[str, Any]:
    variant = {
        "name": "Theirs",
        "__type": "SegmentedVariant",
        "audiences": [audience],
        "audienceCombinationType": "OR",
        "lyticsAudiences": [],
        "shortUid": "0",
    }
    return {
        "uid": experience["latestVersion"],
        "experienceUid": experience["uid"],
        "variants": [variant],
        "status": "ACTIVE",
        "versionNumber": 1,
        "firstActivatedAt": NOW,
        "createdAt": NOW,
        "updatedAt": NOW,
    }


def _write(path: Path, document: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document), encoding="utf-8")


def main() -> None:
    """Measure, print a table, and write the figures to a file if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    told = parser.parse_args()
    found = run(quick=told.quick)
    show(found)
    if told.json:
        told.json.write_text(json.dumps(found, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
