"""Every failure of the content APIs (`/v3`): how to bring it about, its answer, what to do about it."""

import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from installations import (
    ASSET_BYTES,
    ASSET_TYPES,
    CONTENT_BODY_BYTES,
    FROM_ELSEWHERE,
    VARIANT_LIMIT,
    Installation,
    created,
    done,
)

NOBODY = "blt" + "0" * 16
LINKED, ELSEWHERE, UNLINKED = "cs00000000000000a1", "cs00000000000000a2", "cs00000000000000b1"
GROUP, OTHER_GROUP = "cs00000000000000a0", "cs00000000000000b0"

Body = dict[str, Any]


@dataclass(slots=True)
class Desk:
    """A fresh stack with one of everything, its owner's client and its site's, and the shortest way to a failure."""

    installation: Installation
    api: httpx.Client = field(init=False)
    site: httpx.Client = field(init=False)
    stack: str = field(init=False)
    tokens: dict[str, str] = field(default_factory=dict)
    uids: dict[str, str] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        owner = self.installation.owner
        self.api = self.client(authtoken=owner.authtoken)
        body = {"stack": {"name": "Red Panda Travel", "master_locale": "en-us"}}
        made = self.api.post("/stacks", json=body, headers={"organization_uid": owner.organization_uid})
        self.stack = created(made)["stack"]["api_key"]
        self.api.headers["api_key"] = self.stack
        self._describe()
        self._write()
        self._give_tokens()
        self.site = self.client(api_key=self.stack, access_token=self.tokens["delivery"])

    def client(self, **headers: str) -> httpx.Client:
        """Return a client of the content APIs with these headers and no others, their underscores kept."""
        client = self.installation.server.client()
        client.base_url = httpx.URL(self.installation.server.content_url)
        client.headers.update(headers)
        return client

    def make(self, path: str, **body: object) -> Body:
        return created(self.api.post(path, json=body))

    def environment(self) -> str:
        """Return the name of a new environment."""
        return str(self.make("/environments", environment={"name": f"e{next(self.numbers)}"})["environment"]["name"])

    def content_type(self, *fields: Body) -> str:
        """Return the path of the entries of a new content type."""
        uid = f"type_{next(self.numbers)}"
        self.make("/content_types", content_type={"uid": uid, "title": uid, "schema": [TITLE, *fields]})
        return f"/content_types/{uid}/entries"

    def entry(self, **fields: object) -> str:
        """Return the path of a new page."""
        body = {"entry": {"title": f"Page {next(self.numbers)}", **fields}}
        return f"{PAGES}/{created(self.api.post(PAGES, json=body))['entry']['uid']}"

    @property
    def home(self) -> str:
        """The path of an entry that is published."""
        return f"{PAGES}/{self.uids['home']}"

    def asset(self, path: str = "/assets", **fields: str) -> httpx.Response:
        """Send a form with a file."""
        data = {f"asset[{name}]": value for name, value in fields.items()}
        return self.api.post(path, data=data, files={"asset[upload]": ("note.txt", b"text", "text/plain")})

    def with_token(self, *grants: Body) -> httpx.Client:
        """Return a client with a new management token of this scope."""
        token = {"name": f"Token {next(self.numbers)}", "scope": list(grants)}
        text = self.make("/stacks/management_tokens", token=token)["token"]["token"]
        return self.client(api_key=self.stack, authorization=text)

    def _describe(self) -> None:
        for name in ("production", "staging"):
            self.make("/environments", environment={"name": name})
        for code, fallback in (("de-de", "en-us"), ("de-at", "de-de")):
            self.make("/locales", locale={"code": code, "name": code, "fallback_locale": fallback})
        self.make("/global_fields", global_field={"uid": "seo", "title": "SEO", "schema": [text("words")]})
        self.make("/taxonomies", taxonomy={"uid": "topics", "name": "Topics"})
        self.make("/taxonomies/topics/terms", term={"uid": "asia", "name": "Asia"})
        self.make("/taxonomies/topics/terms", term={"uid": "japan", "name": "Japan", "parent_uid": "asia"})
        self.make("/content_types", content_type={"uid": "page", "title": "Page", "schema": PAGE})
        options = {"is_page": False, "singleton": True}
        single = {"uid": "settings", "title": "Settings", "schema": [TITLE], "options": options}
        self.make("/content_types", content_type=single)
        self.make("/labels", label={"name": "News"})
        self.make("/roles", role={"name": "Editors"})

    def _write(self) -> None:
        self.make("/content_types/settings/entries", entry={"title": "Settings"})
        self.uids["home"] = self.entry(title="Home", sku="1").rpartition("/")[2]
        self.uids["asset"] = created(self.asset())["asset"]["uid"]
        folder = self.make("/assets/folders", asset={"name": "Photos"})
        self.uids["folder"] = folder["asset"]["uid"]
        linked = [{"uid": "page", "status": "linked"}]
        self.make("/variant_groups", uid=GROUP, name="Season", content_types=linked)
        self.make("/variant_groups", uid=OTHER_GROUP, name="Loyalty")
        for group, variant in ((GROUP, LINKED), (GROUP, ELSEWHERE), (OTHER_GROUP, UNLINKED)):
            self.make(f"/variant_groups/{group}/variants", uid=variant, name=variant)
        done(self.api.put(f"{self.home}/variants/{LINKED}", json={"entry": {"headline": "Snow", "_variant": {}}}))
        done(self.api.post(f"{self.home}/publish", json={"entry": TO_PRODUCTION}))

    def _give_tokens(self) -> None:
        token = {"token": {"name": "Site", "scope": [READS_PRODUCTION]}}
        made = self.api.post("/stacks/delivery_tokens", params={"create_with_preview_token": "true"}, json=token)
        self.tokens["delivery"] = created(made)["token"]["token"]
        self.uids["delivery_token"] = made.json()["token"]["uid"]


@dataclass(frozen=True, slots=True)
class Row:
    """One failure: when it happens, how to make it happen, what is answered, what a person does about it."""

    when: str
    provoke: Callable[[Desk], httpx.Response]
    status: int
    body: Body
    remedy: str


def text(uid: str, **members: object) -> Body:
    return {"display_name": uid, "uid": uid, "data_type": "text", **members}


def of_kind(kind: str, uid: str = "", **members: object) -> Body:
    return text(uid or kind, data_type=kind, **members)


TITLE = text("title", mandatory=True, unique=True)
HERO = {"uid": "hero", "title": "Hero", "schema": [text("heading", mandatory=True)]}
PAGE: Sequence[Body] = (
    TITLE,
    text("headline", multiple=False),
    text("sku", unique=True, format="^[0-9]*$"),
    text("size", enum={"choices": [{"value": "S"}, {"value": "L"}]}),
    of_kind("number", "rating", min=1, max=5),
    of_kind("boolean"),
    of_kind("isodate"),
    of_kind("link"),
    of_kind("json"),
    of_kind("file"),
    of_kind("reference", reference_to=["page"]),
    of_kind("taxonomy", "taxonomies", taxonomies=[{"taxonomy_uid": "topics"}]),
    of_kind("group", schema=[text("word")]),
    of_kind("group", "cards", multiple=True, schema=[text("word")]),
    of_kind("blocks", "sections", multiple=True, blocks=[HERO]),
)
PAGES = "/content_types/page/entries"
TO_PRODUCTION: Body = {"environments": ["production"], "locales": ["en-us"]}
MINE: Body = {"stack": {"name": "Mine"}}
READS_PRODUCTION: Body = {"module": "environment", "environments": ["production"], "acl": {"read": True}}
READS = {"module": "content_type", "acl": {"read": True}}
WRITES = {"module": "content_type", "acl": {"read": True, "write": True}}


def refused(sentence: str, errors: Mapping[str, Sequence[str] | str] | None = None, code: int = 141) -> Body:
    listed = {name: [said] if isinstance(said, str) else list(said) for name, said in (errors or {}).items()}
    return {"error_message": sentence, "error_code": code, "errors": listed}


def not_logged_in(header: str = "authtoken") -> Body:
    return refused("You're not allowed in here unless you're logged in.", {header: "is not valid."}, 105)


def got(path: str, headers: Mapping[str, str] | None = None, **query: str) -> Callable[[Desk], httpx.Response]:
    return lambda desk: desk.api.get(path, params=query, headers=headers)


def posted(path: str, **body: object) -> Callable[[Desk], httpx.Response]:
    return lambda desk: desk.api.post(path, json=body)


def put(path: str, **body: object) -> Callable[[Desk], httpx.Response]:
    return lambda desk: desk.api.put(path, json=body)


def deleted(path: str) -> Callable[[Desk], httpx.Response]:
    return lambda desk: desk.api.delete(path)


