"""`lenticular import`: a stack and its project from a csdx export, whole or nothing, and told what became of it."""

import json
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from lenticular.cli import demo
from lenticular.content.exchange import layout, reading
from lenticular.content.exchange.reading import ExportedEntry

PROJECT, STACK = "6a1c5e0f7d2b4c9035e8a100", "blt6a1c5e0f7d2b4c90"
LOGO = "blt6a1c5e0f7d2b00f1"
# What has a uid that is unique on this server, in the sample.
RENAMED = {
    "project": 1,
    "environment": 2,
    "entry": 4,
    "entry variant": 10,
    "attribute": 2,
    "audience": 4,
    "event": 2,
    "experience": 2,
    "variant": 6,
}


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A copy of the sample's export, to which a test may add."""
    return Path(shutil.copytree(demo.SAMPLE, tmp_path / "sample"))


@pytest.fixture
def import_json(lenticular, data: Path) -> Callable[..., dict[str, Any]]:
    """Import a folder into the installation of the test; return what was printed."""

    def run(folder: Path, *options: str) -> dict[str, Any]:
        ended = lenticular("import", folder, "--data", data, "--json", *options)
        assert ended.code == 0, ended.out
        return dict(ended.document)

    return run


@pytest.fixture
def exported(lenticular, data: Path, tmp_path: Path) -> Callable[..., Path]:
    """Export a stack of the installation of the test; return the folder."""

    def run(stack: str, name: str = "exported") -> Path:
        folder = tmp_path / name
        ended = lenticular("export", folder, "--stack", stack, "--data", data)
        assert ended.code == 0, ended.err
        return folder

    return run


def add_asset(export: Path, uid: str, name: str, file: bytes | None) -> None:
    """Add an asset to an export that has none, with or without its file."""
    row = {"uid": uid, "filename": name, "title": name, "content_type": "image/svg+xml", "file_size": "4", "tags": []}
    layout.dump_chunk(export, layout.ASSETS, layout.ASSET_INDEX, {uid: {**row, "parent_uid": None, "_version": 1}})
    if file is not None:
        path = export / layout.ASSET_FILES / uid / name
        path.parent.mkdir(parents=True)
        path.write_bytes(file)


def told(stack: Path, renamed: Mapping[str, str] | None = None) -> dict[str, list[str]]:
    """Return what an exported stack says, each thing as text, under its old uids, without when it was made."""
    export = reading.read(stack)
    kinds = {
        kind: getattr(export, kind)
        for kind in ("environments", "locales", "content_types", "entries", "entry_variants", "assets")
    }
    kinds["linked"] = list(export.linked.items())
    found = {kind: [json.dumps(without_times(row)) for row in rows] for kind, rows in kinds.items()}
    for new, old in (renamed or {}).items():
        found = {kind: [row.replace(new, old) for row in rows] for kind, rows in found.items()}
    return {kind: sorted(rows) for kind, rows in found.items()}


