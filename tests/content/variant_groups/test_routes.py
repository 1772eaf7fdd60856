"""Variant groups and variants over HTTP."""

import json
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

import posting
from fakes import FakeClock, Person
from lenticular.content.environments import service as environments
from lenticular.content.published import service as published
from lenticular.content.variant_groups import mirrors
from lenticular.content.variant_groups.mirrors import Mirrored

EXPERIENCE = "e" * 24
LINKED = [{"uid": "page", "status": "linked"}]
NOON = "2026-11-22T12:00:00.000Z"


@pytest.fixture
def group(client: httpx.Client) -> str:
    """The uid of a group “Colours” made by hand."""
    uid: str = create(client, "Colours")["uid"]
    return uid


@pytest.fixture
def synced(open_scope, ports) -> dict[str, Any]:
    """A group “Hero” that Personalize made, with the variants Red and Green."""
    with open_scope() as scope:
        mirrored = Mirrored("b" * 24, EXPERIENCE, "0", "Hero", {"0": "Red", "1": "Green"})
        mirrors.sync(scope.session, scope.stack_uid, mirrored, now=scope.now, identifiers=scope.identifiers)
        mirror = mirrors.of_experiences(scope.session, [EXPERIENCE])[EXPERIENCE]
        return {"uid": mirror.group_uid, "red": mirror.variants["0"], "green": mirror.variants["1"]}


