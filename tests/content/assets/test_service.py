"""What other concepts ask about assets."""

from dataclasses import replace

import pytest

from content.conftest import OpenScope
from fakes import NOON
from lenticular.content.assets import service as assets
from lenticular.content.assets.editions import Edition, File
from lenticular.content.scope import StackScope
from lenticular.errors import Invalid

RED = File(name="red.gif", content_type="image/gif", size_bytes=3, digest="a" * 64)


def test_entries_get_the_latest_versions_by_uid(scope: StackScope):
    red = assets.create(scope, assets.Change(file=RED))
    blue = assets.create(scope, assets.Change(file=RED, title="Blue"))
    assets.update(scope, red, assets.Change(title="Ruby"))

    found = assets.documents(scope.session, scope.stack_uid, [red.uid, blue.uid, "bltunknown"])

    assert {uid: (one["title"], one["_version"]) for uid, one in found.items()} == {
        red.uid: ("Ruby", 2),
        blue.uid: ("Blue", 1),
    }
    assert found[red.uid]["url"] == f"/v3/assets/{scope.stack_api_key}/{red.uid}/{'a' * 64}/red.gif"


def test_more_assets_are_looked_for_than_a_statement_has_room_for(scope: StackScope):
    red = assets.create(scope, assets.Change(file=RED))
    many = [*(f"blt{number}" for number in range(70_000)), red.uid]

    assert list(assets.documents(scope.session, scope.stack_uid, many)) == [red.uid]


def test_the_address_of_the_server_comes_before_the_path(scope: StackScope):
    red = assets.create(scope, assets.Change(file=RED))

    found = assets.documents(scope.session, scope.stack_uid, [red.uid], base_url="https://cms.example.com")

    assert found[red.uid]["url"].startswith("https://cms.example.com/v3/assets/")
    assert found[red.uid] == assets.document(scope, red, base_url="https://cms.example.com")


def test_assets_of_another_stack_are_not_to_be_had(open_scope: OpenScope, other_stack: str):
    with open_scope() as scope:
        uid = assets.create(scope, assets.Change(file=RED)).uid

    with open_scope(api_key=other_stack) as scope:
        assert assets.documents(scope.session, scope.stack_uid, [uid]) == {}
        assert assets.find(scope, uid) is None
        assert assets.file_of(scope.session, api_key=other_stack, uid=uid, digest="a" * 64) is None


def test_an_older_version_is_what_it_was(scope: StackScope):
    red = assets.create(scope, assets.Change(file=RED, tags=["gem"]))
    assets.update(scope, red, assets.Change(title="Ruby", tags=[], description="x"))

    assert assets.get(scope, red.uid, 1) == red
    with pytest.raises(Invalid):
        assets.get(scope, red.uid, 3)


def test_an_import_keeps_uid_version_and_times_and_may_lack_the_file(scope: StackScope):
    edition = Edition(
        uid="bltb10047352a3b4ec6",
        parent_uid=None,
        version=7,
        title="About us",
        description="",
        tags=(),
        file=replace(RED, digest=None, url="https://images.example.com/about-us.webp"),
        created_by="bltold",
        created_at=NOON,
        updated_by="bltold",
        updated_at=NOON,
    )
    assert not assets.exists(scope.session, edition.uid)

    assets.restore(scope, edition)

    assert assets.exists(scope.session, edition.uid)
    assert assets.get(scope, edition.uid) == edition
    assert assets.document(scope, edition)["url"] == "https://images.example.com/about-us.webp"
    assert assets.update(scope, edition, assets.Change(title="x")).version == 8


def test_what_an_import_says_of_a_file_is_made_safe(scope: StackScope):
    red = assets.create(scope, assets.Change(file=RED))
    file = replace(RED, name="../a.svg", content_type="text/html\r\nX: y")

    assets.restore(scope, replace(red, uid="bltb10047352a3b4ec6", file=file))

    kept = assets.get(scope, "bltb10047352a3b4ec6").file
    assert (kept.name, kept.content_type) == ("a.svg", "image/svg+xml")


def test_an_import_into_a_folder_that_is_not_there_is_refused(scope: StackScope):
    red = assets.create(scope, assets.Change(file=RED))

    with pytest.raises(Invalid):
        assets.restore(scope, replace(red, uid="bltb10047352a3b4ec6", parent_uid="bltb10047352a3b4ec7"))


def test_a_hash_is_named_as_long_as_any_version_of_any_asset_has_it(scope: StackScope):
    red = assets.create(scope, assets.Change(file=RED))
    twin = assets.create(scope, assets.Change(file=RED))
    assets.update(scope, red, assets.Change(file=replace(RED, digest="b" * 64)))
    asked = ["a" * 64, "b" * 64, "c" * 64]

    assert assets.named_digests(scope.session, asked) == {"a" * 64, "b" * 64}
    assets.delete(scope, red.uid)
    assert assets.named_digests(scope.session, asked) == {"a" * 64}
    assets.delete(scope, twin.uid)
    assert assets.named_digests(scope.session, asked) == set()