def without_times(value: Any) -> Any:
    if isinstance(value, ExportedEntry):
        return [value.content_type_uid, value.locale, without_times(value.document)]
    if isinstance(value, dict):
        return {name: without_times(inner) for name, inner in value.items() if name not in {"created_at", "updated_at"}}
    return [without_times(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def test_an_import_into_a_new_folder_creates_the_installation_and_says_what_it_made(lenticular, shared, tmp_path):
    export = shared / "data/personalize-geolocation-inspiration"
    ended = lenticular("import", export, "--data", tmp_path / "new", "--json")

    recreated = ended.document
    assert ended.code == 0
    assert recreated["project"] == "68d4db26bd31bdb8470bcc3e"
    assert recreated["stack_api_key"] == "bltbfa62b101b5d5524"
    assert recreated["experiences"] == {"68d4fdc93ec55f51205de7eb": "68d4fdc93ec55f51205de7eb"}
    assert {kind: recreated["counts"][kind] for kind in ("audiences", "entries", "entry variants", "assets")} == {
        "audiences": 2,
        "entries": 9,
        "entry variants": 2,
        "assets": 9,
    }
    assert {(skip["kind"], skip["name"]) for skip in recreated["skipped"]} == {
        ("marketplace app", ""),
        ("file", "9 files"),
    }
    assert recreated["renamed"] == {}
    assert "password" in ended.err


def test_the_whole_sample_is_imported_under_its_own_uids(import_json):
    imported = import_json(demo.SAMPLE)

    assert (imported["name"], imported["project"], imported["stack_api_key"]) == ("Farway Travel", PROJECT, STACK)
    assert imported["skipped"] == []
    assert imported["renamed"] == {}
    assert imported["dry_run"] is False
    assert {
        kind: imported["counts"][kind] for kind in ("entries", "experiences", "publications of entry variants")
    } == {
        "entries": 5,
        "experiences": 2,
        "publications of entry variants": 10,
    }


def test_the_same_import_again_is_refused_in_one_sentence_and_leaves_nothing(lenticular, data, import_json, tmp_path):
    import_json(demo.SAMPLE)

    ended = lenticular("import", demo.SAMPLE, "--data", data)

    assert ended.code == 1
    assert "give it another name" in ended.err
    assert "Traceback" not in ended.err + ended.out
    # Of two stacks it would ask which.
    assert lenticular("export", tmp_path / "out", "--data", data, "--json").document["stack_api_key"] == STACK


def test_a_second_copy_gets_uids_of_its_own_and_says_which(import_json, exported):
    import_json(demo.SAMPLE)

    copy = import_json(demo.SAMPLE, "--name", "Copy")

    assert copy["name"] == "Copy"
    assert copy["skipped"] == []
    assert {kind: len(copy["renamed"][kind]) for kind in RENAMED} == RENAMED
    assert copy["renamed"]["project"] == {PROJECT: copy["project"]}
    assert copy["renamed"]["experience"] == copy["experiences"]
    assert all(old != new for renamed in copy["renamed"].values() for old, new in renamed.items())
    assert copy["stack_api_key"] != STACK


def test_a_second_copy_says_the_same_as_the_first_and_leaves_it_alone(import_json, exported):
    import_json(demo.SAMPLE)
    before = told(exported(STACK, "before"))

    copy = import_json(demo.SAMPLE, "--name", "Copy")

    renamed = {new: old for kind in copy["renamed"].values() for old, new in kind.items()}
    assert told(exported(copy["stack_api_key"], "copy"), renamed) == before
    assert told(exported(STACK, "after")) == before


def test_a_copy_of_a_project_alone_is_listed_with_what_was_left_out(lenticular, data, import_json):
    import_json(demo.SAMPLE)

    ended = lenticular("import", demo.SAMPLE / "personalize", "--data", data, "--name", "Copy")

    assert ended.code == 0
    assert "“Copy” is imported" in ended.out
    assert "The stack is connected to another project here." in ended.out


def test_a_project_alone_is_imported_without_a_stack(lenticular, data, import_json, tmp_path):
    imported = import_json(demo.SAMPLE / "personalize")

    # The key is kept for the stack that the project belongs to, wherever that is.
    assert (imported["project"], imported["stack_api_key"]) == (PROJECT, STACK)
    assert imported["counts"].keys() == {"attributes", "audiences", "events", "experiences", "versions"}
    refused = lenticular("export", tmp_path / "out", "--data", data, "--json")
    assert refused.document["error"]["code"] == "USAGE"


def test_a_stack_alone_is_imported_without_what_belongs_to_experiences(sample, import_json):
    shutil.rmtree(sample / "personalize")

    imported = import_json(sample)

    assert (imported["project"], imported["stack_api_key"], imported["experiences"]) == (None, STACK, {})
    assert imported["counts"]["entries"] == 5
    assert {skip["kind"] for skip in imported["skipped"]} == {"entry variant"}
    assert len(imported["skipped"]) == 10


def test_a_dry_run_says_all_and_keeps_nothing(lenticular, data, sample, import_json, tmp_path):
    add_asset(sample, LOGO, "logo.svg", b"<svg")
    told_before = import_json(sample, "--dry-run")

    assert told_before["dry_run"] is True
    listed = lenticular("project", "list", "--data", data, "--json")
    assert listed.document == []
    assert lenticular("export", tmp_path / "out", "--data", data).code == 2  # there is no stack
    # The same uids are free: what was foretold comes true.
    assert import_json(sample) == {**told_before, "dry_run": False}


def test_a_dry_run_is_told_as_such(lenticular, data):
    ended = lenticular("import", demo.SAMPLE, "--data", data, "--dry-run")

    assert "“Farway Travel” would be imported." in ended.out
    assert STACK in ended.out
    assert "Every uid was kept." in ended.out
    assert "Nothing was left out." in ended.out


def test_the_files_of_assets_come_along(sample, import_json, exported):
    add_asset(sample, LOGO, "logo.svg", b"<svg")

    imported = import_json(sample)

    assert (imported["counts"]["assets"], imported["counts"]["files"], imported["skipped"]) == (1, 1, [])
    assert (exported(STACK) / layout.ASSET_FILES / LOGO / "logo.svg").read_bytes() == b"<svg"


def test_assets_without_their_files_are_kept_and_the_lack_is_told(sample, import_json, exported):
    add_asset(sample, LOGO, "logo.svg", None)

    imported = import_json(sample)

    assert imported["counts"]["assets"] == 1
    assert [(skip["kind"], skip["name"]) for skip in imported["skipped"]] == [("file", "1 file")]
    assert [row["uid"] for row in reading.read(exported(STACK)).assets] == [LOGO]


def test_an_export_without_a_key_gets_a_new_one_for_stack_and_project(sample, import_json):
    for path in (layout.STACK, "personalize/projects/projects.json"):
        (sample / path).write_text((sample / path).read_text().replace(STACK, "<api_key>"))

    imported = import_json(sample)

    assert re.fullmatch(r"blt[0-9a-f]{16}", imported["stack_api_key"])
    assert imported["stack_api_key"] != STACK
    assert imported["skipped"] == []


def test_unreadable_files_of_a_stack_are_told_at_once_and_nothing_is_made(lenticular, data, sample):
    for path in (layout.ENVIRONMENTS, layout.LOCALES):
        (sample / path).write_text("{")

    ended = lenticular("import", sample, "--data", data, "--json")

    assert ended.code == 1
    assert [problem["pointer"] for problem in ended.document["error"]["problems"]] == [
        f"/{layout.LOCALES}",
        f"/{layout.ENVIRONMENTS}",
    ]
    assert lenticular("project", "list", "--data", data, "--json").document == []


def test_a_folder_with_several_exports_names_them(lenticular, data, sample, tmp_path):
    shutil.copytree(sample, tmp_path / "other")

    ended = lenticular("import", tmp_path, "--data", data)

    assert ended.code == 1
    assert str(sample) in ended.err
    assert str(tmp_path / "other") in ended.err


def test_a_branch_level_above_the_stack_is_looked_through(sample, import_json, tmp_path):
    shutil.move(sample, tmp_path / "export" / "main")

    assert import_json(tmp_path / "export")["stack_api_key"] == STACK


def test_a_folder_without_an_export_says_so(lenticular, tmp_path):
    ended = lenticular("import", tmp_path, "--data", tmp_path / "data", "--json")

    assert ended.code == 1
    assert ended.document["error"]["code"] == "NOT_AN_EXPORT"
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("named", ["blt0000000000000000", "nonsense"])
def test_an_unknown_organization_is_refused_with_the_known_ones(lenticular, data, named):
    ended = lenticular("import", demo.SAMPLE, "--data", data, "--organization", named, "--json")

    assert ended.code == 2
    assert re.search(r"--organization: blt[0-9a-f]{16}\.", ended.document["error"]["message"])
