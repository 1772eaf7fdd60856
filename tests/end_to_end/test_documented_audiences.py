"""The audience bodies that the hosted service documents, posted as they are: whom the edge then takes for a member."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from installations import Installation, created, done, eventually

IN_CALIFORNIA, IN_GERMANY = "8.8.8.8", "153.96.1.1"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"
MACINTOSH = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari"

Body = dict[str, Any]


def preset_rule(ref: str, value: str, *, invert: bool = False) -> Body:
    return {
        "__type": "Rule",
        "attribute": {"__type": "PresetAttributeReference", "ref": ref},
        "attributeMatchCondition": "STRING_EQUALS",
        "attributeMatchOptions": {"__type": "StringMatchOptions", "value": value},
        "invertCondition": invert,
    }


def audience(name: str, *rules: Body) -> Body:
    definition = {"__type": "RuleCombination", "combinationType": "AND", "rules": list(rules)}
    return {"name": name, "description": "Website visitors", "definition": definition}


def period(start: str, end: str) -> Body:
    return {
        "__type": "Rule",
        "attribute": {"__type": "PresetAttributeReference", "ref": "DATE_AND_TIME"},
        "attributeMatchCondition": "BETWEEN_TIME",
        "attributeMatchOptions": {
            "__type": "DateTimeMatchOptions",
            "startTime": start,
            "endTime": end,
            "useVisitorTimezone": True,
        },
        "invertCondition": False,
    }


CUSTOM_ATTRIBUTE = audience(
    "Valuable US Visitors",
    preset_rule("COUNTRY", "US"),
    {
        "__type": "Rule",
        "attribute": {"__type": "CustomAttributeReference", "ref": "<average order value>"},
        "attributeMatchOptions": {"__type": "NumberMatchOptions", "value": 1000},
        "attributeMatchCondition": "NUMBER_GREATER_THAN",
        "invertCondition": False,
    },
)
QUERY_PARAMETER = audience(
    "From the campaign",
    {
        "__type": "Rule",
        "attribute": {"__type": "PresetAttributeReference", "ref": "QUERY_PARAMETERS"},
        "attributeMatchCondition": "JSON_MATCH",
        "attributeMatchOptions": {
            "__type": "JSONMatchOptions",
            "pointer": "/utm_campaign",
            "matchCondition": "STRING_EQUALS",
            "matchOptions": {"__type": "StringMatchOptions", "value": "black-friday"},
            "invertCondition": False,
        },
        "invertCondition": False,
    },
)
DATE = audience("On Black Friday", period("2024-11-29T00:00:00", "2024-11-29T23:59:59"))
NESTED = audience(
    "On Apple's devices in the US",
    preset_rule("COUNTRY", "US"),
    {
        "__type": "RuleCombination",
        "combinationType": "OR",
        "rules": [preset_rule("OPERATING_SYSTEM", "MACOS"), preset_rule("DEVICE_TYPE", "MOBILE")],
    },
)
NEGATED = audience("Outside the US", preset_rule("COUNTRY", "US", invert=True))


@pytest.fixture
def api(installation: Installation, fresh_project: str) -> httpx.Client:
    return installation.api(project=fresh_project)


def publish(api: httpx.Client, body: Body) -> Body:
    """Create the audience, and activate an experience whose only variant is for it; return the audience."""
    shown = created(api.post("/audiences", json=body))
    assert {member: shown[member] for member in body} == body
    experience = created(api.post("/experiences", json={"name": "Hero", "__type": "SEGMENTED"}))
    variant = {"name": "For them", "audiences": [shown["uid"]], "audienceCombinationType": "AND"}
    version = {"status": "ACTIVE", "variants": [variant]}
    done(api.put(f"/experiences/{experience['uid']}/versions/{experience['latestVersion']}", json=version))
    return shown


def referring_to(body: Body, attribute: str) -> Body:
    *others, rule = body["definition"]["rules"]
    referring = rule | {"attribute": rule["attribute"] | {"ref": attribute}}
    return body | {"definition": body["definition"] | {"rules": [*others, referring]}}


def test_a_custom_attribute_is_sent_live_or_stored(installation: Installation, api: httpx.Client, fresh_project: str):
    average = created(api.post("/attributes", json={"name": "Average order value", "key": "average"}))["uid"]
    assert publish(api, referring_to(CUSTOM_ATTRIBUTE, average))["referredAttributes"] == [average]

    def manifest(live: str, ip: str) -> dict[str, str | None] | None:
        return installation.manifest(fresh_project, X_Live_Attributes=live, X_Forwarded_For=ip)

    eventually(lambda: manifest('{"average": 1001}', IN_CALIFORNIA), {"0": "0"})
    eventually(lambda: manifest('{"average": "1000.5"}', IN_CALIFORNIA), {"0": "0"})
    eventually(lambda: manifest('{"average": 1000}', IN_CALIFORNIA), {"0": None})
    eventually(lambda: manifest('{"average": 1001}', IN_GERMANY), {"0": None})
    eventually(lambda: manifest("{}", IN_CALIFORNIA), {"0": None})

    visitor = {"X-Project-Uid": fresh_project, "X-CS-Personalize-User-Uid": "pat"}
    edge = installation.server.client()

    def manifest_after_storing() -> dict[str, str | None] | None:
        # Sent again until it counts: its worker may not have heard of the new project or attribute yet.
        edge.patch("/personalize-edge/user-attributes", json={"average": 1200}, headers=visitor)
        return installation.manifest(fresh_project, "pat", X_Forwarded_For=IN_CALIFORNIA)

    eventually(manifest_after_storing, {"0": "0"})


@pytest.mark.parametrize(
    ("page_url", "variant"),
    [
        ("https://shop.example/?utm_campaign=black-friday", "0"),
        ("https://shop.example/?a=1&utm_campaign=black%2Dfriday#top", "0"),
        ("https://shop.example/?utm_campaign=cyber_monday", None),
        ("https://shop.example/", None),
    ],
)
def test_a_query_parameter_is_read_from_the_page(
    installation: Installation, api: httpx.Client, fresh_project: str, page_url: str, variant: str | None
):
    publish(api, QUERY_PARAMETER)
    eventually(lambda: installation.manifest(fresh_project, X_Page_Url=page_url), {"0": variant})


@pytest.mark.parametrize(
    ("time", "timezone", "variant"),
    [
        ("2024-11-29T00:00:00Z", None, "0"),
        ("2024-11-29T23:59:59.999Z", None, "0"),
        ("2024-11-30T00:00:00Z", None, None),
        ("2024-11-30T05:00:00Z", "America/Los_Angeles", "0"),
        ("2024-11-29T05:00:00Z", "America/Los_Angeles", None),
        ("2024-11-28T16:00:00Z", "Asia/Tokyo", "0"),
    ],
)
def test_a_date_is_read_in_the_visitors_time_zone(
    api: httpx.Client, time: str, timezone: str | None, variant: str | None
):
    publish(api, DATE)
    answer = done(api.post("/decisions", json={"visitor": {"time": time, "timezone": timezone}}))
    assert answer["experiences"] == [{"shortUid": "0", "activeVariantShortUid": variant}]


def test_the_edge_decides_by_the_date_of_the_request(installation: Installation, api: httpx.Client, fresh_project: str):
    shown = publish(api, DATE)
    eventually(lambda: installation.manifest(fresh_project), {"0": None})
    # A day to either side: whatever the zone is, it is now.
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    around_now = period((now - timedelta(days=1)).isoformat(), (now + timedelta(days=1)).isoformat())
    done(api.put(f"/audiences/{shown['uid']}", json=audience("On Black Friday", around_now)))
    eventually(lambda: installation.manifest(fresh_project), {"0": "0"})
    eventually(lambda: installation.manifest(fresh_project, X_Forwarded_For=IN_CALIFORNIA), {"0": "0"})


@pytest.mark.parametrize(
    ("visitor", "variant"),
    [
        ({"X-Forwarded-For": IN_CALIFORNIA, "User-Agent": IPHONE}, "0"),
        ({"X-Forwarded-For": IN_CALIFORNIA, "User-Agent": MACINTOSH}, "0"),
        ({"X-Forwarded-For": IN_CALIFORNIA, "User-Agent": "curl/8.5.0"}, None),
        ({"X-Forwarded-For": IN_GERMANY, "User-Agent": IPHONE}, None),
    ],
    ids=["phone", "computer", "neither", "elsewhere"],
)
def test_a_group_lies_within_a_group(
    installation: Installation, api: httpx.Client, fresh_project: str, visitor: dict[str, str], variant: str | None
):
    publish(api, NESTED)
    eventually(lambda: installation.manifest(fresh_project, **visitor), {"0": variant})


@pytest.mark.parametrize(("ip", "variant"), [(IN_GERMANY, "0"), (IN_CALIFORNIA, None), ("127.0.0.1", "0")])
def test_a_negated_rule_takes_everybody_else_also_from_nowhere(
    installation: Installation, api: httpx.Client, fresh_project: str, ip: str, variant: str | None
):
    publish(api, NEGATED)
    eventually(lambda: installation.manifest(fresh_project, X_Forwarded_For=ip), {"0": variant})
