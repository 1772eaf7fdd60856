"""Assets over HTTP."""

import re

import httpx
import pytest

import posting
from content.assets.conftest import GIF, OpenFile, Upload, post_in_chunks
from content.conftest import OpenScope
from fakes import FakeClock, Person
from lenticular.content.environments import service as environments
from lenticular.content.published import service as published
from lenticular.content.published.service import AssetDocument, Publication


@pytest.fixture
def red(upload: Upload) -> dict[str, object]:
    """An asset “red.gif”."""
    asset: dict[str, object] = upload().json()["asset"]
    return asset


@pytest.fixture
def publish(open_scope: OpenScope) -> object:
    """Return a function that publishes an asset to “production”."""

    def put(uid: str) -> None:
        with open_scope() as scope:
            environment = environments.find(scope, "production") or environments.create(
                scope, name="production", urls=[]
            )
            place = Publication(scope.stack_uid, environment.uid, "en-us", scope.now, scope.user_uid)
            posting.put_asset(scope.session, place, AssetDocument(uid, 1, {"uid": uid}))

    return put


def test_an_uploaded_asset_has_the_contracts_members(upload: Upload, owner: Person, stack: str):
    answer = upload()

    assert (answer.status_code, answer.json()["notice"]) == (201, "Asset created successfully.")
    asset = answer.json()["asset"]
    uid = asset.pop("uid")
    assert re.fullmatch(r"blt[0-9a-f]{16}", uid)
    path = rf"http://lenticular\.test/v3/assets/{stack}/{uid}/[0-9a-f]{{64}}/red\.gif"
    assert re.fullmatch(path, asset.pop("url"))
    assert asset == {
        "created_at": "2026-11-22T12:00:00.000Z",
        "updated_at": "2026-11-22T12:00:00.000Z",
        "created_by": owner.user_uid,
        "updated_by": owner.user_uid,
        "content_type": "image/gif",
        "file_size": str(len(GIF)),
        "tags": [],
        "filename": "red.gif",
        "ACL": {},
        "is_dir": False,
        "parent_uid": None,
        "_version": 1,
        "title": "red.gif",
        "description": "",
        "dimension": {"height": 2, "width": 3},
    }


def test_what_a_form_says_of_the_asset_is_kept(upload: Upload):
    asset = upload(title="Red panda", description="In a tree", tags="animal, red,,red").json()["asset"]

    assert (asset["title"], asset["description"], asset["tags"]) == ("Red panda", "In a tree", ["animal", "red"])


def test_a_chunked_upload_is_taken_as_the_vendors_sdk_sends_it(client: httpx.Client):
    boundary = "--------------------------1234"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="asset[title]"\r\n\r\nRed\r\n'.encode(),
        f'--{boundary}\r\nContent-Disposition: form-data; name="asset[upload]"; filename="r.gif"\r\n'.encode(),
        b"Content-Type: image/gif\r\n\r\n" + GIF[:10],
        GIF[10:],
        f"\r\n--{boundary}--\r\n".encode(),
    ]

    answer = post_in_chunks(client, parts, {"content-type": f"multipart/form-data; boundary={boundary}"})

    assert answer.status_code == 201, answer.text
    assert (answer.json()["asset"]["title"], answer.json()["asset"]["file_size"]) == ("Red", str(len(GIF)))


def test_an_asset_without_a_file_is_refused(client: httpx.Client):
    answer = client.post("/assets", json={"asset": {"title": "Red"}})

    assert (answer.status_code, answer.json()["errors"]) == (422, {"upload": ["is a required field."]})


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        pytest.param({"title": "x" * 201}, "title", id="title"),
        pytest.param({"description": "x" * 2001}, "description", id="description"),
        pytest.param({"parent_uid": "blt0000000000000bad"}, "parent_uid", id="folder"),
    ],
)
def test_what_is_no_asset_is_refused(client: httpx.Client, upload: Upload, fields: dict[str, str], field: str):
    answer = upload(**fields)

    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    assert client.get("/assets").json() == {"assets": []}


def test_an_empty_file_is_refused(upload: Upload):
    assert upload(b"").json()["errors"] == {"upload": ["is empty."]}


def test_a_broken_form_is_refused(client: httpx.Client):
    answer = client.post("/assets", content=b"no form", headers={"content-type": "multipart/form-data; boundary=x"})

    assert (answer.status_code, answer.json()["error_code"]) == (422, 141)


@pytest.mark.parametrize("is_chunked", [False, True], ids=["announced", "chunked"])
def test_a_file_over_the_limit_is_refused_with_413(client: httpx.Client, open_file: OpenFile, is_chunked: bool):
    body, headers = open_file(b"x" * 400_000)
    chunks = [body[at : at + 65_536] for at in range(0, len(body), 65_536)]

    if is_chunked:
        answer = post_in_chunks(client, chunks, headers)
    else:
        answer = client.post("/assets", content=body, headers=headers)

    assert (answer.status_code, answer.json()["errors"]) == (413, {})
    assert client.get("/assets").json() == {"assets": []}


