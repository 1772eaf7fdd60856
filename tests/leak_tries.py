"""Requests that must give nothing away of what is planted: by wrong tokens, places, queries and variants."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from planted_secrets import ENTRIES, Content, Headers
from servers import Server


@dataclass(frozen=True, slots=True)
class World:
    """A server, our stack, and another one of the same organization."""

    server: Server
    ours: Content
    theirs: Content


@dataclass(frozen=True, slots=True)
class Try:
    """A request that must give nothing away, and the status that says so."""

    name: str
    status: int
    path: str
    query: Mapping[str, str]
    headers: Headers


def aliases(world: World) -> list[str]:
    """Return every name that a variant could be asked for by, of our stack and of theirs."""
    own = [f"cs_personalize_{experience}_{variant}" for experience in range(4) for variant in range(6)]
    spelt = [
        "CS_PERSONALIZE_0_0",
        "cs_personalize_0_00",
        "cs_personalize_%",
        "*",
        "",
        "'",
        "0_0",
        "cs_personalize_0_-1",
    ]
    uids = [uid for content in (world.ours, world.theirs) for uid in content.uids.values()]
    return own + spelt + uids


def of_tokens(world: World) -> Iterator[Try]:
    """Yield requests for our home page with what is no delivery token of our stack."""
    ours, theirs = world.ours, world.theirs
    home = f"{ENTRIES}/{ours.uids['home']}"
    key = {"api_key": ours.stack.api_key}
    management = ours.stack.create_management_token("sweep")
    tokens = {
        "another stack's token": {"access_token": theirs.token},
        "another stack's preview token": {"preview_token": theirs.preview},
        "a delivery token as preview token": {"preview_token": ours.token},
        "a preview token as delivery token": {"access_token": ours.preview},
        "an unknown token": {"access_token": "cs000000000000000000000000"},
        "an empty token": {"access_token": ""},
        "a management token for delivery": {"access_token": management},
        "a delivery token for management": {"authorization": ours.token},
        "a delivery token as authtoken": {"authtoken": ours.token},
        "a preview token for management": {"authorization": ours.preview},
        "no token": {},
        "a delivery token and its preview token where theirs is due": {
            "access_token": ours.token,
            "preview_token": theirs.preview,
            "live_preview": "hash",
        },
    }
    for name, sent in tokens.items():
        for path in (home, ENTRIES, "/v3/content_types", "/v3/assets", "/v3/stacks/sync"):
            # Without any delivery token the request is one of the management API, which has no such route.
            status = 404 if path.endswith("/sync") and not {"access_token", "preview_token"} & set(sent) else 401
            yield Try(f"{name} {path}", status, path, {"init": "true", "environment": "production"}, key | sent)
    for name in ("access_token", "preview_token"):
        query = {name: ours.token if name == "access_token" else ours.preview, "api_key": ours.stack.api_key}
        yield Try(f"{name} in the query", 401, home, query, key)
        yield Try(f"{name} and key in the query", 401, home, query, {})
    yield Try("our token with their key", 401, ENTRIES, {}, ours.headers | {"api_key": theirs.stack.api_key})
    yield Try("our key in another letter case", 412, home, {}, ours.headers | {"api_key": ours.stack.api_key.upper()})
    yield Try("our page in their stack", 422, home, {}, theirs.headers)
    of_theirs = f"{ENTRIES}/{theirs.uids['home']}"
    yield Try("their page in our stack", 422, of_theirs, {}, ours.headers)
    yield Try("their type in our stack", 422, "/v3/content_types/secret", {}, ours.headers)


def of_places(world: World) -> Iterator[Try]:
    """Yield requests with our token for what is not published here."""
    ours = world.ours
    headers, home = ours.headers, f"{ENTRIES}/{ours.uids['home']}"
    for name in ("hidden", "staged", "withdrawn", "deleted", "scheduled"):
        path = f"{ENTRIES}/{ours.uids[name]}"
        yield Try(name, 422, path, {}, headers)
        for query in ({"version": "1"}, {"only[BASE][]": "body"}, {"include_fallback": "true"}, {"locale": "de-de"}):
            yield Try(f"{name} {query}", 422, path, query, headers)
        yield Try(f"{name} in the staging environment", 422, path, {"environment": "staging"}, headers)
        yield Try(f"{name} if it changed", 422, path, {}, headers | {"if-none-match": "*"})
    environments = {one["name"]: one["uid"] for one in ours.stack.get("/environments")["environments"]}
    for environment in ("staging", environments["staging"], "preview", "*"):
        for path in (home, ENTRIES, "/v3/assets", "/v3/stacks/sync"):
            query = {"environment": environment, "init": "true"}
            yield Try(f"environment {environment} {path}", 422, path, query, headers)
            sent = headers | {"environment": environment}
            yield Try(f"environment {environment} by header {path}", 422, path, {"init": "true"}, sent)
    for branch in ("staging", "main2", "../main"):
        yield Try(f"branch {branch}", 422, home, {}, headers | {"branch": branch})
    yield Try("home in German", 422, home, {"locale": "de-de"}, headers)
    yield Try(
        "home in German or what it falls back to", 200, home, {"locale": "de-de", "include_fallback": "true"}, headers
    )
    yield Try("list in German", 200, ENTRIES, {"locale": "de-de"}, headers)
    yield Try("a language that is not ours", 422, home, {"locale": "fr-fr"}, headers)
    yield Try("an asset that is not published", 422, f"/v3/assets/{ours.uids['asset']}", {}, headers)
    yield Try("assets", 200, "/v3/assets", {"include_count": "true", "include_dimension": "true"}, headers)
    for path in (
        *(f"{home}/{below}" for below in ("versions", "variants", "locales", "references")),
        f"{ENTRIES}/{ours.uids['about']}/variants/{ours.uids['drafted']}",
        *("/v3/variant_groups", "/v3/variants", "/v3/publish-queue", "/v3/stacks", "/v3/environments", "/v3/releases"),
        *("/v3/stacks/delivery_tokens", "/v3/stacks/management_tokens", "/v3/roles", "/v3/bulk/jobs", "/v3/user"),
    ):
        yield Try(f"of the management API {path}", 404, path, {}, headers)


def of_queries(world: World) -> Iterator[Try]:
    """Yield requests for what is published, which ask for more."""
    headers = world.ours.headers
    home, about = (f"{ENTRIES}/{world.ours.uids[name]}" for name in ("home", "about"))
    for name, value in (
        *(("version", text) for text in ("2", "latest", "draft")),
        *(("only[BASE][]", text) for text in ("body", "_version", "title", "_workflow")),
        *(("only[related][]", text) for text in ("title", "body")),
        *(("except[BASE][]", text) for text in ("publish_details", "uid")),
        *(("include[]", text) for text in ("related", "related.related", "image", "title", "related.image")),
        *(("include_embedded_items[]", "BASE"), ("include_all", "true"), ("include_all_depth", "5")),
        *(("include_publish_details", "true"), ("include_workflow", "true"), ("include_unpublished", "true")),
        *(("include_schema", "true"), ("include_content_type", "true"), ("include_metadata", "true")),
        *(("include_owner", "true"), ("include_variant", "true"), ("include_variants", "true")),
        *(("live_preview", "main"), ("preview_timestamp", "2099-01-01T00:00:00.000Z"), ("release_id", "blt1")),
        *(("asc", "body"), ("desc", "updated_at"), ("tags", "SECRE"), ("locale", "en-us")),
    ):
        for path in (home, ENTRIES):
            yield Try(f"{name}={value} {path}", 200, path, {"include_count": "true", name: value}, headers)
    for name, value in (
        *(("live_preview", text) for text in ("main", world.ours.preview, "blt0000000000000000")),
        *(("content_type_uid", "page"), ("entry_uid", world.ours.uids["hidden"]), ("release_id", "blt1")),
        *(("preview_timestamp", "2099-01-01T00:00:00.000Z"), ("authtoken", "blt0"), ("organization_uid", "blt0")),
        ("authorization", world.ours.stack.create_management_token("queries")),
    ):
        for path in (home, about, ENTRIES):
            sent = headers | {name: value}
            yield Try(f"header {name}: {value[:20]} {path}", 200, path, {"include[]": "related"}, sent)


def of_variants(world: World) -> Iterator[Try]:
    """Yield requests for pages as every variant that there is anywhere."""
    headers, names = world.ours.headers, aliases(world)
    several = [",".join(names[start : start + 20]) for start in range(0, len(names), 20)]
    for asked in (*names, *several):
        sent = headers | {"x-cs-variant-uid": asked}
        for name in ("home", "about"):
            query = {"include_applied_variants": "true", "include[]": "related", "show_errors": "true"}
            yield Try(f"{name} as {asked}", 200, f"{ENTRIES}/{world.ours.uids[name]}", query, sent)
        yield Try(f"all as {asked}", 200, ENTRIES, {}, sent)


TRIES = {"tokens": of_tokens, "places": of_places, "queries": of_queries, "variants": of_variants}
