"""Every failure of the Management API and of signing in: how to bring it about, its answer, what to do about it."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from fakes import Person
from installations import FROM_ELSEWHERE, LIMITS, Installation, created, done
from lenticular.accounts.organizations import service as organizations
from lenticular.accounts.organizations.service import OrganizationRole
from lenticular.accounts.users import service as users
from lenticular.api.ports import utc_now
from lenticular.management.lytics_audiences.service import MAX_LYTICS_AUDIENCES

NOBODY = "f" * 24
LYTICS_UID = "0" * 32
VERSIONS = "personalize.EXPERIENCES.VERSIONS"
RULE = "definition.rules.0"

Body = dict[str, Any]


@dataclass(slots=True)
class Desk:
    """A fresh project and its owner's client, with the shortest way to anything a failure needs."""

    installation: Installation
    project: str
    api: httpx.Client
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def call(self, method: str, url: str, **arguments: Any) -> httpx.Response:
        """Send a request anywhere on the server, with no header but the given ones."""
        client = self.installation.server.client()
        return client.request(method, url, **arguments)

    def person(self) -> Person:
        """Return a plain member of the organization."""
        return self.installation.sign_up(self.installation.owner.organization_uid)

    def as_member(self) -> httpx.Client:
        """Return a client of somebody who is a plain member of the project."""
        person = self.person()
        created(self.api.post(f"/projects/{self.project}/users", json={"uid": person.user_uid}))
        return self.installation.api(person, self.project)

    def attribute(self, name: str = "Age") -> str:
        return str(created(self.api.post("/attributes", json={"name": name, "key": name.lower()}))["uid"])

    def audience(self, *rules: Body, name: str = "Visitors") -> str:
        return str(created(self.api.post("/audiences", json=audience(*rules, name=name)))["uid"])

    def event(self, key: str = "Clicked") -> str:
        return str(created(self.api.post("/events", json={"key": key}))["uid"])

    def experience(self, kind: str = "SEGMENTED", **members: object) -> Body:
        body = {"name": f"Experience {next(self.numbers)}", "__type": kind, **members}
        return created(self.api.post("/experiences", json=body))

    def draft(self, kind: str = "SEGMENTED") -> str:
        """Return the path of the first draft of a new experience."""
        experience = self.experience(kind)
        return f"/experiences/{experience['uid']}/versions/{experience['latestVersion']}"

    def save(self, body: Body, kind: str = "SEGMENTED") -> httpx.Response:
        """Save a draft of a new experience."""
        return self.api.put(self.draft(kind), json={"status": "DRAFT"} | body)

    def live(self) -> tuple[str, Body]:
        """Return path and body of a version that is active."""
        path = self.draft()
        return path, done(self.api.put(path, json={"status": "ACTIVE", "variants": [segmented(self.audience())]}))

    def synced(self) -> str:
        done(self.api.put("/lytics-audiences", json=[{"slug": "big_spenders", "uid": LYTICS_UID}]))
        return LYTICS_UID


@dataclass(frozen=True, slots=True)
class Row:
    """One failure: when it happens, how to make it happen, what is answered, what a person does about it."""

    when: str
    provoke: Callable[[Desk], httpx.Response]
    status: int
    body: Body
    remedy: str


def rule(ref: str = "COUNTRY", condition: str = "STRING_EQUALS", options: object = None, **members: object) -> Body:
    kind = "PresetAttributeReference" if ref.isupper() else "CustomAttributeReference"
    options = options or {"__type": "StringMatchOptions", "value": "US"}
    return {
        "__type": "Rule",
        "attribute": {"__type": kind, "ref": ref},
        "attributeMatchCondition": condition,
        "attributeMatchOptions": options,
        "invertCondition": False,
        **members,
    }


def audience(*rules: Body, name: str = "Visitors") -> Body:
    return {"name": name, "definition": {"combinationType": "AND", "rules": list(rules) or [rule()]}}


def segmented(*audiences: str, **members: object) -> Body:
    return {"name": "Variant", "audiences": list(audiences), "audienceCombinationType": "AND", **members}


def shares(*percentages: object, **members: object) -> Body:
    variants = [{"name": f"Variant {share}", "trafficDistribution": share} for share in percentages]
    return {"variants": variants, "variantSplit": "CUSTOM_PERCENTAGE", **members}


def grouped(depth: int) -> Body:
    inner: Body = rule()
    for _ in range(depth):
        inner = {"__type": "RuleCombination", "combinationType": "AND", "rules": [inner]}
    return inner


def refused(code: str, status_phrase: str = "Bad request") -> Body:
    return {"error": code, "message": status_phrase}


def missing(code: str) -> Body:
    return refused(code, "Not found")


def wrong(field: str, *codes: str, **more: list[str]) -> Body:
    return {"errors": {field: list(codes), **more}, "message": "Bad request"}


def not_logged_in(field: str = "authtoken") -> Body:
    message = "You're not allowed in here unless you're logged in."
    return {"error_message": message, "error_code": 105, "errors": {field: ["is not valid."]}}


def no_route(method: str, path: str, error: str = "Not Found", status: int = 404) -> Body:
    return {"statusCode": status, "message": f"Cannot {method} {path}", "error": error}


def content_error(code: int, *fields: str) -> Body:
    """Return a body of /v3; the messages in `errors` are for people."""
    return {"error_code": code, "errors": sorted(fields)}


