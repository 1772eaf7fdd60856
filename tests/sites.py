"""A site on a real server: a project made over HTTP, what a marketer changes in it, and what its visitors see."""

import json
import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import text

from lenticular.ingestion import records, segments
from lenticular.ingestion.counting import writer
from lenticular.store.database import open_stores
from servers import PATIENCE_SECONDS, Server

TIER = "tier"
EVENT = "Booked"
USER_UID = "x-cs-personalize-user-uid"

Variants = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Site:
    """A project with a segmented experience for visitors whose tier is gold, and a 50:50 test."""

    server: Server
    management: httpx.Client
    project: str
    tier: str  # the uid of the attribute
    gold: str  # the uid of the audience
    segmented: str
    test: str

    def rule(self, value: str) -> dict[str, Any]:
        """Return the definition of an audience: those whose tier is the value."""
        return tier_is(self.tier, value)

    def edit_audience(self, value: str) -> None:
        """Make the audience those whose tier is the value."""
        body = {"name": "Gold", "definition": self.rule(value)}
        self.management.put(f"/audiences/{self.gold}", json=body).raise_for_status()

    def activate(self, variants: list[str]) -> list[str]:
        """Put a new version of the segmented experience live; return the short uids of its variants, all new."""
        path = f"/experiences/{self.segmented}/versions"
        body = {"status": "DRAFT", "variants": self.segments(*variants)}
        draft = self.management.post(path, json=body).raise_for_status().json()
        return self.put_live(path, draft)

    def put_live(self, path: str, draft: dict[str, Any]) -> list[str]:
        """Activate a draft as it is; return the short uids of its variants."""
        body = {name: draft[name] for name in ("variants", "variantSplit") if name in draft}
        answer = self.management.put(f"{path}/{draft['uid']}", json=body | {"status": "ACTIVE"}).raise_for_status()
        return [variant["shortUid"] for variant in answer.json()["variants"]]

    def segments(self, *names: str) -> list[dict[str, Any]]:
        """Return variants for the audience."""
        return [{"name": name, "audiences": [self.gold], "audienceCombinationType": "AND"} for name in names]

    def moved_to(self, server: Server) -> "Site":
        """Return the same site on a server that holds the same data."""
        return replace(self, server=server, management=management_client(server, self.project))

    def visitor(self, client: httpx.Client, uid: str = "", **live: str) -> "Visitor":
        """Return a visitor who asks over this client."""
        return Visitor(client, self.project, uid, live)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Someone with a UID, or nobody known, and live attributes."""

    client: httpx.Client
    project: str
    uid: str
    live: dict[str, str]

    def manifest(self) -> Variants:
        """Return the variants by the short uid of the experience: '0' is the segmented one, '1' the test."""
        answer = self.client.get("/personalize-edge/manifest", headers=self._headers()).raise_for_status()
        variants: Variants = answer.json()["activeVariants"]
        # A worker may not have heard yet that an experience went live.
        return {"0": None, "1": None} | variants

    def is_heard(self) -> bool:
        """Tell whether the worker knows the project."""
        answer = self.client.get("/personalize-edge/manifest", headers=self._headers())
        return answer.status_code != httpx.codes.NOT_FOUND

    def set(self, **attributes: object) -> httpx.Response:
        """Write attributes."""
        return self.client.patch("/personalize-edge/user-attributes", json=attributes, headers=self._headers())

    def become(self, uid: str) -> httpx.Response:
        """Copy this visitor's attributes to another UID."""
        body = {"sourceUserUid": self.uid, "targetUserUid": uid}
        headers = {"x-project-uid": self.project}
        return self.client.post("/personalize-edge/user-attributes/actions/merge", json=body, headers=headers)

    def book(self, times: int = 1) -> httpx.Response:
        """Trigger the event."""
        body = [{"type": "EVENT", "eventKey": EVENT}] * times
        return self.client.post("/personalize-edge/events", json=body, headers=self._headers())

    def _headers(self) -> dict[str, str]:
        known = {USER_UID: self.uid} if self.uid else {}
        live = {"x-live-attributes": json.dumps(self.live)} if self.live else {}
        return {"x-project-uid": self.project} | known | live