def test_a_file_just_over_the_limit_is_refused_though_the_form_is_not(upload: Upload):
    assert upload(b"x" * (64 * 1024)).status_code == 201
    assert upload(b"x" * (64 * 1024 + 1)).status_code == 413


def test_a_body_that_is_no_upload_has_the_usual_limit(client: httpx.Client, red: dict[str, object]):
    answer = client.put(f"/assets/{red['uid']}", json={"asset": {"description": "x" * 4096}})

    assert answer.status_code == 413


def test_metadata_can_be_changed_without_the_file(client: httpx.Client, red: dict[str, object]):
    answer = client.put(f"/assets/{red['uid']}", json={"asset": {"title": "Ruby", "tags": ["gem"]}})

    assert (answer.status_code, answer.json()["notice"]) == (200, "Asset updated successfully.")
    changed = answer.json()["asset"]
    assert (changed["title"], changed["tags"], changed["_version"]) == ("Ruby", ["gem"], 2)
    assert (changed["url"], changed["filename"]) == (red["url"], "red.gif")
    assert client.get(f"/assets/{red['uid']}").json()["asset"] == changed


def test_another_file_is_another_version_and_the_old_one_stays(client: httpx.Client, red: dict[str, object]):
    answer = client.put(f"/assets/{red['uid']}", files={"asset[upload]": ("blue.txt", b"blue", "text/plain")})

    changed = answer.json()["asset"]
    assert (changed["_version"], changed["filename"], changed["content_type"]) == (2, "blue.txt", "text/plain")
    assert (changed["title"], "dimension" in changed) == ("red.gif", False)
    assert client.get(f"/assets/{red['uid']}?version=1").json()["asset"] == red
    for asset, content in ((changed, b"blue"), (red, GIF)):
        assert client.get(asset["url"].replace("/v3", "")).content == content


def test_an_asset_that_a_client_read_can_be_sent_back_changed(client: httpx.Client, red: dict[str, object]):
    answer = client.put(f"/assets/{red['uid']}", json={"asset": {**red, "title": "Ruby"}})

    assert (answer.status_code, answer.json()["asset"]["title"]) == (200, "Ruby")


def test_the_versions_are_listed_newest_first(client: httpx.Client, red: dict[str, object]):
    client.put(f"/assets/{red['uid']}", json={"asset": {"title": "Ruby"}})

    listed = client.get(f"/assets/{red['uid']}/versions?include_count=true").json()

    assert [(one["_version"], one["title"]) for one in listed["versions"]] == [(2, "Ruby"), (1, "red.gif")]
    assert listed["count"] == 2
    assert client.get(f"/assets/{red['uid']}/versions?count=true").json() == {"versions": 2}


def test_a_save_on_an_older_state_changes_nothing(client: httpx.Client, red: dict[str, object]):
    path = f"/assets/{red['uid']}"
    older = {"if-match": client.get(path).headers["etag"]}
    client.put(path, json={"asset": {"title": "Ruby"}}, headers=older)

    assert client.put(path, json={"asset": {"title": "Rose"}}, headers=older).status_code == 412
    assert client.delete(path, headers=older).status_code == 412
    assert client.get(path).json()["asset"]["title"] == "Ruby"


def test_assets_are_listed_last_changed_first(client: httpx.Client, upload: Upload, clock: FakeClock):
    first = upload(name="a.gif").json()["asset"]
    clock.advance(seconds=1)
    upload(name="b.gif")
    clock.advance(seconds=1)
    client.put(f"/assets/{first['uid']}", json={"asset": {"description": "changed"}})

    listed = client.get("/assets?include_count=true").json()

    assert ([one["filename"] for one in listed["assets"]], listed["count"]) == (["a.gif", "b.gif"], 2)
    assert listed["assets"][0] == client.get(f"/assets/{first['uid']}").json()["asset"]


@pytest.mark.parametrize(
    ("parameters", "names"),
    [
        pytest.param({"asc": "title"}, ["a.gif", "b.gif", "c.gif"], id="ascending"),
        pytest.param({"desc": "filename", "limit": "2"}, ["c.gif", "b.gif"], id="descending"),
        pytest.param({"asc": "created_at", "skip": "1"}, ["b.gif", "a.gif"], id="created"),
        pytest.param({"query": '{"title": "b.gif"}'}, ["b.gif"], id="equal"),
        pytest.param(
            {"query": '{"filename": {"$in": ["a.gif", "c.gif"]}}', "asc": "title"}, ["a.gif", "c.gif"], id="in"
        ),
        pytest.param({"query": '{"is_dir": true}'}, [], id="folders"),
    ],
)
def test_the_list_follows_the_rules_of_all_lists(
    client: httpx.Client, upload: Upload, clock: FakeClock, parameters: dict[str, str], names: list[str]
):
    for name in ("c.gif", "b.gif", "a.gif"):
        upload(name=name)
        clock.advance(seconds=1)

    listed = client.get("/assets", params=parameters).json()["assets"]

    assert [asset["filename"] for asset in listed] == names


