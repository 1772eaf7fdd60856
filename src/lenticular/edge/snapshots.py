"""The last good rulesets on disk, so that a node goes on deciding after a start without its database.

A project has two files. One holds its parts, each a line of JSON; what is new is added at the end. The other, which is
replaced at every change, holds the project's document, and for each mark in it where its part lies in the first.
"""

import fcntl
import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec
import structlog

from lenticular.domain.ruleset import Published
from lenticular.ingestion.segments import sync_folder

FORMAT = 2
# Versions of Lenticular before wrote a project's whole document into one file.
WHOLE_FORMAT = 1
# What of a file of parts may be outdated, beside half of it, before it is written anew.
SPARE_BYTES = 1024 * 1024

_PROJECT_UID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_SUFFIX = ".json"
_LISTS = ("audiences", "experiences")
_log = structlog.get_logger(__name__)


class _Place(msgspec.Struct, array_like=True):
    offset: int
    length: int
    sha256: str


class _Snapshot(msgspec.Struct):
    """A project's document, the name of the file of its parts, and where in it the part of each mark lies."""

    document: dict[str, object]
    file: str
    places: dict[str, _Place]


class Saved(NamedTuple):
    """What is kept of a project, and in which file: who has it need not read that file again."""

    snapshot: _Snapshot
    identity: tuple[int, int, int]


class _Sealed(msgspec.Struct):
    format: int
    sha256: str
    document: msgspec.Raw


class _Format(msgspec.Struct):
    format: int


def save(folder: Path, published: Published, before: Saved | None = None) -> Saved:
    """Keep a project in place of its former state, durably; readers see either, never a mixture.

    Parts that are kept already need not be given. Of several processes that keep the same state one does it. `before`
    is what this returned the last time. Raises OSError; LookupError if a part is neither given nor kept.
    """
    document = published.document
    path = _path(folder, str(document["project"]))
    marks = _marks(document)
    with _locked(folder):
        kept = _kept(path, before)
        if kept is not None and (kept.document == document or _is_newer(kept, document, published, marks)):
            return Saved(kept, _identity(path))
        snapshot = _with_parts(folder, published, marks, kept)
        _replace(path, _sealed(snapshot))
        for outdated in folder.glob(f"{path.stem}.parts-*"):
            if outdated.name != snapshot.file:
                outdated.unlink()
        sync_folder(folder)
        return Saved(snapshot, _identity(path))


def remove(folder: Path, project_uid: str) -> None:
    """Forget a project that was deleted. Raises OSError."""
    path = _path(folder, project_uid)
    with _locked(folder):
        path.unlink(missing_ok=True)
        for parts in folder.glob(f"{path.stem}.parts-*"):
            parts.unlink()


def project_uids(folder: Path) -> set[str]:
    """Return the projects of which something is kept, readable or not."""
    return {path.stem for path in folder.glob(f"*{_SUFFIX}")}


def load_all(folder: Path) -> dict[str, Published]:
    """Return the kept projects by UID. What is broken or of an unknown format is logged and left out."""
    found = {}
    for path in sorted(folder.glob(f"*{_SUFFIX}")):
        try:
            found[path.stem] = _load(path)
        except (OSError, ValueError, msgspec.MsgspecError) as error:
            _log.warning("ruleset_snapshot_ignored", file=path.name, error=str(error))
    return found


def _load(path: Path) -> Published:
    data = path.read_bytes()
    if (found := msgspec.json.decode(data, type=_Format).format) not in (FORMAT, WHOLE_FORMAT):
        raise ValueError(f"format {found} is not known, only {FORMAT} and {WHOLE_FORMAT}")
    content = _unsealed(data)
    if found == WHOLE_FORMAT:
        published = _in_parts(msgspec.json.decode(content, type=dict[str, msgspec.Raw]))
    else:
        snapshot = msgspec.json.decode(content, type=_Snapshot)
        published = Published(snapshot.document, dict(_read(path.parent, snapshot)))
    if published.document.get("project") != path.stem:
        raise ValueError("the file is named for another project")
    return published


