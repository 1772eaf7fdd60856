"""What a marketer does over the wire, and what the visitor then gets."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from installations import Installation, created, done, eventually, pairs

ADULT = {"X-Live-Attributes": '{"age": 30}'}
CAMPAIGN = {"X-Page-Url": "https://shop.example/?utm_campaign=black_friday"}
EXPORTS = {
    "compass": "compass-starter-stack/stack/personalize",
    "geolocation": "personalize-geolocation-inspiration/stack/main/personalize",
}
# What only the server decides: who, when, and uids; `_cms` belongs to the content half of the product.
SERVERS_OWN = {
    *("uid", "project", "latestVersion", "experienceUid", "_cms"),
    *("createdBy", "updatedBy", "activatedBy", "createdAt", "updatedAt", "activatedAt", "firstActivatedAt"),
    *("createdByUserName", "updatedByUserName", "activatedByUserName"),
}


def rule(attribute: Mapping[str, str], condition: str, options: Mapping[str, object] | None) -> dict[str, object]:
    return {
        "__type": "Rule",
        "attribute": attribute,
        "attributeMatchCondition": condition,
        **({} if options is None else {"attributeMatchOptions": options}),
        "invertCondition": False,
    }


def audience(name: str, *rules: Mapping[str, object]) -> dict[str, object]:
    return {"name": name, "definition": {"__type": "RuleCombination", "combinationType": "AND", "rules": list(rules)}}


def segmented(name: str, *audiences: str, **members: str) -> dict[str, object]:
    return {
        "__type": "SegmentedVariant",
        "name": name,
        "audiences": list(audiences),
        "audienceCombinationType": "AND",
        "lyticsAudiences": [],
        **members,
    }


@pytest.fixture
def marketer(installation: Installation) -> httpx.Client:
    """A client of the Management API that signed in with e-mail address and password, as people do."""
    server = installation.server
    api = server.client()
    credentials = {"email": server.owner_email, "password": server.owner_password}
    signed_in = done(api.post("/v3/user-session", json={"user": credentials}))
    assert signed_in["notice"] == "Login Successful."
    api.headers["authtoken"] = signed_in["user"]["authtoken"]
    assert done(api.get("/v3/user"))["user"]["email"] == server.owner_email
    api.base_url = httpx.URL(server.management_url)
    return api


def test_the_workflow_from_signing_in_to_a_new_version(installation: Installation, marketer: httpx.Client):
    organization = {"organization_uid": installation.owner.organization_uid}
    body = {"name": "Red Panda Travel", "description": "Trips", "connectedStackApiKey": "bltc991c0dda4197336"}
    project = created(marketer.post("/projects", json=body, headers=organization))["uid"]
    stack = {"connectedStackApiKey": "bltc991c0dda4197336"}
    assert [row["uid"] for row in done(marketer.get("/projects", params=stack, headers=organization))] == [project]
    marketer.headers["x-project-uid"] = project

    def seen(**visitor: str) -> list[tuple[str, str | None]] | None:
        return pairs(installation.manifest(project, **visitor))

    # 1. Audiences, by an attribute of the site's own and by a query parameter.
    age = created(marketer.post("/attributes", json={"name": "Age", "key": "age"}))["uid"]
    adults = created(
        marketer.post(
            "/audiences",
            json=audience(
                "Adults",
                rule(
                    {"__type": "CustomAttributeReference", "ref": age},
                    "NUMBER_GREATER_THAN",
                    {"__type": "NumberMatchOptions", "value": 17},
                ),
            ),
        )
    )
    assert adults["referredAttributes"] == [age]
    campaign = created(
        marketer.post(
            "/audiences",
            json=audience(
                "Campaign",
                rule(
                    {"__type": "PresetAttributeReference", "ref": "QUERY_PARAMETERS"},
                    "JSON_MATCH",
                    {
                        "__type": "JSONMatchOptions",
                        "pointer": "/utm_campaign",
                        "matchCondition": "STRING_EQUALS",
                        "matchOptions": {"__type": "StringMatchOptions", "value": "black_friday"},
                        "invertCondition": False,
                    },
                ),
            ),
        )
    )
    event = created(marketer.post("/events", json={"key": "Booking Clicked"}))["uid"]

    # 2. Experiences, each with an empty draft.
    hero = created(marketer.post("/experiences", json={"name": "Hero", "__type": "SEGMENTED", "tags": ["Home"]}))
    layout = created(marketer.post("/experiences", json={"name": "Layout", "__type": "AB_TEST"}))
    assert [(one["shortUid"], one["priority"], one["status"], one["hasDraft"]) for one in (hero, layout)] == [
        ("0", 1, "DRAFT", True),
        ("1", 2, "DRAFT", True),
    ]

    # 3. Variants and audiences.
    hero_draft = f"/experiences/{hero['uid']}/versions/{hero['latestVersion']}"
    layout_draft = f"/experiences/{layout['uid']}/versions/{layout['latestVersion']}"
    hero_body = {
        "status": "DRAFT",
        "variants": [segmented("Adults first", adults["uid"]), segmented("Campaign", campaign["uid"])],
    }
    layout_body = {
        "status": "DRAFT",
        "variants": [
            {"__type": "ABTestVariant", "name": name, "trafficDistribution": share}
            for name, share in (("Control", 40), ("Bold", 60))
        ],
        "variantSplit": "CUSTOM_PERCENTAGE",
        "metrics": [{"event": event, "name": "Booking Clicked", "__type": "Primary"}],
        "targeting": {"audience": {"audiences": [adults["uid"]], "audienceCombinationType": "OR"}},
    }
    saved = done(marketer.put(hero_draft, json=hero_body))
    assert [variant["shortUid"] for variant in saved["variants"]] == ["0", "1"]
    layout_saved = done(marketer.put(layout_draft, json=layout_body))
    assert done(marketer.get(f"/experiences/{layout['uid']}"))["referredEvents"] == [event]
    eventually(lambda: installation.manifest(project), {})

    # 7. Activating.
    hero_live = done(marketer.put(hero_draft, json=saved | {"status": "ACTIVE"}))
    layout_live = done(marketer.put(layout_draft, json=layout_saved | {"status": "ACTIVE"}))
    assert (hero_live["status"], hero_live["versionNumber"]) == ("ACTIVE", 1)
    assert hero_live["firstActivatedAt"]
    active = done(marketer.get(f"/experiences/{hero['uid']}"))
    assert (active["status"], active["hasDraft"], active["activatedBy"]) == (
        "ACTIVE",
        False,
        installation.owner.user_uid,
    )
    eventually(lambda: seen(user="kid"), [("0", None), ("1", None)])
    eventually(lambda: seen(user="kid", **CAMPAIGN), [("0", "1"), ("1", None)])
    bold = next(user for user in map(str, range(500)) if seen(user=user, **ADULT) == [("0", "0"), ("1", "1")])
    eventually(lambda: seen(user=bold, **ADULT), [("0", "0"), ("1", "1")])
    eventually(lambda: seen(user=bold, **ADULT, **CAMPAIGN), [("0", "0"), ("1", "1")])

    # 8. Priorities.
    order = [layout["uid"], hero["uid"]]
    assert done(marketer.put("/experiences-priority", json={"priorityOrder": order})) == {"priorityOrder": order}
    assert [one["uid"] for one in done(marketer.get("/experiences"))] == order
    eventually(lambda: seen(user=bold, **ADULT), [("1", "1"), ("0", "0")])

    # Pausing shows everybody the page as it is; resuming gives each visitor their variant back.
    done(marketer.put(layout_draft, json=layout_live | {"status": "PAUSED"}))
    assert done(marketer.get(f"/experiences/{layout['uid']}"))["status"] == "PAUSED"
    eventually(lambda: seen(user=bold, **ADULT), [("1", None), ("0", "0")])
    done(marketer.put(layout_draft, json=layout_live | {"status": "ACTIVE"}))
    eventually(lambda: seen(user=bold, **ADULT), [("1", "1"), ("0", "0")])

    # A change is a new version: a draft first, then it takes over and the old one is archived.
    changed = hero_live | {
        "status": "DRAFT",
        "variants": [hero_live["variants"][1], segmented("Seniors", adults["uid"])],
    }
    second = created(marketer.post(f"/experiences/{hero['uid']}/versions", json=changed))
    assert [variant["shortUid"] for variant in second["variants"]] == ["1", "2"]
    drafted = done(marketer.get(f"/experiences/{hero['uid']}"))
    assert (drafted["status"], drafted["hasDraft"], drafted["latestVersion"]) == ("ACTIVE", True, second["uid"])
    eventually(lambda: seen(user=bold, **ADULT), [("1", "1"), ("0", "0")])
    done(marketer.put(f"/experiences/{hero['uid']}/versions/{second['uid']}", json=second | {"status": "ACTIVE"}))
    eventually(lambda: seen(user=bold, **ADULT), [("1", "1"), ("0", "2")])
    eventually(lambda: seen(user=bold, **ADULT, **CAMPAIGN), [("1", "1"), ("0", "1")])
    listed = done(marketer.get(f"/experiences/{hero['uid']}/versions"))
    assert [(version["versionNumber"], version["status"]) for version in listed] == [(2, "ACTIVE"), (1, "ARCHIVED")]

    # Analytics knows that nobody reported to have seen it, and deleting takes even a running experience away.
    summary = done(marketer.get(f"/experiences/{hero['uid']}/analytics/summary", params={"version": second["uid"]}))
    assert (summary["impressions"], summary["lastUpdatedAt"]) == (0, None)
    assert marketer.delete(f"/experiences/{hero['uid']}").status_code == 204
    eventually(lambda: seen(user=bold, **ADULT), [("1", "1")])
    assert marketer.delete(f"/projects/{project}").status_code == 204
    eventually(lambda: installation.manifest(project), None)


@pytest.mark.parametrize("export", EXPORTS)
def test_what_the_cli_replays_of_an_export_is_the_export(
    installation: Installation, shared: Path, fresh_project: str, export: str
):
    """Replay the requests that the vendor's CLI makes when it imports: whole old objects, short uids left out."""
    folder = shared / "data" / EXPORTS[export]
    api = installation.api(project=fresh_project)
    uids: dict[str, str] = {}

    def read(name: str) -> list[dict[str, Any]]:
        path = folder / name
        return list(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else []

    def mapped(value: Any) -> Any:
        text = json.dumps(value)
        for old, new in uids.items():
            text = text.replace(old, new)
        return json.loads(text)

    attributes, audiences = read("attributes/attributes.json"), read("audiences/audiences.json")
    events, experiences = read("events/events.json"), read("experiences/experiences.json")
    versions = {one["uid"]: read(f"experiences/versions/{one['uid']}.json") for one in experiences}

    for one in attributes:
        if one["__type"] == "CUSTOM":
            sent = {member: one[member] for member in ("key", "name", "description")}
            uids[one["uid"]] = created(api.post("/attributes", json=sent))["uid"]
    for one in audiences:
        sent = {member: one[member] for member in ("definition", "name", "description")}
        uids[one["uid"]] = created(api.post("/audiences", json=mapped(sent)))["uid"]
    for one in events:
        uids[one["uid"]] = created(api.post("/events", json={"key": one["key"], "description": ""}))["uid"]
    for one in experiences:
        new = created(api.post("/experiences", json={key: value for key, value in one.items() if key != "uid"}))
        (version,) = versions[one["uid"]]
        variants = [
            {key: value for key, value in variant.items() if key != "shortUid"} for variant in version["variants"]
        ]
        replayed = mapped(version | {"variants": variants})
        done(api.put(f"/experiences/{new['uid']}/versions/{new['latestVersion']}", json=replayed))
        uids |= {one["uid"]: new["uid"], version["uid"]: new["latestVersion"]}

    def kept(rows: list[dict[str, Any]], **missing: object) -> list[dict[str, Any]]:
        return [missing | {key: value for key, value in row.items() if key not in SERVERS_OWN} for row in rows]

    def by_name(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return sorted(rows, key=lambda row: str(row.get("name", row.get("key"))))

    # The export lists the newest first, so what is created in its order comes out in the opposite one.
    assert by_name(kept(done(api.get("/attributes")))) == by_name(kept(attributes))
    assert by_name(kept(done(api.get("/audiences")))) == by_name(mapped(kept(audiences)))
    assert by_name(kept(done(api.get("/events")))) == by_name(kept(events))
    # Exports of 2024 and 2025 are older than tags and, one of them, than CDP audiences.
    newer = {"tags": [], "referredLyticsAudiences": []}
    shown = kept(done(api.get("/experiences")))
    wanted = mapped(kept(experiences, **newer))
    for row in (*shown, *wanted):
        row["referredAudiences"] = sorted(row["referredAudiences"])
    assert shown == wanted
    for one in experiences:
        (expected,) = mapped(kept(versions[one["uid"]]))
        (found,) = kept(done(api.get(f"/experiences/{uids[one['uid']]}/versions")))
        if one["__type"] == "SEGMENTED":
            expected["variants"] = [{"lyticsAudiences": []} | variant for variant in expected["variants"]]
        assert found == expected
