"""Reading an export of a stack."""

from pathlib import Path

import pytest

from lenticular.content.exchange import layout, reading
from lenticular.errors import Invalid


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """A stack with a master language and one content type."""
    layout.dump(tmp_path / layout.MASTER_LOCALE, {"blt1": {"uid": "blt1", "code": "en", "name": "English"}})
    layout.dump(tmp_path / "content_types/page.json", {"uid": "page", "title": "Page", "schema": []})
    return tmp_path


def test_a_real_export_is_read_whole(shared: Path):
    folder = reading.find(shared / "data/compass-starter-stack")
    assert folder is not None

    export = reading.read(folder)

    assert export.master_locale["code"] == "en"
    assert sorted(locale["code"] for locale in export.locales) == ["de", "es", "fr"]
    assert {environment["name"] for environment in export.environments} == {"preview", "production"}
    assert len(export.content_types) == 11
    assert {entry.locale for entry in export.entries if entry.content_type_uid == "home_page"} == {
        "en", "de", "es", "fr",
    }  # fmt: skip
    assert export.entries[0].locale == "en"
    assert {variant.uid for variant in export.entry_variants if variant.content_type_uid == "home_page"} == {
        "blt2370c7c244de82e0"
    }
    assert [len(row["terms"]) for row in export.taxonomies if row["taxonomy"]["uid"] == "region"] == [4]
    assert export.linked["66fbcf98a67fe49f6de59d7e"] == [{"uid": "home_page", "status": "linked"}]
    assert len(export.unserved["workflow"]) == 2
    assert export.files == {}


def test_a_stack_is_found_below_its_branch(shared: Path):
    root = shared / "data/personalize-geolocation-inspiration"

    assert reading.find(root) == reading.find(root / "stack/main") == root / "stack/main"


def test_a_project_alone_is_no_stack(shared: Path):
    assert reading.find(shared / "data/compass-starter-stack/stack/personalize") is None


def test_two_branches_are_not_guessed_between(tmp_path: Path):
    for branch in ("main", "dev"):
        layout.dump(tmp_path / branch / layout.MASTER_LOCALE, {})

    with pytest.raises(Invalid, match="several exports"):
        reading.find(tmp_path)


def test_a_file_of_an_asset_is_found_by_its_uid_and_name(export: Path):
    rows = {"blta": {"uid": "blta", "filename": "a.png"}, "bltb": {"uid": "bltb"}}
    layout.dump_chunk(export, "assets", layout.ASSET_INDEX, rows)
    file = export / "assets/files/blta/a.png"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"png")

    assert reading.read(export).files == {"blta": file}


def test_the_name_of_a_file_cannot_lead_out_of_the_export(export: Path):
    layout.dump(export / "passwd", "secret")
    document = {"uid": "blta", "filename": "../../../passwd"}
    layout.dump_chunk(export, "assets", layout.ASSET_INDEX, {"blta": document})

    assert reading.read(export).files == {}


def test_every_unreadable_file_is_told_at_once(export: Path):
    (export / "labels").mkdir()
    (export / "labels/labels.json").write_text("{")
    (export / "environments").mkdir()
    (export / "environments/environments.json").write_text("[")

    with pytest.raises(Invalid) as refused:
        reading.read(export)

    assert {problem.pointer for problem in refused.value.problems} == {
        "/labels/labels.json",
        "/environments/environments.json",
    }


def test_an_entry_without_a_uid_is_refused(export: Path):
    layout.dump_chunk(export, "entries/page/en", layout.INDEX, {"blt1": {"title": "Home"}})

    with pytest.raises(Invalid) as refused:
        reading.read(export)

    assert [problem.code for problem in refused.value.problems] == ["UID_REQUIRED"]
