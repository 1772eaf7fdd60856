"""A project with a script in every text of it, for tests of what shows such texts."""

import subprocess
from dataclasses import dataclass, field
from typing import Any

import httpx

from servers import COMMAND, Server, environment_with
from sites import wait_until

# Runs where a text is put into a page as HTML, into an attribute, or into a template.
MARKUP = '{{7*7}}"><img src=x onerror=window.__hit=1>'
SCRIPT = f"{MARKUP}<script>window.__hit=1</script>"
ADDRESS = "javascript:window.__hit=1//"
KEY = f"attribute key{SCRIPT}"
CHOICE = f"choice{SCRIPT}"
PASSWORD = "the password of somebody else"
# A browser that is driven counts as a robot.
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"


@dataclass(slots=True)
class Hostile:
    """A project full of scripts: where it lies, as the parameters of the console's routes, and what is in it."""

    member_email: str
    # What each parameter of a route may be, by its name.
    parameters: dict[str, list[str]] = field(default_factory=dict)
    visitor: str = f"visitor{SCRIPT}"
    asset_url: str = ""
    texts: list[str] = field(default_factory=list)

    def text(self, of: str, attack: str = SCRIPT) -> str:
        """Return a text that attacks and says what it is; remember it."""
        self.texts.append(of + attack)
        return self.texts[-1]


class Door:
    """One of the two APIs, with the headers that each request carries; what it refuses fails the test."""

    def __init__(self, client: httpx.Client, prefix: str) -> None:
        self._client = client
        self._prefix = prefix
        self.headers: dict[str, str] = {}

    def post(self, path: str, **body: object) -> Any:
        return self.send("POST", path, json=body)

    def put(self, path: str, **body: object) -> Any:
        return self.send("PUT", path, json=body)

    def send(self, method: str, path: str, **request: Any) -> Any:
        answer = self._client.request(method, self._prefix + path, headers=self.headers, **request)
        assert answer.is_success, f"{method} {path}: {answer.text}"
        return answer.json()


def add_user(server: Server, email: str, *, first_name: str = "", last_name: str = "") -> None:
    """Add a plain member of the organization, who signs in with PASSWORD."""
    named = [email, "--first-name", first_name, "--last-name", last_name, "--password-stdin", "--data", server.data]
    command = [COMMAND, "user", "create", *named]
    subprocess.run(command, input=PASSWORD, text=True, check=True, capture_output=True, env=environment_with({}))


def make(server: Server, email: str) -> Hostile:
    """Make the project, its stack, and a member of both with this address."""
    made = Hostile(email)
    add_user(server, email, first_name=made.text("user name"))
    owner = server.sign_in()
    manage, content = Door(owner, "/personalize-api"), Door(owner, "/v3")
    stack = content.post("/stacks", stack={"name": made.text("stack name"), "master_locale": "en-us"})["stack"]
    content.headers["api_key"] = stack["api_key"]
    named = {"name": made.text("project name"), "description": made.text("project description")}
    project = manage.post("/projects", **named, connectedStackApiKey=stack["api_key"])["uid"]
    manage.headers["x-project-uid"] = project
    manage.post(f"/projects/{project}/users", email=email)
    content.post("/stacks/share", emails=[email], roles={})
    made.parameters["projectUid"] = [project]
    experiences = _personalize(made, manage)
    _write(made, content, experiences)
    _visit(made, server)
    return made