FORBIDDEN = {"statusCode": 403, "message": "Forbidden resource", "error": "Forbidden"}
SIGN_IN = "Sign in, and send the authtoken of the answer as `authtoken`."
READ_AGAIN = "Look the uid up in the list; it may have been deleted, or belong to another project."
RENAME = "Choose another one, or change the thing that has it."
MAKE_ROOM = "Delete what is not needed, or let the operator raise the limit (docs/settings.md)."
FIRST_REMOVE = "Remove it from the things that the answer's `detail` names, then delete it."
NEW_DRAFT = "Create a draft with POST …/versions, change that, and activate it."
COMPLETE = "Send the member as the API's description (`/personalize-api/openapi`) has it."
CHOOSE = "Use a uid that the project's own list shows."
NOT_YET = "Come back when the version has been active and visitors have seen it."
SHORTEN = "Send fewer of them."
ONCE_EACH = "Name every experience of the project exactly once."
SAY_VERSION = "Send `?version=` with a uid of the list of versions."


def results(kind: str, query: str = "", *, live: bool = True) -> Callable[[Desk], httpx.Response]:
    """Return what asks for results of a segmented version that is active, or of a draft."""

    def ask(desk: Desk) -> httpx.Response:
        path = desk.live()[0] if live else desk.draft()
        return desk.api.get(path.replace("/versions/", f"/analytics/{kind}?version=") + query)

    return ask


def deactivated(desk: Desk) -> httpx.Response:
    person = desk.person()
    with desk.installation.stores.configuration.writing() as session:
        users.set_active(session, users.get(session, person.user_uid), active=False, now=utc_now())
    return desk.installation.api(person).get("/projects")


def signed_out(desk: Desk) -> httpx.Response:
    headers = {"authtoken": desk.person().authtoken}
    done(desk.call("DELETE", "/v3/user-session", headers=headers))
    return desk.call("GET", "/v3/user", headers=headers)


def without_csrf_token(desk: Desk) -> httpx.Response:
    browser = desk.installation.server.client()
    server = desk.installation.server
    done(browser.post("/session", json={"email": server.owner_email, "password": server.owner_password}))
    return browser.get("/personalize-api/projects")


def in_two_organizations(desk: Desk) -> httpx.Response:
    person = desk.installation.found("Second")
    with desk.installation.stores.configuration.writing() as session:
        organizations.set_role(
            session,
            organization_uid=desk.installation.owner.organization_uid,
            user_uid=person.user_uid,
            role=OrganizationRole.ADMIN,
        )
    return desk.installation.api(person).post("/projects", json={"name": "Where?"})


def too_many_projects(desk: Desk) -> httpx.Response:
    owner = desk.installation.found("Busy")
    for _ in range(LIMITS["projects_per_organization"]):
        desk.installation.create_project(owner)
    return desk.installation.api(owner).post("/projects", json={"name": "One more"})


def one_too_many(path: str, limit: str, body: Callable[[int], Body]) -> Callable[[Desk], httpx.Response]:
    def provoke(desk: Desk) -> httpx.Response:
        for number in range(LIMITS[limit]):
            created(desk.api.post(path, json=body(number)))
        return desk.api.post(path, json=body(LIMITS[limit]))

    return provoke


def twice(path: str, first: Body, second: Body) -> Callable[[Desk], httpx.Response]:
    def provoke(desk: Desk) -> httpx.Response:
        created(desk.api.post(path, json=first))
        return desk.api.post(path, json=second)

    return provoke


def posted(path: str, body: object) -> Callable[[Desk], httpx.Response]:
    return lambda desk: desk.api.post(path, json=body)


def got(path: str) -> Callable[[Desk], httpx.Response]:
    return lambda desk: desk.api.get(path)


def saved(body: Body, kind: str = "SEGMENTED") -> Callable[[Desk], httpx.Response]:
    return lambda desk: desk.save(body, kind)


def used(
    path: str, make: Callable[[Desk], str], use: Callable[[Desk, str], object]
) -> Callable[[Desk], httpx.Response]:
    def provoke(desk: Desk) -> httpx.Response:
        uid = make(desk)
        use(desk, uid)
        return desk.api.delete(f"{path}/{uid}")

    return provoke


def second_draft(desk: Desk) -> httpx.Response:
    return desk.api.post(desk.draft().rpartition("/")[0], json={"status": "DRAFT", "variants": []})


def new_version_that_is_live(desk: Desk) -> httpx.Response:
    path, body = desk.live()
    return desk.api.post(path.rpartition("/")[0], json=body)


def changed_live(
    change: Callable[[list[Body]], list[Body]] = list, **members: object
) -> Callable[[Desk], httpx.Response]:
    def provoke(desk: Desk) -> httpx.Response:
        path, body = desk.live()
        return desk.api.put(path, json=body | {"variants": change(body["variants"])} | members)

    return provoke


def deleted_live(desk: Desk) -> httpx.Response:
    return desk.api.delete(desk.live()[0])


def reordered(order: Callable[[list[str]], list[str]]) -> Callable[[Desk], httpx.Response]:
    def provoke(desk: Desk) -> httpx.Response:
        uids = [desk.experience()["uid"], desk.experience()["uid"]]
        return desk.api.put("/experiences-priority", json={"priorityOrder": order(uids)})

    return provoke


def saved_on_an_older_state(desk: Desk) -> httpx.Response:
    path = f"/events/{desk.event()}"
    seen = desk.api.get(path).headers["etag"]
    done(desk.api.put(path, json={"key": "Changed by somebody else"}))
    return desk.api.put(path, json={"key": "Mine"}, headers={"If-Match": seen})


def until_limited(desk: Desk) -> httpx.Response:
    for _ in range(200):
        answer = desk.api.get("/events", headers=FROM_ELSEWHERE)
        if answer.status_code != httpx.codes.OK:
            break
    return answer


def stack_taken(desk: Desk) -> httpx.Response:
    done(desk.api.put(f"/projects/{desk.project}", json={"connectedStackApiKey": "blt1"}))
    return desk.api.post("/projects", json={"name": "Another", "connectedStackApiKey": "blt1"})


def too_many_audiences(desk: Desk) -> httpx.Response:
    uids = [desk.audience(name=f"A{number}") for number in range(LIMITS["audiences_per_variant"] + 1)]
    return desk.save({"variants": [segmented(*uids)]})


