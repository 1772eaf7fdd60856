"""How the files of an export are read and written."""

from pathlib import Path

import pytest

from lenticular.content.exchange import layout
from lenticular.errors import Problem


@pytest.fixture
def problems() -> list[Problem]:
    return []


def test_a_chunk_is_read_back_through_its_index(tmp_path: Path, problems: list[Problem]):
    found = {"blt1": {"uid": "blt1", "title": "Größe"}, "blt2": {"uid": "blt2"}}

    layout.dump_chunk(tmp_path, "entries/page/en", "index.json", found)

    folder = tmp_path / "entries/page/en"
    assert list(layout.chunks(folder, "index.json", problems, root=tmp_path)) == list(found.values())
    assert problems == []


def test_a_chunk_has_the_same_name_wherever_the_export_is_written(tmp_path: Path):
    names = {layout.dump_chunk(tmp_path / out, "entries/page/en", "index.json", {}) for out in ("a", "b")}

    assert len(names) == 1


def test_chunks_of_different_places_have_different_names(tmp_path: Path):
    names = {layout.dump_chunk(tmp_path, f"entries/page/{locale}", "index.json", {}) for locale in ("en", "de")}

    assert len(names) == 2


def test_an_index_cannot_name_a_file_of_another_folder(tmp_path: Path, problems: list[Problem]):
    layout.dump(tmp_path / "secret.json", [{"uid": "blt1"}])
    layout.dump(tmp_path / "entries/index.json", {"1": "../secret.json"})

    assert list(layout.chunks(tmp_path / "entries", "index.json", problems, root=tmp_path)) == []
    assert [problem.pointer for problem in problems] == ["/entries/secret.json"]


def test_a_missing_file_holds_nothing(tmp_path: Path, problems: list[Problem]):
    assert layout.documents(tmp_path / "labels.json", problems, root=tmp_path) == []
    assert problems == []


@pytest.mark.parametrize(
    ("text", "code"),
    [("{", "NOT_VALID_JSON"), ("[1]", "NOT_ARRAY"), ('"x"', "NOT_ARRAY")],
    ids=["cut", "number", "text"],
)
def test_a_file_that_cannot_be_read_is_a_problem_that_names_it(
    tmp_path: Path, problems: list[Problem], text: str, code: str
):
    (tmp_path / "labels.json").write_text(text)

    layout.documents(tmp_path / "labels.json", problems, root=tmp_path)

    assert [(problem.pointer, problem.code) for problem in problems] == [("/labels.json", code)]


def test_an_index_that_names_a_file_that_is_not_there_is_a_problem(tmp_path: Path, problems: list[Problem]):
    layout.dump(tmp_path / "entries/index.json", {"1": "gone.json"})

    assert list(layout.chunks(tmp_path / "entries", "index.json", problems, root=tmp_path)) == []
    assert [(problem.pointer, problem.code) for problem in problems] == [("/entries/gone.json", "FILE_MISSING")]


def test_an_index_that_is_none_is_a_problem(tmp_path: Path, problems: list[Problem]):
    layout.dump(tmp_path / "entries/index.json", ["a.json"])

    assert list(layout.chunks(tmp_path / "entries", "index.json", problems, root=tmp_path)) == []
    assert [(problem.pointer, problem.code) for problem in problems] == [("/entries/index.json", "NOT_OBJECT")]


def test_half_a_character_is_a_problem(tmp_path: Path, problems: list[Problem]):
    (tmp_path / "labels.json").write_text(r'[{"uid": "a", "name": "\ud800"}]')

    layout.documents(tmp_path / "labels.json", problems, root=tmp_path)

    assert [problem.code for problem in problems] == ["NOT_VALID_JSON"]
