"""The eight steps from an audience to a page that each visitor sees in another way, with published clients alone."""

from typing import Any

import pytest
from msgspec.structs import replace

from clients.desk import Desk
from installations import eventually
from lenticular.ingestion import records, segments
from lenticular.ingestion.records import Event, Impression
from servers import OWNER_EMAIL, OWNER_PASSWORD, Server

pytestmark = pytest.mark.client

FAMILY = {"children": 2}
GOLD_FAMILY = {"children": 2, "tier": "gold"}


def rule(attribute: str, condition: str, kind: str, value: object) -> dict[str, Any]:
    rule = {
        "__type": "Rule",
        "attribute": {"__type": "CustomAttributeReference", "ref": attribute},
        "attributeMatchCondition": condition,
        "attributeMatchOptions": {"__type": kind, "value": value},
        "invertCondition": False,
    }
    return {"__type": "RuleCombination", "combinationType": "AND", "rules": [rule]}


def text_field(uid: str, **members: object) -> dict[str, Any]:
    return {"display_name": uid, "uid": uid, "data_type": "text", "mandatory": False, "multiple": False, **members}


def page(headline: str, teaser: str) -> str:
    return f"<title>Home</title><h1>{headline}</h1><p>{teaser}</p>"


def test_from_an_audience_to_the_pages_of_three_visitors(desk: Desk, node, cms: Server):
    """The vendor publishes no client for priorities (step 8): that is one plain PUT.

    Nor does its client of the Management API activate a draft (step 7) and leave the variants what they are:
    `updateExperienceVersion` takes their short uids away, so that they would be new variants without content. What
    activates is the HTTP client that this client is made of.
    """
    told = {"endpoint": cms.content_url, "personalize": cms.management_url}
    owner = desk.ask(told | {"email": OWNER_EMAIL, "password": OWNER_PASSWORD})
    organization = owner["organizations"][0]["uid"]

    # A stack with a page, before anything is personalized.
    made = {"stack": {"name": "Red Panda Travel", "description": "", "master_locale": "en-us"}}
    api_key = desk.cms(["stack"], ["create", made, {"organization_uid": organization}])["api_key"]
    stack = ["stack", {"api_key": api_key}]
    environment = {"environment": {"name": "production", "urls": []}}
    desk.cms(stack, ["environment"], ["create", environment])
    schema = [text_field("title", mandatory=True, unique=True), text_field("headline"), text_field("teaser")]
    desk.cms(stack, ["contentType"], ["create", {"content_type": {"title": "Page", "uid": "page", "schema": schema}}])
    home = {"title": "Home", "headline": "Trips for everybody", "teaser": "Book now"}
    entry = desk.cms(stack, ["contentType", "page"], ["entry"], ["create", {"entry": home}])["uid"]
    reads = [{"module": "environment", "environments": ["production"], "acl": {"read": True}}]
    token = desk.cms(
        stack, ["deliveryToken"], ["create", {"token": {"name": "Site", "description": "", "scope": reads}}]
    )["token"]

    # 1. Audiences, in a project of the stack.
    desk.ask({"headers": {"organization_uid": organization, "api_key": api_key}})
    described = {"name": "Red Panda Travel", "description": "Trips", "connectedStackApiKey": api_key}
    project = desk.personalize("createProject", described)["uid"]
    desk.ask({"headers": {"X-Project-Uid": project}})
    attribute = {
        key: desk.personalize("createAttribute", {"name": name, "key": key, "description": ""})["uid"]
        for key, name in (("tier", "Tier"), ("children", "Children"))
    }
    gold = {"name": "Gold", "definition": rule(attribute["tier"], "STRING_EQUALS", "StringMatchOptions", "gold")}
    families = {
        "name": "Families",
        "definition": rule(attribute["children"], "NUMBER_GREATER_THAN", "NumberMatchOptions", 0),
    }
    audience = {one["name"]: desk.personalize("createAudience", one)["uid"] for one in (gold, families)}
    event = desk.personalize("createEvents", {"key": "Booked", "description": ""})["uid"]

    # 2. Experiences: one for gold members, and a test among families; both have a headline of their own.
    loyalty, season = (
        desk.personalize("createExperience", {"name": name, "description": "", "__type": kind})
        for name, kind in (("Loyalty", "SEGMENTED"), ("Season", "AB_TEST"))
    )

    # 3. Their variants and audiences.
    member = {"__type": "SegmentedVariant", "name": "Gold", "audiences": [audience["Gold"]], "lyticsAudiences": []}
    split = [
        {"__type": "ABTestVariant", "name": name, "trafficDistribution": share}
        for name, share in (("As it was", 0), ("Children first", 100))
    ]
    drafts = {
        loyalty["uid"]: {"status": "DRAFT", "variants": [member | {"audienceCombinationType": "AND"}]},
        season["uid"]: {
            "status": "DRAFT",
            "variants": split,
            "variantSplit": "CUSTOM_PERCENTAGE",
            "metrics": [{"event": event, "name": "Booked", "__type": "Primary"}],
            "targeting": {"audience": {"audiences": [audience["Families"]], "audienceCombinationType": "AND"}},
        },
    }
    versions = {
        one["uid"]: desk.personalize("updateExperienceVersion", one["uid"], one["latestVersion"], drafts[one["uid"]])
        for one in (loyalty, season)
    }
    mirrors = {uid: desk.personalize("getExperience", uid)["_cms"] for uid in versions}
    assert [list(mirror["variants"]) for mirror in mirrors.values()] == [["0"], ["0", "1"]]

    # 4. Their variant groups are for pages.
    for experience in (loyalty, season):
        group = mirrors[experience["uid"]]["variantGroup"]
        linked = {"name": experience["name"], "content_types": [{"uid": "page", "status": "linked"}]}
        desk.cms(stack, ["variantGroup", group], ["update", linked])

    # 5. Entry variants, one by the SDK, one by the client of csdx.
    for_gold, for_children = mirrors[loyalty["uid"]]["variants"]["0"], mirrors[season["uid"]]["variants"]["1"]
    delta = {"headline": "Welcome back, gold member", "_variant": {"_change_set": ["headline"]}}
    the_entry = ["contentType", "page"], ["entry", entry]
    written = desk.cms(stack, *the_entry, ["variants", for_gold], ["update", {"entry": delta}])
    assert written["notice"] == "Entry variant created successfully."
    delta = {"headline": "Bring the kids & save", "teaser": "They eat for free"}
    delta |= {"_variant": {"_change_set": ["headline", "teaser"]}}
    place = {"content_type_uid": "page", "entry_uid": entry, "locale": "en-us"}
    desk.csdx("createVariantEntry", delta, place | {"variant_id": for_children})

    # 6. Publishing them takes the page along, which is not published yet.
    to = {"environments": ["production"], "locales": ["en-us"]}
    to |= {"variant_rules": {"publish_latest_base": False, "publish_latest_base_conditionally": True}}
    ordered = {"publishDetails": to | {"variants": [{"uid": for_gold, "version": 1}]}, "locale": "en-us"}
    at_once = ["contentType", "page"], ["entry", entry, {"api_version": "3.2"}]
    assert desk.cms(stack, *at_once, ["publish", ordered])["job_id"]
    ordered = {"entry": to | {"variants": [{"uid": for_children, "version": 1}]}, "locale": "en-us"}
    assert desk.csdx("publishVariantEntry", ordered, place)["job_id"]

    # 7. Activating both.
    for uid, version in versions.items():
        path = f"/experiences/{uid}/versions/{version['uid']}"
        live = desk.ask(
            {"on": "personalize", "calls": [["apiClient"], ["put", path, version | {"status": "ACTIVE"}], ["data"]]}
        )
        assert (live["status"], live["variants"]) == ("ACTIVE", version["variants"])
        assert desk.personalize("getExperience", uid)["_cms"]["variants"] == mirrors[uid]["variants"]

    # Three visitors. Who is of both audiences sees the headline of the experience that comes first.
    site = {
        "edgeApiUrl": cms.edge_url,
        "project": project,
        "endpoint": cms.content_url,
        "apiKey": api_key,
        "token": token,
        "environment": "production",
        "contentType": "page",
        "entry": entry,
        "visitors": [
            {"userId": "nobody known"},
            {"userId": "a family", "liveAttributes": FAMILY, "event": "Booked"},
            {"userId": "a gold family", "liveAttributes": GOLD_FAMILY},
        ],
    }
    wait_for_order(cms, project, ["0", "1"])
    nobody, family, gold_family = node("site.mjs", site)
    assert nobody["html"] == page("Trips for everybody", "Book now")
    assert family["html"] == page("Bring the kids &amp; save", "They eat for free")
    assert gold_family["html"] == page("Welcome back, gold member", "They eat for free")
    assert gold_family["aliases"] == ["cs_personalize_0_0", "cs_personalize_1_1"]

    # 8. Priorities: the season's headline is to win.
    answer = cms.sign_in().put(
        "/personalize-api/experiences-priority",
        headers={"X-Project-Uid": project},
        json={"priorityOrder": [season["uid"], loyalty["uid"]]},
    )
    assert answer.is_success, answer.text
    wait_for_order(cms, project, ["1", "0"])
    nobody, family, gold_family = node("site.mjs", site)
    assert nobody["html"] == page("Trips for everybody", "Book now")
    assert family["html"] == page("Bring the kids &amp; save", "They eat for free")
    assert gold_family["html"] == page("Bring the kids &amp; save", "They eat for free")
    assert gold_family["aliases"] == ["cs_personalize_1_1", "cs_personalize_0_0"]

    # What each page said that it shows was counted, and is in the log.
    assert [sorted(seen["counted"]) for seen in (nobody, family, gold_family)] == [
        [],
        ["cs_personalize_1_1"],
        ["cs_personalize_0_0", "cs_personalize_1_1"],
    ]
    assert [seen["calls"] for seen in (nobody, family, gold_family)] == [
        ["GET /manifest 200"],
        ["GET /manifest 200", "POST /events 202", "POST /events 202"],
        ["GET /manifest 200", "POST /events 202"],
    ]
    seen_season = Impression(season["uid"], "1", version=versions[season["uid"]]["uid"], variant_short_uid="1")
    seen_loyalty = Impression(loyalty["uid"], "0", version=versions[loyalty["uid"]]["uid"], variant_short_uid="0")
    logged = [record for line in segments.read(cms.data / "spool") for record in records.expand(line)]
    subjects = {
        visitor: {
            replace(record.subject, context=None) if isinstance(record.subject, Impression) else record.subject
            for record in logged
            if record.project == project and record.user == visitor
        }
        for visitor in ("nobody known", "a family", "a gold family")
    }
    assert subjects == {
        "nobody known": set(),
        "a family": {seen_season, Event("Booked")},
        "a gold family": {seen_season, seen_loyalty},
    }


def wait_for_order(server: Server, project: str, order: list[str]) -> None:
    """Wait until the edge has the experiences in an order of priority."""
    client = server.client(X_Project_Uid=project)

    def look() -> list[str]:
        found = client.get("/personalize-edge/manifest").json().get("experiences", [])
        return [one["shortUid"] for one in found]

    eventually(look, order)