def saved(**fields: object) -> Callable[[Desk], httpx.Response]:
    return posted(PAGES, entry={"title": "New", **fields})


def varied(variant: str = LINKED, query: str = "", **entry: object) -> Callable[[Desk], httpx.Response]:
    return lambda desk: desk.api.put(f"{desk.home}/variants/{variant}{query}", json={"entry": entry})


def published(**body: object) -> Callable[[Desk], httpx.Response]:
    return lambda desk: desk.api.post(f"{desk.home}/publish", json={"entry": TO_PRODUCTION} | body)


def described(*fields: object, uid: str = "new", **members: object) -> Callable[[Desk], httpx.Response]:
    return posted("/content_types", content_type={"uid": uid, "title": "New", "schema": [TITLE, *fields], **members})


def shared(*fields: object, uid: str = "new") -> Callable[[Desk], httpx.Response]:
    return posted("/global_fields", global_field={"uid": uid, "title": "New", "schema": list(fields)})


def delivered(path: str, **query: str) -> Callable[[Desk], httpx.Response]:
    return lambda desk: desk.site.get(path, params=query)


def asked(query: object, path: str = PAGES) -> Callable[[Desk], httpx.Response]:
    return got(path, query=json.dumps(query))


def delivered_by(query: object) -> Callable[[Desk], httpx.Response]:
    return delivered(PAGES, query=json.dumps(query))


def bulk(**body: object) -> Callable[[Desk], httpx.Response]:
    entries = [{"uid": NOBODY, "content_type": "page"}]
    return posted("/bulk/publish", **{"entries": entries, "environments": ["production"], **body})


def as_member(desk: Desk) -> httpx.Client:
    """Return a client of somebody with whom the stack is shared."""
    person = desk.installation.sign_up(desk.installation.owner.organization_uid)
    email = {"emails": [f"{person.user_uid}@example.com"]}
    done(desk.api.post("/stacks/share", json=email))
    return desk.client(authtoken=person.authtoken, api_key=desk.stack)


def as_stranger(desk: Desk) -> httpx.Client:
    person = desk.installation.sign_up(desk.installation.owner.organization_uid)
    return desk.client(authtoken=person.authtoken, api_key=desk.stack)


def in_other_stack(desk: Desk) -> httpx.Client:
    """Return the owner's client for another stack."""
    owner = desk.installation.owner
    client = desk.client(authtoken=owner.authtoken)
    headers = {"organization_uid": owner.organization_uid}
    client.headers["api_key"] = created(client.post("/stacks", json={"stack": {"name": "Other"}}, headers=headers))[
        "stack"
    ]["api_key"]
    return client


def token_of_other_stack(desk: Desk) -> httpx.Response:
    client = in_other_stack(desk)
    token = created(client.post("/stacks/management_tokens", json={"token": {"name": "Theirs", "scope": [WRITES]}}))
    return desk.client(api_key=desk.stack, authorization=token["token"]["token"]).get("/environments")


def delivery_to_other_stack(desk: Desk) -> httpx.Response:
    return desk.site.get(PAGES, headers={"api_key": in_other_stack(desk).headers["api_key"]})


def until_limited(desk: Desk) -> httpx.Response:
    for _ in range(200):
        answer = desk.api.get("/environments", headers=FROM_ELSEWHERE)
        if answer.status_code != httpx.codes.OK:
            break
    return answer


def saved_on_an_older_state(desk: Desk) -> httpx.Response:
    path = desk.entry()
    seen = desk.api.get(path).headers["etag"]
    done(desk.api.put(path, json={"entry": {"headline": "Changed by somebody else"}}))
    return desk.api.put(path, json={"entry": {"headline": "Mine"}}, headers={"If-Match": seen})


def twice(path: str, **body: object) -> Callable[[Desk], httpx.Response]:
    def provoke(desk: Desk) -> httpx.Response:
        created(desk.api.post(path, json=body))
        return desk.api.post(path, json=body)

    return provoke


def in_itself(desk: Desk) -> httpx.Response:
    folder = desk.uids["folder"]
    return desk.api.put(f"/assets/folders/{folder}", json={"asset": {"parent_uid": folder}})


def group_of_experience(desk: Desk) -> httpx.Response:
    """Add a variant by hand to the group that Personalize made for an experience."""
    owner = desk.installation.owner
    project = {"name": f"Mirrored {desk.stack}", "connectedStackApiKey": desk.stack}
    headers = {"organization_uid": owner.organization_uid}
    uid = created(desk.installation.api().post("/projects", json=project, headers=headers))["uid"]
    api = desk.installation.api(project=uid)
    experience = created(api.post("/experiences", json={"name": "Hero", "__type": "SEGMENTED"}))
    audience = created(api.post("/audiences", json={"name": "All", "definition": IN_THE_US}))["uid"]
    variant = {"name": "Gold", "audiences": [audience], "audienceCombinationType": "AND"}
    version = f"/experiences/{experience['uid']}/versions/{experience['latestVersion']}"
    done(api.put(version, json={"status": "DRAFT", "variants": [variant]}))
    group = done(api.get(f"/experiences/{experience['uid']}"))["_cms"]["variantGroup"]
    answer = desk.api.post(f"/variant_groups/{group}/variants", json={"name": "Mine"})
    done(desk.installation.api().delete(f"/projects/{uid}"))
    return answer


def done_already(desk: Desk) -> httpx.Response:
    done(desk.api.post(f"{desk.home}/publish", json={"entry": TO_PRODUCTION}))
    [item] = done(desk.api.get("/publish-queue", params={"limit": "1"}))["queue"]
    return desk.api.get(f"/publish-queue/{item['uid']}/unschedule")


def without_preview_token(desk: Desk) -> httpx.Response:
    token = {"name": f"Site {next(desk.numbers)}", "scope": [READS_PRODUCTION]}
    uid = desk.make("/stacks/delivery_tokens", token=token)["token"]["uid"]
    return desk.api.delete(f"/stacks/delivery_tokens/{uid}/preview_token")


def used_global_field(desk: Desk) -> httpx.Response:
    desk.make("/global_fields", global_field={"uid": "used", "title": "Used", "schema": [text("word")]})
    user = {"uid": "user", "title": "User", "schema": [TITLE, of_kind("global_field", reference_to="used")]}
    desk.make("/content_types", content_type=user)
    return desk.api.delete("/global_fields/used")


def nested_global_fields(desk: Desk) -> httpx.Response:
    """Put global fields into one another until that is refused."""
    schema = [text("word")]
    for number in range(20):
        field = {"uid": f"level_{number}", "title": f"Level {number}", "schema": schema}
        answer = desk.api.post("/global_fields", json={"global_field": field})
        if not answer.is_success:
            break
        schema = [of_kind("global_field", reference_to=f"level_{number}")]
    return answer


def only_in_german(desk: Desk) -> httpx.Response:
    path = desk.entry()
    done(desk.api.put(path, params={"locale": "de-de"}, json={"entry": {"title": "Nur deutsch"}}))
    done(desk.api.delete(path, params={"locale": "en-us"}))
    return desk.api.post(f"{path}/publish", json={"entry": TO_PRODUCTION})


def nested(depth: int) -> Body:
    return {"$and": [nested(depth - 1)]} if depth else {"title": "Home"}


def negated(depth: int) -> Body:
    return {"$not": negated(depth - 1)} if depth else {"$eq": "Home"}


def grouped(depth: int) -> Body:
    return of_kind("group", f"g{depth}", schema=[grouped(depth - 1)] if depth else [text("word")])


def imported(document: object) -> Callable[[Desk], httpx.Response]:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    return lambda desk: desk.api.post("/taxonomies/import", files={"taxonomy": ("t.json", content, "application/json")})


def raw(path: str, content: bytes, media_type: str = "application/json") -> Callable[[Desk], httpx.Response]:
    return lambda desk: desk.api.post(path, content=content, headers={"Content-Type": media_type})


def changed_asset(content: bytes) -> Callable[[Desk], httpx.Response]:
    headers = {"Content-Type": "application/json"}
    return lambda desk: desk.api.put(f"/assets/{desk.uids['asset']}", content=content, headers=headers)


