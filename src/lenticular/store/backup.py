"""Copying a whole installation while it runs, with checksums, and putting it back."""

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from lenticular.errors import Conflict, Invalid, NotFound, Problem
from lenticular.store import migrating, postgres_copy
from lenticular.store.database import FILE_NAMES, Stores

FORMAT = 1
MANIFEST = "manifest.json"
SPOOL_FOLDER = "spool"
# What else lies in the data folder and can't be made anew. Locks, backups and the like stay behind.
FOLDERS = ("rulesets", "assets", "geo")
TABLES_FOLDER = "tables"
_RESTORING = ".restoring"
_PIECE_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Copied:
    """One file of a backup: where (relative, with `/`), how long, and what it must hash to."""

    path: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. It is written last: a folder without it is no backup."""

    kind: str  # sqlite or postgresql
    created: str
    revision: str | None
    files: tuple[Copied, ...]
    sequences: Mapping[str, int]  # PostgreSQL: the last number that each sequence gave

    @property
    def size_bytes(self) -> int:
        """The bytes of all files."""
        return sum(file.size_bytes for file in self.files)


def back_up(stores: Stores, data: Path, target: Path, *, now: datetime) -> Manifest:
    """Copy all stores and the data folder's files into a new or empty folder, while the server runs.

    Each SQLite file is copied as of one instant, and all PostgreSQL tables as of one; an event answered before the call
    is in the copy. Raises Conflict if the target holds anything.
    """
    if target.exists() and any(target.iterdir()):
        raise Conflict("BACKUP_TARGET_NOT_EMPTY", f"{target} is not empty: give a new folder.")
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    sequences: Mapping[str, int] = {}
    kind = stores.configuration.engine.dialect.name
    with ExitStack() as opened:
        # A segment may be read to its end and deleted while the databases are copied. Opened before, it still reads,
        # so no event is missing from both the log and the database.
        segments = {path: opened.enter_context(file) for path, file in _opened(data / SPOOL_FOLDER)}
        if kind == "sqlite":
            _copy_sqlite(stores, target)
        else:
            (target / TABLES_FOLDER).mkdir()
            sequences = postgres_copy.copy_out(stores.configuration, target / TABLES_FOLDER)
        for path, file in segments.items():
            _copy(file, target / path.relative_to(data))
    for folder in FOLDERS:
        for path, file in _opened(data / folder):
            with file:
                _copy(file, target / path.relative_to(data))
    files = tuple(_described(path, target) for path in _files(target))
    revision = migrating.revision_of(stores.configuration)
    manifest = Manifest(kind, now.isoformat(timespec="seconds"), revision, files, sequences)
    _write_manifest(manifest, target)
    return manifest


def read_manifest(source: Path) -> Manifest:
    """Return what a backup says it holds. Raises NotFound if the folder is no finished backup, Invalid if garbled."""
    try:
        document = json.loads((source / MANIFEST).read_bytes())
    except FileNotFoundError:
        raise NotFound("BACKUP_NOT_FOUND", f"{source} is no finished backup: it has no {MANIFEST}.") from None
    except ValueError:
        raise _invalid(source, "is not JSON") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise _invalid(source, f"is not of format {FORMAT}, the one that this version reads")
    try:
        return Manifest(
            kind=document["kind"],
            created=document["created"],
            revision=document["revision"],
            files=tuple(Copied(file["path"], file["bytes"], file["sha256"]) for file in document["files"]),
            sequences=document["sequences"],
        )
    except (KeyError, TypeError):
        raise _invalid(source, "lacks a part") from None


def verify(source: Path) -> Manifest:
    """Return the manifest after every file was found whole. Raises Invalid with every damaged file at once."""
    manifest = read_manifest(source)
    problems = []
    for index, file in enumerate(manifest.files):
        path = source / file.path
        if not path.resolve().is_relative_to(source.resolve()) or not path.is_file():
            message = f"{file.path} is missing"
        elif _described(path, source) != file:
            message = f"{file.path} is not what was backed up: its checksum differs"
        else:
            continue
        problems.append(Problem(f"/files/{index}", "BACKUP_DAMAGED", message))
    if problems:
        message = f"The backup is damaged, nothing was restored: {'; '.join(p.message for p in problems)}."
        raise Invalid(problems, "BACKUP_DAMAGED", message)
    return manifest


def restore(source: Path, stores: Stores, data: Path, scripts: str = migrating.SCRIPTS) -> Manifest:
    """Put a verified backup into an empty installation of the same kind (SQLite or PostgreSQL).

    Nothing else may use the installation meanwhile. The schema is the backup's: upgrade it afterwards. Raises Conflict
    if there is anything already, or if the kinds differ; Invalid if the backup is damaged.
    """
    manifest = verify(source)
    kind = stores.configuration.engine.dialect.name
    if manifest.kind != kind:
        raise Conflict(
            "BACKUP_OF_ANOTHER_KIND",
            f"This is a backup of {manifest.kind}, the installation is on {kind}: restore it where it came from.",
        )
    _refuse_occupied(stores, data, scripts)
    staging = data / _RESTORING
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    for file in manifest.files:
        if not file.path.startswith(f"{TABLES_FOLDER}/"):
            with (source / file.path).open("rb") as copied:
                _copy(copied, staging / file.path)
    if kind != "sqlite":
        _restore_postgres(manifest, source, stores, scripts)
    stores.close()
    _move_in(staging, data)
    return manifest


def _move_in(staging: Path, data: Path) -> None:
    for name in FILE_NAMES.values():
        for leftover in data.glob(f"{name}*"):  # the empty database that opening the stores made, and its log
            leftover.unlink()
    # Databases last: until they are there, the folder does not look like an installation.
    for path in sorted(staging.iterdir(), key=lambda path: path.is_file()):
        place = data / path.name
        if place.is_dir():
            shutil.rmtree(place)  # it holds no file: that was asked before
        path.rename(place)
    staging.rmdir()
    _sync_folder(data)


def _copy_sqlite(stores: Stores, target: Path) -> None:
    for store, name in FILE_NAMES.items():
        path = getattr(stores, store.value).engine.url.database
        with closing(sqlite3.connect(path)) as origin, closing(sqlite3.connect(target / name)) as copy:
            # All pages in one step: a copy in steps starts again at every write, and so may never end.
            origin.backup(copy)


def _restore_postgres(manifest: Manifest, source: Path, stores: Stores, scripts: str) -> None:
    if manifest.revision is None:
        raise Conflict(
            "BACKUP_WITHOUT_SCHEMA", "The backup's database was never migrated: there is nothing to restore."
        )
    migrating.require_known(manifest.revision, scripts)
    migrating.upgrade(stores, manifest.revision, scripts)
    postgres_copy.copy_in(stores.configuration, source / TABLES_FOLDER, manifest.sequences)


def _refuse_occupied(stores: Stores, data: Path, scripts: str) -> None:
    occupied = [name for name in (SPOOL_FOLDER, *FOLDERS) if any(_files(data / name))]
    if any(standing is not migrating.Standing.EMPTY for standing in migrating.state(stores, scripts).values()):
        occupied.append("its database")
    if occupied:
        raise Conflict(
            "RESTORE_TARGET_NOT_EMPTY",
            f"{data} already holds an installation ({', '.join(occupied)}): restore into a new folder"
            " (and a new database), or move the old one away.",
        )


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder, sorted; none if there is no such folder."""
    yield from (path for path in sorted(folder.rglob("*")) if not path.is_dir())


