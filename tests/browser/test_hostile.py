"""Texts that attack, other people's addresses, and sessions that end: on every page of the console, each harmless."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, Response, expect

import hostility
from hostility import MARKUP, PASSWORD, SCRIPT, Hostile
from lenticular.console.files import ASSETS, BUILT
from servers import Server

pytestmark = pytest.mark.client

SOURCE = Path(__file__).resolve().parents[2] / "ui" / "src"
PAGE = re.compile(r'path: "([^"]+)", element: page\(\(\) => import\("\.\./([^"]+)"\)')
PAGE_BELOW = re.compile(r'<Route (?:index|path="([^"]+)") element')
PARAMETER = re.compile(r":(\w+)")
IN_QUERY = re.compile(r'(?:useAddressed(?:List)?|arameters\.get|ddress\.get)\("(\w+)"')

# Runs before the console: says so if a stored script runs, and counts what a page waits for.
WATCH = """
Object.defineProperty(window, "__hit", { set: () => console.error("a stored script ran") });
window.asking = 0;
const ask = window.fetch;
window.fetch = (...given) => { asking++; return ask(...given).finally(() => setTimeout(() => asking--)); };
"""
SETTLED = "() => asking === 0 && document.querySelector('h1, h2') && !document.querySelector('[aria-label=Loading]')"
DRAWN = "new Promise(drawn => requestAnimationFrame(() => setTimeout(drawn)))"
# Without loading the console anew.
GO = """address => {
  history.pushState({ idx: (history.state?.idx ?? 0) + 1 }, "", address);
  dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
}"""
# What a page shows and holds, and what in it could run.
CONTENT = """() => {
  const elements = [...document.querySelectorAll("body *")].filter(one => !one.matches("script, style"));
  const attributes = elements.flatMap(one => [...one.attributes].map(({ name, value }) => ({ one, name, value })));
  const shown = [
    ...elements.flatMap(one => [...one.childNodes].filter(node => node.nodeType === 3).map(node => node.data)),
    ...elements.map(one => one.value).filter(value => typeof value === "string"),
    ...attributes.filter(({ name }) => ["title", "placeholder", "aria-label"].includes(name)).map(({ value }) => value),
  ];
  const runs = ({ name, value }) => name.startsWith("on") ||
    (["href", "xlink:href", "src", "action", "formaction"].includes(name) && /^\\s*(javascript|data):/i.test(value));
  const active = [...attributes.filter(runs).map(({ one }) => one), ...document.querySelectorAll("img[src=x], iframe")];
  return { shown: shown.join("\\n"), active: active.map(one => one.outerHTML) };
}"""

# Answers "Leave without saving?" where it is asked; a mouse would wait for a dialog that is just closing.
LEAVE = """() => [...document.querySelectorAll("[role=dialog] button")]
  .filter(button => button.textContent === "Leave").forEach(button => button.click())"""

# What opens only when somebody asks for it: where, and the buttons that lead to it.
DIALOGS = [
    ("", ["New project"]),
    ("/experiences", ["New experience"]),
    ("/experiences", ["Prioritize"]),
    ("/experiences/:experienceUid/configuration", ["Version history"]),
    ("/experiences/:experienceUid/configuration", ["Information"]),
    ("/experiences/:experienceUid/configuration", ["^Activate"]),
    ("/experiences/:experienceUid/overview", ["Delete experience"]),
    ("/audiences", ["1 experience"]),
    ("/audiences/:audienceUid", ["^Delete$"]),
    ("/attributes", ["Edit attribute name"]),
    ("/attributes", ["Delete attribute name"]),
    ("/events", ["Edit event key"]),
    ("/events", ["Delete event key"]),
    ("/preview", ["Explain “segmented", "Preview link"]),
    ("/content/entries/:typeUid/:entryUid/:locale/:part", ["Publish…"]),
    ("/settings/users", ["Remove user name"]),
    ("/settings/quickstart?guide=content", ["Create a token"]),
    ("/settings/details", ["Delete project"]),
]


def routes() -> list[str]:
    """Return the address of every page, with parameters, as routes.tsx and the pages with further ones have them."""
    found = []
    for path, module in PAGE.findall((SOURCE / "app" / "routes.tsx").read_text(encoding="utf-8")):
        address = path if path.startswith("projects") else f"projects/:projectUid/{path}"
        if not address.endswith("/*"):
            found.append(f"/{address}")
            continue
        below = PAGE_BELOW.findall((SOURCE / f"{module}.tsx").read_text(encoding="utf-8"))
        assert below, f"{module} has no routes of its own any more"
        found += [f"/{address.removesuffix('/*')}/{one}".removesuffix("/") for one in below if one != "*"]
    return found


def addresses(parameters: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the address of every page with every combination of the parameters."""
    found = []
    for route in routes():
        names = PARAMETER.findall(route)
        for values in itertools.product(*(parameters[name] for name in names)):
            given = dict(zip(names, values, strict=True))
            found.append(PARAMETER.sub(lambda match, given=given: given[match[1]], route))
    return found


