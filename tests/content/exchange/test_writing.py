"""Writing a stack, and that nothing is lost on the way around."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sqlalchemy.orm import Session

from exported_stack import ABOUT_EN, BY_HAND, HOME, HOME_DE, HOME_EN, LOGO, PAGE
from lenticular.api.ports import Ports
from lenticular.content.exchange import layout, reading, writing
from lenticular.content.exchange.service import Restored
from lenticular.content.stacks import service as stacks

Restore = Callable[[Path], Restored]
TIMES = {"created_at", "updated_at"}


def write(ports: Ports, restored: Restored, folder: Path) -> Path:
    export = writing.Export(restored.scope, folder, ports.assets, lambda _what, _done, _of: None)
    writing.write(export, experience_uids=[])
    return folder


def without_times(value: object) -> object:
    if isinstance(value, dict):
        return {name: without_times(inner) for name, inner in value.items() if name not in TIMES}
    return [without_times(inner) for inner in value] if isinstance(value, list) else value


def contents_of(folder: Path) -> dict[str, object]:
    return {
        path.relative_to(folder).as_posix(): (
            without_times(json.loads(path.read_text())) if path.suffix == ".json" else path.read_bytes()
        )
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_what_was_imported_is_exported(restore: Restore, folder: Path, tmp_path: Path, ports: Ports):
    written = reading.read(write(ports, restore(folder), tmp_path / "out"))

    by_place = {(entry.uid, entry.locale): entry.document for entry in written.entries}
    for exported in (HOME_EN, HOME_DE, ABOUT_EN):
        shown = by_place[exported["uid"], exported["locale"]]
        own = [row for row in exported["publish_details"] if exported["locale"] in {"en", row["locale"]}]
        assert sorted(shown["publish_details"], key=str) == sorted(own, key=str)
        assert {name: shown[name] for name in exported.keys() - {"logo", "publish_details"}} == {
            name: exported[name] for name in exported.keys() - {"logo", "publish_details"}
        }
    assert by_place[HOME, "en"]["logo"]["uid"] == LOGO
    assert [version.document["title"] for version in written.versions] == ["Old home"]
    assert [variant.document["_variant"]["_uid"] for variant in written.entry_variants] == [BY_HAND]
    [page] = written.content_types
    assert {name: page[name] for name in PAGE.keys() - {"schema"}} == {
        name: PAGE[name] for name in PAGE.keys() - {"schema"}
    }
    # As csdx has it: with the fields of the global field.
    seo = page["schema"][3]
    assert [field["uid"] for field in seo.pop("schema")] == ["description"]
    assert page["schema"] == PAGE["schema"]
    assert written.files[LOGO].read_bytes() == b"png"


def test_export_import_export_is_the_same_but_for_times(
    restore: Restore, folder: Path, tmp_path: Path, ports: Ports, session: Session
):
    first = restore(folder)
    once = write(ports, first, tmp_path / "once")
    # As if on another server: the uids are free again.
    stacks.delete(session, stacks.get(session, first.scope.stack_uid))

    twice = write(ports, restore(once), tmp_path / "twice")

    assert contents_of(twice) == contents_of(once)


def test_the_urls_of_files_are_the_servers(restore: Restore, folder: Path, tmp_path: Path, ports: Ports):
    restored = restore(folder)
    scope = replace(restored.scope, base_url="https://cms.example")

    out = write(ports, replace(restored, scope=scope), tmp_path / "out")

    [rows] = json.loads((out / layout.ASSET_METADATA).read_text()).values()
    assert {row["url"].partition("/v3")[0] for row in rows if row["uid"] == LOGO} == {"https://cms.example"}
