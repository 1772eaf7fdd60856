"""Groups and variants that mirror experiences."""

from collections.abc import Callable

import pytest

from content.variant_groups.conftest import create_type
from fakes import FakeClock
from lenticular.content.published import service as published
from lenticular.content.scope import StackScope
from lenticular.content.variant_groups import mirrors
from lenticular.content.variant_groups import service as variant_groups
from lenticular.content.variant_groups.mirrors import Kept, Mirrored
from lenticular.content.variant_groups.service import Link, Linked, Origin

PROJECT, HERO, BANNER = "b" * 24, "e" * 24, "f" * 24
BOTH = {"0": "Red", "1": "Green"}

Sync = Callable[..., None]


@pytest.fixture
def sync(scope: StackScope) -> Sync:
    """Mirror an experience: `sync({"0": "Red"}, name="Hero")`."""

    def run(
        variants: dict[str, str],
        *,
        uid: str = HERO,
        short_uid: str = "0",
        name: str = "Hero",
        project: str = PROJECT,
        keep: Kept | None = None,
    ) -> None:
        mirrored = Mirrored(project, uid, short_uid, name, variants)
        mirrors.sync(scope.session, scope.stack_uid, mirrored, now=scope.now, identifiers=scope.identifiers, keep=keep)

    return run


def mirror(scope: StackScope, uid: str = HERO) -> mirrors.Mirror:
    return mirrors.of_experiences(scope.session, [uid])[uid]


def members(scope: StackScope, uid: str = HERO) -> list[tuple[str, str | None, str | None]]:
    [group] = variant_groups.list_groups(scope, experience_uid=uid)
    rows = variant_groups.members(scope.session, [group.uid]).get(group.uid, [])
    return [(row.name, row.alias, row.status) for row in rows]


def test_an_experience_gets_a_group_and_its_variants_in_order_and_links_nothing(scope: StackScope, sync: Sync):
    sync({"1": "Green", "0": "Red"})

    assert members(scope) == [
        ("Green", "cs_personalize_0_1", "linked"),
        ("Red", "cs_personalize_0_0", "linked"),
    ]
    [group] = variant_groups.list_groups(scope)
    assert (group.name, group.status, group.created_by) == ("Hero", "linked", None)
    assert variant_groups.links(scope.session, [group.uid]) == {}


def test_an_experience_without_variants_gets_no_group(scope: StackScope, sync: Sync):
    sync({})

    assert variant_groups.list_groups(scope) == []


def test_uids_stay_over_renames_reorderings_and_new_variants(scope: StackScope, sync: Sync):
    sync(BOTH)
    before = mirror(scope)

    sync({"2": "Blue", "1": "Lime", "0": "Red"}, name="Big hero")

    after = mirror(scope)
    assert after.group_uid == before.group_uid
    assert after.variants.items() > before.variants.items()
    assert [name for name, _, _ in members(scope)] == ["Blue", "Lime", "Red"]
    assert variant_groups.list_groups(scope)[0].name == "Big hero"


def test_a_variant_that_is_gone_is_unlinked_and_linked_again_when_it_is_back(scope: StackScope, sync: Sync):
    sync(BOTH)
    before = mirror(scope)

    sync({"1": "Green"})
    gone = members(scope)
    sync(BOTH)

    assert gone == [("Green", "cs_personalize_0_1", "linked"), ("Red", "cs_personalize_0_0", "unlinked")]
    assert [status for _, _, status in members(scope)] == ["linked", "linked"]
    assert mirror(scope) == before


def test_what_is_linked_to_a_group_stays_when_its_experience_changes(scope: StackScope, sync: Sync):
    create_type(scope, "page")
    sync(BOTH)
    [group] = variant_groups.list_groups(scope)
    variant_groups.link(scope, group, [Linked("page", Link.LINKED)])

    sync({"0": "Crimson"}, name="Big hero")

    assert variant_groups.links(scope.session, [group.uid]) == {group.uid: [Linked("page", Link.LINKED)]}


def test_only_a_change_counts_as_one_but_every_sync_is_remembered(open_scope, clock: FakeClock):
    def run(name: str) -> None:
        clock.advance(minutes=1)
        with open_scope() as scope:
            mirrored = Mirrored(PROJECT, HERO, "0", name, BOTH)
            mirrors.sync(scope.session, scope.stack_uid, mirrored, now=scope.now, identifiers=scope.identifiers)

    run("Hero")
    first = clock.time
    run("Hero")
    with open_scope() as scope:
        [group] = variant_groups.list_groups(scope)
        assert (group.updated_at, group.synced_at) == (first, clock.time)
    run("Big hero")
    with open_scope() as scope:
        [group] = variant_groups.list_groups(scope)
        assert group.updated_at == clock.time
        rows = variant_groups.members(scope.session, [group.uid])[group.uid]
        assert {row.updated_at for row in rows} == {first}