def create(server: Server) -> Site:
    """Make a project on a running server; when this returns, every worker knows all of it."""
    owner = server.sign_in()
    created = owner.post("/personalize-api/projects", json={"name": "Red Panda Travel"}).raise_for_status().json()
    management = management_client(server, created["uid"])

    def post(path: str, body: dict[str, Any]) -> dict[str, Any]:
        document: dict[str, Any] = management.post(path, json=body).raise_for_status().json()
        return document

    tier = post("/attributes", {"name": "Tier", "key": TIER})["uid"]
    post("/attributes", {"name": "Step", "key": "step"})
    post("/events", {"key": EVENT, "description": ""})
    gold = post("/audiences", {"name": "Gold", "definition": tier_is(tier, "gold")})["uid"]
    segmented = post("/experiences", {"name": "Hero", "__type": "SEGMENTED"})
    test = post("/experiences", {"name": "Button", "__type": "AB_TEST"})
    site = Site(server, management, created["uid"], tier, gold, segmented["uid"], test["uid"])
    drafts = {
        segmented["uid"]: {"uid": segmented["latestVersion"], "variants": site.segments("Private tours")},
        test["uid"]: {
            "uid": test["latestVersion"],
            "variants": [{"name": name, "trafficDistribution": 50} for name in ("Book now", "Reserve")],
            "variantSplit": "EQUALLY_SPLIT",
        },
    }
    for uid, draft in drafts.items():
        site.put_live(f"/experiences/{uid}/versions", draft)
    # Until a worker has heard of a project it denies it, and of an event, it drops those that come.
    visitors = [site.visitor(one, tier="gold") for one in server.worker_clients()]
    wait_until(lambda: all(visitor.is_heard() for visitor in visitors))
    seconds_until_seen(visitors, all_are_set)
    return site


def all_are_set(seen: Variants) -> bool:
    """Tell whether a manifest has a variant of every experience."""
    return None not in seen.values()


def management_client(server: Server, project: str) -> httpx.Client:
    """Return the owner's client for the Management API of a project."""
    client = server.sign_in()
    client.base_url = httpx.URL(server.management_url)
    client.headers["x-project-uid"] = project
    return client


def tier_is(attribute: str, value: str) -> dict[str, Any]:
    rule = {
        "__type": "Rule",
        "attribute": {"__type": "CustomAttributeReference", "ref": attribute},
        "attributeMatchCondition": "STRING_EQUALS",
        "attributeMatchOptions": {"__type": "StringMatchOptions", "value": value},
        "invertCondition": False,
    }
    return {"__type": "RuleCombination", "combinationType": "AND", "rules": [rule]}


def users_of_events(data: Path, database_url: str | None = None) -> list[str]:
    """Return whose the impressions and events of an installation are, one for each: counted, or still in the log."""
    # The log first: what is counted and deleted meanwhile is then found in the store.
    logged = [
        (path.name, offset, record.user)
        for path in segments.paths(data / "spool")
        for offset, line in segments.read_segment(path, is_growing=True)
        for record in records.expand(line)
    ]
    stores = open_stores(data, database_url)
    try:
        with stores.events.reading() as session:
            joined = "recorded_event JOIN counted_visitor ON counted_visitor.number = visitor_number"
            counted = session.scalars(text(f"SELECT user_uid FROM {joined}")).all()
            positions = writer.positions(session.connection())
    finally:
        stores.close()
    reached = {name: position.offset_bytes for name, position in positions.items()}
    return [*counted, *(user for name, offset, user in logged if offset > reached.get(name, 0))]


def report(server: Server) -> dict[str, Any]:
    """Return what the supervisor tells of its processes."""
    document: dict[str, Any] = json.loads((server.data / "run" / "supervisor.json").read_bytes())
    return document


def http_processes(server: Server) -> list[int]:
    """Return the pids of the HTTP processes that run now."""
    return [pid for name, pid in report(server)["children"].items() if name.startswith("http-")]


def kill_all(server: Server) -> None:
    """End the supervisor and all its processes at once, as a power cut would."""
    pids = [server.process.pid, *report(server)["children"].values()]
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    server.process.wait()


def seconds_until_seen(
    visitors: Sequence[Visitor],
    is_right: Callable[[dict[str, str | None]], bool],
    *,
    patience_seconds: float = PATIENCE_SECONDS,
) -> list[float]:
    """Ask for each visitor's manifest, in turns, until it is right; return how long each took from now.

    Raises AssertionError when one is not right in time.
    """
    begun = time.perf_counter()
    found: dict[int, float] = {}
    while len(found) < len(visitors):
        for number, visitor in enumerate(visitors):
            if number not in found and is_right(visitor.manifest()):
                found[number] = time.perf_counter() - begun
        assert time.perf_counter() - begun < patience_seconds, f"only {sorted(found)} of the visitors see the change"
    return [found[number] for number in sorted(found)]


def worker_of(client: httpx.Client) -> int:
    """Return the worker that a client's connection leads to."""
    number: int = client.get("/healthz").raise_for_status().json()["worker"]
    return number


def wait_until(is_so: Callable[[], bool], patience_seconds: float = PATIENCE_SECONDS) -> None:
    """Wait for something to become so. Raises AssertionError if it doesn't."""
    deadline = time.monotonic() + patience_seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not become so"
        time.sleep(0.02)
