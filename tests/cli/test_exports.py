"""`lenticular export`: a stack and its project as csdx writes them, chosen without doubt, and the same again after."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from lenticular.cli import demo

PROJECT, STACK = "6a1c5e0f7d2b4c9035e8a100", "blt6a1c5e0f7d2b4c90"
WHEN = {"created_at", "updated_at", "createdAt", "updatedAt", "lastSyncAttemptAt"}
WHO = {"createdBy", "updatedBy", "activatedBy", "organizationUid"}


def plain(value: Any) -> Any:
    """Return a document without when it was imported, and by whom."""
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items() if name not in WHEN | WHO}
    return [plain(inner) for inner in value] if isinstance(value, list) else value


def contents_of(folder: Path) -> Mapping[str, object]:
    """Return what every file of an export holds, by its path."""
    return {
        path.relative_to(folder).as_posix(): (
            plain(json.loads(path.read_text(encoding="utf-8"))) if path.suffix == ".json" else path.read_bytes()
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def two_stacks(lenticular, data: Path) -> dict[str, str]:
    """The sample and a second copy of it: each project's uid by the API key of its stack."""
    copies = [
        lenticular("import", demo.SAMPLE, "--data", data, "--json", *name).document for name in ((), ("--name", "Copy"))
    ]
    return {copy["stack_api_key"]: copy["project"] for copy in copies}


@pytest.mark.parametrize(
    "name",
    [pytest.param("compass-starter-stack", marks=pytest.mark.long), "personalize-geolocation-inspiration"],
)
def test_a_real_export_is_the_same_after_another_round(lenticular, shared, founded, tmp_path, name):
    written = []
    source = shared / "data" / name
    for number in ("first", "second"):
        data = shutil.copytree(founded, tmp_path / f"{number} server")
        imported = lenticular("import", source, "--data", data, "--json")
        assert imported.code == 0
        assert imported.document["renamed"] == {}
        source = tmp_path / number
        chosen = lenticular("export", source, "--data", data, "--json").document
        assert chosen == {
            "stack_api_key": imported.document["stack_api_key"],
            "project": imported.document["project"],
            "folder": str(source),
        }
        written.append(contents_of(source))

    assert written[0].keys() == written[1].keys()
    assert [path for path in written[0] if written[0][path] != written[1][path]] == []
    assert any("/variants/" in path for path in written[0])
    assert "personalize/experiences/experiences.json" in written[0]


def test_a_real_export_keeps_the_uids_and_links_of_its_experiences(lenticular, shared, data, tmp_path):
    source = shared / "data/personalize-geolocation-inspiration"
    (personalize,) = source.rglob("personalize")
    lenticular("import", source, "--data", data)

    lenticular("export", tmp_path / "out", "--data", data)

    for path in ("experiences-variants-ids.json", "experiences-content-types.json"):
        exported = json.loads((personalize / "experiences" / path).read_text())
        assert json.loads((tmp_path / "out/personalize/experiences" / path).read_text()) == exported


@pytest.mark.usefixtures("project")
def test_the_sample_comes_out_as_it_went_in(lenticular, chosen, tmp_path):
    lenticular("export", tmp_path / "out", "--data", chosen.data)

    def comparable(value: Any) -> Any:
        """Leave out who published, which the sample doesn't say, and compare places without their order."""
        if isinstance(value, dict):
            found = {name: comparable(inner) for name, inner in value.items() if name != "user"}
            found |= (
                {"publish_details": sorted(found["publish_details"], key=str)} if "publish_details" in found else {}
            )
            return dict(sorted(found.items()))
        return [comparable(inner) for inner in value] if isinstance(value, list) else value

    sample, written = contents_of(demo.SAMPLE), contents_of(tmp_path / "out")
    paths = [path for path in sample if not path.startswith("personalize/")]
    assert any("/variants/" in path for path in paths)
    stack = written["stack/stack.json"]
    assert [path for path in paths if comparable(sample[path]) != comparable(written[path])] == []
    assert stack["api_key"] == STACK


def test_people_are_told_what_was_exported_and_where(lenticular, chosen, project, tmp_path):
    ended = lenticular("export", tmp_path / "out", "--data", chosen.data)

    assert ended.code == 0
    assert ended.out.splitlines() == [f"Exported to {tmp_path / 'out'}.", f"Stack: {STACK}", f"Project: {project}"]
    assert ended.err == ""


def test_several_stacks_have_to_be_told_apart(lenticular, data, two_stacks, tmp_path):
    ended = lenticular("export", tmp_path / "out", "--data", data, "--json")

    assert ended.code == 2
    message = ended.document["error"]["message"]
    assert "--stack" in message
    assert [f"{key} ({name})" in message for key, name in zip(two_stacks, ("Farway Travel", "Copy"), strict=True)] == [
        True,
        True,
    ]
    assert not (tmp_path / "out").exists()


