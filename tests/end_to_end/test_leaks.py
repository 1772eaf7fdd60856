"""What is not published stays unseen: every way round a delivery token that a visitor of a site could try over HTTP.

All that nobody may see has the word SECRET in it. Whatever is asked, the word is in no byte of the answer.
"""

import base64
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

import planted_secrets
from installations import Installation
from leak_tries import TRIES, World
from planted_secrets import ENTRIES, PAGE, Content, Headers, done, settle

SECRET = b"SECRET"
# What a query looks for must not itself be the word: an error may say what was asked.
LIKE_A_SECRET = {"$regex": "SEC[R]ET"}


@pytest.fixture(scope="module")
def world(installation: Installation) -> Iterator[World]:
    ours, theirs = settle(installation.server, "Ours"), settle(installation.server, "Theirs")
    planted_secrets.fill(ours)
    theirs.write("home", title="SECRET home of theirs", body="SECRET")
    theirs.stack.post("/content_types", content_type={**PAGE, "uid": "secret", "title": "SECRET type"})
    theirs.personalize("Theirs", *(f"variant {number}" for number in range(5)))
    theirs.vary("home", "variant 4", body="SECRET variant of theirs")
    theirs.publish_variant("home", "variant 4")
    yield World(installation.server, ours, theirs)
    for content in (ours, theirs):
        content.delete()


@pytest.fixture
def short_lived(world: World) -> Iterator[Content]:
    """A stack with nothing in it, which a test may delete."""
    content = settle(world.server, "Short-lived")
    yield content
    content.stack.owner.delete("/v3/stacks")


def preview(content: Content) -> Headers:
    """Return what an author's preview sends, who may see drafts."""
    return {"api_key": content.stack.api_key, "preview_token": content.preview}


def without_tokens(headers: Headers) -> Headers:
    """Return what a request sends beside who it is."""
    who = {"access_token", "preview_token", "authorization", "authtoken", "api_key"}
    return {name: value for name, value in headers.items() if name not in who}


def raw(answer: httpx.Response) -> bytes:
    """Return all bytes that an answer has for whoever asked."""
    return b"".join(b"%s: %s\n" % pair for pair in answer.headers.raw) + answer.content


@pytest.mark.parametrize("kind", TRIES)
def test_no_request_gives_anything_away(world: World, kind: str):
    tries = list(TRIES[kind](world))
    offenders = []
    for client in world.server.worker_clients():
        for one in tries:  # with the right token first, so that the answer is in memory already
            for headers in (world.ours.headers, preview(world.ours)):
                client.get(one.path, params=one.query, headers={**without_tokens(one.headers), **headers})
        for one in tries * 2:
            answer = client.get(one.path, params=one.query, headers=one.headers)
            if answer.status_code != one.status or SECRET in raw(answer):
                offenders.append((one.name, one.status, answer.status_code, answer.text[:300]))
    assert offenders == []
    assert len(tries) > 30


def test_the_secrets_are_there_for_whoever_may_see_them(world: World):
    # Else the tests above would find nothing because there is nothing.
    client = world.server.client()
    ours, theirs = world.ours, world.theirs
    query = {"environment": "production"}

    def titles(headers: Headers, **asked: str) -> set[str]:
        found = done(client.get(ENTRIES, params=query | asked, headers=headers))["entries"]
        return {entry["title"] for entry in found}

    assert titles(ours.headers) == {"Home", "About"}
    drafts = {"SECRET home", "About", "SECRET hidden", "SECRET staged", "SECRET withdrawn", "SECRET scheduled"}
    assert titles(preview(ours)) >= drafts
    assert titles(theirs.headers) == {"SECRET home of theirs"}
    about = f"{ENTRIES}/{ours.uids['about']}"
    for alias, published, draft in (
        ("cs_personalize_0_0", "Who we are", "SECRET drafted variant"),
        ("cs_personalize_0_1", "A newer welcome", "SECRET even newer variant"),
        ("cs_personalize_0_2", "Who we are", "SECRET staged variant variant"),
        ("cs_personalize_1_0", "Who we are", "SECRET undone variant"),
    ):
        varied = {"x-cs-variant-uid": alias}
        seen = [done(client.get(about, params=query, headers=who | varied)) for who in (ours.headers, preview(ours))]
        assert [one["entry"]["body"] for one in seen] == [published, draft]
    german = {"x-cs-variant-uid": "cs_personalize_1_1"}
    asked = {"locale": "de-de"}
    body = done(client.get(about, params=asked, headers=ours.headers | german))["entry"]["body"]
    assert body == "SECRET but in German"
    at_their_home = {"x-cs-variant-uid": "cs_personalize_0_4"}
    found = done(client.get(f"{ENTRIES}/{theirs.uids['home']}", headers=theirs.headers | at_their_home))
    assert found["entry"]["body"] == "SECRET variant of theirs"
    staging = ours.headers | {"access_token": ours.staging}
    assert titles(staging, environment="staging") == {"SECRET staged", "About"}
    varied = {"x-cs-variant-uid": "cs_personalize_0_2"}
    assert done(client.get(about, headers=staging | varied))["entry"]["body"] == "SECRET staged variant variant"


