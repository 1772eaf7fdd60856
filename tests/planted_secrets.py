"""Stacks with secrets planted in all that is not published; for whoever tries to get at them."""

from dataclasses import dataclass, field
from typing import Any

import httpx

from clients import stacks
from clients.stacks import Stack
from servers import Server

PAGE = {
    "uid": "page",
    "title": "Page",
    "schema": [
        {"uid": "title", "display_name": "Title", "data_type": "text", "mandatory": True, "unique": True},
        {"uid": "body", "display_name": "Body", "data_type": "text"},
        {"uid": "image", "display_name": "Image", "data_type": "file"},
        {"uid": "related", "display_name": "Related", "data_type": "reference", "reference_to": ["page"]},
    ],
}
ENTRIES = "/v3/content_types/page/entries"
Headers = dict[str, str]


@dataclass(slots=True)
class Content:
    """A stack with pages, what may read of it, and the uids of what is in it by a name for each."""

    stack: Stack
    token: str
    preview: str
    staging: str  # what reads the other environment
    uids: dict[str, str] = field(default_factory=dict)

    @property
    def headers(self) -> Headers:
        """What a site sends."""
        return {"api_key": self.stack.api_key, "access_token": self.token}

    def write(self, name: str, *, locale: str = "en-us", **fields: Any) -> str:
        """Make a page, or change it if there is one of this name; return its uid."""
        place = f"/content_types/page/entries/{self.uids[name]}" if name in self.uids else "/content_types/page/entries"
        answer = self.stack.owner.request(
            "PUT" if name in self.uids else "POST", f"/v3{place}", params={"locale": locale}, json={"entry": fields}
        )
        return self.uids.setdefault(name, str(done(answer)["entry"]["uid"]))

    def upload(self, name: str, title: str) -> str:
        """Make a file; return its uid."""
        upload = {"asset[upload]": (f"{title}.txt", title.encode(), "text/plain")}
        made = done(self.stack.owner.post("/v3/assets", files=upload, data={"asset[title]": title}))
        self.uids[name] = str(made["asset"]["uid"])
        return self.uids[name]

    def vary(self, name: str, variant: str, *, locale: str = "en-us", **fields: Any) -> None:
        """Write what a variant changes in a page."""
        path = f"{ENTRIES}/{self.uids[name]}/variants/{self.uids[variant]}"
        body = {"entry": {**fields, "_variant": {"_change_set": list(fields)}}}
        done(self.stack.owner.put(path, params={"locale": locale}, json=body))

    def publish(
        self, name: str, environment: str = "production", *, locale: str = "en-us", undo: bool = False, **told: Any
    ) -> None:
        """Publish a page or variants of it, or take it back."""
        entry = {"environments": [environment], "locales": [locale], **told.pop("entry", {})}
        verb = "unpublish" if undo else "publish"
        self.stack.post(f"/content_types/page/entries/{self.uids[name]}/{verb}", entry=entry, locale=locale, **told)

    def publish_variant(self, name: str, variant: str, environment: str = "production", **told: Any) -> None:
        """Publish one variant of a page."""
        self.publish(name, environment, entry={"variants": [{"uid": self.uids[variant]}]}, **told)

    def personalize(self, experience: str, *names: str) -> None:
        """Make an experience with variants, which pages may have."""
        client = self.stack.owner
        if "project" not in self.uids:
            body = {"name": self.stack.api_key, "connectedStackApiKey": self.stack.api_key}
            self.uids["project"] = done(client.post("/personalize-api/projects", json=body))["uid"]
            client.headers["X-Project-Uid"] = self.uids["project"]
        made = done(client.post("/personalize-api/experiences", json={"name": experience, "__type": "AB_TEST"}))
        path = f"/personalize-api/experiences/{made['uid']}"
        variants = [{"__type": "ABTestVariant", "name": name, "trafficDistribution": 0} for name in names]
        body = {"status": "DRAFT", "variants": variants, "variantSplit": "EQUALLY_SPLIT", "metrics": []}
        done(client.put(f"{path}/versions/{made['latestVersion']}", json=body))
        mirror = done(client.get(path))["_cms"]
        self.uids[experience] = mirror["variantGroup"]
        self.uids |= dict(zip(names, mirror["variants"].values(), strict=True))
        self.link(experience, [{"uid": "page", "status": "linked"}])

    def link(self, experience: str, content_types: list[dict[str, str]]) -> None:
        """Say which content types an experience's variants are for."""
        body = {"name": experience, "content_types": content_types}
        done(self.stack.owner.put(f"/v3/variant_groups/{self.uids[experience]}", json=body))

    def delete(self) -> None:
        """Delete the project, if there is one, and the stack."""
        if "project" in self.uids:
            assert self.stack.owner.delete(f"/personalize-api/projects/{self.uids['project']}").is_success
        done(self.stack.owner.delete("/v3/stacks"))