def create(client: httpx.Client, name: str, **members: object) -> dict[str, Any]:
    answer = client.post("/variant_groups", json={"name": name, **members})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def add(client: httpx.Client, group: str, name: str, **members: object) -> dict[str, Any]:
    answer = client.post(f"/variant_groups/{group}/variants", json={"name": name, **members})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def link(client: httpx.Client, group: str, *content_types: str, status: str = "linked") -> dict[str, Any]:
    body = {"content_types": [{"uid": uid, "status": status} for uid in content_types]}
    answer = client.put(f"/variant_groups/{group}", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def save(client: httpx.Client, content_type: str, entry: str, variant: str) -> httpx.Response:
    path = f"/content_types/{content_type}/entries/{entry}/variants/{variant}"
    return client.put(path, json={"entry": {"title": "Other", "_variant": {}}})


def error_of(answer: httpx.Response) -> tuple[int, int, str]:
    return answer.status_code, answer.json()["error_code"], answer.json()["error_message"]


Publish = Callable[[str, str, str], None]


@pytest.fixture
def publish(open_scope) -> Publish:
    """Publish an entry's variant: `publish("page", entry, variant)`."""

    def put(content_type: str, entry: str, variant: str) -> None:
        with open_scope() as scope:
            environment = environments.find(scope, "production") or environments.create(
                scope, name="production", urls=[]
            )
            publication = published.Publication(scope.stack_uid, environment.uid, "en-us", scope.now, scope.user_uid)
            document = published.VariantDocument(entry, content_type, variant, 1, {"title": "Other"}, ["title"], [])
            posting.put_variant(scope.session, publication, document)

    return put


@pytest.fixture
def published_variants(open_scope) -> Callable[..., set[str]]:
    """Tell which variants of these entries are published."""

    def uids(*entries: str) -> set[str]:
        with open_scope() as scope:
            states = published.states_of_variants(scope.session, scope.stack_uid, entries)
        return {variant for (_, variant), found in states.items() if found}

    return uids


def test_a_group_made_by_hand_has_the_contracts_members_and_no_metadata(client: httpx.Client, owner: Person, page: str):
    created = create(client, " Colours ", description="Of phones", content_types=["page"])

    assert re.fullmatch(r"cs[0-9a-f]{16}", created["uid"])
    assert created == {
        "uid": created["uid"],
        "name": "Colours",
        "description": "Of phones",
        "content_types": LINKED,
        "branches": ["main"],
        "created_by": owner.user_uid,
        "updated_by": owner.user_uid,
        "created_at": NOON,
        "updated_at": NOON,
        "variants": [],
    }
    assert client.get(f"/variant_groups/{created['uid']}").json() == created


def test_a_group_of_personalize_shows_its_experience_and_that_nobody_made_it(
    client: httpx.Client, synced: dict[str, Any]
):
    shown = client.get(f"/variant_groups/{synced['uid']}").json()

    metadata = {
        "project_uid": "b" * 24,
        "experience_uid": EXPERIENCE,
        "experience_short_uid": "0",
        "status": "linked",
    }
    assert (shown["created_by"], shown["personalize_metadata"], shown["content_types"]) == (None, metadata, [])
    assert shown["variants"][0] == {
        "uid": synced["red"],
        "created_by": None,
        "updated_by": None,
        "name": "Red",
        "variant_group_uid": synced["uid"],
        "personalize_metadata": {**metadata, "variant_short_uid": "0"},
        "alias": "cs_personalize_0_0",
        "created_at": NOON,
        "updated_at": NOON,
    }
    assert [variant["name"] for variant in shown["variants"]] == ["Red", "Green"]


def test_bodies_may_be_wrapped_as_the_vendors_examples_have_them(client: httpx.Client):
    wrapped = {"variant_group": {"name": "Colours", "uid": "iphone_color", "content_types": []}}
    group = client.post("/variant_groups", json=wrapped).json()
    variant = client.post("/variant_groups/iphone_color/variants", json={"variant": {"name": "White"}}).json()
    renamed = client.put("/variant_groups/iphone_color", json={"variant_group": {"name": "Shades"}})

    assert (group["uid"], variant["variant_group_uid"]) == ("iphone_color", "iphone_color")
    assert renamed.json()["name"] == "Shades"


def test_the_list_is_newest_first_and_shows_variants_and_counts_when_asked(
    client: httpx.Client, group: str, clock: FakeClock, synced: dict[str, Any]
):
    clock.advance(seconds=1)
    newest = create(client, "Shapes")["uid"]
    flags = {"include_variant_info": "true", "include_variant_count": True, "include_count": "true"}

    plain = client.get("/variant_groups").json()
    full = client.get("/variant_groups", params=flags).json()

    assert [entry["uid"] for entry in plain["variant_groups"]] == [newest, synced["uid"], group]
    assert not any({"variants", "variant_count"} & entry.keys() for entry in plain["variant_groups"])
    assert "count" not in plain
    assert full["count"] == 3
    assert [entry["variant_count"] for entry in full["variant_groups"]] == [0, 2, 0]
    assert [entry["name"] for entry in full["variant_groups"][1]["variants"]] == ["Red", "Green"]
    assert full["variant_groups"][1]["created_by"] is None


def test_the_list_is_ordered_filtered_and_cut_as_asked(client: httpx.Client, page: str, synced: dict[str, Any]):
    create(client, "Colours", content_types=["page"])
    create(client, "Shapes")

    def names(**params: str) -> list[str]:
        return [entry["name"] for entry in client.get("/variant_groups", params=params).json()["variant_groups"]]

    assert names(asc="name") == ["Colours", "Hero", "Shapes"]
    assert names(desc="name", skip="1", limit="1") == ["Hero"]
    assert names(content_type="page") == ["Colours"]
    assert names(content_type="post") == []
    assert names(experience_uid=EXPERIENCE) == ["Hero"]
    assert names(experience_uid="f" * 24) == []
    assert names(query=json.dumps({"name": "Shapes"})) == ["Shapes"]
    assert client.get("/variant_groups?count=true").json() == {"variant_groups": 3}


@pytest.mark.parametrize("suffix", ["", "/variants", f"?experience_uid={'9' * 24}"], ids=["guide", "rest", "csdx"])
def test_linking_answers_the_flat_group_without_its_variants(
    client: httpx.Client, page: str, synced: dict[str, Any], suffix: str
):
    body = {"name": "Hero", "content_types": LINKED}

    answer = client.put(f"/variant_groups/{synced['uid']}{suffix}", json=body)

    assert answer.status_code == 200
    assert answer.json()["message"] == "Variant Group and Variants updated successfully"
    assert (answer.json()["variants"], answer.json()["content_types"]) == ([], LINKED)
    assert client.get(f"/variant_groups/{synced['uid']}").json()["content_types"] == LINKED


def test_a_group_that_was_read_may_be_sent_back_whole(client: httpx.Client, page: str, synced: dict[str, Any]):
    read = client.get("/variant_groups", params={"experience_uid": EXPERIENCE}).json()["variant_groups"][0]

    answer = client.put(
        f"/variant_groups/{synced['uid']}?experience_uid={EXPERIENCE}", json={**read, "content_types": LINKED}
    )

    assert answer.json()["personalize_metadata"] == read["personalize_metadata"]
    assert answer.json()["content_types"] == LINKED


def test_the_name_of_a_group_of_personalize_is_read_only_and_no_reason_to_refuse(
    client: httpx.Client, group: str, synced: dict[str, Any]
):
    theirs = client.put(f"/variant_groups/{synced['uid']}", json={"name": "Mine", "description": "now"}).json()
    ours = client.put(f"/variant_groups/{group}", json={"name": "Shades", "description": "now"}).json()

    assert (theirs["name"], theirs["description"]) == ("Hero", "")
    assert (ours["name"], ours["description"]) == ("Shades", "now")


@pytest.mark.parametrize("body", [{}, {"description": "x"}, {"name": None, "content_types": None}], ids=str)
def test_a_change_that_names_nothing_is_refused_in_the_vendors_words(
    client: httpx.Client, group: str, body: dict[str, Any]
):
    answer = client.put(f"/variant_groups/{group}", json=body)

    assert error_of(answer) == (422, 141, "Name or content types is required")


def test_a_rename_leaves_the_content_types(client: httpx.Client, page: str, group: str):
    link(client, group, "page")

    assert client.put(f"/variant_groups/{group}", json={"name": "Shades"}).json()["content_types"] == LINKED


def test_an_unknown_content_type_changes_nothing(client: httpx.Client, page: str, group: str):
    body = {"name": "Shades", "content_types": [*LINKED, {"uid": "moon"}, {"uid": "no\x00t"}]}

    answer = client.put(f"/variant_groups/{group}", json=body)

    assert error_of(answer)[:2] == (422, 118)
    errors = {"content_types.1.uid": ["is not valid."], "content_types.2.uid": ["is not valid."]}
    assert answer.json()["errors"] == errors
    unchanged = client.get(f"/variant_groups/{group}").json()
    assert (unchanged["name"], unchanged["content_types"]) == ("Colours", [])


def test_another_stacks_content_type_is_unknown(other_client: httpx.Client, page: str):
    other = create(other_client, "Colours")["uid"]

    answer = other_client.put(f"/variant_groups/{other}", json={"content_types": LINKED})

    assert error_of(answer)[:2] == (422, 118)


def test_an_unlinked_content_types_entries_keep_their_variants_but_get_no_new_ones(
    client: httpx.Client, page: str, group: str
):
    red, green = (add(client, group, name)["uid"] for name in ("Red", "Green"))
    link(client, group, "page")
    assert save(client, "page", page, red).status_code == 200

    assert link(client, group, "page", status="unlinked")["content_types"] == [{"uid": "page", "status": "unlinked"}]

    assert save(client, "page", page, red).json()["entry"]["_version"] == 2
    assert save(client, "page", page, green).status_code == 422


def test_a_content_type_that_is_taken_off_the_list_loses_its_entry_variants_and_no_other_does(  # noqa: PLR0917
    client: httpx.Client, page: str, post: str, group: str, publish: Publish, published_variants
):
    other = create(client, "Shapes")["uid"]
    red, round_one = add(client, group, "Red")["uid"], add(client, other, "Round")["uid"]
    link(client, group, "page", "post")
    link(client, other, "page")
    for kind, entry, variant in (("page", page, red), ("post", post, red), ("page", page, round_one)):
        assert save(client, kind, entry, variant).status_code == 200
        publish(kind, entry, variant)

    link(client, group, "post")

    assert client.get(f"/content_types/page/entries/{page}/variants/{red}").status_code == 422
    assert client.get(f"/content_types/post/entries/{post}/variants/{red}").status_code == 200
    assert published_variants(page) == {round_one}
    assert published_variants(post) == {red}


@pytest.mark.parametrize(
    "path", ["/variant_groups/{group}", "/variant_groups/{group}/variants/{variant}", "/variants/{variant}"]
)
def test_deleting_a_group_or_variant_takes_what_entries_have_of_it_published_or_not(  # noqa: PLR0917
    client: httpx.Client, page: str, group: str, publish: Publish, published_variants, path: str
):
    red = add(client, group, "Red")["uid"]
    link(client, group, "page")
    save(client, "page", page, red)
    publish("page", page, red)

    answer = client.delete(path.format(group=group, variant=red))

    assert answer.status_code == 200
    assert "deleted" in answer.json()["message"]
    assert client.delete(path.format(group=group, variant=red)).status_code == 404
    assert client.get(f"/content_types/page/entries/{page}/variants").json()["entries"] == []
    assert published_variants(page) == set()


def test_a_group_that_is_not_there_is_404_in_the_shape_of_the_content_apis(
    client: httpx.Client, other_client: httpx.Client, stranger_client: httpx.Client, group: str
):
    variant = add(client, group, "Red")["uid"]
    link_call = {"content_types": []}

    for path in ("/variant_groups/cs0", "/variant_groups/cs0/variants", f"/variant_groups/{group}/variants/cs0"):
        assert error_of(client.get(path))[:2] == (404, 141)
    assert client.put("/variant_groups/cs0", json=link_call).status_code == 404
    for theirs, refused in ((other_client, 404), (stranger_client, 412)):
        assert theirs.get(f"/variant_groups/{group}").status_code == refused
        assert theirs.put(f"/variant_groups/{group}", json=link_call).status_code == refused
        assert theirs.delete(f"/variant_groups/{group}").status_code == refused
        assert theirs.delete(f"/variants/{variant}").status_code == refused
    assert other_client.get("/variant_groups").json() == {"variant_groups": []}
    assert other_client.get("/variants", params={"uids[]": variant}).json() == {"variants": []}
    assert client.get(f"/variants/{variant}").status_code == 200


@pytest.mark.parametrize(
    ("name", "messages"),
    [
        (None, ["name must be a string", "name should not be empty"]),
        (7, ["name must be a string"]),
        (" ", ["name should not be empty"]),
        ("x" * 201, ["name must be shorter than or equal to 200 characters"]),
    ],
    ids=["none", "number", "blank", "long"],
)
def test_a_wrong_name_is_refused_in_the_vendors_words(client: httpx.Client, group: str, name: object, messages):
    for path in ("/variant_groups", f"/variant_groups/{group}/variants", "/variants"):
        answer = client.post(path, json={"name": name})

        assert answer.status_code == 422
        assert answer.json()["errors"] == {"name": messages}
    assert client.post("/variants", json={"name": "x" * 200}).status_code == 201


def test_a_uid_that_the_client_chose_must_be_free_and_fit_to_be_joined_by_hyphens(client: httpx.Client):
    create(client, "Colours", uid="colours")
    add(client, "colours", "White", uid="white")

    taken = client.post("/variant_groups", json={"name": "Shades", "uid": "colours"})
    assert error_of(taken)[:2] == (422, 115)
    assert error_of(client.post("/variants", json={"name": "W", "uid": "white"}))[:2] == (422, 115)
    for uid in ("not-so", "cs_personalize_0_0", "", 7):
        answer = client.post("/variants", json={"name": "W", "uid": uid})
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["uid"])


