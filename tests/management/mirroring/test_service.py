"""Experiences in the stack that their project is connected to, through the routes that change them."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from fakes import FakeClock, Person, client_of
from lenticular.errors import Unavailable
from lenticular.management.experiences import service as experiences
from lenticular.management.versions import service as versions
from management.mirroring.conftest import ab_test, groups, read, save

Connect = Callable[[str | None], None]


def aliases(group: dict[str, Any]) -> dict[str, str]:
    return {variant["name"]: variant["alias"] for variant in group["variants"]}


def statuses(group: dict[str, Any]) -> dict[str, str]:
    return {variant["name"]: variant["personalize_metadata"]["status"] for variant in group["variants"]}


def variants_of(client: httpx.Client, experience: dict[str, Any]) -> list[dict[str, Any]]:
    [newest, *_] = client.get(f"/experiences/{experience['uid']}/versions").json()
    return list(newest["variants"])


def test_saving_variants_makes_a_group_that_the_experience_names(client: httpx.Client, connected: str, project: str):
    experience = ab_test(client, "Hero", "Control", "Red")

    [group] = groups(client, connected)
    assert experience["_cms"] == {
        "lastSyncAttemptAt": "2026-11-22T12:00:00.000Z",
        "syncStatus": "SUCCESS",
        "variantGroup": group["uid"],
        "variants": {"0": group["variants"][0]["uid"], "1": group["variants"][1]["uid"]},
    }
    assert group["personalize_metadata"] == {
        "project_uid": project,
        "experience_uid": experience["uid"],
        "experience_short_uid": "0",
        "status": "linked",
    }
    assert (group["name"], group["created_by"], group["content_types"]) == ("Hero", None, [])
    assert aliases(group) == {"Control": "cs_personalize_0_0", "Red": "cs_personalize_0_1"}


def test_every_answer_about_an_experience_names_its_mirror(client: httpx.Client, connected: str):
    experience = ab_test(client, "Hero", "Control", "Red")

    listed = client.get("/experiences").json()
    changed = client.put(f"/experiences/{experience['uid']}", json={"name": "Hero"}).json()

    assert [entry["_cms"] for entry in listed] == [experience["_cms"]]
    assert changed["_cms"] == experience["_cms"]


def test_an_experience_without_variants_has_no_mirror_yet(client: httpx.Client, connected: str):
    experience = ab_test(client, "Hero")

    assert "_cms" not in experience
    assert groups(client, connected) == []


@pytest.mark.parametrize("api_key", [None, "blt00000000000000ff"], ids=["none", "not on this server"])
def test_without_a_stack_here_experiences_are_saved_all_the_same(
    client: httpx.Client, connect: Connect, api_key: str | None
):
    connect(api_key)

    experience = ab_test(client, "Hero", "Control", "Red")

    assert "_cms" not in experience
    assert len(variants_of(client, experience)) == 2


def test_a_stack_of_another_organization_is_not_touched(
    api: FastAPI, client: httpx.Client, connect: Connect, foreign_stack: str, foreigner: Person
):
    early = ab_test(client, "Early", "Control", "Red")
    connect(foreign_stack)
    late = ab_test(client, "Late", "Control", "Red")
    client.put(f"/experiences/{late['uid']}", json={"name": "Later"})

    assert "_cms" not in read(client, early["uid"])
    assert "_cms" not in read(client, late["uid"])
    assert client.post(f"/experiences/{late['uid']}/cms-integration/variant-group", json={}).status_code == 404
    with client_of(api, foreigner) as theirs:
        assert groups(theirs, foreign_stack) == []


def test_uids_stay_when_a_version_is_saved_again_and_activated(client: httpx.Client, connected: str, clock: FakeClock):
    before = ab_test(client, "Hero", "Control", "Red")
    clock.advance(minutes=1)

    answer = save(client, before, variants_of(client, before), "ACTIVE")

    assert answer.status_code == 200, answer.text
    after = read(client, before["uid"])
    assert after["status"] == "ACTIVE"
    assert after["_cms"] == {**before["_cms"], "lastSyncAttemptAt": "2026-11-22T12:01:00.000Z"}


def test_a_variant_that_is_left_out_is_unlinked_and_keeps_its_uid_in_the_experience(
    client: httpx.Client, connected: str
):
    before = ab_test(client, "Hero", "Control", "Red", "Green")
    control, red, _ = variants_of(client, before)

    save(client, before, [red, control, {"name": "Blue"}])

    [group] = groups(client, connected)
    assert statuses(group) == {"Red": "linked", "Control": "linked", "Blue": "linked", "Green": "unlinked"}
    assert [variant["name"] for variant in group["variants"]] == ["Red", "Control", "Blue", "Green"]
    after = read(client, before["uid"])["_cms"]["variants"]
    assert after.items() > before["_cms"]["variants"].items()


def test_the_live_version_s_variants_stay_linked_while_a_draft_leaves_them_out(client: httpx.Client, connected: str):
    experience = ab_test(client, "Hero", "Control", "Red")
    control, red = variants_of(client, experience)
    save(client, experience, [control, red], "ACTIVE")
    path = f"/experiences/{experience['uid']}/versions"

    draft = client.post(path, json={"status": "DRAFT", "variants": [{**control, "name": "Plain"}, {"name": "Blue"}]})

    assert statuses(groups(client, connected)[0]) == {"Plain": "linked", "Blue": "linked", "Red": "linked"}
    client.delete(f"{path}/{draft.json()['uid']}")
    assert statuses(groups(client, connected)[0]) == {"Control": "linked", "Red": "linked", "Blue": "unlinked"}


def test_the_group_is_renamed_with_its_experience(client: httpx.Client, connected: str):
    experience = ab_test(client, "Hero", "Control", "Red")

    client.put(f"/experiences/{experience['uid']}", json={"name": "Big hero"})

    assert [group["name"] for group in groups(client, connected)] == ["Big hero"]


def test_a_deleted_experience_leaves_an_unlinked_group_and_a_new_one_gets_a_name_of_its_own(
    client: httpx.Client, connected: str
):
    experience = ab_test(client, "Hero", "Control", "Red")

    assert client.delete(f"/experiences/{experience['uid']}").status_code == 204
    ab_test(client, "Hero", "Control", "Red")

    old, new = groups(client, connected)
    assert (old["name"], old["personalize_metadata"]["status"]) == ("Hero", "unlinked")
    assert set(statuses(old).values()) == {"unlinked"}
    assert (new["name"], new["personalize_metadata"]["status"]) == ("Hero (1)", "linked")


def test_a_deleted_project_leaves_its_groups_unlinked(client: httpx.Client, connected: str, project: str):
    ab_test(client, "Hero", "Control", "Red")

    assert client.delete(f"/projects/{project}").status_code == 204

    [group] = groups(client, connected)
    assert group["personalize_metadata"]["status"] == "unlinked"


def test_connecting_a_stack_mirrors_what_is_there_and_disconnecting_lets_go_of_it(
    client: httpx.Client, connect: Connect, stack: str
):
    hero = ab_test(client, "Hero", "Control", "Red")
    ab_test(client, "Empty")
    connect(stack)
    mirrored = read(client, hero["uid"])["_cms"]
    assert [group["name"] for group in groups(client, stack)] == ["Hero"]

    connect(None)

    assert groups(client, stack)[0]["personalize_metadata"]["status"] == "unlinked"
    assert "_cms" not in read(client, hero["uid"])
    connect(stack)
    assert read(client, hero["uid"])["_cms"] == mirrored
    assert groups(client, stack)[0]["personalize_metadata"]["status"] == "linked"


def test_changing_the_stack_moves_the_mirror(client: httpx.Client, connected: str, connect: Connect, second_stack: str):
    hero = ab_test(client, "Hero", "Control", "Red")

    connect(second_stack)

    [left], [entered] = groups(client, connected), groups(client, second_stack)
    assert (left["personalize_metadata"]["status"], entered["personalize_metadata"]["status"]) == ("unlinked", "linked")
    assert read(client, hero["uid"])["_cms"]["variantGroup"] == entered["uid"]


def test_another_change_of_the_project_leaves_its_groups(client: httpx.Client, connected: str, project: str):
    ab_test(client, "Hero", "Control", "Red")
    before = groups(client, connected)

    client.put(f"/projects/{project}", json={"name": "Renamed"})

    assert groups(client, connected) == before


def test_a_version_that_is_refused_leaves_no_group(client: httpx.Client, connected: str):
    experience = ab_test(client, "Hero")

    too_few = save(client, experience, [{"name": "Control"}], "ACTIVE")
    nameless = save(client, experience, [{"name": "Control"}, {"name": " "}])

    assert (too_few.status_code, nameless.status_code) == (400, 400)
    assert groups(client, connected) == []


def test_a_save_that_fails_at_its_end_is_undone_in_project_and_stack(client: httpx.Client, open_scope, connected: str):
    experience = ab_test(client, "Hero", "Control")

    def save_and_fail() -> None:
        with open_scope() as scope:
            row = experiences.get(scope, experience["uid"])
            version = versions.get(scope, row, experience["latestVersion"])
            versions.update(scope, row, version, {"status": "DRAFT", "variants": [{"name": "Red"}, {"name": "Green"}]})
            raise Unavailable("DOWN", "The last step fails.")

    with pytest.raises(Unavailable):
        save_and_fail()

    assert [variant["name"] for variant in variants_of(client, experience)] == ["Control"]
    assert statuses(groups(client, connected)[0]) == {"Control": "linked"}


def test_projects_that_follow_one_another_get_the_aliases_of_the_stack(
    client: httpx.Client, connected: str, connect: Connect, other_project: str
):
    ab_test(client, "Hero", "Control", "Red")
    connect(None)
    client.headers["x-project-uid"] = other_project
    client.put(f"/projects/{other_project}", json={"connectedStackApiKey": connected})

    banner = ab_test(client, "Banner", "Big", "Small")

    mine, theirs = groups(client, connected)
    assert aliases(mine) == {"Big": "cs_personalize_0_0", "Small": "cs_personalize_0_1"}
    assert banner["_cms"]["variantGroup"] == mine["uid"]
    assert not any("alias" in variant for variant in theirs["variants"])


def test_a_group_that_was_deleted_in_the_stack_is_made_anew_by_the_next_save(client: httpx.Client, connected: str):
    experience = ab_test(client, "Hero", "Control", "Red")
    uid = experience["_cms"]["variantGroup"]
    client.delete(f"/variant_groups/{uid}", headers={"api_key": connected})
    assert "_cms" not in read(client, experience["uid"])

    save(client, experience, variants_of(client, experience))

    assert set(read(client, experience["uid"])["_cms"]["variants"]) == {"0", "1"}