def _opened(folder: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """Yield the files below a folder, open. One that is removed meanwhile is left out: it was replaced or used up."""
    for path in _files(folder):
        with suppress(FileNotFoundError):
            yield path, path.open("rb")


def _copy(file: BinaryIO, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as copy:
        shutil.copyfileobj(file, copy, _PIECE_BYTES)
        copy.flush()
        os.fsync(copy.fileno())


def _described(path: Path, root: Path) -> Copied:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Copied(path.relative_to(root).as_posix(), path.stat().st_size, digest)


def _write_manifest(manifest: Manifest, target: Path) -> None:
    document = {
        "format": FORMAT,
        "kind": manifest.kind,
        "created": manifest.created,
        "revision": manifest.revision,
        "sequences": dict(manifest.sequences),
        "files": [{"path": file.path, "bytes": file.size_bytes, "sha256": file.sha256} for file in manifest.files],
    }
    partial = target / f"{MANIFEST}.partial"
    with partial.open("w", encoding="utf-8") as file:
        json.dump(document, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    partial.rename(target / MANIFEST)
    _sync_folder(target)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _invalid(source: Path, what: str) -> Invalid:
    message = f"{source / MANIFEST} {what}."
    return Invalid([Problem("", "BACKUP_UNREADABLE", message)], "BACKUP_UNREADABLE", message)
