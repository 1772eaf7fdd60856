"""Who goes on in the same browser gets the manifest of memory, and never another than one that is decided anew."""

import dataclasses
from datetime import timedelta
from random import Random

import pytest

from lenticular import errors
from lenticular.domain.bucketing import HOLDOUT_SUFFIX, seed, slot, visitor_hash
from lenticular.visitors import context

PROJECT = "6734eae6603c9640f5808e78"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
DESKTOP = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
PLACES = {"192.0.2.1": ("US", "America/New_York"), "192.0.2.2": ("DE", "Europe/Berlin"), "192.0.2.3": ("DE", None)}


def rule(attribute, condition, options=None):
    kind = "PresetAttributeReference" if attribute.isupper() else "CustomAttributeReference"
    return {
        "__type": "RuleCombination",
        "combinationType": "AND",
        "rules": [
            {
                "__type": "Rule",
                "attribute": {"__type": kind, "ref": attribute},
                "attributeMatchOptions": options,
                "attributeMatchCondition": condition,
                "invertCondition": False,
            }
        ],
    }


def text(value):
    return {"__type": "StringMatchOptions", "value": value}


def time(value, *, is_local):
    return {"__type": "DateTimeMatchOptions", "value": value, "useVisitorTimezone": is_local}


RULES = [
    rule("66702e03d84509d0106bec05", "NUMBER_GREATER_THAN", {"__type": "NumberMatchOptions", "value": 17}),
    rule("DATE_AND_TIME", "AFTER_TIME", time("2026-11-22T12:30:00Z", is_local=False)),
    rule("DATE_AND_TIME", "AFTER_TIME", time("2026-11-22T08:00:00", is_local=True)),
    rule("COUNTRY", "STRING_EQUALS", text("US")),
    rule("DEVICE_TYPE", "STRING_EQUALS", text("MOBILE")),
    rule("REFERRER", "CONTAINS_SUBSTRING", text("google")),
    rule(
        "QUERY_PARAMETERS",
        "JSON_MATCH",
        {
            "__type": "JSONMatchOptions",
            "pointer": "/utm_campaign",
            "matchCondition": "STRING_EQUALS",
            "matchOptions": text("summer"),
            "invertCondition": False,
        },
    ),
]
UIDS = [f"{number:x}" * 24 for number in range(1, len(RULES) + 1)]


@pytest.fixture
def every_rule(project_document):
    """A project with an experience for each rule, and a test."""

    def make(revision=1, swapped=False):
        document = project_document(revision=revision)
        document["audiences"] = [
            {"uid": uid, "name": uid, "definition": definition} for uid, definition in zip(UIDS, RULES, strict=True)
        ]
        first, _, test = document["experiences"]
        document["experiences"] = [
            first
            | {"uid": f"{number:024x}", "shortUid": str(number), "tags": ["home"] if number % 2 else []}
            | {
                "version": {
                    **first["version"],
                    "uid": f"{number:023x}a",
                    "variants": [
                        {**first["version"]["variants"][0], "audiences": [uid], "shortUid": str(int(swapped))}
                    ],
                }
            }
            for number, uid in enumerate(UIDS, 10)
        ] + [test]
        return document

    return make


def headers(said):
    return {name: value for name, value in said.items() if value is not None and name[0].isupper()}


CHOICES = {
    "X-Live-Attributes": [None, '{"age":20}', '{"age":3}', "no JSON"],
    "X-Forwarded-For": list(PLACES),
    "User-Agent": [PHONE, DESKTOP, None],
    "Referer": [None, "https://google.com/", "https://a.example/"],
    "X-Page-Url": ["https://a/", "https://a/b", "https://a/?utm_campaign=summer", "https://a/?utm_campaign=winter"],
    "Sec-GPC": [None, "1"],
    "stored": [{}, {"age": 30}, {"age": 1}],
    "minutes": [0, 10, 40, 55, 70, 90],
    "query": [b"", b"tags[]=home"],
    "swapped": [False, True],
}


