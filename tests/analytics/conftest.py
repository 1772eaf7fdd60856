"""What tests of analytics share: a shop whose owner asks over HTTP, and the event log that its visitors write."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from event_log import HOUR, Log, did, saw
from fakes import FakeClock, Person, application_of, client_of
from installations import created, done
from lenticular.analytics.routes import router as analytics
from lenticular.api.ports import Ports
from lenticular.api.problems import management_answer
from lenticular.ingestion.records import Record
from lenticular.management.routers import ROUTERS
from lenticular.store.database import Stores

# The shortest query that each kind answers.
QUERIES: dict[str, dict[str, Any]] = {
    "summary": {},
    "time-series": {},
    "breakdown": {"dimension": "DEVICE"},
    "health": {},
    "holdout": {},
    "traffic": {},
    "export": {"table": "summary"},
}


@pytest.fixture
def stores(request: pytest.FixtureRequest) -> Stores:
    """SQLite unless a test asks for both: figures are tested on both databases where they are counted."""
    found: Stores = request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_stores")
    return found


@pytest.fixture
def log(stores: Stores, tmp_path: Path) -> Log:
    """The event log that the shop's events store is counted from."""
    folder = tmp_path / "spool"
    folder.mkdir()
    return Log(stores, folder)


@pytest.fixture
def ports(ports: Ports, log: Log) -> Ports:
    return replace(ports, spool=log.folder)


@pytest.fixture
def api(ports: Ports) -> FastAPI:
    return application_of(ports, [*ROUTERS, analytics], shape=management_answer)


@dataclass(slots=True)
class Shop:
    """A project, its owner's client, and its visitors."""

    client: httpx.Client
    log: Log
    clock: FakeClock
    project: str

    def event(self, key: str) -> str:
        return str(created(self.client.post("/events", json={"key": key}))["uid"])

    def audience(self, name: str) -> str:
        country = {"__type": "PresetAttributeReference", "ref": "COUNTRY"}
        rule = {
            "__type": "Rule",
            "attribute": country,
            "attributeMatchCondition": "STRING_EQUALS",
            "attributeMatchOptions": {"__type": "StringMatchOptions", "value": "US"},
        }
        body = {"name": name, "definition": {"combinationType": "AND", "rules": [rule]}}
        return str(created(self.client.post("/audiences", json=body))["uid"])

    def test(self, *events: str, names: str = "AB", status: str = "ACTIVE", **members: object) -> "Asked":
        """An A/B test with a variant for each name and the given events as metrics."""
        body = {
            "variants": [{"name": name} for name in names],
            "metrics": [{"event": uid, "name": f"Metric {place}"} for place, uid in enumerate(events)],
        }
        return self._saved("AB_TEST", {"status": status} | body | members)

    def segmented(self, *audiences: str, status: str = "ACTIVE") -> "Asked":
        """A segmented experience with a variant for each audience."""
        variants = [{"name": uid[-3:], "audiences": [uid], "audienceCombinationType": "AND"} for uid in audiences]
        return self._saved("SEGMENTED", {"status": status, "variants": variants})

    def _saved(self, kind: str, body: dict[str, Any]) -> "Asked":
        experience = created(self.client.post("/experiences", json={"name": f"{kind} {id(body)}", "__type": kind}))
        version = experience["latestVersion"]
        done(self.client.put(f"/experiences/{experience['uid']}/versions/{version}", json=body))
        return Asked(self, experience["uid"], version)


@dataclass(slots=True)
class Asked:
    """One version, and what is asked of it."""

    shop: Shop
    experience: str
    version: str

    def get(self, what: str, **query: object) -> httpx.Response:
        params = {"version": self.version} | query
        return self.shop.client.get(f"/experiences/{self.experience}/analytics/{what}", params=params)

    def told(self, what: str, **query: object) -> Any:
        return done(self.get(what, **query))

    def problems(self, what: str, **query: object) -> dict[str, list[str]]:
        answer = self.get(what, **query)
        assert answer.status_code == 400, answer.text
        return dict(answer.json()["errors"])

    def saw(self, user: str, variant: str = "0", at: int = 0, **told: object) -> Record:
        return saw(user, variant, at, self.version, project=self.shop.project, **told)

    def did(self, user: str, key: str, at: int = HOUR, **told: object) -> Record:
        return did(user, key, at, project=self.shop.project, **told)

    def visit(self, variant: str, visitors: int, *, at: int = 0, prefix: str = "", **conversions: int) -> list[Record]:
        """Visitors who saw one variant; of the first so many each converted to the event of that key."""
        users = [f"{prefix}{variant}-{number}" for number in range(visitors)]
        seen = [self.saw(user, variant, at) for user in users]
        return seen + [self.did(user, key, at + HOUR) for key, number in conversions.items() for user in users[:number]]


@pytest.fixture
def shop(api: FastAPI, owner: Person, log: Log, clock: FakeClock) -> Iterator[Shop]:
    """Olga's project “Shop”."""
    with client_of(api, owner, organization_uid=owner.organization_uid) as client:
        project = created(client.post("/projects", json={"name": "Shop"}))["uid"]
        client.headers["x-project-uid"] = project
        yield Shop(client, log, clock, project)