def test_a_stack_and_a_project_that_do_not_belong_together_are_refused(lenticular, data, two_stacks, tmp_path):
    [first, second] = two_stacks.items()

    ended = lenticular("export", tmp_path / "out", "--stack", first[0], "--project", second[1], "--data", data)

    assert ended.code == 2
    assert "is not connected to" in ended.err


def test_a_stack_is_named_by_its_key_or_by_its_project(lenticular, data, two_stacks, tmp_path):
    for number, (key, project) in enumerate(two_stacks.items()):
        by_stack, by_project = tmp_path / f"stack {number}", tmp_path / f"project {number}"
        told = [
            lenticular("export", by_stack, "--stack", key, "--data", data, "--json").document,
            lenticular("export", by_project, "--project", project, "--data", data, "--json").document,
        ]

        assert [(one["stack_api_key"], one["project"]) for one in told] == [(key, project)] * 2
        assert contents_of(by_stack) == contents_of(by_project)
        assert json.loads((by_stack / "stack/stack.json").read_text())["api_key"] == key
        assert json.loads((by_stack / "personalize/projects/projects.json").read_text())[0]["uid"] == project


def test_a_project_without_a_stack_is_named_and_written_alone(lenticular, data, tmp_path):
    lenticular("import", demo.SAMPLE / "personalize", "--data", data)

    refused = lenticular("export", tmp_path / "out", "--data", data)
    ended = lenticular("export", tmp_path / "out", "--project", PROJECT, "--data", data, "--json")

    assert refused.code == 2
    assert "--project" in refused.err
    assert ended.document == {"stack_api_key": None, "project": PROJECT, "folder": str(tmp_path / "out")}
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["personalize"]
    other = lenticular("import", tmp_path / "out", "--data", data, "--name", "Copy", "--json")
    assert other.document["counts"]["experiences"] == 2


def test_a_stack_without_a_project_is_written_alone(lenticular, data, tmp_path):
    source = shutil.copytree(demo.SAMPLE, tmp_path / "sample", ignore=shutil.ignore_patterns("personalize"))
    lenticular("import", source, "--data", data)

    ended = lenticular("export", tmp_path / "out", "--data", data, "--json")

    assert (ended.document["stack_api_key"], ended.document["project"]) == (STACK, None)
    assert not (tmp_path / "out/personalize").exists()
    assert (tmp_path / "out/entries/home_page/de/index.json").is_file()


@pytest.mark.usefixtures("project")
def test_a_folder_that_is_not_empty_is_left_alone(lenticular, chosen, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")

    ended = lenticular("export", folder, "--data", chosen.data, "--json")

    assert (ended.code, ended.document["error"]["code"]) == (1, "FOLDER_NOT_EMPTY")
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]


@pytest.mark.usefixtures("project")
def test_an_empty_folder_will_do(lenticular, chosen, tmp_path):
    (tmp_path / "out").mkdir()

    assert lenticular("export", tmp_path / "out", "--data", chosen.data).code == 0
    assert (tmp_path / "out/export-info.json").is_file()


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("named", "code"),
    [
        (("--stack", "blt0000000000000000"), "STACK_NOT_FOUND"),
        (("--project", "0" * 24), "personalize.PROJECTS.PROJECT_NOT_FOUND"),
    ],
    ids=["stack", "project"],
)
def test_what_is_not_there_is_refused_and_nothing_written(lenticular, chosen, tmp_path, named, code):
    ended = lenticular("export", tmp_path / "out", *named, "--data", chosen.data, "--json")

    assert (ended.code, ended.document["error"]["code"]) == (1, code)
    assert named[1] in ended.document["error"]["message"]
    assert not (tmp_path / "out").exists()


def test_without_an_installation_there_is_nothing_to_export(lenticular, tmp_path):
    ended = lenticular("export", tmp_path / "out", "--data", tmp_path / "none", "--json")

    assert (ended.code, ended.document["error"]["code"]) == (1, "INSTALLATION_NOT_FOUND")


@pytest.mark.usefixtures("project")
def test_an_export_changes_nothing(lenticular, chosen, tmp_path):
    for name in ("once", "again"):
        lenticular("export", tmp_path / name, "--data", chosen.data)

    once, again = (
        {path.relative_to(tmp_path / name): path.read_bytes() for path in (tmp_path / name).rglob("*.json")}
        for name in ("once", "again")
    )
    assert once
    assert once == again
