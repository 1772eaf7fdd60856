"""Analytics over HTTP, while nothing is measured yet."""

import httpx
import pytest

from lenticular.management.analytics import routes as analytics
from lenticular.management.experiences import routes as experiences


@pytest.fixture
def routers():
    return [experiences.router, analytics.router]


@pytest.fixture
def created(client: httpx.Client) -> dict[str, str]:
    answer: dict[str, str] = client.post("/experiences", json={"name": "Test", "__type": "AB_TEST"}).json()
    return answer


CODES = {"summary": "SUMMARY_NOT_FOUND", "time-series": "TIME_SERIES_ANALYTICS_NOT_FOUND"}


@pytest.mark.parametrize("kind", CODES)
def test_nothing_is_known_of_a_version_that_nobody_saw(client: httpx.Client, created: dict[str, str], kind: str):
    path = f"/experiences/{created['uid']}/analytics/{kind}"

    answer = client.get(path, params={"version": created["latestVersion"]})

    assert (answer.status_code, answer.json()["error"]) == (404, CODES[kind])


@pytest.mark.parametrize("kind", CODES)
def test_the_version_has_to_be_named_before_anything_else(client: httpx.Client, kind: str):
    path = f"/experiences/{'f' * 24}/analytics/{kind}"

    assert client.get(path).json()["errors"] == {"version": ["VERSION_REQUIRED"]}
    assert client.get(path, params={"version": "version_1"}).json()["errors"] == {
        "version": ["version_1 is not a valid ObjectId"]
    }
    assert client.get(path, params={"version": "e" * 24}).json()["error"] == (
        "personalize.EXPERIENCES.EXPERIENCE_NOT_FOUND"
    )


@pytest.mark.parametrize("kind", CODES)
def test_a_version_of_another_experience_or_project_is_not_found(
    client: httpx.Client, other_client: httpx.Client, created: dict[str, str], kind: str
):
    path = f"/experiences/{created['uid']}/analytics/{kind}"

    answer = client.get(path, params={"version": "e" * 24})
    assert answer.json()["error"] == "personalize.EXPERIENCES.VERSIONS.VERSION_NOT_FOUND"
    assert other_client.get(path, params={"version": created["latestVersion"]}).json()["error"] == (
        "personalize.EXPERIENCES.EXPERIENCE_NOT_FOUND"
    )
