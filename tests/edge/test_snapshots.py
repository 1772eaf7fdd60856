import hashlib
import json

import pytest

from lenticular.domain.ruleset import Published
from lenticular.edge import snapshots

PROJECT = "6734eae6603c9640f5808e78"


def published(*names: str, revision: int = 7, project: str = PROJECT, given: bool = True) -> Published:
    """A project of audiences whose mark is their name; none of their documents are there unless they are given."""
    document = {"format": 1, "project": project, "revision": revision, "audiences": list(names), "experiences": []}
    return Published(document, {name: json.dumps({"name": name * 9}).encode() for name in names} if given else {})


def names_in(folder) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_saved_project_is_loaded_as_it_was(tmp_path) -> None:
    folder = tmp_path / "rulesets"
    snapshots.save(folder, published("né東京", "b"))
    assert snapshots.load_all(folder) == {PROJECT: published("né東京", "b")}
    assert names_in(folder) == {f"{PROJECT}.json", f"{PROJECT}.parts-7"}


def test_only_what_changed_has_to_be_given_and_is_written(tmp_path) -> None:
    snapshots.save(tmp_path, published("a", "b"))
    before = (tmp_path / f"{PROJECT}.parts-7").read_bytes()
    change = published("b", "c", revision=8)
    snapshots.save(tmp_path, Published(change.document, {"c": change.parts["c"]}))
    assert snapshots.load_all(tmp_path) == {PROJECT: change}
    after = (tmp_path / f"{PROJECT}.parts-7").read_bytes()
    assert after == before + change.parts["c"] + b"\n"
    with pytest.raises(LookupError):
        snapshots.save(tmp_path, published("b", "d", revision=9, given=False))
    assert snapshots.load_all(tmp_path) == {PROJECT: change}


def test_outdated_parts_do_not_pile_up(tmp_path) -> None:
    long = snapshots.SPARE_BYTES // 16
    for revision, name in enumerate("bcdef"):
        snapshots.save(tmp_path, published("a", name * long, revision=revision))
    assert names_in(tmp_path) == {f"{PROJECT}.json", f"{PROJECT}.parts-4"}
    assert snapshots.load_all(tmp_path) == {PROJECT: published("a", "f" * long, revision=4)}


def test_of_two_processes_the_slower_one_changes_nothing(tmp_path) -> None:
    snapshots.save(tmp_path, published("a"))
    snapshots.save(tmp_path, published("b", revision=9))
    snapshots.save(tmp_path, published("a", revision=8, given=False))
    snapshots.save(tmp_path, published("b", revision=9, given=False))
    assert snapshots.load_all(tmp_path) == {PROJECT: published("b", revision=9)}


def test_an_older_state_that_is_given_whole_was_restored(tmp_path) -> None:
    snapshots.save(tmp_path, published("a", revision=9))
    snapshots.save(tmp_path, published("b", revision=4))
    assert snapshots.load_all(tmp_path) == {PROJECT: published("b", revision=4)}


def test_there_is_nothing_to_load_where_nothing_was_saved(tmp_path) -> None:
    assert snapshots.load_all(tmp_path / "rulesets") == {}


DAMAGES = [
    ("json", lambda data: b""),
    ("json", lambda data: data[:-1]),
    ("json", lambda data: data.replace(b'"revision":7', b'"revision":8')),
    ("json", lambda data: data.replace(b'{"format":2', b'{"format":3', 1)),
    ("json", lambda data: b"[]"),
    ("json", lambda data: b'{"format":3,"anything":"else"}'),
    ("parts-7", lambda data: b""),
    ("parts-7", lambda data: data[:-2]),
    ("parts-7", lambda data: data.replace(b"aaa", b"aab")),
]


@pytest.mark.parametrize(("suffix", "damage"), DAMAGES)
def test_a_broken_or_unknown_snapshot_is_left_out_and_replaced(tmp_path, suffix, damage) -> None:
    snapshots.save(tmp_path, published("a"))
    snapshots.save(tmp_path, published("a", project="other"))
    path = tmp_path / f"{PROJECT}.{suffix}"
    path.write_bytes(damage(path.read_bytes()))
    assert set(snapshots.load_all(tmp_path)) == {"other"}
    snapshots.save(tmp_path, published("b", revision=8))
    assert snapshots.load_all(tmp_path)[PROJECT] == published("b", revision=8)


def test_a_snapshot_without_its_parts_is_left_out(tmp_path) -> None:
    snapshots.save(tmp_path, published("a"))
    (tmp_path / f"{PROJECT}.parts-7").unlink()
    assert snapshots.load_all(tmp_path) == {}


def test_a_whole_document_of_an_earlier_version_is_read(tmp_path) -> None:
    document = {"format": 1, "project": PROJECT, "revision": 7, "audiences": [{"uid": "é"}], "experiences": [{}, {}]}
    content = json.dumps(document)
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    (tmp_path / f"{PROJECT}.json").write_text(f'{{"format":1,"sha256":"{sha256}","document":{content}}}')

    found = snapshots.load_all(tmp_path)[PROJECT]

    for name in ("audiences", "experiences"):
        assert [json.loads(found.parts[mark]) for mark in found.document[name]] == document[name]
    assert {**found.document, "audiences": 0, "experiences": 0} == {**document, "audiences": 0, "experiences": 0}
    snapshots.save(tmp_path, published("b", revision=8))
    assert snapshots.load_all(tmp_path) == {PROJECT: published("b", revision=8)}


def test_a_snapshot_under_another_name_is_left_out(tmp_path) -> None:
    snapshots.save(tmp_path, published("a"))
    (tmp_path / f"{PROJECT}.json").rename(tmp_path / "other.json")
    assert snapshots.load_all(tmp_path) == {}


def test_a_removed_project_is_gone(tmp_path) -> None:
    snapshots.save(tmp_path, published("a"))
    snapshots.remove(tmp_path, PROJECT)
    snapshots.remove(tmp_path, PROJECT)
    assert snapshots.project_uids(tmp_path) == set()
    assert names_in(tmp_path) == set()


def test_a_project_uid_never_leads_out_of_the_folder(tmp_path) -> None:
    with pytest.raises(ValueError, match="project UID"):
        snapshots.save(tmp_path, published("a", project="../escaped"))


def test_a_snapshot_can_be_read_with_any_json_tool(tmp_path) -> None:
    snapshots.save(tmp_path, published("a", "b"))
    snapshot = json.loads((tmp_path / f"{PROJECT}.json").read_text())
    assert (snapshot["format"], snapshot["document"]["document"]) == (2, published("a", "b").document)
    lines = (tmp_path / snapshot["document"]["file"]).read_text().splitlines()
    assert [json.loads(line) for line in lines] == [{"name": "a" * 9}, {"name": "b" * 9}]