def test_what_is_not_published_is_not_referred_to(world: World):
    client = world.server.client()
    home = f"{ENTRIES}/{world.ours.uids['home']}"
    entry = done(client.get(home, params={"include[]": "related"}, headers=world.ours.headers))["entry"]
    assert (entry["title"], entry["body"], entry["_version"]) == ("Home", "Welcome", 1)
    assert (entry["related"], entry["image"]) == ([], None)
    about = f"{ENTRIES}/{world.ours.uids['about']}"
    varied = {"x-cs-variant-uid": "cs_personalize_1_2"}
    entries = [
        done(client.get(about, params={"include[]": "related"}, headers=world.ours.headers | more))["entry"]
        for more in ({}, varied)
    ]
    assert entries[0]["image"]["title"] == "A photo"
    assert (entries[1]["related"], entries[1]["image"]) == ([], None)
    assert "cs_personalize_1_2" in str(entries[1]["publish_details"]["variants"])


def test_what_is_not_published_cannot_be_told_from_what_is_not_there(world: World):
    client = world.server.client()
    ours = world.ours

    def answer_to(path: str, **query: str) -> tuple[int, bytes]:
        answer = client.get(path, params=query, headers=ours.headers)
        return answer.status_code, answer.content

    nothing = answer_to(f"{ENTRIES}/blt0000000000000000")
    hidden = ("hidden", "staged", "scheduled", "withdrawn", "deleted")
    uids = [*(ours.uids[name] for name in hidden), world.theirs.uids["home"]]
    assert {answer_to(f"{ENTRIES}/{uid}") for uid in uids} == {nothing}
    assert answer_to(f"/v3/assets/{ours.uids['asset']}") == answer_to("/v3/assets/blt0000000000000000")
    assert answer_to("/v3/content_types/secret") == (
        422,
        answer_to("/v3/content_types/nothing")[1].replace(b"nothing", b"secret"),
    )
    home = f"{ENTRIES}/{ours.uids['home']}"
    status, said = answer_to(home, environment="staging")
    assert answer_to(home, environment="nowhere") == (status, said.replace(b"staging", b"nowhere"))


@pytest.mark.parametrize(
    "query",
    [
        pytest.param({"body": LIKE_A_SECRET}, id="field"),
        pytest.param({"title": {"$gte": "SECRE", "$lt": "SECRF"}}, id="range"),
        pytest.param({"$or": [{"title": LIKE_A_SECRET}, {"body": LIKE_A_SECRET}]}, id="or"),
        pytest.param({"_version": {"$gt": 1}}, id="version"),
        pytest.param({"tags": {"$in": ["SECRET"]}}, id="tags"),
        pytest.param({"related": {"$in_query": {"title": LIKE_A_SECRET}}}, id="of a reference"),
        pytest.param({"image.title": LIKE_A_SECRET}, id="of a file"),
        pytest.param({"_variant": {"$exists": True}}, id="variant"),
        pytest.param({"body": "A newer welcome"}, id="published variant"),
    ],
)
def test_no_question_tells_what_a_draft_says(world: World, query: dict[str, Any]):
    client = world.server.client()
    varied = {"x-cs-variant-uid": "cs_personalize_0_0,cs_personalize_0_1,cs_personalize_0_2"}
    for headers in (world.ours.headers, world.ours.headers | varied):
        asked = {"query": json.dumps(query), "include_count": "true", "include[]": "related"}
        answer = client.get(ENTRIES, params=asked, headers=headers)
        assert done(answer) == {"entries": [], "count": 0}
        assert done(client.get(ENTRIES, params=asked | {"count": "true"}, headers=headers)) == {"entries": 0}


