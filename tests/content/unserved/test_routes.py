"""What no stack has."""

import httpx
import pytest

PATHS = {
    "/extensions": "extension",
    "/webhooks": "webhook",
    "/workflows": "workflow",
    "/workflows/publishing_rules": "publishing_rule",
    "/releases": "release",
}


@pytest.mark.parametrize("path", PATHS)
def test_the_list_is_empty_and_paged_like_all(client: httpx.Client, path: str):
    key = f"{PATHS[path]}s"

    assert client.get(path, params={"skip": "0", "limit": "100"}).json() == {key: []}
    assert client.get(path, params={"include_count": "true"}).json() == {key: [], "count": 0}
    assert client.get(path, params={"count": "true"}).json() == {key: 0}
    assert client.get(path, params={"skip": "x"}).status_code == 422


@pytest.mark.parametrize("path", PATHS)
def test_making_one_is_refused_in_words(client: httpx.Client, path: str):
    answer = client.post(path, json={PATHS[path]: {"name": "Review"}})

    assert answer.status_code == 422
    assert answer.json()["error_message"].startswith("Lenticular has no ")
    # The vendor's CLI takes an error under `name` to mean that it exists already.
    assert answer.json()["errors"] == {PATHS[path]: ["is not supported."]}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", PATHS)
def test_a_stranger_cannot_tell_that_the_stack_exists(stranger_client: httpx.Client, path: str, method: str):
    assert stranger_client.request(method, path).status_code == 412