def _personalize(made: Hostile, manage: Door) -> list[str]:
    """Make everything of the project; return the uids of its experiences, a segmented one and a test."""
    attribute = manage.post(
        "/attributes",
        name=made.text("attribute name"),
        key=KEY,
        description=made.text("attribute description"),
    )["uid"]
    event = manage.post("/events", key=made.text("event key"), description=made.text("event description"))["uid"]
    synced = {"slug": "synced", "name": made.text("synced name"), "description": SCRIPT}
    manage.send("PUT", "/lytics-audiences", json=[synced])
    audience = manage.post(
        "/audiences",
        name=made.text("audience name"),
        description=made.text("audience description"),
        definition=_rules(
            _rule("CustomAttributeReference", attribute, "STRING_EQUALS", _string(made.text("rule value"))),
            _rule("PresetAttributeReference", "QUERY_PARAMETERS", "JSON_MATCH", {
                "__type": "JSONMatchOptions",
                "pointer": "/" + made.text("rule parameter", MARKUP),
                "matchCondition": "STRING_EQUALS",
                "matchOptions": _string(made.text("parameter value")),
                "invertCondition": False,
            }),
            _rule("PresetAttributeReference", "COUNTRY", "STRING_EQUALS", _string(made.text("rule country"))),
        ),
    )["uid"]  # fmt: skip
    made.parameters["audienceUid"] = [audience]
    target = {"audiences": [audience], "audienceCombinationType": "OR"}
    kinds: dict[str, dict[str, object]] = {
        "segmented": {"variants": [{"__type": "SegmentedVariant", "name": made.text("segmented variant"), **target}]},
        "test": {
            "variants": [
                {"__type": "ABTestVariant", "name": name, "trafficDistribution": 50}
                for name in (made.text("tested variant"), f"={SCRIPT}")
            ],
            "variantSplit": "CUSTOM_PERCENTAGE",
            "metrics": [{"event": event, "name": made.text("metric name"), "__type": "Primary"}],
        },
    }
    return [_experience(made, manage, kind, version) for kind, version in kinds.items()]


def _experience(made: Hostile, manage: Door, kind: str, version: dict[str, object]) -> str:
    """Make an experience with a live version and a draft; return its uid."""
    experience = manage.post(
        "/experiences",
        name=made.text(f"{kind} name"),
        description=made.text(f"{kind} description"),
        __type={"segmented": "SEGMENTED", "test": "AB_TEST"}[kind],
        tags=["javascript:window"],
    )
    path = f"/experiences/{experience['uid']}/versions"
    live = manage.put(f"{path}/{experience['latestVersion']}", status="ACTIVE", **version)
    changed = [{**live["variants"][0], "name": made.text(f"{kind} draft")}, *live["variants"][1:]]
    manage.post(path, **{**version, "status": "DRAFT", "variants": changed})
    made.parameters.setdefault("experienceUid", []).append(experience["uid"])
    return str(experience["uid"])


def _rules(*rules: dict[str, object]) -> dict[str, object]:
    return {"__type": "RuleCombination", "combinationType": "AND", "rules": list(rules)}


def _rule(kind: str, ref: str, condition: str, options: dict[str, object]) -> dict[str, object]:
    return {
        "__type": "Rule",
        "attribute": {"__type": kind, "ref": ref},
        "attributeMatchCondition": condition,
        "attributeMatchOptions": options,
        "invertCondition": False,
    }


def _string(value: str) -> dict[str, object]:
    return {"__type": "StringMatchOptions", "value": value}


def _write(made: Hostile, content: Door, experiences: list[str]) -> None:
    """Make content of every kind of field, with what a variant says instead."""
    content.post("/locales", locale={"name": made.text("language name"), "code": "de", "fallback_locale": "en-us"})
    urls = [{"locale": "en-us", "url": ADDRESS}]
    content.post("/environments", environment={"name": made.text("environment name", MARKUP), "urls": urls})
    content.post("/taxonomies", taxonomy={"uid": "kinds", "name": SCRIPT})
    content.post("/taxonomies/kinds/terms", term={"uid": "one", "name": SCRIPT})
    drawing = f"<svg xmlns='http://www.w3.org/2000/svg' onload='{ADDRESS}'><script>{ADDRESS}</script></svg>"
    file = (made.text("file name", MARKUP.replace('"', "")), drawing, "image/svg+xml")
    asset = content.send("POST", "/assets", files={"asset[upload]": file})["asset"]
    made.asset_url = asset["url"]
    content.post("/content_types", content_type={
        "title": made.text("content type title"),
        "uid": "page",
        "description": made.text("content type description"),
        "schema": [_field(made, "title", "text", mandatory=True, unique=True), *_schema(made)],
    })  # fmt: skip
    first = content.post("/content_types/page/entries", entry={"title": made.text("referred entry")})["entry"]
    values = {
        "title": made.text("entry title"),
        "text": made.text("entry text"),
        "html": made.text("entry html"),
        "markdown": f"[{made.text('entry markdown')}]({ADDRESS})",
        "rich": _rich(made.text("entry rich text")),
        "json": {"any": made.text("entry json")},
        "link": {"title": made.text("link title"), "href": ADDRESS + made.text("link address")},
        "choice": CHOICE,
        "picture": asset["uid"],
        "other": [{"uid": first["uid"], "_content_type_uid": "page"}],
        "parts": [{"hero": {"line": made.text("block text")}}],
        "tags": [SCRIPT],
    }
    entry = content.post("/content_types/page/entries", entry=values)["entry"]["uid"]
    groups = content.send("GET", "/variant_groups", params={"experience_uid": experiences[0]})["variant_groups"]
    group = groups[0]
    linked = [{"uid": "page", "status": "linked"}]
    content.put(f"/variant_groups/{group['uid']}", name=group["name"], content_types=linked)
    variants = content.send("GET", f"/variant_groups/{group['uid']}/variants")["variants"]
    variant = variants[0]["uid"]
    said = {"text": made.text("variant text"), "link": {"title": made.text("variant link"), "href": ADDRESS}}
    path = f"/content_types/page/entries/{entry}"
    content.put(f"{path}/variants/{variant}", entry={**said, "_variant": {"_change_set": list(said)}})
    made.parameters |= {
        "typeUid": ["page"],
        "entryUid": [entry],
        "locale": ["en-us"],
        "part": ["entry", "compare", "preview", variant],
    }