def test_a_group_lists_its_variants_in_the_order_of_their_making(client: httpx.Client, group: str):
    red, green = add(client, group, "Red"), add(client, group, "Green")

    listed = client.get(f"/variant_groups/{group}/variants", params={"include_count": "true"}).json()

    assert listed == {"variants": [red, green], "count": 2, "uid": group}


def test_one_variant_comes_with_its_group(client: httpx.Client, group: str):
    red = add(client, group, "Red")

    shown = client.get(f"/variant_groups/{group}/variants/{red['uid']}").json()

    assert shown.pop("variant_group")["uid"] == group
    assert shown == red
    assert not {"alias", "personalize_metadata"} & shown.keys()


def test_a_variant_with_metadata_gets_an_alias_where_it_is_free(client: httpx.Client, group: str, synced):
    def metadata(variant: str) -> dict[str, str]:
        return {
            "project_uid": "p",
            "experience_uid": "e",
            "experience_short_uid": "0",
            "variant_short_uid": variant,
            "status": "linked",
        }

    taken = add(client, group, "Red", personalize_metadata=metadata("1"))
    free = add(client, group, "Blue", personalize_metadata=metadata("7"))

    assert "alias" not in taken
    assert taken["personalize_metadata"] == metadata("1")
    assert free["alias"] == "cs_personalize_0_7"


