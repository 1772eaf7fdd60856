"""What is not to be had of entry variants from elsewhere: another stack, content type, person."""

import httpx
import pytest

from lenticular.content.content_types import service as content_types

ALIAS = "cs_personalize_0_0"
REQUESTS = [("GET", ""), ("GET", "/red"), ("GET", "/red/versions"), ("PUT", "/red"), ("DELETE", "/red")]
of_every_request = pytest.mark.parametrize(("method", "rest"), REQUESTS)


def answer_to(client: httpx.Client, method: str, path: str) -> tuple[int, int, list[str]]:
    """Return status, code and fields of the refusal of a request, which would save “stolen”."""
    body = {"entry": {"headline": "stolen", "_variant": {}}} if method == "PUT" else None
    answer = client.request(method, path, json=body)
    return answer.status_code, answer.json()["error_code"], list(answer.json()["errors"])


@pytest.fixture(autouse=True)
def kept(client, save, site):
    """Red is saved before, and after the test still as it was."""
    saved = save(site.red_path, headline="red")["entry"]
    yield
    assert client.get(site.path).json()["entries"] == [saved]


@of_every_request
def test_a_stack_without_the_content_type_says_so(other_client, site, method, rest):
    assert answer_to(other_client, method, site.path + rest.replace("red", site.red)) == (422, 118, ["uid"])


@of_every_request
def test_an_entry_is_not_found_through_another_stack(other_client, site, other_site, method, rest):
    assert answer_to(other_client, method, site.path + rest.replace("red", other_site.red)) == (422, 141, ["uid"])


@pytest.mark.parametrize(("method", "rest"), REQUESTS[1:])
def test_a_variant_is_not_found_through_another_stack(other_client, site, other_site, method, rest):
    path = other_site.path + rest.replace("red", site.red)

    assert answer_to(other_client, method, path) == (422, 141, ["variant"])
    assert other_client.get(other_site.path).json() == {"entries": []}


def test_an_alias_means_the_variant_of_the_clients_own_stack(other_client, site, other_site):
    sent = {"entry": {"headline": "theirs", "_variant": {}}}

    theirs = other_client.put(f"{other_site.path}/{ALIAS}", json=sent).json()["entry"]

    assert theirs["_variant"]["_uid"] == other_site.red != site.red


@of_every_request
def test_an_entry_is_not_found_through_another_content_type(client, site, open_scope, method, rest):
    with open_scope() as scope:
        schema = [{"uid": "title", "data_type": "text", "display_name": "Title", "mandatory": True, "unique": True}]
        content_types.create(scope, uid="note", title="Note", schema=schema)

    path = site.path.replace("/page/", "/note/") + rest.replace("red", site.red)

    assert answer_to(client, method, path) == (422, 141, ["uid"])


@pytest.mark.parametrize(("method", "rest"), [request for request in REQUESTS[1:] if request[0] != "PUT"])
def test_an_entry_variant_is_not_found_through_another_entry(client, site, method, rest):
    path = site.path.replace(site.entry, site.about) + rest.replace("red", site.red)

    assert answer_to(client, method, path) == (422, 141, ["variant"])


@of_every_request
def test_a_stranger_cannot_tell_that_the_stack_exists(stranger_client, site, method, rest):
    assert answer_to(stranger_client, method, site.path + rest.replace("red", site.red)) == (412, 109, ["api_key"])


def test_a_member_may_save(member_client, site):
    sent = {"entry": {"headline": "Mary's", "_variant": {}}}

    answer = member_client.put(site.path.replace(site.entry, site.about) + f"/{site.red}", json=sent)

    assert answer.status_code == 200