def attacking_query() -> str:
    """Return a query in which everything that a page reads from its address attacks."""
    sources = [path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.ts*")]
    names = {name for source in sources for name in IN_QUERY.findall(source)}
    assert {"q", "visitor", "type", "version"} <= names
    return urlencode(dict.fromkeys(sorted(names), SCRIPT))


def filled(route: str, parameters: Mapping[str, Sequence[str]]) -> str:
    """Return the address of a route with the first value of each parameter."""
    return PARAMETER.sub(lambda match: parameters[match[1]][0], route)


SLOW_MS = 500


def settle(page: Page) -> None:
    """Wait until a page shows all that it asks for."""
    for _ in range(2):  # what has come may ask for more
        page.wait_for_function(SETTLED)
        page.evaluate(DRAWN)


def start(page: Page) -> None:
    """Open the console with all of its scripts: while one is on its way, the page before stays as it is."""
    page.context.add_init_script(WATCH)
    page.goto("/projects")
    scripts = [f"{ASSETS}{path.name}" for path in BUILT.glob(f".{ASSETS}*.js")]
    page.evaluate("scripts => Promise.all(scripts.map(script => import(script)))", scripts)
    settle(page)


def show(page: Page, address: str) -> None:
    page.evaluate(GO, address)
    settle(page)


def press(page: Page, *names: str) -> None:
    for name in names:
        page.get_by_role("button", name=re.compile(name)).first.click()


@pytest.fixture(scope="module")
def hostile(shop: Server) -> Hostile:
    return hostility.make(shop, "attacker@example.com")


@pytest.fixture
def page(console) -> Page:
    """The console of the owner, watched."""
    # Whatever complains on the console fails the test, what breaks the page's policy among it.
    page: Page = console("/nowhere", refusals=(403, 404, 422))
    start(page)
    return page


def test_what_attacks_is_only_shown(page: Page, hostile: Hostile):
    seen: list[str] = []

    def look(where: str) -> None:
        content = page.evaluate(CONTENT)
        assert content["active"] == [], where
        seen.append(content["shown"].replace('\\"', '"'))

    for address in addresses(hostile.parameters):
        show(page, address)
        look(address)
    for below, buttons in DIALOGS:
        show(page, filled(f"/projects/:projectUid{below}", hostile.parameters) if below else "/projects")
        press(page, *buttons)
        settle(page)
        look(f"{below}: {buttons}")
        page.keyboard.press("Escape")
    show(page, filled("/projects/:projectUid/content/groups?by=type", hostile.parameters))
    look("content by type")
    show(page, filled("/projects/:projectUid/settings/visitors", hostile.parameters))
    page.get_by_label("Visitor's UID").fill(hostile.visitor)
    press(page, "Show what is kept")
    settle(page)
    look("what is kept of a visitor")

    def missing() -> list[str]:
        everything = "\n".join(seen)
        return [text for text in hostile.texts if text not in everything]

    for address in addresses(hostile.parameters) if missing() else ():  # it was looked at before its form was filled
        show(page, address)
        page.wait_for_timeout(SLOW_MS)
        look(address)
    assert missing() == []


@pytest.mark.long
def test_what_attacks_from_the_address_is_only_shown(page: Page, hostile: Hostile):
    query = attacking_query()
    for address in addresses(hostile.parameters | {"part": ["entry"]}):
        show(page, f"{address}?{query}")
        assert page.evaluate(CONTENT)["active"] == [], address
        page.keyboard.press("Escape")


@pytest.mark.long
def test_what_attacks_is_only_shown_by_every_button_too(page: Page, hostile: Hostile):
    buttons = "document.querySelectorAll('header button, main button:not(:disabled)')"
    for address in addresses(hostile.parameters):
        show(page, address)
        for number in range(page.evaluate(f"{buttons}.length")):
            page.evaluate(f"number => {buttons}[number]?.click()", number)
            settle(page)
            assert page.evaluate(CONTENT)["active"] == [], f"{address}, button {number}"
            page.keyboard.press("Escape")
            show(page, address)
            page.evaluate(LEAVE)
            settle(page)


def test_a_file_that_attacks_runs_nowhere(page: Page, shop: Server, hostile: Hostile):
    headers = page.context.request.get(hostile.asset_url).headers
    assert "sandbox" in headers["content-security-policy"]
    assert headers["content-disposition"].startswith("attachment")


@pytest.fixture(scope="module")
def stranger(shop: Server, hostile: Hostile) -> tuple[str, str]:
    """Somebody who has no part in the hostile project: their address, and the uid of a project that they own."""
    email = "stranger@example.com"
    hostility.add_user(shop, email)
    owner = shop.sign_in()
    stack = owner.post("/v3/stacks", json={"stack": {"name": "Own", "master_locale": "en-us"}}).json()["stack"]
    owner.headers["api_key"] = stack["api_key"]
    owner.post("/v3/stacks/share", json={"emails": [email], "roles": {}}).raise_for_status()
    body = {"name": "Own", "connectedStackApiKey": stack["api_key"]}
    project = owner.post("/personalize-api/projects", json=body).raise_for_status().json()["uid"]
    path = f"/personalize-api/projects/{project}/users"
    owner.post(path, json={"email": email, "role": "owner"}).raise_for_status()
    return email, project


def test_what_is_another_team_s_is_not_there(console, shop: Server, hostile: Hostile, stranger: tuple[str, str]):
    email, own = stranger
    page: Page = console("/nowhere", signed_in=False, refusals=(403, 404))
    assert page.context.request.post("/session", data={"email": email, "password": PASSWORD}).ok
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer) if answer.request.resource_type == "fetch" else None)
    start(page)
    expect(page.get_by_role("article")).to_have_count(1)

    of_theirs = [address for address in addresses(hostile.parameters) if address != "/projects"]
    in_own = addresses(hostile.parameters | {"projectUid": [own]})
    plain = {
        filled(route, {"projectUid": [own]}) for route in routes() if set(PARAMETER.findall(route)) <= {"projectUid"}
    }
    for address in [*of_theirs, *(one for one in in_own if one not in plain)]:
        show(page, address)
        expect(page.get_by_role("heading", name=re.compile("nothing here|is gone|no such entry"))).to_be_visible()
        assert MARKUP not in page.content(), address
    told = [f"{answer.url}: {answer.text()}" for answer in answers]
    assert [one for one in told if MARKUP in one.replace('\\"', '"')] == []