def too_many_metrics(desk: Desk) -> httpx.Response:
    uids = [desk.event(f"E{number}") for number in range(LIMITS["metrics_per_test"] + 1)]
    return desk.save(shares(100, metrics=[{"event": uid, "name": "Clicked"} for uid in uids]), "AB_TEST")


def one_short_uid_twice(desk: Desk) -> httpx.Response:
    path, body = desk.draft(), {"status": "DRAFT", "variants": [segmented(desk.audience())]}
    (variant,) = done(desk.api.put(path, json=body))["variants"]
    return desk.api.put(path, json=body | {"variants": [variant, variant]})


def synced_registration(*entries: Body) -> Callable[[Desk], httpx.Response]:
    return lambda desk: desk.api.put("/lytics-audiences", json=list(entries))


def synced_csv(content: bytes) -> Callable[[Desk], httpx.Response]:
    return lambda desk: desk.api.put("/lytics-audiences", content=content, headers={"Content-Type": "text/csv"})


def as_json(content: bytes, media_type: str = "application/json") -> Callable[[Desk], httpx.Response]:
    return lambda desk: desk.api.post("/events", content=content, headers={"Content-Type": media_type})


# fmt: off
ROWS: Sequence[Row] = (
    # Who is calling
    Row("no authtoken", lambda d: d.call("GET", "/personalize-api/projects"), 401, not_logged_in(), SIGN_IN),
    Row(
        "an authtoken that nobody has",
        lambda d: d.call("GET", "/personalize-api/projects", headers={"authtoken": "blt0"}),
        401,
        not_logged_in(),
        SIGN_IN,
    ),
    Row(
        "a bearer token that nobody has",
        lambda d: d.call("GET", "/personalize-api/projects", headers={"authorization": "Bearer blt0"}),
        401,
        not_logged_in("authorization"),
        SIGN_IN,
    ),
    Row(
        "a management token of the CMS",
        lambda d: d.call("GET", "/personalize-api/projects", headers={"authorization": "cs" + "0" * 24}),
        401,
        not_logged_in("authorization"),
        "Sign in as a user; this API takes no management tokens.",
    ),
    Row("the authtoken of a deactivated user", deactivated, 401, not_logged_in(), "Ask the owner of the installation."),
    Row("an authtoken that was signed out", signed_out, 401, not_logged_in(), SIGN_IN),
    Row(
        "a browser's cookie without its X-CSRF-Token",
        without_csrf_token,
        401,
        not_logged_in("csrf"),
        "Send the `csrfToken` of POST /session as X-CSRF-Token.",
    ),
    Row(
        "no cookie where only a browser's session counts",
        lambda d: d.call("GET", "/session"),
        401,
        not_logged_in(),
        "Sign in with POST /session.",
    ),
    Row(
        "a wrong password, under /v3",
        lambda d: d.call("POST", "/v3/user-session", json={"user": {"email": "nobody@example.com", "password": "x"}}),
        422,
        content_error(104),
        "Check both; after five failures an address has to wait up to 5 s between attempts.",
    ),
    Row(
        "a wrong password, in a browser",
        lambda d: d.call("POST", "/session", json={"email": "nobody.else@example.com", "password": "x"}),
        400,
        refused("personalize.SESSIONS.WRONG_EMAIL_OR_PASSWORD"),
        "Check both; after five failures an address has to wait up to 5 s between attempts.",
    ),
    Row(
        "a sign-in under /v3 without a password",
        lambda d: d.call("POST", "/v3/user-session", json={"user": {"email": "a@example.com"}}),
        422,
        content_error(141, "user.password"),
        "Send `user.email` and `user.password`.",
    ),
    Row("/v3 without an authtoken", lambda d: d.call("GET", "/v3/user"), 401, not_logged_in(), SIGN_IN),
    # Who may
    Row(
        "a member changes the project itself",
        lambda d: d.as_member().put(f"/projects/{d.project}", json={"name": "Mine"}),
        403,
        FORBIDDEN,
        "Ask an owner of the project.",
    ),
    Row(
        "a member of the organization creates a project",
        lambda d: d.installation.api(d.person()).post("/projects", json={"name": "Mine"}),
        403,
        FORBIDDEN,
        "Ask an owner or admin of the organization.",
    ),
    Row(
        "an organization that is not yours",
        lambda d: d.api.get("/projects", headers={"organization_uid": "blt0000000000000000"}),
        403,
        FORBIDDEN,
        "Use an organization that GET /v3/user?include_orgs=true lists.",
    ),
    Row(
        "more requests a second than the organization may make",
        until_limited,
        429,
        {"statusCode": 429, "error": "Too Many Requests"},
        "Wait as long as the Retry-After header says.",
    ),
    # What is there
    Row(
        "a project that is not there, or not yours",
        lambda d: d.api.get("/events", headers={"X-Project-Uid": NOBODY}),
        404,
        missing("personalize.PROJECTS.PROJECT_NOT_FOUND"),
        "Use a project that GET /projects lists.",
    ),
    Row(
        "an attribute that is not there",
        got(f"/attributes/{NOBODY}"),
        404,
        missing("personalize.ATTRIBUTES.ATTRIBUTE_NOT_FOUND"),
        READ_AGAIN,
    ),
    Row(
        "an audience that is not there",
        got(f"/audiences/{NOBODY}"),
        404,
        missing("personalize.AUDIENCES.AUDIENCE_NOT_FOUND"),
        READ_AGAIN,
    ),
    Row(
        "an event that is not there",
        got(f"/events/{NOBODY}"),
        404,
        missing("personalize.EVENTS.EVENT_NOT_FOUND"),
        READ_AGAIN,
    ),
    Row(
        "an experience that is not there",
        got(f"/experiences/{NOBODY}"),
        404,
        missing("personalize.EXPERIENCES.EXPERIENCE_NOT_FOUND"),
        READ_AGAIN,
    ),
    Row(
        "the variant group of an experience that has none",
        lambda d: d.api.get(f"/experiences/{d.experience()['uid']}/cms-integration/variant-group"),
        404,
        missing("personalize.EXPERIENCES.VARIANT_GROUP_NOT_FOUND"),
        "Connect a stack to the project, and give a version of the experience variants.",
    ),
    Row(
        "a version that is not there",
        lambda d: d.api.delete(f"/experiences/{d.experience()['uid']}/versions/{NOBODY}"),
        404,
        missing(f"{VERSIONS}.VERSION_NOT_FOUND"),
        READ_AGAIN,
    ),
    Row(
        "a CDP-synced audience that is not there",
        got(f"/lytics-audiences/{LYTICS_UID}"),
        404,
        missing("personalize.LYTICS_AUDIENCES.LYTICS_AUDIENCE_NOT_FOUND"),
        READ_AGAIN,
    ),
    Row(
        "a user who has no role in the project",
        lambda d: d.api.get(f"/projects/{d.project}/users/blt0"),
        404,
        missing("personalize.USERS.USER_NOT_FOUND"),
        READ_AGAIN,
    ),
    Row("a path that is none", got("/nowhere"), 404, no_route("GET", "/nowhere"), "Compare it with the description."),
    Row(
        "a single version, which only the list shows",
        lambda d: d.api.get(f"/experiences/{NOBODY}/versions/{NOBODY}"),
        404,
        no_route("GET", f"/experiences/{NOBODY}/versions/{NOBODY}"),
        "Read the list of versions.",
    ),
    Row(
        "a path of /v3 that is none",
        lambda d: d.call("GET", "/v3/nowhere"),
        404,
        content_error(141),
        "Compare it with the description, `/v3/openapi`.",
    ),
    Row(
        "a method that the path does not have",
        lambda d: d.api.patch("/events", json={}),
        405,
        no_route("PATCH", "/events", "Method Not Allowed", 405),
        "Use one that the Allow header names.",
    ),
    Row(
        "results of a version that has none",
        lambda d: d.api.get(f"{d.draft().replace('/versions/', '/analytics/summary?version=')}"),
        404,
        missing("SUMMARY_NOT_FOUND"),
        NOT_YET,
    ),
    Row(
        "results over time of a version that has none",
        lambda d: d.api.get(f"{d.draft().replace('/versions/', '/analytics/time-series?version=')}"),
        404,
        missing("TIME_SERIES_ANALYTICS_NOT_FOUND"),
        NOT_YET,
    ),
    Row("a breakdown of a version that was never active", results("breakdown", "&dimension=DEVICE", live=False), 404,
        missing("BREAKDOWN_NOT_FOUND"), NOT_YET),
    Row("a file of results of a version that was never active", results("export", "&table=summary", live=False), 404,
        missing("EXPORT_NOT_FOUND"), NOT_YET),
    Row("what a holdout found of a version that was never active", results("holdout", "&event=Clicked", live=False),
        404, missing("HOLDOUT_NOT_FOUND"), NOT_YET),
    Row("the traffic of a segmented experience", results("traffic"), 404, missing("TRAFFIC_NOT_FOUND"),
        "Only A/B tests share their visitors out."),
    # How it is sent
    Row(
        "no X-Project-Uid",
        lambda d: d.installation.api().get("/events"),
        400,
        wrong("x-project-uid", "PROJECT_UID_HEADER_NOT_SET"),
        "Send the uid of a project that GET /projects lists.",
    ),
    Row(
        "no organization_uid, from somebody in several",
        in_two_organizations,
        400,
        wrong("organization_uid", "ORGANIZATION_UID_HEADER_NOT_SET"),
        "Send the uid of the organization to create the project in.",
    ),
    Row("a body that is no JSON", as_json(b"{"), 400, wrong("body", "NOT_VALID_JSON"), "Send JSON."),
    Row(
        "a body that does not say it is JSON",
        as_json(b'{"key": "Clicked"}', "text/plain"),
        400,
        wrong("body", "NOT_OBJECT"),
        "Send `Content-Type: application/json`.",
    ),
    Row("a body that is a list", as_json(b"[]"), 400, wrong("body", "NOT_OBJECT"), "Send an object."),
    Row("a body with half a character", as_json(rb'{"key": "\ud800"}'), 400, wrong("body", "NOT_VALID_TEXT"),
        "Send whole surrogate pairs, or plain UTF-8."),
    Row("a body that nests too deep", as_json(b"[" * 33), 400, wrong("body", "TOO_DEEP"), "Send flatter JSON."),
    Row(
        "a body that is too large",
        as_json(b" " * (1024 * 1024 + 1)),
        413,
        refused("PAYLOAD_TOO_LARGE", "Payload too large"),
        "Send less than 1 MiB.",
    ),
    Row(
        "a body of /v3 that is too large",
        lambda d: d.call("POST", "/v3/user-session", content=b" " * (10 * 1024 * 1024 + 1)),
        413,
        content_error(141),
        "Send less than 10 MiB.",
    ),
    Row(
        "a save on a state that somebody changed meanwhile",
        saved_on_an_older_state,
        412,
        refused("PRECONDITION_FAILED", "Precondition failed"),
        "Read it again, redo the change on what it is now, and save with the new ETag.",
    ),
    # Names and texts
    Row("a name that is missing", posted("/events", {}), 400, wrong("key", "REQUIRED"), COMPLETE),
    Row("a name that is no text", posted("/events", {"key": 7}), 400, wrong("key", "NOT_STRING"), COMPLETE),
    Row("an empty name", posted("/events", {"key": " "}), 400, wrong("key", "REQUIRED"), COMPLETE),
    Row("a name that is too long", posted("/events", {"key": "x" * 201}), 400, wrong("key", "TOO_LONG"),
        "Use at most 200 characters (a description: 2000)."),
    Row("a name with a control character", posted("/events", {"key": "a\u0007b"}), 400,
        wrong("key", "CONTROL_CHARACTER"), "Take it out."),
    Row("a tag of other characters", posted("/experiences", {"name": "Hero", "__type": "AB_TEST", "tags": ["a b"]}),
        400, wrong("tags.0", "INVALID_TAG"), "Use 1 to 32 of A-Z a-z 0-9 - _ :"),
    # Taken
    Row("an attribute's key is taken",
        twice("/attributes", {"name": "Age", "key": "age"}, {"name": "Years", "key": "age"}),
        400, refused("personalize.ATTRIBUTES.DUPLICATE_KEY"), RENAME),
    Row("an attribute's name is taken",
        twice("/attributes", {"name": "Age", "key": "age"}, {"name": "Age", "key": "years"}),
        400, refused("personalize.ATTRIBUTES.DUPLICATE_NAME"), RENAME),
    Row("an audience's name is taken", twice("/audiences", audience(), audience()), 400,
        refused("personalize.AUDIENCES.DUPLICATE_NAME"), RENAME),
    Row("an event's key is taken", twice("/events", {"key": "Clicked"}, {"key": "Clicked"}), 400,
        refused("personalize.EVENTS.DUPLICATE_KEY"), RENAME),
    Row("an experience's name is taken",
        twice("/experiences", {"name": "Hero", "__type": "AB_TEST"}, {"name": "Hero", "__type": "SEGMENTED"}),
        400, refused("personalize.EXPERIENCES.DUPLICATE_NAME"), RENAME),
    Row("a project's name is taken",
        lambda d: d.api.post("/projects", json={"name": done(d.api.get(f"/projects/{d.project}"))["name"]}),
        400, refused("personalize.PROJECTS.DUPLICATE_NAME"), RENAME),
    Row("a stack that another project is connected to", stack_taken, 400,
        refused("personalize.PROJECTS.STACK_ALREADY_CONNECTED"), "Disconnect it from the other project first."),
    Row("a user who has a role in the project already",
        lambda d: d.api.post(f"/projects/{d.project}/users", json={"uid": d.installation.owner.user_uid}),
        400, refused("personalize.USERS.DUPLICATE_USER"), "Change the role with PUT instead."),
    # Too many
    Row("more attributes than a project may have",
        one_too_many("/attributes", "attributes_per_project", lambda n: {"name": f"A{n}", "key": f"a{n}"}),
        400, refused("personalization.ATTRIBUTES.MAX_ATTRIBUTES_COUNT_EXCEEDED"), MAKE_ROOM),
    Row("more audiences than a project may have",
        one_too_many("/audiences", "audiences_per_project", lambda n: audience(name=f"Audience {n}")),
        400, refused("personalization.AUDIENCES.MAX_AUDIENCES_COUNT_EXCEEDED"), MAKE_ROOM),
    Row("more events than a project may have",
        one_too_many("/events", "events_per_project", lambda n: {"key": f"E{n}"}),
        400, refused("personalization.EVENTS.MAX_EVENTS_COUNT_EXCEEDED"), MAKE_ROOM),
    Row("more experiences than a project may have",
        one_too_many("/experiences", "experiences_per_project", lambda n: {"name": f"E{n}", "__type": "AB_TEST"}),
        400, refused("personalization.EXPERIENCES.MAX_EXPERIENCES_COUNT_EXCEEDED"), MAKE_ROOM),
    Row("more projects than an organization may have", too_many_projects, 400,
        refused("personalize.PROJECTS.MAX_PROJECTS_COUNT_EXCEEDED"), MAKE_ROOM),
    Row("more CDP-synced audiences than a project may have",
        synced_registration(*({"slug": f"s{number}"} for number in range(MAX_LYTICS_AUDIENCES + 1))),
        400, refused("personalize.LYTICS_AUDIENCES.MAX_LYTICS_AUDIENCES_COUNT_EXCEEDED"),
        "Register only those that audiences or experiences use."),
    Row("more rules than an audience may have",
        posted("/audiences", audience(*[rule()] * (LIMITS["rules_per_audience"] + 1))),
        400, refused("personalize.AUDIENCES.RULE_COUNT_EXCEEDED"), MAKE_ROOM),
    Row("more rules than an audience may have, and something else is wrong",
        posted("/audiences", audience(*[rule()] * (LIMITS["rules_per_audience"] + 1), name="")),
        400, wrong("name", "REQUIRED", definition=["RULE_COUNT_EXCEEDED"]), MAKE_ROOM),
    Row("more variants than an experience may have",
        lambda d: d.save({"variants": [segmented(d.audience())] * (LIMITS["variants_per_experience"] + 1)}),
        400, wrong("variants", "MAX_VARIANTS_COUNT_EXCEEDED"), SHORTEN),
    Row("more audiences than a variant may have", too_many_audiences, 400,
        wrong("variants.0.audiences", "MAX_AUDIENCES_COUNT_EXCEEDED"), SHORTEN),
    Row("more metrics than a test may have", too_many_metrics, 400,
        wrong("metrics", "MAX_METRICS_COUNT_EXCEEDED"), SHORTEN),
    Row("more tags than an experience may have",
        posted("/experiences", {"name": "Hero", "__type": "AB_TEST", "tags": ["a", "b", "c", "d"]}),
        400, wrong("tags", "MAX_TAGS_COUNT_EXCEEDED"), SHORTEN),
    # In use
    Row("deleting an attribute that an audience uses",
        used("/attributes", Desk.attribute, lambda d, uid: d.audience(rule(uid))),
        400, refused("personalize.ATTRIBUTES.CANNOT_DELETE_REFERRED_ATTRIBUTE"), FIRST_REMOVE),
    Row("deleting an audience that an experience uses",
        used("/audiences", Desk.audience, lambda d, uid: done(d.save({"variants": [segmented(uid)]}))),
        400, refused("personalize.AUDIENCES.CANNOT_DELETE_REFERRED_AUDIENCE"), FIRST_REMOVE),
    Row("deleting an event that a test measures",
        used("/events", Desk.event,
             lambda d, uid: done(d.save(shares(100, metrics=[{"event": uid, "name": "Clicked"}]), "AB_TEST"))),
        400, refused("personalize.EVENTS.CANNOT_DELETE_REFERRED_EVENT"), FIRST_REMOVE),
    Row("deleting a CDP-synced audience that an experience uses",
        used("/lytics-audiences", Desk.synced,
             lambda d, uid: done(d.save({"variants": [segmented(lyticsAudiences=[uid])]}))),
        400, refused("personalize.LYTICS_AUDIENCES.CANNOT_DELETE_REFERRED_LYTICS_AUDIENCE"), FIRST_REMOVE),
    # The life of a version
    Row("a second draft", second_draft, 400, refused(f"{VERSIONS}.CANNOT_CREATE_VERSION_AS_DRAFT_ALREADY_EXISTS"),
        "Change the draft that there is, or delete it first."),
    Row("deleting the only version", lambda d: d.api.delete(d.draft()), 400,
        refused(f"{VERSIONS}.CANNOT_DELETE_ONLY_DRAFT"), "Delete the experience instead."),
    Row("deleting a version that is or was live", deleted_live, 400,
        refused(f"{VERSIONS}.CANNOT_DELETE_LOCKED_VERSION"), "Pause it, or delete the experience."),
    Row("changing a live version", changed_live(lambda variants: [variants[0] | {"name": "Renamed"}]), 400,
        refused(f"{VERSIONS}.CANNOT_UPDATE_LOCKED_VERSION"), NEW_DRAFT),
    Row("taking a live version's variants away", changed_live(lambda _: []), 400,
        wrong("variants", "EMPTY_ARRAY"), NEW_DRAFT),
    Row("making a live version a draft again", changed_live(status="DRAFT"), 400,
        refused(f"{VERSIONS}.CANNOT_MARK_VERSION_AS_DRAFT"), NEW_DRAFT),
    Row("archiving a live version by hand", changed_live(status="ARCHIVED"), 400,
        refused(f"{VERSIONS}.CANNOT_UPDATE_LOCKED_VERSION"), "Activate a draft: it archives the version before it."),
    Row("pausing a draft", lambda d: d.save({"status": "PAUSED", "variants": [segmented(d.audience())]}), 400,
        refused(f"{VERSIONS}.INVALID_STATUS"), "Save it as DRAFT, or activate it."),
    Row("creating a version that is not a draft", new_version_that_is_live, 400, wrong("status", "INVALID_STATUS"),
        "Create it as DRAFT, then activate it with PUT."),
    Row("a version without status and variants", lambda d: d.api.put(d.draft(), json={}), 400,
        wrong("status", "INVALID_STATUS", "STATUS_REQUIRED", variants=["VARIANTS_NOT_ARRAY", "EMPTY_ARRAY"]),
        "Send the whole version, even to change only its status."),
    Row("a version that is no object", lambda d: d.api.put(d.draft(), json=[]), 400, wrong("body", "NOT_OBJECT"),
        COMPLETE),
    Row("activating a test of one variant", saved({"status": "ACTIVE"} | shares(100), "AB_TEST"), 400,
        wrong("variants", "TOO_FEW_VARIANTS"), "A segmented experience needs one variant, a test two."),
    Row("a variant without audiences", saved({"variants": [{"name": "Variant"}]}), 400,
        wrong("variants.0.audiences", "EMPTY_ARRAY", **{"variants.0.audienceCombinationType": ["NOT_VALID_ENUM"]}),
        "Name at least one audience, and AND or OR."),
    Row("audiences that are no list", saved({"variants": [segmented() | {"audiences": "x"}]}), 400,
        wrong("variants.0.audiences", "NOT_ARRAY"), COMPLETE),
    Row("a variant's audience that is no uid, or a CDP-synced one's", saved({"variants": [segmented("x")]}),
        400, wrong("variants.0.audiences.0", "x is not a valid ObjectId"), "Name those in `lyticsAudiences`."),
    Row("a variant's audience that the project does not have", saved({"variants": [segmented(NOBODY)]}), 400,
        wrong("variants.0.audiences.0", "AUDIENCE_NOT_FOUND"), CHOOSE),
    Row("a variant's CDP-synced audience that the project does not have",
        saved({"variants": [segmented(lyticsAudiences=["1" * 32])]}),
        400, wrong("variants.0.lyticsAudiences.0", "LYTICS_AUDIENCE_NOT_FOUND"), CHOOSE),
    Row("a short uid that no variant ever had",
        lambda d: d.save({"variants": [segmented(d.audience(), shortUid="7")]}),
        400, wrong("variants.0.shortUid", "SHORT_UID_NOT_FOUND"), "Leave it out for a new variant."),
    Row("a short uid that is none", lambda d: d.save({"variants": [segmented(d.audience(), shortUid="A!")]}), 400,
        wrong("variants.0.shortUid", "NOT_VALID_SHORT_UID"), "Leave it out for a new variant."),
    Row("two variants with one short uid", one_short_uid_twice, 400,
        wrong("variants.1.shortUid", "DUPLICATE_SHORT_UID"), "Leave it out for a new variant."),
    Row("percentages that are not 100 together", saved(shares(50, 40), "AB_TEST"), 400,
        wrong("variants", "TRAFFIC_DISTRIBUTION_NOT_100"), "Let them add up, or choose EQUALLY_SPLIT."),
    Row("a percentage that is none", saved(shares("half", 50), "AB_TEST"), 400,
        wrong("variants.0.trafficDistribution", "NOT_PERCENTAGE"), "Send a number from 0 to 100."),
    Row("a metric's event that the project does not have",
        saved(shares(100, metrics=[{"event": NOBODY, "name": "Clicked"}]), "AB_TEST"),
        400, wrong("metrics.0.event", "EVENT_NOT_FOUND"), CHOOSE),
    Row("an event that is measured twice",
        lambda d: d.save(shares(100, metrics=[{"event": d.event(), "name": "Clicked"}] * 2), "AB_TEST"),
        400, wrong("metrics.1.event", "DUPLICATE_EVENT"), SHORTEN),
    # Experiences and their order
    Row("a type that there is not", posted("/experiences", {"name": "Hero", "__type": "OTHER"}), 400,
        wrong("__type", "NOT_VALID_ENUM"), "Choose SEGMENTED or AB_TEST."),
    Row("changing an experience's type",
        lambda d: d.api.put(f"/experiences/{d.experience()['uid']}", json={"name": "Hero", "__type": "AB_TEST"}),
        400, refused("personalize.EXPERIENCES.CANNOT_CHANGE_TYPE"), "Create another experience."),
    Row("an order without some experience", reordered(lambda uids: uids[1:]), 400, refused("MISSING_EXPERIENCES"),
        ONCE_EACH),
    Row("an order with an experience that is not there", reordered(lambda uids: [*uids, NOBODY]), 400,
        wrong("priorityOrder.2", "EXPERIENCE_NOT_FOUND"), ONCE_EACH),
    Row("an order with an experience twice", reordered(lambda uids: [*uids, uids[0]]), 400,
        wrong("priorityOrder.2", "DUPLICATE_EXPERIENCE"), ONCE_EACH),
    Row("results without a version",
        lambda d: d.api.get(f"/experiences/{d.experience()['uid']}/analytics/summary"),
        400, wrong("version", "VERSION_REQUIRED"), SAY_VERSION),
    Row("results of a version that is no uid",
        lambda d: d.api.get(f"/experiences/{d.experience()['uid']}/analytics/time-series?version=1"),
        400, wrong("version", "1 is not a valid ObjectId"), SAY_VERSION),
    Row("results of a range of time that cannot be read", results("summary", "&startTime=today"), 400,
        wrong("startTime", "NOT_VALID_TIME"), "Send an ISO 8601 time with its offset."),
    Row("results of a range of time that ends before it starts",
        results("summary", "&startTime=2026-05-15T00:00:00Z&endTime=2026-05-14T00:00:00Z"), 400,
        wrong("endTime", "END_NOT_AFTER_START"), "Exchange them."),
    Row("results against a variant that the version does not have", results("summary", "&baseline=zz"), 400,
        wrong("baseline", "VARIANT_NOT_FOUND"), "Use a short uid of the version's variants."),
    Row("results over time in steps that there are not", results("time-series", "&granularity=WEEK"), 400,
        wrong("granularity", "NOT_VALID_ENUM"), "Choose HOUR or DAY."),
    Row("results over time by a clock that there is not", results("time-series", "&timezone=Mars"), 400,
        wrong("timezone", "TIMEZONE_UNKNOWN"), "Send an IANA name: Europe/Berlin."),
    Row("results over time in too many points",
        results("time-series", "&granularity=HOUR&startTime=2000-01-01T00:00:00Z&endTime=2026-01-01T00:00:00Z"), 400,
        wrong("startTime", "TOO_MANY_POINTS"), "Ask for a shorter range, or for days."),
    Row("a breakdown by nothing", results("breakdown"), 400, wrong("dimension", "REQUIRED"),
        "Choose AUDIENCE, DEVICE or COUNTRY."),
    Row("what a holdout did for no event", results("holdout"), 400, wrong("event", "EVENT_REQUIRED"),
        "Name an event by its uid or key."),
    Row("what a holdout did for an event that the project does not have", results("holdout", "&event=x"), 400,
        wrong("event", "EVENT_NOT_FOUND"), CHOOSE),
    Row("a plan without its numbers", results("plan"), 400,
        wrong("baselineRate", "REQUIRED", minimalUplift=["REQUIRED"]), COMPLETE),
    Row("a plan with a number that is none", results("plan", "&baselineRate=5&minimalUplift=10&variants=1"), 400,
        wrong("variants", "NOT_VALID_NUMBER"), COMPLETE),
    Row("a plan for an uplift that cannot be", results("plan", "&baselineRate=60&minimalUplift=80"), 400,
        wrong("minimalUplift", "UPLIFT_NOT_POSSIBLE"), "Both rates have to lie between 0 and 100 %."),
    # Rules
    Row("a condition without its options", posted("/audiences", audience(rule() | {"attributeMatchOptions": None})),
        400, wrong(f"{RULE}.attributeMatchOptions", "valid matchOptions is required for STRING_EQUALS condition"),
        COMPLETE),
    Row("a condition that does not fit the attribute",
        posted("/audiences", audience(rule(condition="CONTAINS_SUBSTRING"))),
        400, wrong(f"{RULE}.attributeMatchCondition", "CONDITION_NOT_ALLOWED"),
        "Choose one that the attribute has (a country is equal or not)."),
    Row("rules that are no list", posted("/audiences", {"name": "A", "definition": {"combinationType": "AND"}}), 400,
        wrong("definition.rules", "RULES_NOT_ARRAY"), COMPLETE),
    Row("a switch that is neither true nor false", posted("/audiences", audience(rule(invertCondition="no"))), 400,
        wrong(f"{RULE}.invertCondition", "NOT_BOOLEAN"), COMPLETE),
    Row("more than ten groups within one another", posted("/audiences", audience(grouped(10))), 400,
        wrong(".".join(["definition", *["rules", "0"] * 10]), "NESTING_TOO_DEEP"), "Join groups of one kind."),
    Row("a rule's attribute that the project does not have", posted("/audiences", audience(rule(NOBODY))), 400,
        wrong(f"{RULE}.attribute.ref", "ATTRIBUTE_NOT_FOUND"), CHOOSE),
    Row("a rule's attribute that is no uid", posted("/audiences", audience(rule("age"))), 400,
        wrong(f"{RULE}.attribute.ref", "age is not a valid ObjectId"), CHOOSE),
    Row("a NUL in a rule", posted("/audiences", audience(rule(options={"value": "\0"}))), 400,
        wrong(f"{RULE}.attributeMatchOptions.value", "CONTROL_CHARACTER"), "Take it out."),
    # CDP-synced audiences
    Row("registered uids of another form", synced_registration({"slug": "s", "uid": "1"}), 400,
        wrong("0.uid", "NOT_VALID_UID"), "Send 32 hex digits, or leave it out."),
    Row("a registered slug with a bar", synced_registration({"slug": "a|b"}), 400, wrong("0.slug", "NOT_VALID_SLUG"),
        "Memberships are separated by it; use another slug."),
    Row("a slug registered twice", synced_registration({"slug": "s"}, {"slug": "s", "uid": LYTICS_UID}), 400,
        wrong("0.slug", "DUPLICATE_SLUG", **{"1.slug": ["DUPLICATE_SLUG"]}), RENAME),
    Row("a uid registered twice", synced_registration(*({"slug": s, "uid": LYTICS_UID} for s in "ab")), 400,
        wrong("0.uid", "DUPLICATE_UID", **{"1.uid": ["DUPLICATE_UID"]}), RENAME),
    Row("a file that is no CSV", synced_csv(b"\xff"), 400, wrong("body", "NOT_VALID_CSV"), "Send UTF-8 text."),
    Row("a file with a line of other length", synced_csv(b"slug,name\na\n"), 400, wrong("0", "WRONG_FIELD_COUNT"),
        "Give every line as many fields as the first."),
    # Users of a project
    Row("a user named twice, or not at all", lambda d: d.api.post(f"/projects/{d.project}/users", json={}), 400,
        wrong("body", "EMAIL_OR_UID_REQUIRED"), "Send either `email` or `uid`."),
    Row("a user whom the organization does not have",
        lambda d: d.api.post(f"/projects/{d.project}/users", json={"email": "nobody@example.com"}), 400,
        wrong("email", "USER_NOT_FOUND"), "Create the user first: `lenticular user create`."),
    Row("removing the last owner of a project",
        lambda d: d.api.delete(f"/projects/{d.project}/users/{d.installation.owner.user_uid}"), 400,
        refused("personalize.USERS.CANNOT_REMOVE_LAST_OWNER"), "Make somebody else an owner first."),
    # Measuring, and what is kept of visitors
    Row("a member changes the project's holdout",
        lambda d: d.as_member().put(f"/projects/{d.project}/measurement", json={"holdoutPercentage": 5}), 403,
        FORBIDDEN, "Ask an owner of the project."),
    Row("a holdout of more than half, or of three decimals",
        lambda d: d.api.put(f"/experiences/{d.experience()['uid']}/measurement", json={"holdoutPercentage": 0.125}),
        400, wrong("holdoutPercentage", "NOT_PERCENTAGE"), "Send a number from 0 to 50 with two decimals at most."),
    Row("a privacy setting that there is not",
        lambda d: d.api.put(f"/projects/{d.project}/measurement", json={"privacySignal": "OBEY"}), 400,
        wrong("privacySignal", "NOT_VALID_ENUM"), "Choose IGNORE, ANONYMOUS or DROP."),
    Row("a member exports a visitor", lambda d: d.as_member().get("/visitors/ann"), 403, FORBIDDEN,
        "Ask an owner of the project."),
    Row("a visitor of whom nothing is kept", got("/visitors/nobody"), 404,
        missing("personalize.VISITORS.VISITOR_NOT_FOUND"),
        "Check the UID and the project; what was recorded under a pseudonym cannot be found."),
    Row("a visitor's uid that is too long", lambda d: d.api.delete(f"/visitors/{'x' * 257}"), 400,
        wrong("userUid", "TOO_LONG"), "Send the UID that the site sends, at most 256 bytes."),
    Row("a page of too many events", got("/visitors/ann?limit=1001"), 400, wrong("limit", "LESS_THAN_EQUAL"), SHORTEN),
    Row("an erasure that is not there", got(f"/visitors/erasures/{NOBODY}"), 404,
        missing("personalize.VISITORS.ERASURE_NOT_FOUND"), "Use the uid that DELETE answered, in the same project."),
    # Described visitors
    Row("a version of no experience", posted("/decisions", {"version": NOBODY}), 400, wrong("experience", "REQUIRED"),
        "Name the experience too."),
    Row("a visit at a time no zone can tell", posted("/decisions", {"visitor": {"time": "1600-01-01T00:00:00Z"}}), 400,
        wrong("visitor.time", "NOT_VALID_TIME"), "Choose one from 1970 to 2999."),
    # Preview links
    Row("a preview link for more than 30 days", posted("/preview-links", {"expiresInHours": 721}), 400,
        wrong("expiresInHours", "LESS_THAN_EQUAL"), "Send 1 to 720 hours."),
    Row("a preview link that shows an experience that is not there",
        posted("/preview-links", {"decisions": {"9": "0"}}), 400, wrong("decisions.9", "EXPERIENCE_NOT_FOUND"),
        "Use the short uid of an experience of this project."),
    Row("a preview link that shows a variant that no version has",
        lambda d: d.api.post("/preview-links", json={"decisions": {d.experience()["shortUid"]: "9"}}), 400,
        wrong("decisions.0", "VARIANT_NOT_FOUND"), "Use the short uid of a variant of any version of the experience."),
    Row("a member ends all preview links", lambda d: d.as_member().delete("/preview-links"), 403, FORBIDDEN,
        "Ask an owner of the project."),
)
# fmt: on