IN_THE_US: Body = {
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
SIGN_IN = "Sign in with POST /v3/user-session, and send the authtoken of the answer as `authtoken`."
TOKEN = "Send a management token of this stack as `authorization`, without a scheme."
SITE_TOKEN = "Send a delivery token of this stack as the header `access_token`."
STACK = "Send as `api_key` the API key of a stack that GET /v3/stacks lists."
AS_OWNER = "Sign in as the owner of the stack, or an owner or admin of its organization."
LOOK_UP = "Look it up in the list of its kind; it may have been deleted, or belong to another stack."
RENAME = "Choose another, or change the thing that has it."
COMPLETE = "Send it as the API's description (`/v3/openapi`) has it."
AS_SCHEMA = "Send what the field's `data_type` in the content type asks for."
QUERY = "Write the query with the operators of the API's description (`/v3/openapi`)."
DEFINE = "Correct the field that the name in `errors` leads to, by number from 0."
LOCALES = "Use a language that GET /v3/locales lists, or add it there."
ENVIRONMENTS = "Use an environment that GET /v3/environments lists, by name or uid."
VERSION = "Leave it out for the latest, or take one that …/versions lists."

# fmt: off
ROWS: Sequence[Row] = (
    # Who is calling, and for which stack
    Row("no authtoken and no token", lambda d: d.client(api_key=d.stack).get("/environments"), 401, not_logged_in(),
        SIGN_IN),
    Row("an authtoken that nobody has", got("/environments", {"authtoken": "blt0"}), 401, not_logged_in(), SIGN_IN),
    Row("a management token that no stack has",
        lambda d: d.client(api_key=d.stack, authorization="cs0").get("/environments"), 401,
        not_logged_in("authorization"), TOKEN),
    Row("a management token of another stack", token_of_other_stack, 401, not_logged_in("authorization"), TOKEN),
    Row("a bearer token that nobody has",
        lambda d: d.client(api_key=d.stack, authorization="Bearer cs0").get("/environments"), 401,
        not_logged_in("authorization"), TOKEN),
    Row("a delivery token in the address",
        lambda d: d.client(api_key=d.stack).get(PAGES, params={"access_token": d.tokens["delivery"]}), 401,
        not_logged_in(), SITE_TOKEN),
    Row("no api_key", got("/environments", {"api_key": ""}), 412, refused("We can't find that Stack. Please try again.",
        {"api_key": "is not valid."}, code=109), STACK),
    Row("an api_key that no stack has", got("/environments", {"api_key": NOBODY}), 412,
        refused("We can't find that Stack. Please try again.", {"api_key": "is not valid."}, code=109), STACK),
    Row("a stack that is not shared with you", lambda d: as_stranger(d).get("/environments"), 412,
        refused("We can't find that Stack. Please try again.", {"api_key": "is not valid."}, code=109), STACK),
    Row("a branch other than main", got("/environments", {"branch": "dev"}), 422,
        refused("The stack has no branch “dev”: there is only main.", {"branch": "is not valid."}),
        "Send `main`, or no branch."),
    # Who may
    Row("a management token that may only read",
        lambda d: d.with_token(READS).post("/environments", json={"environment": {"name": "mine"}}), 403,
        refused("You don't have the permission to do this operation.", code=162),
        "Use a token whose scope writes the module."),
    Row("a management token changes the stack",
        lambda d: d.with_token(WRITES).put("/stacks", json=MINE), 403,
        refused("A management token may not do this: sign in as a user.", code=162), "Sign in as a user."),
    Row("a user with whom a stack is shared changes the stack itself",
        lambda d: as_member(d).put("/stacks", json=MINE), 403,
        refused("Only the stack's owner, or an owner or admin of its organization, may do this.", code=162), AS_OWNER),
    Row("a member of an organization creates a stack",
        lambda d: as_stranger(d).post(
            "/stacks", json=MINE, headers={"organization_uid": d.installation.owner.organization_uid}),
        403, refused("Only an owner or admin of the organization may create a stack.", code=316),
        "Ask an owner or admin of the organization."),
    Row("a stack in an organization that is not yours",
        lambda d: d.api.post("/stacks", json=MINE, headers={"organization_uid": NOBODY}), 422,
        refused("Send the uid of one of your organizations as organization_uid.",
        {"organization_uid": "is not valid."}), "Use an organization that GET /v3/user?include_orgs=true lists."),
    Row("more requests a second than the organization may make", until_limited, 429,
        refused("Too many requests: this organization may make 2 a second here. Wait a second."),
        "Wait as long as the Retry-After header says."),
    # Requests that cannot be read
    Row("a path that there is not", got("/nothing"), 404, refused("Cannot GET /nothing"),
        "Look the path up in the API's description (`/v3/openapi`)."),
    Row("a method that the path has not", deleted("/environments"), 405, refused("Cannot DELETE /environments"),
        "The Allow header names those it has."),
    Row("a body that is no JSON", raw("/environments", b"{"), 422, refused("The input is not valid.",
        {"body": "JSON decode error"}), "Send JSON, with `Content-Type: application/json`."),
    Row("JSON that nests too deep", raw("/environments", b"[" * 40 + b"]" * 40), 422, refused("The input is not valid.",
        {"body": "The JSON nests deeper than 32 levels."}), "Nest less deep."),
    Row("half of a surrogate pair", raw("/environments", b'{"environment": {"name": "\\ud800"}}'), 422,
        refused("The input is not valid.", {"body": "The JSON has half of a surrogate pair."}),
        "Send the whole character."),
    Row("a body that is too large", raw("/environments", b" " * (CONTENT_BODY_BYTES + 1)), 413,
        refused("The body is larger than 1048576 bytes."),
        "Send less at once, or let the operator raise LENTICULAR_CONTENT_BODY_BYTES."),
    Row("saving on an older state (If-Match)", saved_on_an_older_state, 412,
        refused("Somebody changed this since you read it. Read it again, then save."),
        "Read it again, and save with the new ETag."),
    Row("a page that begins at no number", got("/environments", skip="x"), 422, refused("The input is not valid.",
        {"skip": "is not valid."}), "Send a whole number from 0."),
    Row("a page of no number", got("/environments", limit="-1"), 422, refused("The input is not valid.",
        {"limit": "is not valid."}), "Send a whole number from 0."),
    Row("a query that is no JSON object", got("/environments", query="[]"), 422, refused("The input is not valid.",
        {"query": "is not valid."}), QUERY),
    # Stacks
    Row("a branch that there is not", got("/stacks/branches/dev"), 422, refused("The stack has no branch “dev”.",
        {"uid": "is not valid."}), "There is only `main`."),
    Row("sharing a stack with somebody of another organization", posted("/stacks/share", emails=["nobody@example.com"]),
        422, refused("A stack can be shared with users of its organization only.",
        {"emails": "nobody@example.com is not valid."}),
        "Create the user in the organization first: `lenticular user create`."),
    Row("taking back what was not shared", posted("/stacks/unshare", email="nobody@example.com"), 422,
        refused("The stack is not shared with them.", {"email": "is not valid."}),
        "GET /v3/stacks/users lists whom it is shared with."),
    Row("settings that are too long",
        posted("/stacks/settings", stack_settings={"stack_variables": {"x": "x" * 70_000}}), 422,
        refused("The input is not valid.", {"stack_settings": "must have at most 65536 characters."}),
        "Keep less there."),
    # Tokens
    Row("a management token that there is not", got(f"/stacks/management_tokens/{NOBODY}"), 422,
        refused("The token was not found.", {"uid": "is not valid."}), LOOK_UP),
    Row("the name of a management token twice",
        twice("/stacks/management_tokens", token={"name": "Twice", "scope": [READS]}), 422,
        refused("The token could not be saved.", {"name": "is not unique."}), RENAME),
    Row("a management token that has expired already",
        posted("/stacks/management_tokens", token={"name": "Old", "scope": [READS], "expires_on": "2020-01-01"}), 422,
        refused("The token could not be saved.", {"expires_on": "must be in the future."}),
        "Send a time to come, or null."),
    Row("an expiry that is no time",
        posted("/stacks/management_tokens", token={"name": "Old", "scope": [READS], "expires_on": "soon"}), 422,
        refused("The token could not be saved.", {"expires_on": "is not valid."}),
        "Send a day such as 2030-12-31, or null."),
    Row("a delivery token that there is not", got(f"/stacks/delivery_tokens/{NOBODY}"), 422,
        refused("The delivery token was not found.", {"uid": "is not valid."}), LOOK_UP),
    Row("the name of a delivery token twice",
        posted("/stacks/delivery_tokens", token={"name": "Site", "scope": [READS_PRODUCTION]}),
        422, refused("The stack has a delivery token “Site” already.", {"name": "is not unique."}), RENAME),
    Row("a delivery token for no environment, and for what there is not",
        posted("/stacks/delivery_tokens", token={"name": "Nothing", "scope": [
            {"module": "branch", "branches": ["dev"], "acl": {"read": True}},
            {"module": "branch_alias", "branch_aliases": ["x"], "acl": {"read": True}}]}),
        422, refused("The scope of the delivery token is not valid.", {"scope": "must name an environment.",
        "branches": "is not valid.", "branch_aliases": "is not valid."}),
        "Name an environment; there is no branch but `main`."),
    Row("a second preview token",
        lambda d: d.api.post(f"/stacks/delivery_tokens/{d.uids['delivery_token']}/preview_token"), 422,
        refused("The delivery token has a preview token. Delete that first.", {"preview_token": "exists already."}),
        "Delete the first."),
    Row("deleting a preview token that there is not", without_preview_token, 422,
        refused("The delivery token has no preview token.", {"preview_token": "is not valid."}),
        "Nothing: there is none."),
    # Environments and languages
    Row("an environment that there is not", got("/environments/moon"), 422,
        refused("The stack has no environment “moon”.", {"environment": "is not valid."}), ENVIRONMENTS),
    Row("the name of an environment twice", posted("/environments", environment={"name": "production"}), 422,
        refused("The stack has an environment “production” already.", {"name": "is not unique."}), RENAME),
    Row("an environment with a slash", posted("/environments", environment={"name": "a/b"}), 422,
        refused("The input is not valid.", {"name": "must not contain a slash"}), "Leave it out."),
    Row("an environment without a name", posted("/environments", environment={}), 422,
        refused("The input is not valid.", {"name": "Field required"}), COMPLETE),
    Row("a language that there is not", got("/locales/xx"), 422, refused("The stack has no language “xx”.",
        {"locale": "is not valid."}), LOCALES),
    Row("a language twice", posted("/locales", locale={"code": "de-de", "name": "German"}), 422,
        refused("The stack has the language “de-de” already.", {"code": "is not unique."}, code=247),
        "Change the one that is there."),
    Row("a code that is none of a language", posted("/locales", locale={"code": "d_e", "name": "German"}), 422,
        refused("The input is not valid.", {"code": "must be letters and digits with hyphens, such as en-us"}),
        "Send a code such as en-us."),
    Row("another code for a language", put("/locales/de-de", locale={"code": "de"}), 422,
        refused("The input is not valid.", {"code": "cannot be changed."}), "Add another language."),
    Row("deleting the master language", deleted("/locales/en-us"), 422, refused("The master language stays.",
        {"code": "is the master language."}), "It stays as long as the stack."),
    Row("deleting a language to which another falls back", deleted("/locales/de-de"), 422,
        refused("Give those languages another fallback first.", {"code": "is the fallback language of de-at."}),
        "Give the languages named another fallback first."),
    Row("a fallback language that there is not", put("/locales/de-de", locale={"fallback_locale": "xx"}), 422,
        refused("The language “de-de” cannot fall back to “xx”.", {"fallback_locale": "is not valid."}), LOCALES),
    Row("a fallback of the master language", put("/locales/en-us", locale={"fallback_locale": "de-de"}), 422,
        refused("The language “en-us” cannot fall back to “de-de”.",
        {"fallback_locale": "must be empty for the master language."}), "Leave it out."),
    Row("languages that fall back to one another", put("/locales/de-de", locale={"fallback_locale": "de-at"}), 422,
        refused("The language “de-de” cannot fall back to “de-at”.",
        {"fallback_locale": "falls back to de-de itself."}), "Choose a language that does not lead back."),
    # Content types and global fields
    Row("a content type that there is not", got("/content_types/nothing"), 422,
        refused("The stack has no content type “nothing”.", {"uid": "is not valid."}, code=118), LOOK_UP),
    Row("the uid of a content type twice", described(uid="page"), 422,
        refused("The stack has a content type “page” already.", {"uid": "is not unique."}, code=115), RENAME),
    Row("the uid of a content type with other characters", described(uid="New Page"), 422,
        refused("The input is not valid.", {"uid": "String should match pattern '^[a-z0-9_]{1,200}$'"}),
        "Use lower-case letters, digits and underscores."),
    Row("a content type without a name of its own", described(title=""), 422, refused("The input is not valid.",
        {"title": "must not be empty"}), COMPLETE),
    Row("a content type without a title field",
        posted("/content_types", content_type={"uid": "new", "title": "New", "schema": [text("name")]}), 422,
        refused("The input is not valid.", {"schema": "must have a text field with the uid “title”."}),
        "Add a text field with the uid `title`."),
    Row("a field with a name of the system's", described(text("locale")), 422, refused("The input is not valid.",
        {"schema.1.uid": "is a name that every entry has already: locale."}), "Choose another uid."),
    Row("fields that are no list", posted("/content_types", content_type={"uid": "new", "title": "N", "schema": {}}),
        422, refused("The input is not valid.", {"schema": "Input should be a valid list"}), DEFINE),
    Row("a group without fields", described(of_kind("group")), 422,
        refused("The input is not valid.", {"schema.1.schema": "must be a list of fields."}), DEFINE),
    Row("groups within one another, too deep", shared(grouped(10)), 422, refused("The input is not valid.",
        {"schema.0" + ".schema.0" * 9 + ".schema": "nests deeper than 10 levels."}),
        "Nest less deep."),
    Row("a field that is no object", described("x"), 422, refused("The input is not valid.",
        {"schema.1": "must be an object."}), DEFINE),
    Row("a field without uid and data_type", described({}), 422, refused("The input is not valid.",
        {"schema.1.uid": "is a required field.", "schema.1.data_type": "is a required field."}), DEFINE),
    Row("a field whose uid has other characters", described(text("a b")), 422, refused("The input is not valid.",
        {"schema.1.uid": "must be letters, digits and underscores, the first no underscore, at most 200."}), DEFINE),
    Row("two fields of one uid", described(text("a"), text("a")), 422, refused("The input is not valid.",
        {"schema.2.uid": "is not unique: a."}), DEFINE),
    Row("a field's switch that is neither true nor false", described(text("a", mandatory="yes")), 422,
        refused("The input is not valid.", {"schema.1.mandatory": "must be true or false."}), DEFINE),
    Row("a data_type that there is not", described(text("a", data_type="picture")), 422,
        refused("The input is not valid.",
        {"schema.1.data_type": "must be one of text, number, boolean, isodate, file, link, reference, json, group, "
            "blocks, global_field, taxonomy."}),
        DEFINE),
    Row("a name that is no text", described(text("a") | {"display_name": 1}), 422, refused("The input is not valid.",
        {"schema.1.display_name": "must be a text of at most 200 characters."}), DEFINE),
    Row("blocks that are no list", described(of_kind("blocks", multiple=True, blocks={})), 422,
        refused("The input is not valid.", {"schema.1.blocks": "must be a list of blocks."}), DEFINE),
    Row("a global field's name left out", described(of_kind("global_field")), 422, refused("The input is not valid.",
        {"schema.1.reference_to": "must be the uid of a global field."}), DEFINE),
    Row("a global field that there is not, in a content type",
        described(of_kind("global_field", reference_to="nothing")), 422, refused("The content type is not valid.",
        {"schema.1.reference_to": "is not valid: there is no global field nothing."}),
        "Create the global field first."),
    Row("a reference to nothing", described(of_kind("reference", reference_to=1)), 422,
        refused("The input is not valid.", {"schema.1.reference_to": "must be a list of uids of content types."}),
        DEFINE),
    Row("choices that are no list", described(text("a", enum={})), 422, refused("The input is not valid.",
        {"schema.1.enum": "must have choices, each an object with a value."}), DEFINE),
    Row("taxonomies that are no list", described(of_kind("taxonomy", "taxonomies", taxonomies={})), 422,
        refused("The input is not valid.",
        {"schema.1.taxonomies": "must be a list of objects, each with a taxonomy_uid."}), DEFINE),
    Row("deleting a content type that has entries", deleted("/content_types/page"), 422,
        refused("The content type “page” has entries. Delete them first, or delete with force=true.",
        {"uid": "has entries."}), "Delete its entries, or say `force=true`: that takes them along."),
    Row("a global field that there is not", got("/global_fields/nothing"), 422,
        refused("The stack has no global field “nothing”.", {"uid": "is not valid."}, code=118), LOOK_UP),
    Row("the uid of a global field twice", shared(uid="seo"), 422,
        refused("The stack has a global field “seo” already.", {"uid": "is not unique."}, code=115), RENAME),
    Row("deleting a global field that is in use", used_global_field, 422,
        refused("The global field “used” is in use. Take it out of what names it, or delete with force=true.",
        {"uid": "is in use by user."}), "Take it out of those, or say `force=true`."),
    Row("a global field within itself",
        put("/global_fields/seo", global_field={
            "title": "SEO", "schema": [of_kind("global_field", reference_to="seo")]}),
        422, refused("The global field is not valid.", {"schema": "holds itself: seo."}), "Take it out."),
    Row("global fields within one another, too deep", nested_global_fields, 422,
        refused("The global field is not valid.",
        {"schema": "must not hold global fields within each other deeper than 5 levels."}), "Nest less deep."),
    Row("a NUL in a content type", described(text("a", instruction="\0")), 422, refused("The input is not valid.",
        {"schema.1.instruction": "must not have the character U+0000."}), "Take it out."),
    Row("a NUL in a name of a content type's member", described(text("a", field_metadata={"\0": 1})), 422,
        refused("The input is not valid.", {"schema.1.field_metadata": "has a name with the character U+0000."}),
        "Take it out."),
    Row("a number that JSON has not",
        raw("/content_types", b'{"content_type": {"uid": "n", "title": "N", "schema": '
            b'[{"uid": "title", "data_type": "text", "min": NaN}]}}'),
        422, refused("The input is not valid.", {"schema.0.min": "must be a number."}), "Send a number."),
    # Entries
    Row("entries of a content type that there is not", got("/content_types/nothing/entries"), 422,
        refused("The stack has no content type “nothing”.", {"uid": "is not valid."}, code=118), LOOK_UP),
    Row("an entry that there is not", got(f"{PAGES}/{NOBODY}"), 422, refused("The requested object doesn't exist.",
        {"uid": "is not valid."}), LOOK_UP),
    Row("an entry of another content type", lambda d: d.api.get(f"/content_types/settings/entries/{d.uids['home']}"),
        422, refused("The requested object doesn't exist.", {"uid": "is not valid."}), LOOK_UP),
    Row("a version of an entry that there is not", lambda d: d.api.get(d.home, params={"version": "99"}), 422,
        refused("The requested object doesn't exist.", {"version": "is not valid."}), VERSION),
    Row("a version that is no number", lambda d: d.api.get(d.home, params={"version": "x"}), 422,
        refused("The input is not valid.",
        {"version": "Input should be a valid integer, unable to parse string as an integer"}), VERSION),
    Row("an entry in a language that there is not", lambda d: d.api.get(d.home, params={"locale": "xx"}), 422,
        refused("The stack has no language “xx”.", {"locale": "is not valid."}), LOCALES),
    Row("deleting an entry in a language that it is not in", lambda d: d.api.delete(d.home, params={"locale": "de-de"}),
        422, refused("The entry is not in “de-de”.", {"locale": "is not valid."}), "…/locales lists those it is in."),
    Row("unlocalizing the master language", lambda d: d.api.post(f"{d.home}/unlocalize", params={"locale": "en-us"}),
        422, refused("An entry has nothing to show in place of the master language.",
        {"locale": "is the master language."}), "Delete the entry instead."),
    Row("an entry without a mandatory field", posted(PAGES, entry={"headline": "x"}), 422,
        refused("Entry creation failed. Please enter valid field values.", {"title": "is a required field."}),
        "Send the fields named."),
    Row("an update that takes a mandatory field away", lambda d: d.api.put(d.home, json={"entry": {"title": ""}}), 422,
        refused("Entry update failed. Please enter valid field values.", {"title": "is a required field."}),
        "Send the fields named."),
    Row("a title that another entry has", posted(PAGES, entry={"title": "Home"}), 422,
        refused("Entry creation failed. Please enter valid field values.", {"title": "is not unique."}), RENAME),
    Row("a value of a unique field that another entry has", saved(sku="1"), 422,
        refused("Entry creation failed. Please enter valid field values.", {"sku": "is not unique."}), RENAME),
    Row("a second entry of a singleton", posted("/content_types/settings/entries", entry={"title": "Two"}), 422,
        refused("Entry creation failed. Please enter valid field values.", {"content_type": "allows only one entry."}),
        "Change the one that is there."),
    Row("a number where a text belongs", saved(headline=1), 422,
        refused("Entry creation failed. Please enter valid field values.", {"headline": "must be a text."}), AS_SCHEMA),
    Row("a text where a number belongs", saved(rating="five"), 422,
        refused("Entry creation failed. Please enter valid field values.", {"rating": "must be a number."}), AS_SCHEMA),
    Row("a number that is too small", saved(rating=0), 422,
        refused("Entry creation failed. Please enter valid field values.", {"rating": "must be at least 1."}),
        AS_SCHEMA),
    Row("a number that is too large", saved(rating=6), 422,
        refused("Entry creation failed. Please enter valid field values.", {"rating": "must be at most 5."}),
        AS_SCHEMA),
    Row("a text of another form than the field's", saved(sku="x"), 422,
        refused("Entry creation failed. Please enter valid field values.", {"sku": "must match ^[0-9]*$"}), AS_SCHEMA),
    Row("a value that is none of the choices", saved(size="M"), 422,
        refused("Entry creation failed. Please enter valid field values.", {"size": "must be one of S, L."}),
        AS_SCHEMA),
    Row("a text where true or false belongs", saved(boolean="yes"), 422,
        refused("Entry creation failed. Please enter valid field values.", {"boolean": "must be true or false."}),
        AS_SCHEMA),
    Row("a date that is none", saved(isodate="tomorrow"), 422,
        refused("Entry creation failed. Please enter valid field values.",
        {"isodate": "must be a date such as 2026-11-22 or 2026-11-22T08:30:00.000Z."}), AS_SCHEMA),
    Row("a file that is no uid", saved(file=1), 422, refused("Entry creation failed. Please enter valid field values.",
        {"file": "must be the uid of an asset."}), "Upload it with POST /v3/assets, and send its uid."),
    Row("a link that is no object", saved(link="x"), 422,
        refused("Entry creation failed. Please enter valid field values.",
        {"link": "must be an object with a title and an href."}), AS_SCHEMA),
    Row("a link whose parts are no texts", saved(link={"title": 1, "href": "/"}), 422,
        refused("Entry creation failed. Please enter valid field values.", {"link.title": "must be a text."}),
        AS_SCHEMA),
    Row("a rich text that is no object", saved(json="x"), 422,
        refused("Entry creation failed. Please enter valid field values.", {"json": "must be an object."}), AS_SCHEMA),
    Row("references that are no objects", saved(reference=[1]), 422,
        refused("Entry creation failed. Please enter valid field values.",
        {"reference.0": "must be an object with uid and _content_type_uid."}), AS_SCHEMA),
    Row("terms that are no list", saved(taxonomies="x"), 422,
        refused("Entry creation failed. Please enter valid field values.", {"taxonomies": "must be a list."}),
        AS_SCHEMA),
    Row("terms that are no objects", saved(taxonomies=["x"]), 422,
        refused("Entry creation failed. Please enter valid field values.",
        {"taxonomies.0": "must be an object with taxonomy_uid and term_uid."}), AS_SCHEMA),
    Row("a group that is no object", saved(group=1), 422,
        refused("Entry creation failed. Please enter valid field values.", {"group": "must be an object."}), AS_SCHEMA),
    Row("a wrong value inside the second card", saved(cards=[{"word": "x"}, {"word": 1}]), 422,
        refused("Entry creation failed. Please enter valid field values.", {"cards.1.word": "must be a text."}),
        AS_SCHEMA),
    Row("cards that are no list", saved(cards={}), 422,
        refused("Entry creation failed. Please enter valid field values.", {"cards": "must be a list."}), AS_SCHEMA),
    Row("blocks that are no list, in an entry", saved(sections={}), 422,
        refused("Entry creation failed. Please enter valid field values.", {"sections": "must be a list."}), AS_SCHEMA),
    Row("a block that there is not", saved(sections=[{"footer": {}}]), 422,
        refused("Entry creation failed. Please enter valid field values.",
        {"sections.0": "must be an object with one of the blocks hero."}), AS_SCHEMA),
    Row("a block without a mandatory field", saved(sections=[{"hero": {}}]), 422,
        refused("Entry creation failed. Please enter valid field values.",
        {"sections.0.hero.heading": "is a required field."}), "Send the fields named."),
    Row("an instance's uid of another form", saved(sections=[{"hero": {"heading": "x", "_metadata": {"uid": "a b"}}}]),
        422, refused("Entry creation failed. Please enter valid field values.",
        {"sections.0.hero._metadata.uid": "must be 1 to 64 letters, digits, hyphens and underscores."}),
        "Leave it out for a new instance, keep it for one that is there."),
    Row("a NUL in an entry", saved(headline="\0"), 422,
        refused("Entry creation failed. Please enter valid field values.",
        {"headline": "must not have the character U+0000."}), "Take it out."),
    Row("a NUL in the name of something in an entry", saved(json={"\0": 1}), 422,
        refused("Entry creation failed. Please enter valid field values.",
        {"json": "has a name with the character U+0000."}), "Take it out."),
    Row("tags that are no texts", saved(tags=[1]), 422,
        refused("Entry creation failed. Please enter valid field values.", {"tags": "is not valid."}),
        "Send a list of texts."),
    Row("a tag that is too long", saved(tags=["x" * 1_001]), 422,
        refused("Entry creation failed. Please enter valid field values.", {"tags": "is too long."}), "Shorten it."),
    # Queries of entries
    Row("an operator that there is not", asked({"title": {"$like": "x"}}), 422, refused("The query is not valid.",
        {"query.title.$like": "is not an operator."}), QUERY),
    Row("an operator where a field belongs", asked({"$like": "x"}), 422, refused("The query is not valid.",
        {"query.$like": "is not an operator that stands before fields."}), QUERY),
    Row("a choice that is no list", asked({"title": {"$in": "x"}}), 422, refused("The query is not valid.",
        {"query.title.$in": "must be a list."}), QUERY),
    Row("alternatives that are no list", asked({"$or": {}}), 422, refused("The query is not valid.",
        {"query.$or": "must be a list of queries."}), QUERY),
    Row("alternatives that are no queries", asked({"$or": ["x"]}), 422, refused("The query is not valid.",
        {"query.$or.0": "must be an object."}), QUERY),
    Row("a comparison with neither number nor text", asked({"rating": {"$gt": None}}), 422,
        refused("The query is not valid.", {"query.rating.$gt": "must be a number or a text."}), QUERY),
    Row("asking whether a field exists by a text", asked({"title": {"$exists": "yes"}}), 422,
        refused("The query is not valid.", {"query.title.$exists": "must be true or false."}), QUERY),
    Row("a pattern that is none", asked({"title": {"$regex": "("}}), 422, refused("The query is not valid.",
        {"query.title.$regex": "is not a pattern of RE2, with the options i, m and s."}), "Write a pattern of RE2."),
    Row("options without a pattern", asked({"title": {"$options": "i"}}), 422, refused("The query is not valid.",
        {"query.title.$options": "needs a $regex."}), QUERY),
    Row("a query that nests too deep", asked(nested(22)), 422, refused("The query is not valid.",
        {"query" + ".$and.0" * 21: "nests deeper than 20."}),
        "Nest less deep."),
    Row("operators that nest too deep", asked({"title": negated(30)}), 422, refused("The query is not valid.",
        {"query.title" + ".$not" * 20: "nests deeper than 20."}),
        "Nest less deep."),
    # Assets and folders
    Row("an asset that there is not", got(f"/assets/{NOBODY}"), 422, refused("The stack has no asset “blt…”.",
        {"uid": "is not valid."}), LOOK_UP),
    Row("a version of an asset that there is not",
        lambda d: d.api.get(f"/assets/{d.uids['asset']}", params={"version": "99"}), 422,
        refused("The stack has no asset “blt…” of version 99.", {"uid": "is not valid."}), VERSION),
    Row("a version of an asset that is no number",
        lambda d: d.api.get(f"/assets/{d.uids['asset']}", params={"version": "x"}), 422, refused("“x” is no version.",
        {"version": "is not valid."}), VERSION),
    Row("an asset without a file", lambda d: d.api.post("/assets", files={"asset[title]": (None, "x")}), 422,
        refused("An asset needs a file.", {"upload": "is a required field."}),
        "Send the file as the part `asset[upload]` of a form."),
    Row("a file without content", lambda d: d.api.post("/assets", files={"asset[upload]": ("a.txt", b"")}), 422,
        refused("The file of the asset is empty.", {"upload": "is empty."}), "Send a file that has some."),
    Row("a form that cannot be read", raw("/assets", b"x", "multipart/form-data"), 422,
        refused("The form cannot be read: Missing boundary in multipart.", {"asset": "is not valid."}),
        "Let the client write the form: its Content-Type names a boundary."),
    Row("a JSON body without an asset", changed_asset(b"{}"), 422, refused("The body has no asset.",
        {"asset": "is a required field."}), COMPLETE),
    Row("a JSON body of an asset that is none", changed_asset(b"{"), 422, refused("The input is not valid.",
        {"body": "The body is not valid JSON."}), "Send JSON, or a form."),
    Row("a file of a type that is not allowed",
        lambda d: d.api.post("/assets", files={"asset[upload]": ("a.mp4", b"x", "video/mp4")}), 422,
        refused(
            f"A file of the type video/mp4 may not be an asset here: {ASSET_TYPES.replace(',', ', ')} may.",
            {"upload": "has a type that is not allowed."}),
        "Send another file, or let the operator add the type to LENTICULAR_ASSET_TYPES."),
    Row("a file that is too large",
        lambda d: d.api.post("/assets", files={"asset[upload]": ("a.bin", b"x" * (ASSET_BYTES + 1))}), 413,
        refused("The file is larger than 65536 bytes."),
        "Send a smaller one, or let the operator raise LENTICULAR_ASSET_BYTES."),
    Row("an asset whose title is too long", lambda d: d.asset(title="x" * 1_000), 422,
        refused("The asset is not valid.", {"title": "must be shorter than or equal to 200 characters"}),
        "Shorten it."),
    Row("a download that there is not", lambda d: d.client().get(f"/assets/{d.stack}/{NOBODY}/{NOBODY}/note.txt"), 404,
        refused("There is no such file."), "Take the `url` of the asset as it is now."),
    Row("an asset in a folder that there is not", lambda d: d.asset(parent_uid=NOBODY), 422,
        refused("The stack has no asset folder “blt…”.", {"parent_uid": "is not valid."}), LOOK_UP),
    Row("a folder that there is not", got(f"/assets/folders/{NOBODY}"), 422,
        refused("The stack has no asset folder “blt…”.", {"uid": "is not valid."}), LOOK_UP),
    Row("assets of a folder that there is not", got("/assets", folder=NOBODY), 422,
        refused("The stack has no asset folder “blt…”.", {"folder": "is not valid."}), LOOK_UP),
    Row("a folder in itself", in_itself, 422, refused("A folder cannot lie in itself.",
        {"parent_uid": "is not valid."}), "Choose another folder, or null for the top."),
    Row("assets by an operator that there is not", asked({"title": {"$like": "x"}}, "/assets"), 422,
        refused("The query is not valid.", {"query.title.$like": "is not an operator."}), QUERY),
    # Taxonomies, labels, roles
    Row("a taxonomy that there is not", got("/taxonomies/nothing"), 422, refused("The stack has no taxonomy “nothing”.",
        {"taxonomy": "is not valid."}), LOOK_UP),
    Row("the uid of a taxonomy twice", posted("/taxonomies", taxonomy={"uid": "topics", "name": "T"}), 422,
        refused("The stack has a taxonomy “topics” already.", {"uid": "is not unique."}), RENAME),
    Row("importing a taxonomy that is there", imported({"taxonomy": {"uid": "topics", "name": "T"}, "terms": []}), 422,
        refused("The stack has a taxonomy “topics” already.", {"taxonomy": "is not unique."}),
        "Delete that one first."),
    Row("importing a file that is none", imported([]), 422, refused("The file is no taxonomy.",
        {"taxonomy": "Input should be an object"}), "Send a file that …/export gave."),
    Row("importing terms whose parent is missing",
        imported({"taxonomy": {"uid": "new", "name": "New"}, "terms": [{"uid": "a", "name": "A", "parent_uid": "b"}]}),
        422, refused("Some terms have no parent in the taxonomy, or the uid of another term.",
        {"terms.0.parent_uid": "is not valid."}), "Add the parent to the file."),
    Row("a term that there is not", got("/taxonomies/topics/terms/nothing"), 422,
        refused("The taxonomy “topics” has no term “nothing”.", {"uid": "is not valid."}), LOOK_UP),
    Row("the uid of a term twice", posted("/taxonomies/topics/terms", term={"uid": "asia", "name": "A"}), 422,
        refused("The taxonomy has a term “asia” already.", {"uid": "is not unique."}), RENAME),
    Row("a parent that there is not",
        posted("/taxonomies/topics/terms", term={"uid": "a", "name": "A", "parent_uid": "nothing"}), 422,
        refused("The taxonomy “topics” has no term “nothing”.", {"parent_uid": "is not valid."}), LOOK_UP),
    Row("a term below itself", put("/taxonomies/topics/terms/asia/move", term={"parent_uid": "japan"}), 422,
        refused("A term cannot lie below itself.", {"parent_uid": "is not valid."}),
        "Choose a parent that is not below it."),
    Row("deleting a term that has terms below it", deleted("/taxonomies/topics/terms/asia"), 422,
        refused("The term has terms below it: with force=true they are deleted, too.", {"term": "has terms below it."}),
        "Delete those first, or say `force=true`."),
    Row("a label that there is not", got(f"/labels/{NOBODY}"), 422, refused("The stack has no label “blt…”.",
        {"uid": "is not valid."}), LOOK_UP),
    Row("a label's name twice, and parents that there are not",
        posted("/labels", label={"name": "News", "parent": [NOBODY]}), 422, refused("The label is not valid.",
        {"name": "is not unique.", "parent": "is not valid."}), RENAME),
    Row("a role that there is not", got(f"/roles/{NOBODY}"), 422, refused("The stack has no role “blt…”.",
        {"uid": "is not valid."}), LOOK_UP),
    Row("the name of a role twice", posted("/roles", role={"name": "Editors"}), 422,
        refused("The stack has a role “Editors” already.", {"name": "is not unique."}), RENAME),
    # What Lenticular has not
    Row("a webhook", posted("/webhooks", webhook={}), 422, refused("Lenticular has no webhooks.",
        {"webhook": "is not supported."}), "Ask GET /v3/publish-queue instead."),
    Row("an extension", posted("/extensions", extension={}), 422, refused("Lenticular has no extensions.",
        {"extension": "is not supported."}), "There are none."),
    Row("a workflow", posted("/workflows", workflow={}), 422, refused("Lenticular has no workflows.",
        {"workflow": "is not supported."}), "There are none."),
    Row("a publishing rule", posted("/workflows/publishing_rules", publishing_rule={}), 422,
        refused("Lenticular has no publishing rules.", {"publishing_rule": "is not supported."}), "There are none."),
    Row("a release", posted("/releases", release={}), 422, refused("Lenticular has no releases.",
        {"release": "is not supported."}), "Publish with POST /v3/bulk/publish."),
    # Variant groups and variants
    Row("a variant group that there is not", got(f"/variant_groups/{NOBODY}"), 404,
        refused("The stack has no variant group “blt…”."), LOOK_UP),
    Row("a variant that the group has not", got(f"/variant_groups/{GROUP}/variants/{NOBODY}"), 404,
        refused("The variant group has no variant “blt…”."), LOOK_UP),
    Row("a variant without a group that there is not", got(f"/variants/{NOBODY}"), 404,
        refused("The stack has no variant “blt…”."), LOOK_UP),
    Row("changing a group without name and content types", put(f"/variant_groups/{GROUP}", description="x"), 422,
        refused("Name or content types is required", {"name": "Name or content types is required"}),
        "Send the group with `name` or `content_types`."),
    Row("a body of a group that is no object", raw("/variant_groups", b"[]"), 422,
        refused("The body must be a JSON object.", {"body": "must be an object"}), COMPLETE),
    Row("a group without a name", posted("/variant_groups"), 422,
        refused("name must be a string, name should not be empty",
        {"name": ["name must be a string", "name should not be empty"]}), "Send a `name`."),
    Row("the uid of a group twice", posted("/variant_groups", uid=GROUP, name="Again"), 422,
        refused("The uid “cs00000000000000a0” is taken.", {"uid": "is not unique."}, code=115),
        "Leave it out: the server gives it one."),
    Row("a group's uid of another form", posted("/variant_groups", uid="cs_personalize_0", name="x"), 422,
        refused("uid must be 1 to 64 of A-Z a-z 0-9 _ and not begin with cs_personalize_",
        {"uid": "uid must be 1 to 64 of A-Z a-z 0-9 _ and not begin with cs_personalize_"}),
        "Leave it out: the server gives it one."),
    Row("a group's description and content types of other kinds",
        posted("/variant_groups", name="x", description=1, content_types={}), 422,
        refused("description must be a string, content_types must be an array",
        {"description": "description must be a string", "content_types": "content_types must be an array"}), COMPLETE),
    Row("a group for more content types than a group may have",
        posted("/variant_groups", name="x", content_types=["page"] * 1_001), 422,
        refused("content_types must have at most 1000 entries",
        {"content_types": "content_types must have at most 1000 entries"}), "Link fewer."),
    Row("a link that is neither linked nor unlinked",
        put(f"/variant_groups/{GROUP}", content_types=[{"uid": "page", "status": "maybe"}]), 422,
        refused("status must be linked or unlinked", {"content_types.0.status": "status must be linked or unlinked"}),
        "Send `linked` or `unlinked`."),
    Row("a link to nothing", put(f"/variant_groups/{GROUP}", content_types=[{}]), 422,
        refused("content_types.0.uid is not valid.", {"content_types.0.uid": "is not valid."}), COMPLETE),
    Row("linking a content type that there is not",
        put(f"/variant_groups/{GROUP}", content_types=[{"uid": "nothing", "status": "linked"}]), 422,
        refused("The stack has no content type of this uid.", {"content_types.0.uid": "is not valid."}, code=118),
        LOOK_UP),
    Row("a variant whose name is a number", posted(f"/variant_groups/{GROUP}/variants", name=1), 422,
        refused("name must be a string", {"name": "name must be a string"}), "Send a text."),
    Row("a variant whose name is empty", posted(f"/variant_groups/{GROUP}/variants", name=" "), 422,
        refused("name should not be empty", {"name": "name should not be empty"}), "Send a text."),
    Row("a variant whose name is too long", posted(f"/variant_groups/{GROUP}/variants", name="x" * 201), 422,
        refused("name must be shorter than or equal to 200 characters",
        {"name": "name must be shorter than or equal to 200 characters"}), "Shorten it."),
    Row("a variant whose name has a control character", posted(f"/variant_groups/{GROUP}/variants", name="a\0b"), 422,
        refused("name must not contain control characters", {"name": "name must not contain control characters"}),
        "Take it out."),
    Row("a variant from an experience that is told wrong",
        posted(f"/variant_groups/{GROUP}/variants", name="x", personalize_metadata={
            "project_uid": "-", "experience_uid": "1", "experience_short_uid": "0", "variant_short_uid": "0"}), 422,
        refused("project_uid must be 1 to 64 of A-Z a-z 0-9 _",
        {"personalize_metadata.project_uid": "project_uid must be 1 to 64 of A-Z a-z 0-9 _"}),
        "Leave `personalize_metadata` out: Personalize writes it."),
    Row("a variant from an experience that is no object",
        posted(f"/variant_groups/{GROUP}/variants", name="x", personalize_metadata=1), 422,
        refused("personalize_metadata must be an object",
        {"personalize_metadata": "personalize_metadata must be an object"}),
        "Leave `personalize_metadata` out: Personalize writes it."),
    Row("a variant of one's own in the group of an experience", group_of_experience, 422,
        refused("The variants of this group come from Personalize: add them to its experience.",
        {"variant_group": "is not valid."}), "Add the variant to the experience's draft; it comes here by itself."),
    # Entry variants
    Row("an entry variant of a content type that the group is not linked to", varied(UNLINKED, _variant={}), 422,
        refused("The Variant 'cs00000000000000b1' does not belong to the Content Type 'page'.",
        {"variant": "is not valid."}), "Link the group: PUT /v3/variant_groups/{uid} with its `content_types`."),
    Row("an entry variant under a variant that there is not", varied("cs0", _variant={}), 422,
        refused("The stack has no variant “cs0”.", {"variant": "is not valid."}), LOOK_UP),
    Row("an entry variant that there is not", lambda d: d.api.get(f"{d.home}/variants/{ELSEWHERE}"), 422,
        refused("The entry has no variant “cs00000000000000a2” in the language “en-us”.", {"variant": "is not valid."}),
        "Save it first: PUT of the same path."),
    Row("an entry variant in a language that the entry is not in", varied(query="?locale=de-de", _variant={}), 422,
        refused("An entry variant can only be created for a language if the base entry is already localized.",
        {"locale": "is not valid."}), "Localize the entry first: PUT it with `locale`."),
    Row("an entry variant without _variant", varied(headline="x"), 422,
        refused("The entry variant could not be saved: some of it is not valid.", {"_variant": "is a required field."}),
        "Send `_variant`, be it `{}`."),
    Row("a _variant that is no object", varied(_variant=[]), 422,
        refused("The entry variant could not be saved: some of it is not valid.", {"_variant": "must be an object."}),
        "Send `_variant`, be it `{}`."),
    Row("an order and a change set that are no lists", varied(_variant={"_order": {}, "_change_set": {}}), 422,
        refused("The entry variant could not be saved: some of it is not valid.",
        {"_variant._change_set": "must be a list.", "_variant._order": "must be a list."}),
        "Send lists, or leave them out."),
    Row("a wrong value in an entry variant", varied(headline=1, _variant={}), 422,
        refused("The entry variant could not be saved: some of it is not valid.", {"headline": "must be a text."}),
        AS_SCHEMA),
    # Publishing
    Row("publishing to an environment that there is not", published(entry={"environments": ["moon"]}), 422,
        refused("The requested action could not be performed. Please enter valid values.",
        {"environments": "is not valid."}), ENVIRONMENTS),
    Row("publishing to no environment", published(entry={"environments": []}), 422, refused("The input is not valid.",
        {"environments": "List should have at least 1 item after validation, not 0"}), ENVIRONMENTS),
    Row("publishing in a language that there is not",
        published(entry={"environments": ["production"], "locales": ["xx"]}), 422,
        refused("The requested action could not be performed. Please enter valid values.",
        {"locales": "is not valid."}), LOCALES),
    Row("publishing a version of an entry that there is not", published(version=99, locale="en-us"), 422,
        refused("The requested action could not be performed. Please enter valid values.",
        {"version": "is not valid."}), VERSION),
    Row("publishing at a time that is none", published(scheduled_at="soon"), 422, refused("The input is not valid.",
        {"scheduled_at": "is not valid."}), "Send a time such as 2030-01-01T08:00:00.000Z."),
    Row("publishing an entry that there is not", posted(f"{PAGES}/{NOBODY}/publish", entry=TO_PRODUCTION), 422,
        refused("The requested action could not be performed. Please enter valid values.", {"uid": "is not valid."}),
        LOOK_UP),
    Row("publishing an asset that there is not", posted(f"/assets/{NOBODY}/publish", asset=TO_PRODUCTION), 422,
        refused("The requested action could not be performed. Please enter valid values.", {"uid": "is not valid."}),
        LOOK_UP),
    Row("publishing a version of an asset that there is not",
        lambda d: d.api.post(f"/assets/{d.uids['asset']}/publish", json={"asset": TO_PRODUCTION, "version": 99}), 422,
        refused("The requested action could not be performed. Please enter valid values.",
        {"version": "is not valid."}), VERSION),
    Row("publishing an entry that is in no language of that kind", only_in_german, 422,
        refused("The requested action could not be performed. Please enter valid values.",
        {"locales": "is not valid: the entry is not localized there."}),
        "Localize it there first, or in a language that this one falls back to."),
    Row("publishing nothing", bulk(entries=[]), 422, refused("Name the entries or assets that it is about.",
        {"entries": "is a required field."}), "Name `entries` or `assets`."),
    Row("publishing in bulk what there is not", bulk(assets=[{"uid": NOBODY}]), 422,
        refused("The requested action could not be performed. Please enter valid values.",
        {"entries.0.uid": "is not valid.", "assets.0.uid": "is not valid."}), LOOK_UP),
    Row("publishing in bulk entries of a content type that there is not",
        bulk(entries=[{"uid": NOBODY, "content_type": "nothing"}]), 422,
        refused("The stack has no content type “nothing”.", {"uid": "is not valid."}, code=118), LOOK_UP),
    Row("publishing more than ten entries at once",
        bulk(entries=[{"uid": f"blt{number}", "content_type": "page"} for number in range(11)]), 422,
        refused("The requested action could not be performed. Please enter valid values.",
        {"entries": "must have at most 10 items."}), "Send several requests."),
    Row("an item of the queue that there is not", got(f"/publish-queue/{NOBODY}"), 422,
        refused("The requested object doesn't exist.", {"uid": "is not valid."}), LOOK_UP),
    Row("unscheduling what is done", done_already, 422, refused("Only what is scheduled can be unscheduled.",
        {"uid": "is not scheduled."}), "Unpublish it instead."),
    Row("a job that there is not", got(f"/bulk/jobs/{NOBODY}"), 422, refused("The requested object doesn't exist.",
        {"job_id": "is not valid."}), LOOK_UP),
    Row("asking the queue for what it cannot tell", asked({"status": 1, "colour": "red"}, "/publish-queue"), 422,
        refused("The publish queue cannot be searched like this.",
        {"query": ["cannot ask for status.", "cannot ask for colour."]}), "Ask for texts of the members that it has."),
    Row("asking the queue for a member by anything but a text", asked({"action": 1}, "/publish-queue"), 422,
        refused("The publish queue cannot be searched like this.", {"query": "action must be a text."}),
        "Ask for texts of the members that it has."),
    # Delivery
    Row("a delivery token that no stack has", lambda d: d.client(api_key=d.stack, access_token="cs0").get(PAGES), 401,
        not_logged_in("access_token"), SITE_TOKEN),
    Row("a delivery token of another stack", delivery_to_other_stack, 401, not_logged_in("access_token"), SITE_TOKEN),
    Row("a delivery token as preview token",
        lambda d: d.client(api_key=d.stack, preview_token=d.tokens["delivery"]).get(PAGES), 401,
        not_logged_in("access_token"), "Send the preview token that was made with the delivery token."),
    Row("delivery from a stack that there is not", lambda d: d.site.get(PAGES, headers={"api_key": NOBODY}), 412,
        refused("We can't find that Stack. Please try again.", {"api_key": "is not valid."}, code=109), STACK),
    Row("delivery from a branch other than main", lambda d: d.site.get(PAGES, headers={"branch": "dev"}), 422,
        refused("The stack has no branch “dev” that this token reads.", {"branch": "is not valid."}),
        "Send `main`, or no branch."),
    Row("delivery of a path that there is not", delivered("/nothing"), 404, refused("Cannot GET /nothing"),
        "Look it up in the description (`/v3/openapi` with an access_token)."),
    Row("delivery of anything but reading", lambda d: d.site.post(PAGES, json={}), 405,
        refused("Cannot POST /content_types/page/entries"),
        "Write with an authtoken or a management token, and without access_token."),
    Row("an address and headers that are too large",
        lambda d: d.site.get(PAGES, params={"x": "x" * 40_000}, headers={"x-filler": "x" * 30_000}), 413,
        refused("Target and headers may have 65536 bytes."), "Send less."),
    Row("delivery from an environment that the token does not read", delivered(PAGES, environment="staging"), 422,
        refused("This token reads no environment “staging”.", {"environment": "is not valid."}),
        "Use an environment of the token, or make a token for it."),
    Row("delivery in a language that there is not", delivered(PAGES, locale="xx"), 422,
        refused("The stack has no language “xx”.", {"locale": "is not valid."}), LOCALES),
    Row("delivery of a content type that there is not", delivered("/content_types/nothing/entries"), 422,
        refused("The Content Type 'nothing' was not found. Please try again.", {"uid": "is not valid."}, code=118),
        LOOK_UP),
    Row("delivery of a global field that there is not", delivered("/global_fields/nothing"), 422,
        refused("The Global Field 'nothing' was not found. Please try again.", {"uid": "is not valid."}, code=118),
        LOOK_UP),
    Row("delivery of an entry that is not published", delivered(f"{PAGES}/{NOBODY}"), 422,
        refused("The requested object doesn't exist.", {"uid": "is not valid."}),
        "Publish it in this environment and language."),
    Row("delivery of an entry that is not localized, without include_fallback",
        lambda d: d.site.get(d.home, params={"locale": "de-de"}), 422, refused("The requested object doesn't exist.",
        {"uid": "is not valid."}), "Say `include_fallback=true`, or localize and publish it."),
    Row("delivery of an asset that is not published", delivered(f"/assets/{NOBODY}"), 422,
        refused("Asset was not found.", {"uid": "is not valid."}), "Publish it in this environment and language."),
    Row("delivery by a pattern that is none", delivered_by({"title": {"$regex": "("}}), 422,
        refused("The query is not valid.",
        {"query.title.$regex": "is not a pattern of RE2, with the options i, m and s."}), "Write a pattern of RE2."),
    Row("delivery by a query that is no JSON object", delivered(PAGES, query="x"), 422,
        refused("The input is not valid.", {"query": "is not valid."}), QUERY),
    Row("delivery of a page of no number", delivered(PAGES, limit="x"), 422, refused("The input is not valid.",
        {"limit": "is not valid."}), "Send a whole number from 0."),
    Row("more paths of references than are followed",
        lambda d: d.site.get(PAGES, params={"include[]": [f"f{number}" for number in range(200)]}), 422,
        refused("Include fewer references.", {"include": "names too many or too long paths."}), "Include fewer."),
    Row("a path of references that is longer than any", delivered(PAGES, include=".".join(["reference"] * 60)), 422,
        refused("Include fewer references.", {"include": "names too many or too long paths."}), "Include fewer."),
    Row("synchronizing with a token that is none", delivered("/stacks/sync", sync_token="x"), 422,
        refused("Begin again with init=true.", {"token": "is not valid."}), "Begin again with `init=true`."),
    Row("synchronizing from a day that is none", delivered("/stacks/sync", init="true", start_from="soon"), 422,
        refused("Begin again with init=true.", {"start_from": "is not valid."}),
        "Send a time such as 2026-11-22T00:00:00.000Z."),
    Row("more variants than a request may name, with show_errors=true",
        lambda d: d.site.get(d.home, params={"show_errors": "true"}, headers={"x-cs-variant-uid": "cs1,cs2,cs3,cs4"}),
        200,
        {"errors": [{"code": "VARIANT_LIMIT_EXCEEDED", "message": "x-cs-variant-uid should not be greater than 3",
            "details": {"provided_count": 4, "limit": VARIANT_LIMIT, "applied_count": VARIANT_LIMIT}}]},
        "Nothing: the first ones are shown. Name fewer, or let the operator raise LENTICULAR_DELIVERY_VARIANT_LIMIT."),
)
# fmt: on
