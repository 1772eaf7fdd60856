import json

import pytest

from lenticular.errors import Invalid
from lenticular.management.exchange import reading


def write(folder, name, document):
    path = folder / "personalize" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(document if isinstance(document, str) else json.dumps(document))


@pytest.fixture
def export(tmp_path):
    write(tmp_path, "projects/projects.json", [{"uid": "a" * 24, "name": "Shop"}])
    return tmp_path


def test_reads_a_stack_folder_of_a_real_export(shared):
    export = reading.read(shared / "data/compass-starter-stack/stack")
    assert export.project["uid"] == "66fbcbf9b14cbb16e748d857"
    assert [attribute["key"] for attribute in export.attributes] == ["travel_type", "travel_destination", "price_type"]
    assert len(export.audiences) == 8
    assert [event["key"] for event in export.events] == ["Clicked"]
    assert [version["status"] for version in export.versions["66fbd01f9c0c442160ed818b"]] == ["ACTIVE"]


def test_finds_the_branch_level(shared):
    root = shared / "data/personalize-geolocation-inspiration"
    by_root, by_branch = reading.read(root / "stack"), reading.read(root / "stack/main")
    assert by_root == by_branch
    assert by_root.events == []


def test_reads_the_personalize_folder_alone(shared):
    folder = shared / "data/compass-starter-stack/stack/personalize"
    assert reading.read(folder).project["name"] == "Compass Personalize Project"


def test_versions_come_oldest_first(export):
    write(export, "experiences/experiences.json", [{"uid": "e1"}])
    write(
        export, "experiences/versions/e1.json", [{"uid": "v2", "versionNumber": 2}, {"uid": "v1", "versionNumber": 1}]
    )
    assert [version["uid"] for version in reading.read(export).versions["e1"]] == ["v1", "v2"]


def test_a_folder_without_an_export_is_refused(tmp_path):
    with pytest.raises(Invalid, match="no csdx export"):
        reading.read(tmp_path)


def test_two_branches_are_not_guessed_between(export):
    for branch in ("main", "dev"):
        write(export / branch, "projects/projects.json", [{"uid": "a" * 24}])
    (export / "personalize" / "projects" / "projects.json").unlink()
    (export / "personalize" / "projects").rmdir()
    with pytest.raises(Invalid, match="several exports"):
        reading.read(export)


def test_every_unreadable_file_is_named_at_once(export):
    write(export, "audiences/audiences.json", "{not json")
    write(export, "events/events.json", [{"key": "no uid"}])
    write(export, "attributes/attributes.json", [1, 2])
    with pytest.raises(Invalid) as refusal:
        reading.read(export)
    assert {(problem.pointer, problem.code) for problem in refusal.value.problems} == {
        ("/audiences/audiences.json", "NOT_VALID_JSON"),
        ("/events/events.json", "UID_REQUIRED"),
        ("/attributes/attributes.json", "NOT_ARRAY"),
    }


def test_a_missing_project_file_is_a_problem(tmp_path):
    (tmp_path / "personalize" / "projects").mkdir(parents=True)
    with pytest.raises(Invalid) as refusal:
        reading.read(tmp_path)
    assert refusal.value.problems[0].code == "FILE_MISSING"