def done(answer: httpx.Response) -> dict[str, Any]:
    assert answer.is_success, (answer.request.method, answer.request.url, answer.text)
    return dict(answer.json())


def settle(server: Server, name: str) -> Content:
    stack = stacks.create(server, name)
    for environment in ("production", "staging"):
        stack.create_environment(environment)
    stack.post("/locales", locale={"code": "de-de", "name": "German", "fallback_locale": "en-us"})
    stack.post("/content_types", content_type=PAGE)
    scope = [{"module": "environment", "environments": ["production"], "acl": {"read": True}}]
    answer = stack.owner.post(
        "/v3/stacks/delivery_tokens",
        params={"create_with_preview_token": "true"},
        json={"token": {"name": "site", "description": "", "scope": scope}},
    )
    made = done(answer)["token"]
    return Content(stack, str(made["token"]), str(made["preview_token"]), stack.create_delivery_token("staging"))


def fill(ours: Content) -> None:
    """Publish some, and plant what must not be seen around it."""
    asset = ours.upload("asset", "SECRET asset")
    ours.write("hidden", title="SECRET hidden", body="SECRET body", tags=["SECRET"])
    related = [{"uid": ours.uids["hidden"], "_content_type_uid": "page"}]
    ours.write("home", title="Home", body="Welcome", image=asset, related=related)
    ours.publish("home")
    ours.write("home", title="SECRET home", body="SECRET newer body", tags=["SECRET"], image=None, related=related)
    ours.write("home", locale="de-de", title="SECRET German home", body="SECRET German body")
    ours.write("staged", title="SECRET staged", body="SECRET staged body")
    ours.publish("staged", "staging")
    for name, undo in (("withdrawn", True), ("deleted", False)):
        ours.write(name, title=f"SECRET {name}", body=f"SECRET {name} body")
        ours.publish(name)
        if undo:
            ours.publish(name, undo=True)
    done(ours.stack.owner.delete(f"{ENTRIES}/{ours.uids['deleted']}"))
    ours.write("scheduled", title="SECRET scheduled", body="SECRET scheduled body")
    ours.publish("scheduled", scheduled_at="2099-01-01T00:00:00.000Z")
    photo = ours.upload("photo", "A photo")
    places = {"environments": ["production"], "locales": ["en-us"]}
    ours.stack.post(f"/assets/{photo}/publish", asset=places, locale="en-us")
    done(ours.stack.owner.put(f"/v3/assets/{photo}", json={"asset": {"title": "SECRET photo"}}))
    ours.write("about", title="About", body="Who we are", image=photo)
    ours.publish("about")
    ours.write("about", locale="de-de", title="Über uns", body="Wer wir sind")
    ours.publish("about", locale="de-de")
    _fill_variants(ours)


def _fill_variants(ours: Content) -> None:
    """Write variants of the two pages in every state but published here."""
    ours.personalize("Hero", "drafted", "newer", "staged variant", "removed")
    ours.personalize("Teaser", "undone", "german", "pointing")
    ours.personalize("Season", "unlinked", "unlinked too")
    for name in ("drafted", "newer", "staged variant", "removed", "undone", "unlinked"):
        first = "A newer welcome" if name == "newer" else f"SECRET {name} variant"
        ours.vary("about", name, body=first)
    ours.publish_variant("about", "newer")
    ours.vary("about", "newer", body="SECRET even newer variant")
    ours.publish_variant("about", "staged variant", "staging")
    hidden = [{"uid": ours.uids["hidden"], "_content_type_uid": "page"}]
    ours.vary("about", "pointing", related=hidden, image=ours.uids["asset"])
    for name in ("removed", "undone", "unlinked", "pointing"):
        ours.publish_variant("about", name)
    done(ours.stack.owner.delete(f"{ENTRIES}/{ours.uids['about']}/variants/{ours.uids['removed']}"))
    ours.publish_variant("about", "undone", undo=True)
    ours.link("Season", [])
    ours.vary("about", "german", locale="de-de", body="SECRET but in German")
    ours.publish_variant("about", "german", locale="de-de")