def test_synchronizing_sends_what_is_published_and_forgets_the_rest(world: World):
    ours, theirs = world.ours, world.theirs
    client = world.server.client()
    path = "/v3/stacks/sync"
    begun = client.get(path, params={"init": "true", "environment": "production"}, headers=ours.headers)
    for query in ({"type": "entry_published"}, {"type": "asset_published"}, {"locale": "de-de"}, {"locale": "en-us"}):
        answer = client.get(path, params={"init": "true", "environment": "production"} | query, headers=ours.headers)
        assert SECRET not in raw(answer)
    assert SECRET not in raw(begun)
    told = {(item["type"], item["data"]["title"]) for item in done(begun)["items"]}
    pages = {("entry_published", title) for title in ("Home", "About", "Über uns")}
    assert told == pages | {("asset_published", "A photo")}

    # The token in the client's hands is no key: neither another's, nor one that was written by hand.
    token = done(begun)["sync_token"]
    course = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    environments = {one["name"]: one["uid"] for one in ours.stack.get("/environments")["environments"]}
    for changed in ({"since": 0, "environment_uid": environments["staging"]}, {"since": -1, "environment_uid": ""}):
        forged = base64.urlsafe_b64encode(json.dumps(course | changed).encode()).decode().rstrip("=")
        answer = client.get(path, params={"sync_token": forged}, headers=ours.headers)
        assert (answer.status_code, SECRET in raw(answer)) == (422, False)
    assert client.get(path, params={"sync_token": token}, headers=theirs.headers).status_code == 422
    everything = base64.urlsafe_b64encode(json.dumps(course | {"since": 0}).encode()).decode().rstrip("=")
    answer = client.get(path, params={"sync_token": everything}, headers=ours.headers)
    assert (answer.status_code, SECRET in raw(answer)) == (200, False)


def test_who_has_an_answer_learns_nothing_by_its_etag_without_a_right_to_it(world: World):
    ours, theirs = world.ours, world.theirs
    client = world.server.client()
    home = f"{ENTRIES}/{ours.uids['home']}"
    etag = client.get(home, headers=ours.headers).headers["etag"]
    assert client.get(home, headers=ours.headers | {"if-none-match": etag}).status_code == 304
    for tag in (etag, "*"):
        held = {"if-none-match": tag}
        stolen = ours.headers | {"access_token": theirs.token}
        assert client.get(home, headers=stolen | held).status_code == 401
        assert client.get(home, headers=theirs.headers | held).status_code == 422
        assert client.get(home, headers={"api_key": ours.stack.api_key} | held).status_code == 401
    staging = ours.headers | {"access_token": ours.staging}
    assert client.get(home, headers=staging | {"if-none-match": etag}).status_code == 422
    # A variant is another answer: who sees it gets it, though the base is at hand.
    about = f"{ENTRIES}/{ours.uids['about']}"
    base = client.get(about, headers=ours.headers).headers["etag"]
    varied = {"x-cs-variant-uid": "cs_personalize_0_1", "if-none-match": base}
    assert client.get(about, headers=ours.headers | varied).status_code == 200


def test_a_token_that_was_revoked_reads_nothing_more(world: World):
    ours = world.ours
    scope = [{"module": "environment", "environments": ["production"], "acl": {"read": True}}]
    made = ours.stack.post(
        "/stacks/delivery_tokens?create_with_preview_token=true",
        token={"name": "revoked", "description": "", "scope": scope},
    )["token"]
    headers = {"api_key": ours.stack.api_key}
    sent = [headers | {"access_token": made["token"]}, headers | {"preview_token": made["preview_token"]}]
    query = {"environment": "production"}
    home = f"{ENTRIES}/{ours.uids['home']}"
    workers = world.server.worker_clients()
    for client in workers:  # each has the answer in memory now
        assert [client.get(home, params=query, headers=one).status_code for one in sent * 2] == [200] * 4

    done(ours.stack.owner.delete(f"/v3/stacks/delivery_tokens/{made['uid']}"))

    for client in workers:
        for one in sent:
            answer = client.get(home, params=query, headers=one)
            assert (answer.status_code, SECRET in raw(answer)) == (401, False)


