"""What every request for results has in common: which version, and what is refused."""

import httpx
import pytest

from analytics.conftest import QUERIES, Asked, Shop
from installations import created

CODES = {
    "summary": "SUMMARY_NOT_FOUND",
    "time-series": "TIME_SERIES_ANALYTICS_NOT_FOUND",
    "breakdown": "BREAKDOWN_NOT_FOUND",
    "holdout": "HOLDOUT_NOT_FOUND",
    "export": "EXPORT_NOT_FOUND",
}
EXPERIENCE_NOT_FOUND = "personalize.EXPERIENCES.EXPERIENCE_NOT_FOUND"
VERSION_NOT_FOUND = "personalize.EXPERIENCES.VERSIONS.VERSION_NOT_FOUND"


@pytest.fixture
def test(shop: Shop) -> Asked:
    return shop.test(shop.event("clicked"))


def error(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


def test_nothing_is_known_of_a_version_that_was_never_active(shop: Shop):
    draft = shop.test(shop.event("clicked"), status="DRAFT")
    assert {kind: error(draft.get(kind, **QUERIES[kind])) for kind in CODES} == {
        kind: (404, code) for kind, code in CODES.items()
    }


def test_the_version_has_to_be_named_before_anything_else(test: Asked):
    client = test.shop.client
    for kind, query in QUERIES.items():
        path = f"/experiences/{'f' * 24}/analytics/{kind}"
        assert client.get(path, params=query).json()["errors"] == {"version": ["VERSION_REQUIRED"]}
        assert client.get(path, params=query | {"version": "version_1"}).json()["errors"] == {
            "version": ["version_1 is not a valid ObjectId"]
        }
        assert error(client.get(path, params=query | {"version": "e" * 24})) == (404, EXPERIENCE_NOT_FOUND)


def test_a_version_of_another_experience_or_project_is_not_found(test: Asked):
    other = test.shop.test()
    stray = Asked(test.shop, test.experience, other.version)
    assert {error(stray.get(kind, **query)) for kind, query in QUERIES.items()} == {(404, VERSION_NOT_FOUND)}

    client = test.shop.client
    client.headers["x-project-uid"] = created(client.post("/projects", json={"name": "Blog"}))["uid"]
    assert {error(test.get(kind, **query)) for kind, query in QUERIES.items()} == {(404, EXPERIENCE_NOT_FOUND)}


def test_everything_wrong_with_a_query_is_told_at_once(test: Asked):
    wrong = {"version": "x", "startTime": "now", "endTime": "then", "granularity": "WEEK", "timezone": "Mars/Olympus"}
    assert test.problems("time-series", **wrong) == {
        "version": ["x is not a valid ObjectId"],
        "startTime": ["NOT_VALID_TIME"],
        "endTime": ["NOT_VALID_TIME"],
        "granularity": ["NOT_VALID_ENUM"],
        "timezone": ["TIMEZONE_UNKNOWN"],
    }
    assert test.problems("breakdown") == {"dimension": ["REQUIRED"]}
    assert test.problems("breakdown", dimension="VARIANT") == {"dimension": ["NOT_VALID_ENUM"]}
    assert test.problems("export") == {"table": ["REQUIRED"]}
    assert test.problems("export", table="breakdown", format="xls") == {
        "dimension": ["REQUIRED"],
        "format": ["NOT_VALID_ENUM"],
    }
    assert test.problems("plan", variants="1", power="2") == {
        "baselineRate": ["REQUIRED"],
        "minimalUplift": ["REQUIRED"],
        "variants": ["NOT_VALID_NUMBER"],
        "power": ["NOT_VALID_NUMBER"],
    }
    assert test.problems("summary", baseline="7") == {"baseline": ["VARIANT_NOT_FOUND"]}
    assert test.problems("summary", startTime="2026-05-15T00:00:00Z", endTime="2026-05-15T00:00:00Z") == {
        "endTime": ["END_NOT_AFTER_START"]
    }


def test_a_plan_takes_all_its_numbers_from_the_query(test: Asked):
    asked = {"baselineRate": 5, "minimalUplift": 10, "variants": 3, "power": 0.9, "level": 0.99, "visitorsPerDay": 800}
    told = test.told("plan", **asked)
    assert {key: told[key] for key in ("baselineRate", "minimalUplift", "variants", "power", "level")} == {
        key: asked[key] for key in ("baselineRate", "minimalUplift", "variants", "power", "level")
    }
    assert told["days"] == -(-told["visitors"] // 800)
    unplanned = {key: asked[key] for key in ("baselineRate", "minimalUplift")}
    assert test.told("plan", **unplanned)["visitorsPerVariant"] < told["visitorsPerVariant"]