def test_a_name_that_another_group_has_gets_a_number(scope: StackScope, sync: Sync):
    variant_groups.create_group(scope, name="Hero")
    variant_groups.create_group(scope, name="x" * 200)

    sync(BOTH)
    sync(BOTH)
    sync(BOTH, uid=BANNER, short_uid="1", name="x" * 200)

    assert {group.name for group in variant_groups.list_groups(scope)} == {
        "Hero",
        "Hero (1)",
        "x" * 200,
        "x" * 196 + " (1)",
    }


def test_a_renamed_experience_renames_its_group_and_nothing_where_there_is_none(scope: StackScope, sync: Sync):
    sync(BOTH)
    variant_groups.create_group(scope, name="Banner")

    mirrors.rename(scope.session, scope.stack_uid, HERO, "Banner", now=scope.now)
    mirrors.rename(scope.session, scope.stack_uid, BANNER, "Hero", now=scope.now)

    assert {group.name for group in variant_groups.list_groups(scope)} == {"Banner", "Banner (1)"}


def test_an_alias_belongs_to_personalize_whoever_had_it(scope: StackScope, sync: Sync):
    mine = variant_groups.create_variant(scope, None, name="Mine", origin=Origin("p", "e", "0", "1", Link.LINKED))
    assert mine.alias == "cs_personalize_0_1"

    sync(BOTH)

    assert mine.alias is None
    aliases = variant_groups.aliases(scope.session, scope.stack_uid)
    assert aliases["cs_personalize_0_1"] == mirror(scope).variants["1"]


def test_projects_may_take_turns_at_a_stack(scope: StackScope, sync: Sync):
    sync(BOTH)
    before = mirror(scope)
    mirrors.orphan(scope.session, scope.stack_uid, PROJECT, now=scope.now)

    sync(BOTH, uid=BANNER, name="Banner", project="c" * 24)
    mirrors.orphan(scope.session, scope.stack_uid, "c" * 24, now=scope.now)
    sync(BOTH)

    assert mirror(scope) == before
    aliases = variant_groups.aliases(scope.session, scope.stack_uid)
    assert aliases["cs_personalize_0_0"] == before.variants["0"]


def test_a_deleted_experience_leaves_its_group_unlinked_and_others_alone(scope: StackScope, sync: Sync):
    sync(BOTH)
    sync({"0": "Big"}, uid=BANNER, short_uid="1", name="Banner")

    mirrors.orphan(scope.session, scope.stack_uid, PROJECT, HERO, now=scope.now)

    assert {status for _, _, status in members(scope)} == {"unlinked"}
    assert {status for _, _, status in members(scope, BANNER)} == {"linked"}
    assert set(mirrors.of_experiences(scope.session, [HERO, BANNER])) == {BANNER}


def test_another_projects_groups_are_not_let_go(scope: StackScope, sync: Sync):
    sync(BOTH)

    mirrors.orphan(scope.session, scope.stack_uid, "c" * 24, now=scope.now)
    mirrors.orphan(scope.session, "blt0000000000000bad", PROJECT, now=scope.now)

    assert set(mirrors.of_experiences(scope.session, [HERO])) == {HERO}


def test_an_import_keeps_free_uids_and_no_others(scope: StackScope, sync: Sync):
    variant_groups.create_variant(scope, None, name="Mine", uid="cstaken")
    keep = Kept("csgroup", {"0": "cstaken", "1": "csgreen", "2": "not-so"})

    sync({**BOTH, "2": "Blue"}, keep=keep)

    found = mirror(scope)
    assert (found.group_uid, found.variants["1"]) == ("csgroup", "csgreen")
    assert not {"cstaken", "not-so"} & set(found.variants.values())


def test_an_import_keeps_variants_of_versions_that_are_history(scope: StackScope, sync: Sync):
    sync({"0": "Red"}, keep=Kept("csgroup", {"1": "csgreen"}, former={"1": "Green"}))

    assert members(scope) == [("Red", "cs_personalize_0_0", "linked"), ("Green", "cs_personalize_0_1", "unlinked")]
    assert mirror(scope).variants["1"] == "csgreen"


def test_a_group_that_was_deleted_in_the_stack_is_made_anew(scope: StackScope, sync: Sync):
    sync(BOTH)
    before = mirror(scope)
    variant_groups.delete_group(scope, variant_groups.get_group(scope, before.group_uid))
    assert mirrors.of_experiences(scope.session, [HERO]) == {}

    sync(BOTH)

    assert mirror(scope).group_uid != before.group_uid


def test_a_sync_raises_the_stacks_content_revision(scope: StackScope, sync: Sync):
    before = published.revision(scope.session, scope.stack_uid)

    sync(BOTH)

    assert published.revision(scope.session, scope.stack_uid) > before