def end_session(page: Page) -> None:
    """End the session as somebody else would, who signs the user out: the browser keeps its cookie."""
    token = page.context.request.get("/session").json()["csrfToken"]
    [cookie] = page.context.cookies()
    assert page.context.request.delete("/session", headers={"X-CSRF-Token": token}).ok
    page.context.add_cookies([cookie])


def sign_in_again(page: Page, shop: Server) -> None:
    again = page.get_by_role("dialog", name="Your session has ended")
    expect(again).to_be_visible()
    again.get_by_label("E-mail").fill(shop.owner_email)
    again.locator("input[name=password]").fill(shop.owner_password)
    again.locator("input[name=password]").press("Enter")
    expect(again).to_be_hidden()


# Where something is typed, into what, and the button that saves it.
FORMS = [
    ("/experiences?", "New experience", "Name", "Create"),
    ("/experiences/:experienceUid/overview", None, "Description", "Save details"),
    ("/experiences/:experienceUid/configuration", None, "Variant name", "Save draft"),
    ("/audiences/:audienceUid", None, "Description", "Save audience"),
    ("/attributes", "New attribute", "Name", "Save"),
    ("/events", "New event", "Key", "Save"),
    ("/content/entries/:typeUid/new", None, "field title.*", "Create entry"),
    ("/content/entries/:typeUid/:entryUid/:locale/entry", None, "field title.*", "Save"),
    ("/settings/details", None, "Description", "Save"),
]