def test_a_token_that_was_narrowed_reads_the_rest_no_more(world: World):
    ours = world.ours

    def token(*environments: str) -> dict[str, Any]:
        scope = [{"module": "environment", "environments": list(environments), "acl": {"read": True}}]
        return {"name": "narrowed", "description": "", "scope": scope}

    made = ours.stack.post("/stacks/delivery_tokens", token=token("production", "staging"))["token"]
    headers = {"api_key": ours.stack.api_key, "access_token": made["token"]}
    staged = f"{ENTRIES}/{ours.uids['staged']}"
    workers = world.server.worker_clients()
    query = {"environment": "staging"}
    assert [client.get(staged, params=query, headers=headers).status_code for client in workers * 2] == [200] * 4

    done(ours.stack.owner.put(f"/v3/stacks/delivery_tokens/{made['uid']}", json={"token": token("production")}))

    for client in workers:
        answer = client.get(staged, params=query, headers=headers)
        assert (answer.status_code, SECRET in raw(answer)) == (422, False)


def test_a_deleted_stack_is_read_no_more(world: World, short_lived: Content):
    gone = short_lived
    gone.write("home", title="SECRET soon", body="SECRET soon")
    gone.publish("home")
    workers = world.server.worker_clients()
    query = {"environment": "production"}
    home = f"{ENTRIES}/{gone.uids['home']}"
    both = (gone.headers, preview(gone))
    asked = [(client, headers) for client in workers for headers in both]
    assert [one.get(home, params=query, headers=headers).status_code for one, headers in asked * 2] == [200] * 8

    done(gone.stack.owner.delete("/v3/stacks"))

    for client, headers in asked:
        answer = client.get(home, params=query, headers=headers)
        assert (answer.status_code, SECRET in raw(answer)) == (401, False)


def test_what_is_taken_back_is_gone_at_once_from_every_worker(world: World):
    ours = world.ours
    ours.personalize("Short", "short-lived")
    ours.write("news", title="News", body="Nothing new")
    ours.vary("news", "short-lived", body="SECRET until now")
    ours.publish_variant("news", "short-lived")
    news = f"{ENTRIES}/{ours.uids['news']}"
    headers = ours.headers | {"x-cs-variant-uid": ours.uids["short-lived"]}
    workers = world.server.worker_clients()
    assert [done(one.get(news, headers=headers))["entry"]["body"] for one in workers] == ["SECRET until now"] * 2

    ours.link("Short", [])  # removes the variants of pages

    assert [done(one.get(news, headers=headers))["entry"]["body"] for one in workers] == ["Nothing new"] * 2
    ours.publish("news", undo=True)
    assert [one.get(news, headers=headers).status_code for one in workers] == [422] * 2


@pytest.mark.parametrize("path", ["/locales/de-de", "/environments/production", "/content_types/page?force=true"])
def test_what_is_published_goes_with_what_it_is_of(world: World, short_lived: Content, path: str):
    ours = short_lived
    ours.write("home", title="Home")
    ours.publish("home")
    ours.write("home", locale="de-de", title="SECRET from now on")
    ours.publish("home", locale="de-de")
    workers = world.server.worker_clients()
    begun = done(workers[0].get("/v3/stacks/sync", params={"init": "true"}, headers=ours.headers))["sync_token"]

    def look() -> list[bool]:
        asked = (
            (ENTRIES, {"locale": "de-de"}),
            (f"{ENTRIES}/{ours.uids['home']}", {"locale": "de-de"}),
            ("/v3/stacks/sync", {"init": "true"}),
        )
        return [
            SECRET in raw(client.get(path, params=query, headers=ours.headers))
            for client in workers
            for path, query in asked
        ]

    assert look() == [True] * 6
    done(ours.stack.owner.delete(f"/v3{path}"))
    assert look() == [False] * 6
    assert SECRET not in raw(workers[0].get("/v3/stacks/sync", params={"sync_token": begun}, headers=ours.headers))


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_delivery_token_changes_nothing(world: World, method: str):
    client = world.server.client()
    before = client.get(ENTRIES, headers=world.ours.headers).content
    paths = (ENTRIES, f"{ENTRIES}/{world.ours.uids['home']}", f"{ENTRIES}/{world.ours.uids['hidden']}/publish")
    for path in paths:
        body = {"entry": {"title": "Changed", "environments": ["production"], "locales": ["en-us"]}}
        answer = client.request(method, path, json=body, headers=world.ours.headers)
        assert answer.status_code in {404, 405}
        assert SECRET not in raw(answer)
    assert client.get(ENTRIES, headers=world.ours.headers).content == before