class Site:
    """An edge whose clock, places, project and stored visitors are as a step says."""

    def __init__(self, edge, document):
        self.edge, self.document, self.swapped, self.now = edge, document, None, edge.ports.now()
        ports = dataclasses.replace(edge.ports, now=lambda: self.now, describe=self._describe)
        edge.application = type(edge.application)(ports, prefix="/personalize-edge")

    def _describe(self, facts, needs):
        country, zone = PLACES[facts.ip_address]
        found = context.visitor(facts, self.edge.places, needs=needs)
        return found._replace(
            country=country if "country" in needs else None, timezone=zone if "timezone" in needs else None
        )

    def ask(self, said):
        if said["swapped"] is not self.swapped:
            self.swapped = said["swapped"]
            self.edge.publish(self.document(revision=self.edge.feed.revision + 1, swapped=self.swapped))
        self.now = self.edge.ports.now() + timedelta(minutes=said["minutes"])
        self.edge.visitors.stored[PROJECT, "u-1"] = said["stored"]
        sent = {"X-CS-Personalize-User-Uid": "u-1"} | headers(said)
        reply = self.edge.call("GET", "/manifest", sent, query=said["query"])
        assert reply.status == 200
        return reply.json


def test_it_is_what_would_be_decided_anew_whatever_changes_in_between(edge, every_rule):
    kept, random = Site(edge, every_rule), Random(11)
    said = {name: values[0] for name, values in CHOICES.items()}
    answers = set()
    for step in range(700):
        if step % 4 == 0:
            name = random.choice(list(CHOICES))
            said[name] = random.choice(CHOICES[name])
        fresh = Site(type(edge)(), every_rule)
        given = kept.ask(said)
        assert given == fresh.ask(said), (step, said)
        answers.add(str(given))
    assert len(answers) > 30
    assert edge.counters.repeated_manifests > 250


def visit(edge, **said):
    sent = {"X-CS-Personalize-User-Uid": "u-1", "User-Agent": PHONE, "X-Forwarded-For": "192.0.2.1"}
    return edge.call("GET", "/manifest", sent | {name.replace("_", "-"): value for name, value in said.items()})


def test_it_takes_two_visits_by_one_browser_and_other_pages_of_the_site_do_not_matter(edge):
    for number in range(5):
        visit(edge, X_Page_Url=f"https://shop.example.com/{number}", Referer=f"https://shop.example.com/{number}")
    assert edge.counters.repeated_manifests == 3
    visit(edge, X_Page_Url="https://shop.example.com/?page=2")  # a rule looks at the parameters of the page
    assert edge.counters.repeated_manifests == 3


def test_who_always_comes_from_elsewhere_is_decided_for_each_time(edge):
    for number in range(5):
        visit(edge, X_Forwarded_For=f"192.0.2.{number}")
    for number in range(5):
        visit(edge, User_Agent=f"{PHONE} Shop/{number}")
    assert edge.counters.repeated_manifests == 0


def test_of_who_is_not_to_be_known_and_of_robots_nothing_is_kept(edge, project_document):
    edge.publish(project_document() | {"privacy": {"signal": "ANONYMOUS", "key": "0a" * 32}})
    for _ in range(4):
        visit(edge, Sec_GPC="1")
        visit(edge, User_Agent="Googlebot/2.1")
    assert edge.counters.repeated_manifests == 0


def test_a_manifest_whose_exposure_could_not_be_recorded_is_decided_again_until_it_is(edge, measured):
    edge.publish(measured())
    given = next(
        uid for uid in map(str, range(99)) if slot(visitor_hash(uid), seed(f"{0:024x}{HOLDOUT_SUFFIX}")) >= 5000
    )
    said = {"X-CS-Personalize-User-Uid": given, "X-Page-Url": "https://a/?utm_campaign=summer"}
    edge.log.failure = errors.Unavailable("EVENT_LOG_UNWRITABLE", "…")
    for _ in range(4):
        visit(edge, **said)
    assert edge.counters.repeated_manifests == 0
    edge.log.failure = None
    for _ in range(4):
        visit(edge, **said)
    assert (len(edge.log.appended), edge.counters.repeated_manifests) == (1, 2)


def test_while_the_store_does_not_answer_nothing_is_given_again(edge):
    edge.visitors.failure = OSError("no store")
    for _ in range(4):
        visit(edge)
    assert edge.counters.repeated_manifests == 0