def is_save(answer: Response) -> bool:
    path = r"/(experiences|audiences|attributes|events|entries|projects)\b"
    return answer.request.method in {"POST", "PUT"} and re.search(path, answer.url) is not None


@pytest.mark.long
def test_what_was_typed_is_saved_after_signing_in_again(page: Page, shop: Server, hostile: Hostile):
    for number, (below, opener, label, save) in enumerate(FORMS):
        show(page, filled(f"/projects/:projectUid{below}", hostile.parameters))
        if opener:
            press(page, opener)
        form = page.get_by_role("dialog" if opener else "main")
        field = form.get_by_role("textbox", name=re.compile(f"^{label}")).first
        field.fill(f"typed {number}")
        end_session(page)
        button = form.get_by_role("button", name=save, exact=True)
        button.click()
        sign_in_again(page, shop)
        expect(field).to_have_value(f"typed {number}")
        with page.expect_response(is_save) as sent:
            button.click()
        assert sent.value.ok, sent.value.text()
        assert f"typed {number}" in sent.value.text()
        settle(page)


@pytest.mark.long
def test_every_page_goes_on_after_signing_in_again(page: Page, shop: Server, hostile: Hostile):
    for address in addresses(hostile.parameters):
        show(page, address)
        heading = page.get_by_role("heading").first.text_content()
        end_session(page)
        if address == "/projects":  # it follows nobody else's changes
            press(page, "New project")
            page.get_by_label("Name").fill("Refused")
            press(page, "Create")
        sign_in_again(page, shop)
        page.keyboard.press("Escape")
        show(page, address)
        assert page.get_by_role("heading").first.text_content() == heading


ATTACK = """target => {
  const body = JSON.stringify({ name: "Made by another site" });
  const headers = { "Content-Type": "application/json", "X-CSRF-Token": "0".repeat(64) };
  const tries = [
    { mode: "no-cors", headers: { "Content-Type": "text/plain" } },
    { mode: "cors", headers: { "Content-Type": "text/plain" } },
    { mode: "cors", headers },
  ].map(how => fetch(target + "/personalize-api/projects", { method: "POST", credentials: "include", body, ...how }));
  const read = ["/session", "/personalize-api/projects", "/v3/user"].map(path =>
    fetch(target + path, { credentials: "include" }).then(answer => answer.text()));
  return Promise.allSettled([...tries, ...read])
    .then(all => all.map(({ status, value }) => status === "fulfilled" ? value.type ?? value : "refused"));
}"""
FORM = """<form method="post" enctype="text/plain" action="{target}/personalize-api/projects">
<input name='{{"name": "Made by another site", "description": "' value='"}}'></form>
<script>document.forms[0].submit()</script>"""


@pytest.fixture
def elsewhere(shop: Server, tmp_path: Path) -> Iterator[int]:
    """The port of another site, with a page and a form that sends itself to the server."""
    (tmp_path / "page.html").write_text("<!doctype html><title>Elsewhere</title>")
    (tmp_path / "form.html").write_text(FORM.format(target=shop.url))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SilentFiles, directory=tmp_path)) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


class SilentFiles(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_another_site_can_do_nothing_with_the_session(browser: Browser, shop: Server, elsewhere: int, host: str):
    """`localhost` is another site than the server's; another port of 127.0.0.1 is the same site, so has the cookie."""
    context = browser.new_context(base_url=shop.url)
    credentials = {"email": shop.owner_email, "password": shop.owner_password}
    assert context.request.post("/session", data=credentials).ok
    page = context.new_page()
    page.goto(f"http://{host}:{elsewhere}/page.html")
    assert page.evaluate(ATTACK, shop.url) == ["opaque", *["refused"] * 5]
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        page.goto(f"http://{host}:{elsewhere}/form.html")
    assert sent.value.status == 401
    names = [project["name"] for project in shop.sign_in().get("/personalize-api/projects").json()]
    assert "Made by another site" not in names

    # Nor may it show the console in a frame of its own.
    page.goto(f"http://{host}:{elsewhere}/page.html")
    page.evaluate("target => new Promise(shown => {"
                  "  const frame = document.createElement('iframe'); frame.src = target; frame.onload = shown;"
                  "  document.body.append(frame); })", shop.url)  # fmt: skip
    page.frames[1].wait_for_url(re.compile("^chrome-error:"), wait_until="commit")
    context.close()