def _schema(made: Hostile) -> list[dict[str, Any]]:
    helped = {"instruction": made.text("help"), "placeholder": made.text("placeholder")}
    choices = {"advanced": True, "choices": [{"key": made.text("choice name"), "value": CHOICE}]}
    return [
        _field(made, "text", "text", field_metadata=helped),
        _field(made, "html", "text", field_metadata={"allow_rich_text": True}),
        _field(made, "markdown", "text", field_metadata={"markdown": True}),
        _field(made, "rich", "json", field_metadata={"allow_json_rte": True}),
        _field(made, "json", "json", field_metadata={"extension": True}),
        _field(made, "link", "link"),
        _field(made, "choice", "text", enum=choices),
        _field(made, "picture", "file"),
        _field(made, "other", "reference", reference_to=["page"]),
        _field(made, "kinds", "taxonomy", taxonomies=[{"taxonomy_uid": "kinds"}], multiple=True),
        _field(made, "parts", "blocks", multiple=True, blocks=[
            {"uid": "hero", "title": made.text("block name"), "schema": [_field(made, "line", "text")]},
        ]),
    ]  # fmt: skip


def _field(made: Hostile, uid: str, kind: str, **more: object) -> dict[str, Any]:
    return {"uid": uid, "display_name": made.text(f"field {uid}"), "data_type": kind, **more}


def _rich(text: str) -> dict[str, object]:
    """Return rich text with a paragraph and a link, which is why the console shows it as JSON."""
    link = {"type": "a", "attrs": {"url": ADDRESS}, "children": [{"text": text}]}
    paragraph = {"type": "p", "attrs": {}, "children": [link]}
    return {"type": "doc", "attrs": {}, "children": [paragraph]}


def _visit(made: Hostile, server: Server) -> None:
    """Let a visitor see the test, with an attribute that attacks."""
    [project] = made.parameters["projectUid"]
    headers = {"user-agent": BROWSER, "x-project-uid": project, "x-cs-personalize-user-uid": made.visitor}
    with httpx.Client(base_url=f"{server.url}/personalize-edge", headers=headers) as site:

        def shown() -> list[dict[str, Any]]:
            found = site.get("/manifest")
            experiences = found.json()["experiences"] if found.is_success else []
            return [one for one in experiences if one["activeVariantShortUid"]]

        wait_until(lambda: bool(shown()))  # what was made has reached the edge
        site.patch("/user-attributes", json={KEY: made.text("visitor value")}).raise_for_status()
        seen = [
            {
                "type": "IMPRESSION",
                "experienceShortUid": one["shortUid"],
                "variantShortUid": one["activeVariantShortUid"],
            }
            for one in shown()
        ]
        site.post("/events", json=seen).raise_for_status()