@pytest.mark.usefixtures("red")
def test_only_the_number_can_be_asked_for(client: httpx.Client):
    assert client.get("/assets?count=true&limit=1").json() == {"assets": 1}
    assert client.get('/assets?count=true&query={"is_dir":true}').json() == {"assets": 0}


def test_a_query_of_unknown_operators_is_refused(client: httpx.Client):
    answer = client.get('/assets?query={"title":{"$near":1}}')

    assert (answer.status_code, answer.json()["error_code"]) == (422, 141)


def test_urls_can_be_asked_for_without_the_address(client: httpx.Client, red: dict[str, object]):
    relative = client.get(f"/assets/{red['uid']}?relative_urls=true").json()["asset"]["url"]

    assert f"http://lenticular.test{relative}" == red["url"]
    assert client.get("/assets?relative_urls=true").json()["assets"][0]["url"] == relative


def test_where_an_asset_is_published_is_shown_if_asked(client: httpx.Client, red: dict[str, object], publish: object):
    publish(red["uid"])
    environment = client.get("/environments/production").json()["environment"]["uid"]

    one = client.get(f"/assets/{red['uid']}?include_publish_details=true").json()["asset"]
    listed = client.get("/assets?include_publish_details=true").json()["assets"]

    assert [(at["environment"], at["locale"], at["version"]) for at in one["publish_details"]] == [
        (environment, "en-us", 1)
    ]
    assert listed == [one]
    assert "publish_details" not in client.get(f"/assets/{red['uid']}").json()["asset"]


def test_the_list_can_be_of_what_an_environment_has(
    client: httpx.Client, red: dict[str, object], upload: Upload, publish: object
):
    upload(name="draft.gif")
    publish(red["uid"])

    listed = client.get("/assets?environment=production&include_count=true").json()

    assert ([one["uid"] for one in listed["assets"]], listed["count"]) == ([red["uid"]], 1)
    assert client.get("/assets?environment=moon").status_code == 422


def test_a_deleted_asset_is_gone_and_withdrawn(
    client: httpx.Client, red: dict[str, object], publish: object, open_scope: OpenScope
):
    publish(red["uid"])

    answer = client.delete(f"/assets/{red['uid']}")

    assert (answer.status_code, answer.json()) == (200, {"notice": "Asset deleted successfully."})
    assert client.get(f"/assets/{red['uid']}").status_code == 422
    assert client.get(red["url"].replace("/v3", "")).status_code == 404
    with open_scope() as scope:
        assert published.states_of_assets(scope.session, scope.stack_uid, [red["uid"]]) == {}


@pytest.mark.parametrize("version", ["9", "-1", "x", "99999999999999999999"])
def test_a_version_that_is_not_there_is_told(client: httpx.Client, red: dict[str, object], version: str):
    assert client.get(f"/assets/{red['uid']}", params={"version": version}).status_code == 422


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize("by", ["unknown", "another stack"])
def test_an_asset_is_found_in_its_own_stack_only(
    client: httpx.Client, other_client: httpx.Client, red: dict[str, object], method: str, by: str
):
    uid, asking = ("blt0000000000000bad", client) if by == "unknown" else (red["uid"], other_client)

    answer = asking.request(method, f"/assets/{uid}", json={"asset": {"title": "Mine"}} if method == "PUT" else None)

    assert (answer.status_code, answer.json()["errors"]) == (422, {"uid": ["is not valid."]})
    assert asking.get(f"/assets/{uid}/versions").status_code == 422
    assert client.get(f"/assets/{red['uid']}").json()["asset"] == red
    assert other_client.get("/assets").json() == {"assets": []}


def test_a_stranger_cannot_tell_that_the_stack_exists_and_their_file_is_not_kept(
    upload: Upload, stranger_client: httpx.Client, ports: object
):
    answer = upload(by=stranger_client)

    assert (answer.status_code, answer.json()["error_code"]) == (412, 109)
    assert stranger_client.get("/assets").status_code == 412
    assert not list(ports.assets.path("00").parent.parent.rglob("*"))


@pytest.mark.parametrize("yes", ["true", "True", "1"])
def test_yes_may_be_spelled_as_a_python_client_does(client: httpx.Client, upload: Upload, yes: str):
    uid = upload().json()["asset"]["uid"]

    [listed] = client.get("/assets", params={"include_publish_details": yes}).json()["assets"]
    shown = client.get(f"/assets/{uid}", params={"include_publish_details": yes, "relative_urls": yes}).json()["asset"]

    assert listed["publish_details"] == shown["publish_details"] == []
    assert shown["url"].startswith("/v3/assets/")