def _read(folder: Path, snapshot: _Snapshot) -> Iterator[tuple[str, bytes]]:
    """Yield mark and JSON of each part. Raises ValueError for one that is not as it was written."""
    with (folder / snapshot.file).open("rb") as file:
        for mark, place in snapshot.places.items():
            file.seek(place.offset)
            content = file.read(place.length)
            if _sha256(content) != place.sha256:
                raise ValueError(f"the checksum of a part does not match: {mark}")
            yield mark, content


def _in_parts(document: Mapping[str, msgspec.Raw]) -> Published:
    """Return a whole document in parts, under marks that mean nothing elsewhere."""
    parts = {
        f"{name} {number}": bytes(part)
        for name in _LISTS
        for number, part in enumerate(msgspec.json.decode(document[name], type=list[msgspec.Raw]))
    }
    rest = {name: msgspec.json.decode(value) for name, value in document.items() if name not in _LISTS}
    return Published(rest | {name: [mark for mark in parts if mark.startswith(name)] for name in _LISTS}, parts)


def _with_parts(folder: Path, published: Published, marks: list[str], kept: _Snapshot | None) -> _Snapshot:
    """Write the parts that are not kept yet, or all of them into a new file if too much of the old one is outdated."""
    places = {} if kept is None else {mark: kept.places[mark] for mark in marks if mark in kept.places}
    new = {mark: published.parts[mark] for mark in marks if mark not in places}
    used_bytes = sum(place.length for place in places.values())
    if kept is None or (folder / kept.file).stat().st_size > 2 * used_bytes + SPARE_BYTES:
        if kept is not None:
            new |= _read(folder, _Snapshot(kept.document, kept.file, places))
        name = f"{published.document['project']}.parts-{published.document['revision']}"
        (folder / name).unlink(missing_ok=True)
        places = {}
    else:
        name = kept.file
    places |= _append(folder / name, new)
    return _Snapshot(dict(published.document), name, places)


def _append(path: Path, parts: Mapping[str, bytes]) -> dict[str, _Place]:
    places = {}
    with path.open("ab") as file:
        for mark, content in parts.items():
            places[mark] = _Place(file.tell(), len(content), _sha256(content))
            file.write(content + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return places


def _kept(path: Path, before: Saved | None) -> _Snapshot | None:
    """Return what is kept of a project, None if that is nothing or can't be built upon."""
    try:
        if before is not None and before.identity == _identity(path):
            return before.snapshot if (path.parent / before.snapshot.file).exists() else None
        data = path.read_bytes()
        if msgspec.json.decode(data, type=_Format).format != FORMAT:
            return None
        snapshot = msgspec.json.decode(_unsealed(data), type=_Snapshot)
        is_whole = (path.parent / snapshot.file).stat().st_size >= max(map(_end, snapshot.places.values()), default=0)
    except (OSError, ValueError, msgspec.MsgspecError):
        return None
    return snapshot if is_whole else None


def _identity(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


def _end(place: _Place) -> int:
    return place.offset + place.length


def _is_newer(kept: _Snapshot, document: Mapping[str, object], published: Published, marks: list[str]) -> bool:
    """Tell whether another process kept a newer state; one that is given whole may be of a restored database."""
    is_whole = all(mark in published.parts for mark in marks)
    return not is_whole and _revision(kept.document) > _revision(document)


def _revision(document: Mapping[str, object]) -> int:
    revision = document.get("revision")
    return revision if isinstance(revision, int) else 0


def _marks(document: Mapping[str, object]) -> list[str]:
    return [str(mark) for name in _LISTS if isinstance(marks := document.get(name), list) for mark in marks]


def _sealed(snapshot: _Snapshot) -> bytes:
    content = msgspec.json.encode(snapshot)
    return msgspec.json.encode(_Sealed(FORMAT, _sha256(content), msgspec.Raw(content)))


def _unsealed(data: bytes) -> msgspec.Raw:
    sealed = msgspec.json.decode(data, type=_Sealed)
    if sealed.sha256 != _sha256(bytes(sealed.document)):
        raise ValueError("the checksum does not match")
    return sealed.document


def _replace(path: Path, content: bytes) -> None:
    temporary = path.with_suffix(".tmp")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let the processes that share the folder change it one after the other."""
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _path(folder: Path, project_uid: str) -> Path:
    if not _PROJECT_UID.fullmatch(project_uid):
        raise ValueError(f"{project_uid!r} is not a project UID")
    return folder / f"{project_uid}{_SUFFIX}"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
