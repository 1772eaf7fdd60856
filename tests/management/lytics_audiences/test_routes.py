"""CDP-synced audiences over HTTP."""

import httpx
import pytest

from lenticular.management.references import service as references
from lenticular.management.references.service import Kind, Thing

UID = "0123456789abcdef" * 2
BIG_SPENDERS = {"uid": UID, "slug": "big_spenders", "name": "Big spenders", "description": "Over 500"}


def register(client: httpx.Client, *rows: dict[str, object]) -> httpx.Response:
    return client.put("/lytics-audiences", json=list(rows))


def register_csv(client: httpx.Client, text: str | bytes) -> httpx.Response:
    return client.put("/lytics-audiences", content=text, headers={"Content-Type": "text/csv; charset=utf-8"})


def test_registered_audiences_are_listed_by_name(client: httpx.Client, project: str):
    answer = register(client, BIG_SPENDERS, {"slug": "at_risk", "name": "At risk", "source": "ignored"})

    assert (answer.status_code, answer.json()) == (200, {"created": 2, "updated": 0, "unchanged": 0})
    at_risk, big_spenders = client.get("/lytics-audiences").json()
    assert big_spenders == BIG_SPENDERS | {"project": project, "source": "lytics"}
    assert (at_risk["slug"], at_risk["description"], len(at_risk["uid"])) == ("at_risk", "", 32)
    assert client.get(f"/lytics-audiences/{UID}").json() == big_spenders


def test_registering_again_changes_what_differs_and_leaves_the_rest(client: httpx.Client):
    register(client, BIG_SPENDERS, {"slug": "at_risk"})
    before = {audience["slug"]: audience for audience in client.get("/lytics-audiences").json()}

    answer = register(client, BIG_SPENDERS | {"name": "Whales"}, {"slug": "at_risk"}, {"slug": "loyal"})

    assert answer.json() == {"created": 1, "updated": 1, "unchanged": 1}
    after = {audience["slug"]: audience for audience in client.get("/lytics-audiences").json()}
    assert after["big_spenders"]["name"] == "Whales"
    assert after["at_risk"] == before["at_risk"]


def test_an_audience_without_uid_keeps_the_one_its_slug_has(client: httpx.Client):
    register(client, BIG_SPENDERS)

    register(client, {"slug": "big_spenders", "name": "Whales"})

    assert [(row["uid"], row["name"]) for row in client.get("/lytics-audiences").json()] == [(UID, "Whales")]


def test_csv_is_read_with_columns_in_any_order(client: httpx.Client):
    first = f'big_spenders,{UID.upper()},"Big, spenders","Over\n500",12'
    text = f"\ufeffSlug,uid,name,description,size\r\n{first}\r\n\r\nloyal,,,,\r\n"

    answer = register_csv(client, text.encode())

    assert answer.json() == {"created": 2, "updated": 0, "unchanged": 0}
    first, second = client.get("/lytics-audiences").json()
    assert (first["uid"], first["name"], first["description"]) == (UID, "Big, spenders", "Over\n500")
    assert (second["slug"], second["name"]) == ("loyal", "loyal")


def test_two_audiences_may_swap_slugs(client: httpx.Client):
    register(client, {"uid": "a" * 32, "slug": "one"}, {"uid": "b" * 32, "slug": "two"})

    answer = register(client, {"uid": "a" * 32, "slug": "two"}, {"uid": "b" * 32, "slug": "one"})

    assert answer.json() == {"created": 0, "updated": 2, "unchanged": 0}
    assert {row["uid"][0]: row["slug"] for row in client.get("/lytics-audiences").json()} == {"a": "two", "b": "one"}


@pytest.mark.parametrize(
    ("rows", "errors"),
    [
        (
            [{"slug": "fine"}, {"name": "No slug", "uid": "xyz"}, {"slug": "a|b", "description": 5}],
            {
                "1.slug": ["REQUIRED"],
                "1.uid": ["NOT_VALID_UID"],
                "2.slug": ["NOT_VALID_SLUG"],
                "2.description": ["NOT_STRING"],
            },
        ),
        ([{"slug": "a"}, {"slug": "a"}, 5], {"2": ["NOT_OBJECT"]}),
        ([{"slug": "a"}, {"slug": " a "}], {"0.slug": ["DUPLICATE_SLUG"], "1.slug": ["DUPLICATE_SLUG"]}),
        (
            [{"slug": "a", "uid": "a" * 32}, {"slug": "b", "uid": "A" * 32}],
            {"0.uid": ["DUPLICATE_UID"], "1.uid": ["DUPLICATE_UID"]},
        ),
        ([{"slug": "taken", "uid": "b" * 32}], {"0.slug": ["DUPLICATE_SLUG"]}),
        ({"slug": "a"}, {"body": ["NOT_ARRAY"]}),
    ],
)
def test_a_bad_list_is_told_every_problem_and_registers_nothing(client: httpx.Client, rows: object, errors: object):
    register(client, {"slug": "taken", "uid": "a" * 32, "name": "Taken"})

    answer = client.put("/lytics-audiences", json=rows)

    assert (answer.status_code, answer.json()["errors"]) == (400, errors)
    assert [row["name"] for row in client.get("/lytics-audiences").json()] == ["Taken"]


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        (b"", {"body": ["REQUIRED"]}),
        (b"uid,name\n,x\n", {"body": ["REQUIRED"]}),
        (b"slug,name\na,b\nc\nd,e,f\n", {"1": ["WRONG_FIELD_COUNT"], "2": ["WRONG_FIELD_COUNT"]}),
        (b"slug\n\xff\xfe\n", {"body": ["NOT_VALID_CSV"]}),
        (b'slug\n"a"b\n', {"body": ["NOT_VALID_CSV"]}),
        (b"slug,uid\n ,x\n", {"0.slug": ["REQUIRED"], "0.uid": ["NOT_VALID_UID"]}),
    ],
)
def test_a_bad_file_is_told_every_problem(client: httpx.Client, text: bytes, errors: object):
    answer = register_csv(client, text)

    assert (answer.status_code, answer.json()["errors"]) == (400, errors)


