"""Files of assets on disk."""

import hashlib
import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lenticular.errors import TooLarge
from lenticular.store.files import KEPT, AssetFiles

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PANDA = hashlib.sha256(b"red panda").hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "assets"


@pytest.fixture
def files(folder: Path) -> AssetFiles:
    return AssetFiles(folder, max_bytes=1000)


def age(path: Path, age: timedelta) -> None:
    """Let a file look as if it was last needed so long ago."""
    changed = (NOW - age).timestamp()
    os.utime(path, (changed, changed))


def none(_digests: object) -> set[str]:
    return set()


def everything(digests: object) -> set[str]:
    return set(digests)


def test_a_file_lies_under_its_hash(files: AssetFiles):
    stored = files.put(io.BytesIO(b"red panda"))

    assert (stored.digest, stored.size_bytes) == (PANDA, 9)
    assert files.path(PANDA).read_bytes() == b"red panda"
    assert files.has(PANDA)


def test_the_same_content_lies_there_once(files: AssetFiles, folder: Path):
    files.put(io.BytesIO(b"red panda"))
    files.put(io.BytesIO(b"red panda"))

    assert [path.name for path in folder.rglob("*") if path.is_file() and path.name != "lock"] == [PANDA]


def test_a_file_over_the_limit_leaves_nothing_behind(files: AssetFiles, folder: Path):
    files.put(io.BytesIO(b"x" * 1000))

    with pytest.raises(TooLarge):
        files.put(io.BytesIO(b"y" * 1001))

    assert not list((folder / "incoming").iterdir())


def test_an_upload_that_breaks_off_leaves_nothing_behind(files: AssetFiles, folder: Path):
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        files.put(Broken())

    assert not list((folder / "incoming").iterdir())


def test_a_file_is_durable_before_it_has_its_name(files: AssetFiles, monkeypatch: pytest.MonkeyPatch):
    steps: list[str] = []
    sync, replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda number: (steps.append("sync"), sync(number))[1])
    monkeypatch.setattr(Path, "replace", lambda path, to: (steps.append("rename"), replace(path, to))[1])

    files.put(io.BytesIO(b"red panda"))

    assert steps[:3] == ["sync", "rename", "sync"]


def test_a_file_that_nothing_names_is_swept_after_a_day(files: AssetFiles):
    files.put(io.BytesIO(b"red panda"))
    age(files.path(PANDA), KEPT + timedelta(minutes=1))

    assert files.sweep(NOW, none) == 1
    assert not files.has(PANDA)


def test_a_young_file_is_kept_for_the_row_that_is_still_to_come(files: AssetFiles):
    files.put(io.BytesIO(b"red panda"))
    age(files.path(PANDA), KEPT - timedelta(minutes=1))

    assert files.sweep(NOW, none) == 0
    assert files.has(PANDA)


def test_a_named_file_is_kept_and_for_another_day_after_its_last_name_went(files: AssetFiles):
    files.put(io.BytesIO(b"red panda"))
    age(files.path(PANDA), timedelta(days=365))

    assert files.sweep(NOW, everything) == 0
    assert files.sweep(NOW + KEPT / 2 + timedelta(hours=2), none) == 0
    assert files.has(PANDA)
    assert files.sweep(NOW + KEPT + timedelta(hours=2), none) == 1


def test_content_that_comes_again_is_not_swept(files: AssetFiles):
    files.put(io.BytesIO(b"red panda"))
    age(files.path(PANDA), timedelta(days=2))

    def uploaded_meanwhile(_digests: object) -> set[str]:
        files.put(io.BytesIO(b"red panda"))
        age(files.path(PANDA), timedelta(0))
        return set()

    assert files.sweep(NOW, uploaded_meanwhile) == 0
    assert files.has(PANDA)


def test_unfinished_uploads_are_swept_after_a_day(files: AssetFiles, folder: Path):
    files.put(io.BytesIO(b"red panda"))
    for name, hours in (("old", 25), ("young", 23)):
        (folder / "incoming" / name).write_bytes(b"")
        age(folder / "incoming" / name, timedelta(hours=hours))

    files.sweep(NOW, everything)

    assert [path.name for path in (folder / "incoming").iterdir()] == ["young"]


def test_it_sweeps_once_an_hour(files: AssetFiles):
    files.put(io.BytesIO(b"red panda"))
    age(files.path(PANDA), timedelta(days=2))
    asked: list[object] = []

    for minutes in (0, 30, 59, 61):
        files.sweep(NOW + timedelta(minutes=minutes), lambda digests: asked.append(digests) or set(digests))
        age(files.path(PANDA), timedelta(days=2))

    assert len(asked) == 2


def test_without_any_asset_there_is_nothing_to_sweep_and_no_folder_made(files: AssetFiles, folder: Path):
    assert files.sweep(NOW, none) == 0
    assert not folder.exists()
