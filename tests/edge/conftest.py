"""An edge whose world is made of fakes, driven through raw ASGI so that header bytes are seen as they are."""

import asyncio
import json
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count

import pytest

from lenticular import errors
from lenticular.domain.attributes import Visitor
from lenticular.domain.ruleset import Published
from lenticular.edge.application import EdgeApplication
from lenticular.edge.counters import Counters
from lenticular.edge.ports import Ports
from lenticular.edge.rulesets import Marks, Rulesets
from lenticular.geo.places import Resolver
from lenticular.ingestion import records
from lenticular.visitors import context
from lenticular.visitors.context import RequestFacts
from lenticular.visitors.stored import Stored, StoredText

PROJECT = "6734eae6603c9640f5808e78"
ADULTS = {
    "__type": "RuleCombination",
    "combinationType": "AND",
    "rules": [
        {
            "__type": "Rule",
            "attribute": {"__type": "CustomAttributeReference", "ref": "66702e03d84509d0106bec05"},
            "attributeMatchOptions": {"__type": "NumberMatchOptions", "value": 17},
            "attributeMatchCondition": "NUMBER_GREATER_THAN",
            "invertCondition": False,
        }
    ],
}
CAMPAIGN = {
    "__type": "RuleCombination",
    "combinationType": "AND",
    "rules": [
        {
            "__type": "Rule",
            "attribute": {"__type": "PresetAttributeReference", "ref": "QUERY_PARAMETERS"},
            "attributeMatchOptions": {
                "__type": "JSONMatchOptions",
                "pointer": "/utm_campaign",
                "matchCondition": "STRING_EQUALS",
                "matchOptions": {"__type": "StringMatchOptions", "value": "summer"},
                "invertCondition": False,
            },
            "attributeMatchCondition": "JSON_MATCH",
            "invertCondition": False,
        }
    ],
}


def experience(
    number: int, kind: str, variants: list[dict[str, object]], *, status: str = "ACTIVE", tags: Sequence[str] = ()
) -> dict[str, object]:
    return {
        "uid": f"{number:024x}",
        "shortUid": str(number),
        "name": f"Experience {number}",
        "type": kind,
        "status": status,
        "tags": list(tags),
        "version": {"uid": f"{number:023x}a", "number": 1, "variants": variants, "targeting": None},
    }


def segmented_variant(short_uid: str, audience: str) -> dict[str, object]:
    return {
        "shortUid": short_uid,
        "name": f"Variant {short_uid}",
        "audiences": [audience],
        "lyticsAudiences": [],
        "audienceCombinationType": "AND",
    }


def document(project: str = PROJECT, revision: int = 1) -> dict[str, object]:
    """A project: '0' for adults or a campaign, '1' paused, '2' a test of two halves."""
    adults, campaign = "aaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbb"
    return {
        "format": 1,
        "project": project,
        "revision": revision,
        "attributes": [
            {"uid": "66702e03d84509d0106bec05", "key": "age"},
            {"uid": "66702e03d84509d0106bec06", "key": "city of birth"},
        ],
        "audiences": [
            {"uid": adults, "name": "Adults", "definition": ADULTS},
            {"uid": campaign, "name": "Campaign", "definition": CAMPAIGN},
        ],
        "lyticsAudiences": [],
        "events": [{"uid": "cccccccccccccccccccccccc", "key": "buy"}],
        "experiences": [
            experience(
                0,
                "SEGMENTED",
                [segmented_variant("0", adults), segmented_variant("1", campaign)],
                tags=["homepage"],
            ),
            experience(1, "SEGMENTED", [segmented_variant("0", adults)], status="PAUSED", tags=["section:hero"]),
            experience(
                2,
                "AB_TEST",
                [
                    {"shortUid": "0", "name": "A", "ranges": [[0, 5000]]},
                    {"shortUid": "1", "name": "B", "ranges": [[5000, 10000]]},
                ],
                tags=["homepage", "section:hero"],
            ),
        ],
    }


def measured_document(**changes: object) -> dict[str, object]:
    """The project with half of its visitors held out of '0', which is for everyone in a campaign, and '2' a bandit."""
    measured = document() | changes
    segmented, _, test = measured["experiences"]
    segmented["holdout"] = 5000
    test["version"]["isBandit"] = True
    return measured


def in_parts(document: Mapping[str, object], known: Collection[str] = ()) -> Published:
    """Return a document in parts, without the known ones; the mark of a part is its JSON."""
    lists = {name: [json.dumps(part) for part in document[name]] for name in ("audiences", "experiences")}
    parts = {mark: mark.encode() for marks in lists.values() for mark in marks if mark not in known}
    return Published({**document, **lists}, parts)


@dataclass
class FakeFeed:
    documents: dict[str, Mapping[str, object] | None] = field(default_factory=lambda: {PROJECT: document()})
    revision: int = 1
    failure: Exception | None = None
    asked: list[int] = field(default_factory=list)
    known: list[set[str]] = field(default_factory=list)

    async def latest_revision(self) -> int:
        if self.failure is not None:
            raise self.failure
        return self.revision

    def changes_since(self, revision: int, known: Marks) -> tuple[int, Sequence[tuple[str, Published | None]]]:
        self.asked.append(revision)
        self.known += [set(known(uid)) for uid in self.documents]
        if self.failure is not None:
            raise self.failure
        if revision == self.revision:
            return self.revision, []
        return self.revision, [
            (uid, None if document is None else in_parts(document, known(uid)))
            for uid, document in self.documents.items()
        ]


