import json

import pytest

from lenticular.edge import snapshots

DOCUMENT = {"format": 1, "project": "6734eae6603c9640f5808e78", "revision": 7, "name": "né東京", "share": 0.1}


def test_a_saved_document_is_loaded_as_it_was(tmp_path) -> None:
    folder = tmp_path / "rulesets"
    snapshots.save(folder, DOCUMENT)
    snapshots.save(folder, DOCUMENT | {"revision": 8})
    assert snapshots.load_all(folder) == {DOCUMENT["project"]: DOCUMENT | {"revision": 8}}
    assert [path.name for path in folder.iterdir()] == [f"{DOCUMENT['project']}.json"]


def test_there_is_nothing_to_load_where_nothing_was_saved(tmp_path) -> None:
    assert snapshots.load_all(tmp_path / "rulesets") == {}


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:-1],
        lambda data: data.replace(b'"revision":7', b'"revision":8'),
        lambda data: data.replace(b'{"format":1', b'{"format":2', 1),
        lambda data: b"[]",
        lambda data: b'{"format":2,"anything":"else"}',
    ],
)
def test_a_broken_or_unknown_snapshot_is_left_out(tmp_path, damage) -> None:
    snapshots.save(tmp_path, DOCUMENT)
    snapshots.save(tmp_path, DOCUMENT | {"project": "other"})
    path = tmp_path / f"{DOCUMENT['project']}.json"
    path.write_bytes(damage(path.read_bytes()))
    assert set(snapshots.load_all(tmp_path)) == {"other"}


def test_a_snapshot_under_another_name_is_left_out(tmp_path) -> None:
    snapshots.save(tmp_path, DOCUMENT)
    (tmp_path / f"{DOCUMENT['project']}.json").rename(tmp_path / "other.json")
    assert snapshots.load_all(tmp_path) == {}


def test_a_removed_project_is_gone(tmp_path) -> None:
    snapshots.save(tmp_path, DOCUMENT)
    snapshots.remove(tmp_path, DOCUMENT["project"])
    snapshots.remove(tmp_path, DOCUMENT["project"])
    assert snapshots.project_uids(tmp_path) == set()


def test_a_project_uid_never_leads_out_of_the_folder(tmp_path) -> None:
    with pytest.raises(ValueError, match="project UID"):
        snapshots.save(tmp_path, DOCUMENT | {"project": "../escaped"})


def test_a_snapshot_can_be_read_with_any_json_tool(tmp_path) -> None:
    snapshots.save(tmp_path, DOCUMENT)
    snapshot = json.loads((tmp_path / f"{DOCUMENT['project']}.json").read_text())
    assert (snapshot["format"], snapshot["document"]) == (1, DOCUMENT)