def test_every_wrong_member_of_metadata_is_named_at_once(client: httpx.Client, group: str):
    metadata = {"project_uid": "p-q", "experience_uid": 7, "status": "so so"}

    answer = client.post(f"/variant_groups/{group}/variants", json={"name": "R", "personalize_metadata": metadata})

    members = ("project_uid", "experience_uid", "experience_short_uid", "variant_short_uid", "status")
    assert list(answer.json()["errors"]) == [f"personalize_metadata.{member}" for member in members]


def test_the_variants_of_a_group_of_personalize_are_its_own(client: httpx.Client, synced: dict[str, Any]):
    path = f"/variant_groups/{synced['uid']}/variants"

    assert error_of(client.post(path, json={"name": "Blue"}))[:2] == (422, 141)
    assert client.put(f"{path}/{synced['red']}", json={"name": "Blue"}).json()["name"] == "Red"


def test_a_variant_made_by_hand_is_renamed(client: httpx.Client, group: str):
    red = add(client, group, "Red")

    answer = client.put(f"/variant_groups/{group}/variants/{red['uid']}", json={**red, "name": "Crimson"})

    assert answer.json() == {**red, "name": "Crimson"}


def test_ungrouped_variants_are_listed_found_by_uid_and_linked_to_nothing(client: httpx.Client, page: str, group: str):
    grouped = add(client, group, "Red")
    alone = client.post("/variants", json={"name": "Alone"}).json()

    assert client.get("/variants").json() == {"variants": [alone]}
    chosen = client.get("/variants", params={"uids[]": [grouped["uid"], "cs0", alone["uid"]]}).json()
    assert chosen == {"variants": [grouped, alone]}
    assert client.get(f"/variants/{alone['uid']}").json() == alone
    assert save(client, "page", page, alone["uid"]).status_code == 422


def test_a_stale_change_is_refused(client: httpx.Client, group: str):
    stale = client.get(f"/variant_groups/{group}").headers["etag"]
    link_call = client.put(f"/variant_groups/{group}", json={"name": "Shades"}, headers={"If-Match": stale})

    assert link_call.status_code == 200
    assert client.delete(f"/variant_groups/{group}", headers={"If-Match": stale}).status_code == 412
    fresh = link_call.headers["etag"]
    assert client.delete(f"/variant_groups/{group}", headers={"If-Match": fresh}).status_code == 200


@pytest.mark.parametrize("content_types", ["page", [7], [{"uid": "page", "status": "maybe"}], [{}]], ids=repr)
def test_malformed_content_types_are_refused(client: httpx.Client, page: str, group: str, content_types: object):
    answer = client.put(f"/variant_groups/{group}", json={"content_types": content_types})

    assert error_of(answer)[:2] == (422, 141)


def test_a_body_that_is_no_object_is_refused(client: httpx.Client, group: str):
    for answer in (client.post("/variant_groups", json=[]), client.put(f"/variant_groups/{group}", json="x")):
        assert error_of(answer)[:2] == (422, 141)