@dataclass
class FakeVisitors:
    stored: dict[tuple[str, str], dict[str, object]] = field(default_factory=dict)
    assigned: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    failure: Exception | None = None
    delay_seconds: float = 0
    reads: int = 0
    writes: int = 0

    async def read(self, project_uid: str, user_uid: str) -> StoredText:
        self.reads += 1
        await asyncio.sleep(self.delay_seconds)
        if self.failure is not None:
            raise self.failure
        key = (project_uid, user_uid)
        return Stored(self.stored.get(key, {}), self.assigned.get(key, {})).as_text()

    async def write(self, project_uid: str, user_uid: str, changes: Mapping[str, object]) -> None:
        self.writes += 1
        if self.failure is not None:
            raise self.failure
        merged = {**self.stored.get((project_uid, user_uid), {}), **changes}
        self.stored[project_uid, user_uid] = {key: value for key, value in merged.items() if value is not None}

    async def merge(self, project_uid: str, source_uid: str, target_uid: str) -> None:
        await self.write(project_uid, target_uid, self.stored.get((project_uid, source_uid), {}))

    async def assign(
        self, project_uid: str, user_uid: str, drawn: Mapping[str, str], before: Mapping[str, str]
    ) -> None:
        self.writes += 1
        if self.failure is not None:
            raise self.failure
        kept = self.assigned.setdefault((project_uid, user_uid), {})
        kept |= {name: drawn[name] for name in drawn if kept.get(name) == before.get(name)}


@dataclass
class FakeLog:
    appended: list[records.Record] = field(default_factory=list)
    failure: errors.Failure | None = None

    async def append(self, records_: Sequence[bytes]) -> None:
        if self.failure is not None:
            raise self.failure
        self.appended += (record for line in records_ for record in records.expand(line))


@dataclass(frozen=True)
class Reply:
    status: int
    raw_headers: list[tuple[bytes, bytes]]
    body: bytes

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode(): value.decode("latin-1") for name, value in self.raw_headers}

    @property
    def json(self) -> object:
        return json.loads(self.body)


class Edge:
    """The application with its fakes, and a client."""

    def __init__(self, *, is_loaded: bool = True) -> None:
        numbers = count(1)
        self.feed, self.visitors, self.log, self.counters = FakeFeed(), FakeVisitors(), FakeLog(), Counters()
        self.described: list[RequestFacts] = []
        self.places = Resolver(None)
        self.rulesets = Rulesets(self.feed, counters=self.counters)
        if is_loaded:
            self.rulesets.load()
        self.ports = Ports(
            rulesets=self.rulesets,
            stored_visitors=self.visitors,
            event_log=self.log,
            describe=self._describe,
            now=lambda: datetime(2026, 11, 22, 12, tzinfo=UTC),
            new_uid=lambda: f"generated-{next(numbers)}",
            counters=self.counters,
        )
        self.application = EdgeApplication(self.ports, prefix="/personalize-edge")

    def _describe(self, facts: RequestFacts, needs: AbstractSet[str]) -> Visitor:
        self.described.append(facts)
        return context.visitor(facts, self.places, needs=needs)

    def publish(self, document: Mapping[str, object]) -> None:
        """Make this the state of its project."""
        self.feed.documents = {str(document["project"]): document}
        self.feed.revision += 1
        assert self.rulesets.refresh()

    def call(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str | bytes] | None = None,
        *,
        body: bytes | Sequence[bytes] = b"",
        query: bytes = b"",
        project: str | None = PROJECT,
    ) -> Reply:
        given = {} if project is None else {"X-Project-Uid": project}
        given |= headers or {}
        raw = [
            (name.lower().encode(), value if isinstance(value, bytes) else value.encode("latin-1"))
            for name, value in given.items()
        ]
        return asyncio.run(self._call(method, path, raw, [body] if isinstance(body, bytes) else body, query))

    async def _call(self, method, path, headers, parts, query) -> Reply:
        scope = {
            "type": "http",
            "method": method,
            "path": path if path.startswith("//") else f"/personalize-edge{path}",
            "raw_path": path.encode(),
            "query_string": query,
            "headers": headers,
            "client": ("198.51.100.9", 40000),
        }
        messages = [
            {"type": "http.request", "body": part, "more_body": index < len(parts) - 1}
            for index, part in enumerate(parts)
        ]
        sent = []

        async def receive():
            return messages.pop(0) if messages else {"type": "http.disconnect"}

        async def send(message) -> None:
            sent.append(message)

        await self.application(scope, receive, send)
        await self.ports.afterwards.drain()
        if not sent:
            return Reply(0, [], b"")
        return Reply(sent[0]["status"], sent[0]["headers"], b"".join(message["body"] for message in sent[1:]))


@pytest.fixture
def edge() -> Edge:
    return Edge()


@pytest.fixture
def unloaded_edge() -> Edge:
    return Edge(is_loaded=False)


@pytest.fixture
def project_document():
    return document


@pytest.fixture
def published():
    """A function that splits a document into parts, as a feed gives it."""
    return in_parts


@pytest.fixture
def measured():
    return measured_document


@pytest.fixture
def feed() -> FakeFeed:
    return FakeFeed()