@pytest.mark.parametrize("content", [b"", b"[", b"slug\nvip\n"])
def test_what_is_not_json_is_refused(client: httpx.Client, content: bytes):
    answer = client.put("/lytics-audiences", content=content, headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["errors"]) == (400, {"body": ["NOT_VALID_JSON"]})


def test_a_project_has_at_most_a_thousand(client: httpx.Client):
    register(client, *({"slug": f"audience_{number}"} for number in range(1_000)))

    refused = register(client, {"slug": "one_more"})

    assert refused.status_code == 400
    assert refused.json()["error"] == "personalize.LYTICS_AUDIENCES.MAX_LYTICS_AUDIENCES_COUNT_EXCEEDED"
    assert register(client, {"slug": "audience_7", "name": "Seventh"}).json()["updated"] == 1


@pytest.mark.parametrize("user", [Thing(Kind.AUDIENCE, "f" * 24), Thing(Kind.EXPERIENCE, "e" * 24)])
def test_an_audience_in_use_is_not_deleted(client: httpx.Client, open_scope, user: Thing):
    register(client, BIG_SPENDERS)
    with open_scope() as scope:
        references.replace(scope, user, "Generous people", [Thing(Kind.LYTICS_AUDIENCE, UID)])

    refused = client.delete(f"/lytics-audiences/{UID}")

    code = "personalize.LYTICS_AUDIENCES.CANNOT_DELETE_REFERRED_LYTICS_AUDIENCE"
    assert (refused.status_code, refused.json()["error"]) == (400, code)
    assert "Generous people" in refused.json()["detail"]
    with open_scope() as scope:
        references.forget(scope, user)
    assert client.delete(f"/lytics-audiences/{UID}").status_code == 204
    gone = client.get(f"/lytics-audiences/{UID}")
    assert (gone.status_code, gone.json()["error"]) == (404, "personalize.LYTICS_AUDIENCES.LYTICS_AUDIENCE_NOT_FOUND")


def test_deleting_on_an_older_state_is_refused(client: httpx.Client):
    register(client, BIG_SPENDERS)
    path = f"/lytics-audiences/{UID}"
    stale = {"If-Match": client.get(path).headers["ETag"]}
    register(client, BIG_SPENDERS | {"name": "Whales"})

    assert client.delete(path, headers=stale).status_code == 412
    assert client.delete(path, headers={"If-Match": client.get(path).headers["ETag"]}).status_code == 204


def test_two_projects_may_register_the_same_audience(client: httpx.Client, other_client: httpx.Client):
    register(client, BIG_SPENDERS)

    assert other_client.get(f"/lytics-audiences/{UID}").status_code == 404
    assert other_client.delete(f"/lytics-audiences/{UID}").status_code == 404
    assert other_client.get("/lytics-audiences").json() == []
    assert register(other_client, BIG_SPENDERS | {"name": "Theirs"}).json()["created"] == 1
    assert client.get(f"/lytics-audiences/{UID}").json()["name"] == "Big spenders"


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("PUT", ""), ("GET", f"/{UID}"), ("DELETE", f"/{UID}")])
def test_a_project_of_others_is_invisible(client: httpx.Client, stranger_client: httpx.Client, method: str, path: str):
    register(client, BIG_SPENDERS)

    answer = stranger_client.request(method, f"/lytics-audiences{path}", json=[])

    assert (answer.status_code, answer.json()["error"]) == (404, "personalize.PROJECTS.PROJECT_NOT_FOUND")


def test_nobody_gets_in_without_signing_in(client: httpx.Client):
    assert client.put("/lytics-audiences", headers={"authtoken": ""}, json=[]).status_code == 401
